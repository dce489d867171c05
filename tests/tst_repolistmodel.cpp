#include "models/repolistmodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

RepoSummary repo(const QString &id)
{
    return {.id = *RepoId::parse(RepoKind::Model, id)};
}

const QUrl kNext(u"https://hub.test/2"_s);

} // namespace

class tst_RepoListModel final : public QObject
{
    Q_OBJECT

private slots:
    void pages();
    void repeatedRowsAreLeftOut();
    void cacheMarks();
    void tagsAreCounted();
    void everythingIsSpoken();
    void hundredThousandRows();
};

void tst_RepoListModel::pages()
{
    RepoListModel model;
    // The tester calls fetchMore() by itself, so it belongs here and not beside a live controller,
    // where that would start requests.
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy wanted(&model, &RepoListModel::moreWanted);
    model.setPage({.repos = {repo(u"a/1"_s)}, .next = kNext, .skipped = 2});
    QVERIFY(!wanted.isEmpty());
    QCOMPARE(model.skipped(), 2);
    model.appendPage({.repos = {repo(u"a/2"_s), repo(u"a/3"_s)}, .next = {}, .skipped = 1});
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(model.skipped(), 3);
    QCOMPARE(model.index(2).data(RepoListModel::IdRole).toString(), u"a/3"_s);
    QCOMPARE(
        model.index(2).data(RepoListModel::SummaryRole).value<const RepoSummary *>()->id.name(),
        u"3"_s);
    QVERIFY(!model.canFetchMore({}));
    model.appendPage({});
    QCOMPARE(model.rowCount(), 3);
    model.setPage({.repos = {repo(u"a/3"_s)}, .next = {}}); // known from before, a row all the same
    QCOMPARE(model.rowCount(), 1);
    model.clear();
    QCOMPARE(model.rowCount(), 0);
    QCOMPARE(model.skipped(), 0);
}

void tst_RepoListModel::repeatedRowsAreLeftOut()
{
    RepoListModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setPage({.repos = {repo(u"a/1"_s), repo(u"a/2"_s), repo(u"a/1"_s)}, .next = kNext});
    QCOMPARE(model.rowCount(), 2);
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    model.appendPage({.repos = {repo(u"a/2"_s), repo(u"a/3"_s)}, .next = kNext});
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(inserted.size(), 1);
    QCOMPARE(inserted.first().at(1).toInt(), 2);
    QCOMPARE(inserted.first().at(2).toInt(), 2);
    model.appendPage({.repos = {repo(u"a/3"_s)}, .next = {}});
    QCOMPARE(inserted.size(), 1);
    QVERIFY(!model.canFetchMore({}));
}

void tst_RepoListModel::cacheMarks()
{
    RepoListModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setPage(
        {.repos = {repo(u"a/1"_s), repo(u"a/2"_s), repo(u"a/3"_s), repo(u"a/4"_s)}, .next = {}});
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    const auto mark = [&](const QStringList &names) {
        model.setCacheTest([names](const RepoId &id) { return names.contains(id.name()); });
    };
    mark({u"2"_s, u"3"_s});
    QCOMPARE(changed.size(), 1); // one range and nothing but what changed
    QCOMPARE(changed.first().at(0).toModelIndex().row(), 1);
    QCOMPARE(changed.first().at(1).toModelIndex().row(), 2);
    QVERIFY(model.index(1).data(RepoListModel::CachedRole).toBool());
    QVERIFY(!model.index(3).data(RepoListModel::CachedRole).toBool());
    mark({u"2"_s, u"4"_s});
    QCOMPARE(changed.size(), 2);
    QCOMPARE(changed.last().at(0).toModelIndex().row(), 2);
    QCOMPARE(changed.last().at(1).toModelIndex().row(), 3);
    mark({u"2"_s, u"4"_s});
    QCOMPARE(changed.size(), 2);
    model.appendPage({.repos = {repo(u"b/4"_s)}, .next = {}});
    QVERIFY(model.index(4).data(RepoListModel::CachedRole).toBool());
    model.setPage({.repos = {repo(u"a/4"_s), repo(u"a/1"_s)}, .next = {}});
    QVERIFY(model.index(0).data(RepoListModel::CachedRole).toBool());
    QVERIFY(!model.index(1).data(RepoListModel::CachedRole).toBool());
}

void tst_RepoListModel::tagsAreCounted()
{
    RepoSummary first = repo(u"a/1"_s);
    first.tags = {u"gguf"_s, u"en"_s, u"gguf"_s}; // said twice, counted once
    first.task = u"text-generation"_s;
    RepoSummary second = repo(u"a/2"_s);
    second.tags = {u"en"_s, u"text-generation"_s};
    second.task = u"text-generation"_s;
    RepoListModel model;
    model.setPage({.repos = {first}, .next = kNext});
    model.appendPage({.repos = {second}, .next = {}});
    const QHash<QString, int> counts = model.tagCounts();
    QCOMPARE(counts.value(u"gguf"_s), 1);
    QCOMPARE(counts.value(u"en"_s), 2);
    QCOMPARE(counts.value(u"text-generation"_s), 2);
}

void tst_RepoListModel::everythingIsSpoken()
{
    RepoListModel model;
    RepoSummary one = repo(u"a/1"_s);
    one.gate = Gate::Manual;
    one.task = u"text-\u202Egeneration"_s;
    one.downloads = 12'000;
    one.likes = 3;
    model.setPage({.repos = {one, repo(u"a/2"_s)}, .next = {}});
    model.setCacheTest([](const RepoId &) { return true; });
    QCOMPARE(model.index(0).data(Qt::AccessibleTextRole).toString(),
             u"a/1, gated, files cached, text-generation, 12k downloads, 3 likes"_s);
    QCOMPARE(model.index(1).data(Qt::AccessibleTextRole).toString(), u"a/2, files cached"_s);
}

void tst_RepoListModel::hundredThousandRows()
{
    RepoListModel model;
    for (int page = 0; page < 100; ++page) {
        RepoPage many{.repos = {}, .next = kNext};
        for (int i = 0; i < 1000; ++i)
            many.repos << repo(u"owner/name-%1"_s.arg(page * 1000 + i));
        model.appendPage(many);
    }
    QCOMPARE(model.rowCount(), 100'000);
    QCOMPARE(model.index(99'999).data().toString(), u"owner/name-99999"_s);
}

QTEST_GUILESS_MAIN(tst_RepoListModel)
#include "tst_repolistmodel.moc"

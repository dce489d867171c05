// How long the window would stand still for a large cache.
#include "models/cachetreemodel.h"
#include "tests/support/cachescans.h"
#include "tests/support/worked.h"

#include <QTest>

using namespace Qt::StringLiterals;

namespace {

using Column = CacheTreeModel::Column;

constexpr qint64 kMostMs = 100 * kSlowness;

qint64 workedMs(const auto &work)
{
    const Worked worked;
    work();
    return worked.ms();
}

} // namespace

class tst_CacheTreeSpeed final : public QObject
{
    Q_OBJECT

private slots:
    void manyFiles_data();
    void manyFiles();
    void manyRepositoriesComeInBatches();
};

void tst_CacheTreeSpeed::manyFiles_data()
{
    QTest::addColumn<int>("repos");
    QTest::newRow("in one revision") << 1;
    QTest::newRow("in 300 repositories") << 300;
}

void tst_CacheTreeSpeed::manyFiles()
{
    QFETCH(const int, repos);
    QList<CacheRepoPtr> all;
    for (int n = 0; n < repos; ++n)
        all << CacheScans::withFiles(300'000 / repos, u"wide/repo%1"_s.arg(n));
    CacheTreeModel model;
    QCOMPARE_LT(workedMs([&] { model.add(all); }), 3 * kMostMs);
    const auto look = [&model] { // as a view with everything open does
        for (int row = 0; row < model.rowCount(); ++row)
            (void)model.index(0, 1, model.index(0, 0, model.index(row, 0))).data();
    };
    look();
    for (const int column : {Column::SizeColumn, Column::UsedColumn, Column::NameColumn})
        QCOMPARE_LT(workedMs([&] {
                        model.sort(column, Qt::DescendingOrder);
                        look();
                    }),
                    kMostMs);
    const auto part = [](const CacheRepo &) {
        return CacheTreeModel::Shown{.file
                                     = [](const QByteArray &path) { return path.contains("99"); }};
    };
    QCOMPARE_LT(workedMs([&] { model.setFilter(part); }), kMostMs);
    QCOMPARE_LT(workedMs([&] { model.setFilter({}); }), kMostMs);
}

void tst_CacheTreeSpeed::manyRepositoriesComeInBatches()
{
    CacheTreeModel model;
    qint64 longest = 0;
    for (int batch = 0; batch < 50; ++batch) {
        QList<CacheRepoPtr> repos;
        for (int n = 0; n < 100; ++n)
            repos << CacheScans::repo(RepoKind::Model, u"o/r%1"_s.arg(batch * 100 + n),
                                      {{CacheScans::commitOf(9),
                                        {"main"},
                                        {{"a", "a", (batch * 7'919 + n * 31) % 1'000}}}});
        const qint64 begin = Worked::us();
        model.add(repos);
        longest = std::max(longest, Worked::us() - begin);
    }
    QCOMPARE(model.rowCount(), 5'000);
    QCOMPARE_LT(longest / 1'000, kMostMs / 4); // measured: 4
}

QTEST_GUILESS_MAIN(tst_CacheTreeSpeed)
#include "tst_cachetreespeed.moc"

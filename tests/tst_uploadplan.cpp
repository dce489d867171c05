#include "tests/support/plannedupload.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace PlannedUpload;
using Verdict = UploadPlan::Verdict;
using Kind = UploadWarning::Kind;

// What an upload would change, from values alone.
class UploadPlanTest final : public QObject
{
    Q_OBJECT

private slots:
    void verdicts_data();
    void verdicts();
    void patterns();
    void patternsAreBelowTheTarget();
    void whatTheHubSays();
    void deletes_data();
    void deletes();
    void deletesOnlyBelowTheTarget();
    void whatHasNoPathIsNotDeleted();
    void conflicts_data();
    void conflicts();
    void commits_data();
    void commits();
    void sent();

private:
    static QList<Verdict> verdictsOf(const UploadPlan::Given &given)
    {
        const UploadPlan plan = UploadPlan::of(given);
        QList<Verdict> list;
        for (qsizetype i = 0; i < given.files.size(); ++i)
            list << plan.row(i).verdict;
        return list;
    }
};

void UploadPlanTest::verdicts_data()
{
    QTest::addColumn<qint64>("size");
    QTest::addColumn<QByteArray>("sha256");
    QTest::addColumn<QByteArray>("gitOid");
    QTest::addColumn<TreeEntry>("remote");
    QTest::addColumn<Verdict>("verdict");
    const auto row = [](const char *what, qint64 size, const QByteArray &sha256,
                        const QByteArray &gitOid, const TreeEntry &remote, Verdict verdict) {
        QTest::newRow(what) << size << sha256 << gitOid << remote << verdict;
    };
    const TreeEntry git = there(u"a"_s, 5, u"g1"_s);
    const TreeEntry lfs = there(u"a"_s, 5, u"pointer"_s, u"s1"_s);
    row("new", 5, "s1", "g1", there(u"b"_s), Verdict::New);
    row("new, not hashed", 5, {}, {}, there(u"b"_s), Verdict::New);
    row("same in git", 5, "s1", "g1", git, Verdict::Unchanged);
    row("other in git", 5, "s1", "g2", git, Verdict::Changed);
    row("same in LFS", 5, "s1", "g9", lfs, Verdict::Unchanged);
    row("other in LFS", 5, "s2", "pointer", lfs, Verdict::Changed);
    row("other size needs no hash", 6, {}, {}, git, Verdict::Changed);
    row("same size, not hashed", 5, {}, {}, lfs, Verdict::Unsure);
    row("too large for git", 5, "s1", {}, git, Verdict::Changed);
    row("the Hub does not say", 5, "s1", "g1", there(u"a"_s, -1), Verdict::Changed);
    row("U14 empty", 0, "s1", "g1", there(u"a"_s, 0, u"g1"_s), Verdict::Unchanged);
}

void UploadPlanTest::verdicts()
{
    QFETCH(const qint64, size);
    QFETCH(const QByteArray, sha256);
    QFETCH(const QByteArray, gitOid);
    QFETCH(const TreeEntry, remote);
    QFETCH(const Verdict, verdict);
    const UploadPlan plan
        = UploadPlan::of({.files = {file(u"a"_s, size, sha256, gitOid)}, .remote = {remote}});
    QCOMPARE(plan.row(0).verdict, verdict);
    QCOMPARE(plan.tally(verdict), (UploadPlan::Tally{1, size}));
    QCOMPARE(plan.commits(), verdict == Verdict::Unchanged ? 0 : 1);
}

void UploadPlanTest::patterns()
{
    UploadPlan::Given given{.files = files({u"a.bin"_s, u"b/c.bin"_s, u"d.txt"_s, u"e.log"_s})};
    given.choice.allow = {u"*.bin"_s, u"*.log"_s, u"*.nothing"_s};
    given.choice.ignore = {u"idle"_s, u"b/"_s};
    QCOMPARE(verdictsOf(given),
             (QList{Verdict::New, Verdict::Ignored, Verdict::NotAllowed, Verdict::New}));
    QCOMPARE(UploadPlan::of(given).row(1).pattern, 1);
    QCOMPARE(warningsOf(given),
             (QList<UploadWarning>{{.kind = Kind::IdlePattern, .other = u"*.nothing"_s},
                                   {.kind = Kind::IdlePattern, .other = u"idle"_s}}));
    given.choice.byHand = {{u"a.bin"_s, false}, {u"b/c.bin"_s, true}, {u"d.txt"_s, true}};
    QCOMPARE(verdictsOf(given),
             (QList{Verdict::LeftByHand, Verdict::New, Verdict::New, Verdict::New}));
}

void UploadPlanTest::patternsAreBelowTheTarget()
{
    UploadPlan::Given given{.folder = u"to/here"_s,
                            .files = files({u"to/here/a.bin"_s, u"to/here/to/b.bin"_s})};
    given.choice.ignore = {u"to/*"_s};
    QCOMPARE(verdictsOf(given), (QList{Verdict::New, Verdict::Ignored}));
}

void UploadPlanTest::whatTheHubSays()
{
    UploadPlan::Given given{.files = files({u"a.log"_s, u"b"_s, u"broken"_s})};
    given.words = {{u"a.log"_s, {.isIgnored = true}}, {u"b"_s, {.isLarge = true}}};
    given.failures = {{2, EIO}};
    QCOMPARE(verdictsOf(given), (QList{Verdict::IgnoredByHub, Verdict::New, Verdict::Unreadable}));
}

void UploadPlanTest::deletes_data()
{
    QTest::addColumn<QStringList>("patterns");
    QTest::addColumn<QStringList>("ignore");
    QTest::addColumn<QStringList>("deleted");
    const auto row
        = [](const char *what, const QStringList &patterns, const QStringList &ignore,
             const QStringList &deleted) { QTest::newRow(what) << patterns << ignore << deleted; };
    row("none", {}, {}, {});
    row("all but what comes again", {u"*"_s}, {}, {u"b/old.bin"_s, u"old.txt"_s});
    row("by pattern", {u"*.txt"_s}, {}, {u"old.txt"_s});
    row("a folder", {u"b/"_s}, {}, {u"b/old.bin"_s});
    row("here, but left out", {u"*.md"_s}, {u"*.md"_s}, {u"README.md"_s});
}

void UploadPlanTest::deletes()
{
    QFETCH(const QStringList, patterns);
    QFETCH(const QStringList, ignore);
    QFETCH(const QStringList, deleted);
    UploadPlan::Given given{
        .files = files({u"README.md"_s}),
        .remote = remote({u".gitattributes"_s, u"README.md"_s, u"b/old.bin"_s, u"old.txt"_s})};
    given.remote << TreeEntry{.type = TreeEntry::Type::Folder, .path = u"b"_s};
    given.choice.remove = patterns;
    given.choice.ignore = ignore;
    QCOMPARE(deletedBy(UploadPlan::of(given)), deleted);
}

void UploadPlanTest::deletesOnlyBelowTheTarget()
{
    UploadPlan::Given given{.folder = u"to"_s,
                            .files = files({u"to/new"_s}),
                            .remote = remote({u"a"_s, u"to/a"_s, u"to/b/a"_s, u"tool/a"_s})};
    given.choice.remove = {u"a"_s};
    QCOMPARE(deletedBy(UploadPlan::of(given)), QStringList{u"to/a"_s});
    given.choice.remove = {u"*"_s};
    QCOMPARE(deletedBy(UploadPlan::of(given)), (QStringList{u"to/a"_s, u"to/b/a"_s}));
}

void UploadPlanTest::whatHasNoPathIsNotDeleted()
{
    UploadPlan::Given given{.remote = remote({u"aux"_s, u"a"_s})};
    given.choice.remove = {u"a*"_s};
    QCOMPARE(deletedBy(UploadPlan::of(given)), QStringList{u"a"_s});
    QCOMPARE(warningsOf(given),
             (QList<UploadWarning>{{.kind = Kind::CannotDelete, .path = u"aux"_s}}));
}

void UploadPlanTest::conflicts_data()
{
    QTest::addColumn<QStringList>("local");
    QTest::addColumn<QStringList>("there");
    QTest::addColumn<QStringList>("remove");
    QTest::addColumn<QList<Verdict>>("verdicts");
    const auto row = [](const char *what, const QStringList &local, const QStringList &hub,
                        const QStringList &remove, const QList<Verdict> &verdicts) {
        QTest::newRow(what) << local << hub << remove << verdicts;
    };
    row("a file for a folder", {u"a"_s}, {u"a/b/c"_s}, {}, {Verdict::Conflict});
    row("a folder for a file", {u"a/b/c"_s}, {u"a/b"_s}, {}, {Verdict::Conflict});
    row("the file goes", {u"a/b/c"_s}, {u"a/b"_s}, {u"a/b"_s}, {Verdict::New});
    row("the folder goes", {u"a"_s}, {u"a/b/c"_s, u"a/d"_s}, {u"a/*"_s}, {Verdict::New});
    row("not all of it goes", {u"a"_s}, {u"a/b/c"_s, u"a/d"_s}, {u"a/d"_s}, {Verdict::Conflict});
    row("both are here", {u"a"_s, u"a/b"_s}, {}, {}, {Verdict::Conflict, Verdict::Conflict});
    row("like another's beginning", {u"ab"_s, u"a/b"_s}, {u"abc/d"_s}, {},
        {Verdict::New, Verdict::New});
}

void UploadPlanTest::conflicts()
{
    QFETCH(const QStringList, local);
    QFETCH(const QStringList, there);
    QFETCH(const QStringList, remove);
    QFETCH(const QList<Verdict>, verdicts);
    UploadPlan::Given given{.files = files(local), .remote = remote(there)};
    given.choice.remove = remove;
    QCOMPARE(verdictsOf(given), verdicts);
}

void UploadPlanTest::commits_data()
{
    QTest::addColumn<QList<UploadFile>>("local");
    QTest::addColumn<QStringList>("remove");
    QTest::addColumn<int>("commits");
    const qint64 mib = 1 << 20;
    const auto many = [](qsizetype count, qint64 size, const QByteArray &sample = {}) {
        QList<UploadFile> list;
        for (qsizetype i = 0; i < count; ++i) {
            list << file(QString::number(i), size);
            list.last().sample = sample;
        }
        return list;
    };
    const auto row
        = [](const char *what, const QList<UploadFile> &local, int commits,
             const QStringList &remove = {}) { QTest::newRow(what) << local << remove << commits; };
    row("nothing", {}, 0);
    row("deletes only", {}, 1, {u"old"_s});
    row("deletes go with the first", many(250, 1), 1, {u"old"_s});
    row("U14 empty files", many(250, 0), 1);
    row("251 files", many(251, 1), 2);
    row("a full one, and a larger one", many(250 + 400, 1), 2);
    row("100 MiB in git", many(50, 2 * mib), 1);
    row("more than 100 MiB in git", many(51, 2 * mib), 2);
    row("binary ones are apart", many(51, 2 * mib, QByteArray("\0", 1)), 1);
    row("U14 50 GB each", many(250, qint64(50'000'000'000)), 1);
    row("U14 larger than git takes", many(20, 10'000'001), 1);
}

void UploadPlanTest::commits()
{
    QFETCH(const QList<UploadFile>, local);
    QFETCH(const QStringList, remove);
    QFETCH(const int, commits);
    UploadPlan::Given given{.files = local, .remote = remote({u"old"_s})};
    given.choice.remove = remove;
    QCOMPARE(UploadPlan::of(given).commits(), commits);
    for (const UploadFile &file : local) // what the Hub says counts more than a guess
        given.words.insert(file.path.text(), {.isLarge = true});
    QCOMPARE(UploadPlan::of(given).commits(), local.size() > 250 ? 2 : std::min(commits, 1));
}

void UploadPlanTest::sent()
{
    UploadPlan::Given given{.files = {file(u"a"_s), file(u"b"_s, 1, "s", "g"), file(u"c"_s)},
                            .remote = {there(u"b"_s, 1, u"g"_s)}};
    given.choice.ignore = {u"a"_s};
    QCOMPARE(UploadPlan::of(given).sent(given.files), QList{given.files.at(2)});
}

QTEST_GUILESS_MAIN(UploadPlanTest)
#include "tst_uploadplan.moc"

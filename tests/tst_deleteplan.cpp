#include "app/cache/deleteplan.h"
#include "tests/support/scanvalues.h"
#include "tests/support/worked.h"

#include <QRandomGenerator>
#include <QTest>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;
using namespace ScanValues;
using Kind = CacheBlob::Kind;
using Reason = DeletePlan::Kept::Reason;

namespace {

CacheRepo twoRevisions() // of which b is in both
{
    CacheRepo repo = repoOf("m", {blobOf("a", 1), blobOf("b", 10), blobOf("c", 100)});
    repo.revisions << revisionOf(repo, "old", "a b") << revisionOf(repo, "new", "b c", {"main"});
    return repo;
}

QByteArray shape(const DeletePlan &plan)
{
    static constexpr std::array kNames{"repo", "entry", "ref",   "snapshot",
                                       "blob", "note",  "shared"};
    QByteArrayList all;
    for (const DeletePlan::Step &step : plan.steps)
        if (step.kind != DeletePlan::Step::Kind::Note)
            all << kNames[size_t(step.kind)] + QByteArray(" ") + step.path;
    return all.join(", ");
}

} // namespace

class DeletePlanTest final : public QObject
{
    Q_OBJECT

private slots:
    void sharedByRevisions();
    void wholeRepository();
    void fileByFile();
    void unticked();
    void unfinishedWithItsNotes();
    void hardLinks();
    void sharedStore_data();
    void sharedStore();
    void pins();
    void refused_data();
    void refused();
    void leadsOutside();
    void aloneIsThePlanOfOne();
    void manyRows();
};

void DeletePlanTest::sharedByRevisions() // S08
{
    const CacheRepo repo = twoRevisions();
    const CacheItem old{repo.folder, "old", {}, {}};
    const DeletePlan plan = DeletePlan::of(scanOf({repo}), {old});
    QCOMPARE(plan.frees, kBlock);
    QCOMPARE(plan.stays, 10 * kBlock);
    QCOMPARE(plan.revisions, 1);
    QCOMPARE(plan.files, 2);
    QCOMPARE(plan.contents, 1);
    QCOMPARE(plan.kept,
             QList({DeletePlan::Kept{old, "b", 10 * kBlock, Reason::UsedByRevision, "new"}}));
    QVERIFY(plan.refs.isEmpty());
    QCOMPARE(shape(plan), "snapshot snapshots/old, blob blobs/a");

    const DeletePlan current = DeletePlan::of(scanOf({repo}), {{repo.folder, "new", {}, {}}});
    QCOMPARE(current.refs, QList({DeletePlan::VanishingRef{repo.folder, "main", "new"}}));
    QCOMPARE(shape(current), "ref refs/main, snapshot snapshots/new, blob blobs/c");
}

void DeletePlanTest::wholeRepository()
{
    CacheRepo repo = twoRevisions();
    const CacheItem all{repo.folder, {}, {}, {}};
    const QSet<CacheItem> both{{repo.folder, "old", {}, {}}, {repo.folder, "new", {}, {}}};
    for (const QSet<CacheItem> &ticked : {QSet{all}, both, both + QSet{all}}) {
        const DeletePlan plan = DeletePlan::of(scanOf({repo}), ticked);
        QCOMPARE(plan.frees, (111 + 2) * kBlock);
        QCOMPARE(plan.stays, 0);
        QCOMPARE(plan.repos, 1);
        QCOMPARE(shape(plan), "repo ");
    }
    repo.isLink = true; // what it leads to stays a repository, without contents
    QCOMPARE(shape(DeletePlan::of(scanOf({repo}), {all})),
             "snapshot snapshots/old, ref refs/main, snapshot snapshots/new, blob blobs/a, "
             "blob blobs/b, blob blobs/c");
}

void DeletePlanTest::fileByFile()
{
    const CacheRepo repo = twoRevisions();
    const DeletePlan one = DeletePlan::of(scanOf({repo}), {{repo.folder, "new", "c", {}}});
    QCOMPARE(one.frees, 100 * kBlock);
    QCOMPARE(shape(one), "entry snapshots/new/c, blob blobs/c");
    const CacheItem b{repo.folder, "new", "b", {}};
    const DeletePlan kept = DeletePlan::of(scanOf({repo}), {b});
    QCOMPARE(kept.frees, 0);
    QCOMPARE(kept.kept,
             QList({DeletePlan::Kept{b, "b", 10 * kBlock, Reason::UsedByRevision, "old"}}));
    const DeletePlan each = DeletePlan::of(scanOf({repo}), {b, {repo.folder, "new", "c", {}}});
    QCOMPARE(each.revisions, 1); // all files are the revision
}

void DeletePlanTest::unticked() // revisions are not all that a repository has
{
    CacheRepo repo = twoRevisions();
    repo.blobs << blobOf("orphan", 1'000);
    const QSet<CacheItem> both{{repo.folder, "old", {}, {}}, {repo.folder, "new", {}, {}}};
    DeletePlan plan = DeletePlan::of(scanOf({repo}), both);
    QCOMPARE(plan.repos, 0);
    QCOMPARE(plan.frees, 111 * kBlock);
    plan = DeletePlan::of(scanOf({repo}), {{repo.folder, {}, {}, "orphan"}});
    QCOMPARE(plan.frees, 1'000 * kBlock);
    const CacheItem used{repo.folder, {}, {}, "a"};
    plan = DeletePlan::of(scanOf({repo}), {used});
    QVERIFY(plan.isEmpty());
    QCOMPARE(plan.kept,
             QList({DeletePlan::Kept{used, "a", kBlock, Reason::UsedByRevision, "old"}}));
}

void DeletePlanTest::unfinishedWithItsNotes()
{
    CacheRepo repo = repoOf("m",
                            {blobOf("e.0.incomplete", 7, Kind::Unfinished),
                             blobOf("e.0.incomplete.ranges", 1, Kind::Unfinished),
                             blobOf("e.1.incomplete", 5, Kind::Unfinished)});
    QCOMPARE(DeletePlan::of(scanOf({repo}), {{repo.folder, {}, {}, "e.0.incomplete"}}).frees,
             8 * kBlock);
}

void DeletePlanTest::hardLinks() // S12
{
    CacheBlob a = blobOf("a", 10);
    a.names = 2;
    CacheRepo one = repoOf("one", {a}), two = repoOf("two", {a});
    one.revisions << revisionOf(one, "x", "a");
    two.revisions << revisionOf(two, "y", "a");
    const CacheScan scan = scanOf({one, two});
    const QSet<CacheItem> first{{one.folder, {}, {}, {}}};
    const DeletePlan plan = DeletePlan::of(scan, first);
    QCOMPARE(plan.frees, 2 * kBlock);
    QCOMPARE(plan.stays, 10 * kBlock);
    QCOMPARE(plan.kept.at(0).reason, Reason::LinkedElsewhere);
    QCOMPARE(DeletePlan::of(scan, first + QSet{CacheItem{two.folder, {}, {}, {}}}).frees,
             14 * kBlock);
}

void DeletePlanTest::sharedStore_data() // S11
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<int>("reason"); // -1: it goes
    QTest::newRow("S11 last reference") << u""_s << -1;
    QTest::newRow("S11 not the last") << u"used"_s << int(Reason::UsedByRepo);
    QTest::newRow("S11 no note") << u"no note"_s << int(Reason::NoNote);
    QTest::newRow("S11 another version") << u"version"_s << int(Reason::StoreReadOnly);
    QTest::newRow("S12 more names") << u"names"_s << int(Reason::LinkedElsewhere);
}

void DeletePlanTest::sharedStore()
{
    QFETCH(const QString, what);
    QFETCH(const int, reason);
    const CacheBlob a = blobOf("a", 10, Kind::Shared);
    CacheRepo one = repoOf("one", {a}), two = repoOf("two", {a});
    one.revisions << revisionOf(one, "x", "a");
    two.revisions << revisionOf(two, "y", "a");
    CacheScan scan = scanOf({one});
    if (what == "used"_L1)
        scan = scanOf({one, two});
    scan.hasStore = what != "version"_L1;
    scan.shared << SharedBlob{.hash = "f00",
                              .hasNote = what != "no note"_L1,
                              .allocated = 10 * kBlock,
                              .device = 1,
                              .inode = a.inode,
                              .names = what == "names"_L1 ? 2U : 1U};
    const CacheItem item{one.folder, "x", {}, {}};
    const DeletePlan plan = DeletePlan::of(scan, {item});
    QCOMPARE(plan.frees, (reason < 0 ? 12 : 2) * kBlock);
    QCOMPARE(CacheUses(scan).freesAlone(item), plan.frees);
    if (reason < 0)
        QCOMPARE(shape(plan), "repo , shared f00");
    else
        QCOMPARE(int(plan.kept.at(0).reason), reason);
    if (what == "used"_L1) {
        QCOMPARE(plan.kept.at(0).by, two.folder);
        QCOMPARE(DeletePlan::of(scan, {item, {two.folder, {}, {}, {}}}).frees, 14 * kBlock);
    }
}

void DeletePlanTest::pins()
{
    const CacheRepo repo = twoRevisions();
    const CacheItem all{repo.folder, {}, {}, {}};
    const DeletePlan none = DeletePlan::of(scanOf({repo}), {all}, {repo.folder});
    QVERIFY(none.isEmpty());
    QCOMPARE(none.kept.at(0).reason, Reason::Pinned);
    const DeletePlan plan = DeletePlan::of(scanOf({repo}), {all}, {repo.folder + "/new"});
    QCOMPARE(plan.frees, kBlock);
    QCOMPARE(plan.kept.at(0).reason, Reason::UsedByRevision);
    QCOMPARE(plan.kept.at(1).reason, Reason::Pinned);
    QCOMPARE(shape(plan), "snapshot snapshots/old, blob blobs/a");
}

void DeletePlanTest::refused_data()
{
    QTest::addColumn<bool>("isRepo");
    QTest::addColumn<int>("reason");
    QTest::newRow("not a repository") << false << int(Reason::NotARepo);
    QTest::newRow("S04 a folder elsewhere") << true << int(Reason::FolderIsLink);
}

void DeletePlanTest::refused()
{
    QFETCH(const bool, isRepo);
    QFETCH(const int, reason);
    CacheRepo repo = twoRevisions();
    if (isRepo)
        repo.problems << CacheProblem{CacheProblem::Kind::FolderIsLink, repo.folder + "/blobs", {}};
    else
        repo.id.reset();
    const CacheItem all{repo.folder, {}, {}, {}};
    const DeletePlan plan = DeletePlan::of(scanOf({repo}), {all});
    QVERIFY(plan.isEmpty());
    QCOMPARE(plan.frees, 0);
    QCOMPARE(int(plan.kept.at(0).reason), reason);
}

void DeletePlanTest::leadsOutside() // S02: only the link goes
{
    CacheRepo repo = repoOf("m", {blobOf("/etc/passwd", 10, Kind::Elsewhere), blobOf("a")});
    repo.revisions << revisionOf(repo, "x", "/etc/passwd a");
    const CacheItem link{repo.folder, "x", "/etc/passwd", {}};
    const DeletePlan plan = DeletePlan::of(scanOf({repo}), {link});
    QCOMPARE(plan.frees, 0);
    QCOMPARE(plan.kept.at(0).reason, Reason::Outside);
    QCOMPARE(shape(plan), "entry snapshots/x//etc/passwd");
    QCOMPARE(DeletePlan::of(scanOf({repo}), {{repo.folder, {}, {}, {}}}).frees, 3 * kBlock);
}

void DeletePlanTest::aloneIsThePlanOfOne()
{
    QRandomGenerator random(7);
    for (int i = 0; i < 300; ++i) {
        QList<CacheRepo> repos;
        CacheScan scan;
        scan.hasStore = random.bounded(4) > 0;
        for (int s = 0; s < 2; ++s)
            scan.shared << SharedBlob{.hash = QByteArray::number(s),
                                      .hasNote = random.bounded(4) > 0,
                                      .note = random.bounded(2) * 7U,
                                      .allocated = (1000 + s) * kBlock,
                                      .device = 2,
                                      .inode = quint64(s + 1)};
        for (const QByteArray &name : {QByteArray("p"), QByteArray("q")}) {
            CacheRepo repo = repoOf(name, {});
            for (int b = 0; b < 5; ++b) {
                CacheBlob blob = blobOf(QByteArray::number(b), 1 << b,
                                        random.bounded(3) ? Kind::Content : Kind::Shared);
                if (blob.kind == Kind::Shared) {
                    blob.link = 1 + random.bounded(9U);
                    blob.device = 2;
                    blob.inode = 1 + random.bounded(2U);
                    blob.allocated = (999 + qint64(blob.inode)) * kBlock;
                }
                repo.blobs << blob;
            }
            for (const char *commit : {"x", "y"}) {
                QByteArray files;
                for (int b = 0; b < 5; ++b)
                    if (random.bounded(2))
                        files += QByteArray::number(b) + ' ';
                repo.revisions << revisionOf(repo, commit, files);
                repo.revisions.last().notes = random.bounded(100);
                for (CacheEntry &e : repo.revisions.last().files)
                    e.link = random.bounded(9U);
            }
            repos << repo;
            scan.repos << std::make_shared<const CacheRepo>(repo);
        }
        const CacheUses uses(scan);
        const auto check = [&](const CacheItem &item) {
            QCOMPARE(uses.freesAlone(item), DeletePlan::of(scan, {item}).frees);
        };
        for (const CacheRepo &repo : repos) {
            check({repo.folder, {}, {}, {}});
            for (const CacheRevision &revision : repo.revisions) {
                check({repo.folder, revision.commit, {}, {}});
                for (const CacheEntry &e : revision.files)
                    check({repo.folder, revision.commit, e.path, {}});
            }
            for (const CacheBlob &blob : repo.blobs)
                check({repo.folder, {}, {}, blob.name});
        }
    }
}

void DeletePlanTest::manyRows()
{
    constexpr int kFiles = 200'000;
    CacheRepo repo = repoOf("m", {});
    repo.revisions << CacheRevision{.commit = "x"} << CacheRevision{.commit = "y"};
    for (int i = 0; i < kFiles; ++i) {
        const QByteArray name = QByteArray::number(1'000'000 + i);
        repo.blobs << blobOf(name);
        repo.revisions[0].files << CacheEntry{name, i};
        if (i % 2)
            repo.revisions[1].files << CacheEntry{name, i};
    }
    const CacheScan scan = scanOf({repo});
    const Worked worked;
    const CacheUses uses(scan);
    qint64 bytes = 0;
    for (int i = 0; i < kFiles; ++i)
        bytes += uses.frees(0, 0, i);
    QCOMPARE(bytes, kFiles / 2 * kBlock);
    QCOMPARE(DeletePlan::of(scan, {{repo.folder, "x", {}, {}}}).frees, bytes);
    QVERIFY2(worked.ms() < 2'000 * kSlowness, qPrintable(QString::number(worked.ms())));
}

QTEST_APPLESS_MAIN(DeletePlanTest)
#include "tst_deleteplan.moc"

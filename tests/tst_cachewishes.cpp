#include "app/cache/cachepolicy.h"
#include "app/cache/cachewishes.h"
#include "tests/support/scanvalues.h"

#include <QTest>

using namespace ScanValues;
using Kind = CacheBlob::Kind;

namespace {

constexpr qint64 kDayMs = qint64(24) * 60 * 60 * 1'000;
constexpr qint64 kNow = 20'000 * kDayMs;

CacheBlob usedDaysAgo(CacheBlob blob, int days)
{
    blob.accessedNs = blob.modifiedNs = (kNow - days * kDayMs) * 1'000'000;
    return blob;
}

CacheRepo repoUsed(const QByteArray &name, int days, qint64 blocks = 1)
{
    CacheRepo repo = repoOf(name, {usedDaysAgo(blobOf(name, blocks), days)});
    repo.revisions << revisionOf(repo, "new", name, {"main"});
    return repo;
}

QByteArrayList shown(const QSet<CacheItem> &items)
{
    QByteArrayList all;
    for (const CacheItem &i : items)
        all << i.repo.sliced(13) + ' ' + i.commit + ' ' + i.path + ' ' + i.blob;
    std::ranges::sort(all);
    return all;
}

} // namespace

class CacheWishesTest final : public QObject
{
    Q_OBJECT

private slots:
    void notUsed();
    void detached();
    void largest();
    void unfinished();
    void duplicates();
    void broken();
    void quantisations();
    void policies();
};

void CacheWishesTest::notUsed()
{
    const CacheScan scan = scanOf({repoUsed("a", 29), repoUsed("b", 31)});
    QCOMPARE(shown(CacheWishes::notUsedFor(scan, 30, kNow)), QByteArrayList{"b   "});
}

void CacheWishesTest::detached()
{
    CacheRepo repo = repoUsed("a", 1);
    repo.revisions << revisionOf(repo, "old", "a");
    QCOMPARE(shown(CacheWishes::detached(scanOf({repo}))), QByteArrayList{"a old  "});
    repo.revisions << revisionOf(repo, "older", "a");
    QCOMPARE(proposals(scanOf({repo}), {.keepRevisions = 1}, kNow).size(), 1);
    // What could not be read may be a branch that names it.
    repo.problems << CacheProblem{.kind = CacheProblem::Kind::Unreadable};
    QVERIFY(CacheWishes::detached(scanOf({repo})).isEmpty());
    QVERIFY(proposals(scanOf({repo}), {.keepRevisions = 1}, kNow).isEmpty());
}

void CacheWishesTest::largest()
{
    const CacheScan scan = scanOf({repoUsed("a", 1, 5), repoUsed("b", 1, 9), repoUsed("c", 1, 7)});
    QCOMPARE(shown(CacheWishes::largest(scan, 2)), QByteArrayList({"b   ", "c   "}));
    QCOMPARE(CacheWishes::largest(scan, 9).size(), 3);
}

void CacheWishesTest::unfinished() // S21: what is fresh may be under way
{
    CacheRepo repo = repoUsed("a", 9);
    repo.blobs << usedDaysAgo(blobOf("x.0.incomplete", 1, Kind::Unfinished), 0)
               << usedDaysAgo(blobOf("y.0.incomplete", 1, Kind::Unfinished), 2);
    QCOMPARE(shown(CacheWishes::unfinished(scanOf({repo}), kNow)),
             QByteArrayList{"a   y.0.incomplete"});
}

void CacheWishesTest::duplicates()
{
    CacheRepo one = repoUsed("a", 9), two = repoUsed("b", 1), three = repoUsed("c", 5);
    one.blobs[0].name = two.blobs[0].name = three.blobs[0].name = "same";
    three.blobs[0].inode = two.blobs[0].inode; // made one already
    QCOMPARE(shown(CacheWishes::duplicates(scanOf({one, two, three}))), QByteArrayList{"a new a "});
    QVERIFY(CacheWishes::duplicates(scanOf({two, three})).isEmpty());
}

void CacheWishesTest::broken() // S01
{
    CacheRepo repo = repoUsed("a", 1);
    repo.blobs << blobOf("lost", 0, Kind::Lost) << blobOf("unused", 0, Kind::Lost);
    repo.blobs[1].uses = 1;
    repo.revisions[0].files << CacheEntry{"gone", -1} << CacheEntry{"lost", 1};
    QCOMPARE(shown(CacheWishes::broken(scanOf({repo}))),
             QByteArrayList({"a   unused", "a new gone ", "a new lost "}));
}

void CacheWishesTest::quantisations()
{
    CacheRepo repo
        = repoOf("a",
                 {blobOf("x-Q8_0.gguf", 8), blobOf("x-Q4_K_M.gguf", 4), blobOf("x-Q2_K.gguf", 2),
                  blobOf("y-Q4_0.gguf", 4), blobOf("config.json"), blobOf("mmproj-x-F16.gguf", 9)});
    QByteArrayList names;
    for (const CacheBlob &blob : std::as_const(repo.blobs))
        names << blob.name;
    repo.revisions << revisionOf(repo, "new", names.join(' '));
    const CacheScan scan = scanOf({repo});
    QCOMPARE(shown(CacheWishes::supersededQuantisations(scan)),
             QByteArrayList({"a new x-Q2_K.gguf ", "a new x-Q4_K_M.gguf "}));
    QCOMPARE(shown(CacheWishes::supersededQuantisations(scan, QStringLiteral("q4_k_m"))),
             QByteArrayList({"a new x-Q2_K.gguf ", "a new x-Q8_0.gguf "}));
}

void CacheWishesTest::policies()
{
    CacheRepo a = repoUsed("a", 50, 10), b = repoUsed("b", 20, 20), c = repoUsed("c", 1, 30);
    c.blobs << usedDaysAgo(blobOf("o1", 1), 3) << usedDaysAgo(blobOf("o2", 1), 4);
    c.revisions << revisionOf(c, "o1", "o1") << revisionOf(c, "o2", "o2");
    c.revisions[1].modifiedNs = 2;
    c.revisions[2].modifiedNs = 1;
    const CacheScan scan = scanOf({a, b, c});
    const auto items = [&](const CachePolicy &policy) {
        QByteArrayList all;
        for (const CacheProposal &each : proposals(scan, policy, kNow))
            all << shown({each.item}) << each.reason().toUtf8();
        return all;
    };
    QCOMPARE(items({.mostDays = 30}), QByteArrayList({"a   ", "Not used for 50 days."}));
    QCOMPARE(items({.mostDays = 50}), QByteArrayList());
    QCOMPARE(items({.mostDays = 49}).size(), 2);
    QCOMPARE(items({.keepRevisions = 1}),
             QByteArrayList({"c o2  ",
                             "No branch or tag names it, and it is not the newest of such "
                             "revisions."}));
    const QByteArrayList tooMuch = items({.mostBytes = 45 * kBlock});
    QCOMPARE(tooMuch.mid(0, 1) + tooMuch.mid(2, 1), QByteArrayList({"a   ", "b   "}));
    QVERIFY(tooMuch.at(1).startsWith("Used least recently"));
    QVERIFY(items({}).isEmpty());
    CacheRepo both = c; // as a whole, then not in parts, too
    both.blobs[0] = usedDaysAgo(both.blobs[0], 60);
    both.blobs[1] = usedDaysAgo(both.blobs[1], 60);
    both.blobs[2] = usedDaysAgo(both.blobs[2], 60);
    QCOMPARE(proposals(scanOf({both}), {.keepRevisions = 1, .mostDays = 30}, kNow).size(), 1);
    // A content that two repositories share counts, once, until the second of them goes.
    CacheRepo twin = repoUsed("t", 60, 100), other = repoUsed("u", 2, 100);
    other.blobs[0].inode = twin.blobs[0].inode;
    other.blobs[0].device = twin.blobs[0].device;
    other.blobs[0].names = twin.blobs[0].names = 2;
    QCOMPARE(proposals(scanOf({twin, other}), {.mostBytes = 150 * kBlock}, kNow).size(), 0);
    QCOMPARE(proposals(scanOf({twin, other}), {.mostBytes = 50 * kBlock}, kNow).size(), 2);
    const QByteArrayList pinned = items({.mostBytes = 1, .pins = {a.folder, c.folder + "/o1"}});
    QCOMPARE(pinned.mid(0, 1), QByteArrayList{"b   "});
    QCOMPARE(pinned.size(), 2); // what a pin is in does not go as a whole
}

QTEST_APPLESS_MAIN(CacheWishesTest)
#include "tst_cachewishes.moc"

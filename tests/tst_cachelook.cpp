#include "app/cache/cachescanner.h"
#include "app/cache/scanmemory.h"
#include "tests/support/scanned.h"
#include "tests/support/withoutrights.h"

#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;

// What the scan sees of changes, and what it remembers from one start to the next.
class CacheLookTest final : public QObject
{
    Q_OBJECT

private slots:
    void follows_data();
    void follows();
    void unchangedIsUnchanged();
    void notices_data();
    void notices();
    void youngIsReadAgain();
    void remembered();
    void goneRootIsToldAndFoundAgain_data();
    void goneRootIsToldAndFoundAgain();
    void brokenMemory();
};

void CacheLookTest::follows_data()
{
    QTest::addColumn<QByteArray>("change");
    for (const char *change : {"new file", "new revision", "new repository", "removed file",
                               "removed repository", "new ref", "changed ref", "deep file"})
        QTest::newRow(change) << QByteArray(change);
}

void CacheLookTest::follows()
{
    QFETCH(const QByteArray, change);
    CacheFolder cache;
    const QByteArray repo = CacheFolder::kRepo;
    const QByteArray snapshot = repo + "/snapshots/" + CacheFolder::kCommit;
    cache.cached(repo, "x.txt", "x");
    cache.cached(repo, "a/b/c.txt", "x", CacheFolder::kCommit, "refs/pr/1");
    CacheScanner scanner;
    scanner.setPlaces(placesOf(cache));
    scanner.setFollowing(true);
    QVERIFY(scanned(scanner));
    const QList<CacheRepoPtr> before = scanner.current().repos;
    if (change == "new file")
        cache.cached(repo, "y.txt", "y");
    else if (change == "new revision")
        cache.cached(repo, "x.txt", "x", CacheFolder::kOther, {});
    else if (change == "new repository")
        cache.cached("models--b--b", "x.txt", "x");
    else if (change == "removed file")
        QVERIFY(unlink(cache.at(snapshot + "/x.txt").constData()) == 0);
    else if (change == "removed repository")
        QVERIFY(QDir(cache.path() + "/models--ada--model"_L1).removeRecursively());
    else if (change == "new ref")
        cache.file(repo + "/refs/refs/pr/2", CacheFolder::kCommit);
    else if (change == "changed ref")
        cache.file(repo + "/refs/main", CacheFolder::kOther);
    else
        cache.link(snapshot + "/a/b/d.txt", "x");
    const auto isOther = [&] {
        const auto &now = scanner.current().repos;
        return now.size() != before.size() || *now.at(0) != *before.at(0);
    };
    QTRY_VERIFY_WITH_TIMEOUT(isOther(), 20'000);
    const QList<CacheRepoPtr> after = scanner.current().repos;
    scanner.setFollowing(false);
    cache.cached(repo, "z.txt", "z");
    QTest::qWait(100);
    QCOMPARE(scanner.current().repos, after);
}

void CacheLookTest::unchangedIsUnchanged() // else it would be read again without end
{
    CacheFolder cache;
    cache.cached("elsewhere--a--b", "a/b/x.txt", "x", CacheFolder::kCommit, "refs/pr/1");
    cache.link("models--a--b", "elsewhere--a--b");
    cache.link("models--a--b/refs/linked", "refs/pr/1");
    cache.link("models--a--b/refs/gone", "nowhere");
    cache.cached("models--b--b", "x.txt", "x");
    cache.folder("models--b--b/moved");
    cache.link("models--b--b/snapshots/linked", "../moved");
    cache.link("models--b--b/snapshots/gone", "nowhere");
    cache.link("models--c--c/blobs", "nowhere");
    cache.link("models--c--c/snapshots", "../models--b--b/snapshots");
    cache.link("models--d--d", "nowhere");
    cache.file("junk", "x");
    cache.file("folder/x", "x");
    const CachePlaces places = placesOf(cache);
    QTest::qWait(kUntilOld);
    const auto known = *readAgain(places, {}, *changedSince(places, {}));
    QCOMPARE(known->scan.repos.size(), 7);
    QCOMPARE(*changedSince(places, *known), QSet<QByteArray>());
    cache.file("elsewhere--a--b/refs/refs/pr/2", "x");
    QCOMPARE(*changedSince(places, *known), (QSet<QByteArray>{"elsewhere--a--b", "models--a--b"}));
    QVERIFY(unlink(cache.at("junk").constData()) == 0);
    QVERIFY(changedSince(places, *known)->contains("junk"));
}

void CacheLookTest::notices_data() // where no folder of the repository tells
{
    QTest::addColumn<QByteArray>("change");
    for (const char *change :
         {"the end of a repository's link appears", "the end of its snapshots' link appears",
          "the end of a revision's link appears", "a download grows", "a ref is written anew",
          "a revision opens", "a deep folder opens", "a folder of refs opens"})
        QTest::newRow(change) << QByteArray(change);
}

void CacheLookTest::notices() // S10, S13
{
    QFETCH(const QByteArray, change);
    CacheFolder cache;
    const QByteArray repo = "models--a--a", snapshot = repo + "/snapshots/" + CacheFolder::kCommit;
    const auto chmodAll = [&](mode_t mode) {
        for (const QByteArray &folder :
             {snapshot + "/a/b", repo + "/refs/refs", repo + "/snapshots/" + CacheFolder::kOther})
            QVERIFY(chmod(cache.at(folder).constData(), mode) == 0);
    };
    cache.cached(repo, "a/b/x.txt", "x", CacheFolder::kCommit, "refs/pr/1");
    cache.cached(repo, "x.txt", "x", CacheFolder::kOther);
    cache.file(repo + "/blobs/y.incomplete", "half");
    cache.link("models--b--b", "../b");
    cache.folder("models--c--c");
    cache.link("models--c--c/snapshots", "../../c");
    cache.link("models--d--d/snapshots/" + CacheFolder::kCommit, "../../../d");
    chmodAll(0);
    const CachePlaces places = placesOf(cache);
    const WithoutRights anybody;
    QTest::qWait(kUntilOld);
    const auto known = *readAgain(places, {}, *changedSince(places, {}));
    QCOMPARE(*changedSince(places, *known), QSet<QByteArray>());
    QByteArray expected = repo;
    const auto appears = [&](const char *name) {
        cache.folder("../"_ba + name);
        expected = "models--"_ba + name + "--" + name;
    };
    if (change.contains("repository's link"))
        appears("b");
    else if (change.contains("snapshots' link"))
        appears("c");
    else if (change.contains("revision's link"))
        appears("d");
    else if (change == "a download grows")
        cache.file(repo + "/blobs/y.incomplete", "half and more");
    else if (change == "a ref is written anew")
        cache.file(repo + "/refs/main", CacheFolder::kCommit);
    else if (change == "a revision opens")
        QVERIFY(chmod(cache.at(repo + "/snapshots/" + CacheFolder::kOther).constData(), 0755) == 0);
    else if (change == "a deep folder opens")
        QVERIFY(chmod(cache.at(snapshot + "/a/b").constData(), 0755) == 0);
    else
        QVERIFY(chmod(cache.at(repo + "/refs/refs").constData(), 0755) == 0);
    QCOMPARE(*changedSince(places, *known), QSet<QByteArray>{expected});
    chmodAll(0755);
}

// Within one tick of the disk's clock a second change looks like the first.
void CacheLookTest::youngIsReadAgain()
{
    CacheFolder cache;
    const CachePlaces places = placesOf(cache);
    const auto isYoung = [](const CacheKnown &known) {
        return std::ranges::any_of(known.parts.repos, [](const CacheWalk::Reading &reading) {
            return std::ranges::contains(reading.asRead, CacheWalk::AsRead::kTooYoung,
                                         &CacheWalk::AsRead::changedNs);
        });
    };
    CacheKnownPtr known;
    for (int tries = 0; tries < 1'000 && !(known && isYoung(*known)); ++tries) {
        cache.file("models--a--a/refs/" + QByteArray::number(tries), CacheFolder::kCommit);
        known = *readAgain(places, {}, {"models--a--a"});
    }
    QVERIFY(isYoung(*known));
    QTest::qWait(kUntilOld);
    QCOMPARE(*changedSince(places, *known), QSet<QByteArray>{"models--a--a"});
    known = *readAgain(places, *known, {"models--a--a"});
    QCOMPARE(*changedSince(places, *known), QSet<QByteArray>());
}

void CacheLookTest::remembered() // what is still so, before anything is read
{
    CacheFolder cache;
    cache.cached("models--a--a", "a/x.txt", "x");
    cache.cached("models--b--b", "x.txt", "x");
    cache.link("models--b--b/snapshots/c/gone", "../../blobs/gone");
    cache.store(QByteArray(64, '1'), "x", "models--a--a/blobs/x\n");
    QTest::qWait(kUntilOld);
    const QString memory = cache.home() + "/memory/scan"_L1;
    {
        CacheScanner scanner;
        scanner.setPlaces(placesOf(cache));
        scanner.setMemory(memory);
        QVERIFY(scanned(scanner));
        QTRY_VERIFY(QFile::exists(memory));
        const auto read = ScanMemory::read(memory, cache.path());
        QVERIFY(read);
        CacheScan again = scanOf(*read);
        QCOMPARE(again.repos.size(), 2);
        QCOMPARE(*again.repos.at(0), *scanner.current().repos.at(0));
        QCOMPARE(*again.repos.at(1), *scanner.current().repos.at(1));
        QCOMPARE(again.shared, scanner.current().shared);
        QCOMPARE(again.ledger.total(), scanner.current().ledger.total());
        QCOMPARE(QFile::permissions(memory) & (QFile::ReadGroup | QFile::ReadOther),
                 QFile::Permissions());
    }
    cache.cached("models--b--b", "y.txt", "y");
    const auto read = ScanMemory::read(memory, cache.path());
    QVERIFY(read);
    QCOMPARE(QList<QByteArray>(read->repos.keyBegin(), read->repos.keyEnd()),
             QList<QByteArray>{"models--a--a"});
    QVERIFY(!ScanMemory::read(memory, cache.home()));
    CacheScanner scanner;
    scanner.setPlaces(placesOf(cache));
    scanner.setMemory(memory);
    QVERIFY(scanned(scanner));
    QCOMPARE(scanner.current().repos.size(), 2);
}

void CacheLookTest::goneRootIsToldAndFoundAgain_data()
{
    QTest::addColumn<bool>("following");
    QTest::newRow("when it is looked at") << false;
    QTest::newRow("while it is followed") << true;
}

// A disk that was taken off is no empty cache.
void CacheLookTest::goneRootIsToldAndFoundAgain()
{
    QFETCH(const bool, following);
    CacheFolder cache;
    cache.cached("models--a--a", "x.txt", "x");
    const QString memory = cache.home() + "/memory/scan"_L1;
    const QString away = cache.home() + "/away"_L1;
    QTest::qWait(kUntilOld); // or it would be read again anyway
    {
        CacheScanner scanner;
        scanner.setPlaces(placesOf(cache));
        scanner.setMemory(memory);
        scanner.setFollowing(following);
        QVERIFY(scanned(scanner));
        QSignalSpy failed(&scanner, &CacheScanner::failed);
        QSignalSpy finished(&scanner, &CacheScanner::finished);
        QVERIFY(QDir().rename(cache.path(), away));
        if (!following)
            scanner.scan();
        QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, 20'000);
        QVERIFY(failed.at(0).at(0).value<HubError>().message.contains(u"disk attached"));
        QVERIFY(scanner.current().root.isEmpty());
        QVERIFY(finished.isEmpty());
        QVERIFY(QDir().rename(away, cache.path()));
        if (!following)
            scanner.scan();
        QTRY_COMPARE_WITH_TIMEOUT(scanner.current().repos.size(), 1, 20'000);
        QTRY_VERIFY(QFile::exists(memory));
    }
    QVERIFY(QDir().rename(cache.path(), away));
    CacheScanner next; // knows it from the last start
    next.setPlaces(placesOf(cache));
    next.setMemory(memory);
    QSignalSpy failed(&next, &CacheScanner::failed);
    next.scan();
    QVERIFY(failed.wait());
}

void CacheLookTest::brokenMemory() // is none, whatever it says
{
    CacheFolder cache;
    cache.cached("models--a--a", "a/x.txt", "x");
    const QString memory = cache.home() + "/scan"_L1;
    CacheScanner scanner;
    scanner.setPlaces(placesOf(cache));
    scanner.setMemory(memory);
    QVERIFY(scanned(scanner));
    QTRY_VERIFY(QFile::exists(memory));
    QFile file(memory);
    QVERIFY(file.open(QIODevice::ReadWrite));
    const QByteArray whole = file.readAll();
    for (qsizetype i = 0; i < whole.size(); i += 5) {
        QByteArray bad = whole;
        bad[i] = char(~bad.at(i));
        QVERIFY(file.resize(0) && file.seek(0) && file.write(bad) == bad.size() && file.flush());
        (void)ScanMemory::read(memory, cache.path());
    }
    QVERIFY(file.resize(whole.size() / 2));
    QVERIFY(!ScanMemory::read(memory, cache.path()));
}

QTEST_GUILESS_MAIN(CacheLookTest)
#include "tst_cachelook.moc"

#include "app/cache/cacheproblem.h"
#include "app/cache/cachescanner.h"
#include "app/cache/scanmemory.h"
#include "tests/support/guibeat.h"
#include "tests/support/scanned.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;

// The face of the scan: what it says and when, and that it follows changes by itself.
class CacheScannerTest final : public QObject
{
    Q_OBJECT

private slots:
    void wholeCache();
    void noCache();
    void rootIsFile();
    void againDuringAScan();
    void stopped();
    void otherPlaces();
    void goneBeforeTheEnd();
    void refreshed();
    void refreshedDuringAScan();
    void manyRepos();
    void everyProblemHasWords();
};

void CacheScannerTest::wholeCache()
{
    CacheFolder cache;
    cache.cached("models--a--b", "x.txt", "x");
    cache.cached("datasets--a--b", "y.txt", "y");
    cache.file("models--a--b/refs/old", QByteArray(40, 'f'));
    CacheScanner scanner;
    scanner.setPlaces(placesOf(cache));
    QList<CacheRepoPtr> found;
    connect(&scanner, &CacheScanner::found, this,
            [&found](const QList<CacheRepoPtr> &repos) { found << repos; });
    QSignalSpy begun(&scanner, &CacheScanner::begun);
    QSignalSpy finished(&scanner, &CacheScanner::finished);
    QVERIFY(!scanner.isScanning());
    scanner.scan();
    QVERIFY(scanner.isScanning());
    QVERIFY(finished.wait());
    QVERIFY(!scanner.isScanning());
    QCOMPARE(begun.count(), 1);
    const CacheScan scan = scanner.current();
    QCOMPARE(scan.root, cache.path());
    QCOMPARE(foldersOf(scan), (QByteArrayList{"datasets--a--b", "models--a--b"}));
    std::ranges::sort(found, {}, [](const CacheRepoPtr &repo) { return repo->folder; });
    QCOMPARE(found, scan.repos);
    QVERIFY(scan.ledger.total() > 0 && scan.ledger.disk > 0 && scan.takenAtMs > 0);
    QCOMPARE(scan.repos.at(1)->problems.size(), 1);
}

void CacheScannerTest::noCache()
{
    CacheFolder cache;
    CacheScanner scanner;
    scanner.setPlaces(placesOf(cache));
    QSignalSpy failed(&scanner, &CacheScanner::failed);
    QVERIFY(scanned(scanner));
    QCOMPARE(scanner.current().root, cache.path());
    QVERIFY(scanner.current().repos.isEmpty() && failed.isEmpty());
}

void CacheScannerTest::rootIsFile()
{
    CacheFolder cache;
    cache.file("x", "x");
    CachePlaces places = placesOf(cache);
    places.root += "/x"_L1;
    CacheScanner scanner;
    scanner.setPlaces(places);
    QSignalSpy failed(&scanner, &CacheScanner::failed);
    QSignalSpy finished(&scanner, &CacheScanner::finished);
    scanner.scan();
    QVERIFY(failed.wait());
    QCOMPARE(failed.at(0).at(0).value<HubError>().kind, HubError::Kind::Disk);
    QCOMPARE(failed.at(0).at(0).value<HubError>().detail, places.root);
    QVERIFY(finished.isEmpty() && !scanner.isScanning());
    QVERIFY(scanner.current().root.isEmpty());
}

void CacheScannerTest::againDuringAScan() // however often: once more
{
    CacheFolder cache;
    cache.cached("models--a--b", "x.txt", "x");
    CacheScanner scanner;
    scanner.setPlaces(placesOf(cache));
    QSignalSpy begun(&scanner, &CacheScanner::begun);
    QSignalSpy finished(&scanner, &CacheScanner::finished);
    for (int i = 0; i < 5; ++i)
        scanner.scan();
    QTRY_COMPARE(finished.count(), 2);
    QTest::qWait(50);
    QCOMPARE(begun.count(), 2);
    QVERIFY(!scanner.isScanning());
}

void CacheScannerTest::stopped()
{
    CacheFolder cache;
    cache.cached("models--a--b", "x.txt", "x");
    CacheScanner scanner;
    scanner.setPlaces(placesOf(cache));
    QVERIFY(scanned(scanner));
    const qint64 taken = scanner.current().takenAtMs;
    QSignalSpy finished(&scanner, &CacheScanner::finished);
    QSignalSpy found(&scanner, &CacheScanner::found);
    scanner.scan();
    scanner.stop();
    QVERIFY(!scanner.isScanning());
    QTest::qWait(100);
    QVERIFY(finished.isEmpty() && found.isEmpty());
    QCOMPARE(scanner.current().takenAtMs, taken);
    QVERIFY(scanned(scanner));
}

void CacheScannerTest::otherPlaces() // nothing of the former ones is told any more
{
    CacheFolder a;
    CacheFolder b;
    a.cached("models--a--a", "x.txt", "x");
    b.cached("models--b--b", "x.txt", "x");
    CacheScanner scanner;
    scanner.setPlaces(placesOf(a));
    QVERIFY(scanned(scanner));
    scanner.refresh("models--a--a");
    scanner.scan();
    scanner.setPlaces(placesOf(b));
    QVERIFY(scanner.current().root.isEmpty());
    QVERIFY(scanned(scanner));
    QCOMPARE(foldersOf(scanner.current()), QByteArrayList{"models--b--b"});
    QTest::qWait(50);
    QCOMPARE(foldersOf(scanner.current()), QByteArrayList{"models--b--b"});
}

void CacheScannerTest::goneBeforeTheEnd()
{
    CacheFolder cache;
    for (int i = 0; i < 100; ++i)
        cache.cached("models--a--" + QByteArray::number(i), "x.txt", "x");
    for (int i = 0; i < 20; ++i) {
        CacheScanner scanner;
        scanner.setPlaces(placesOf(cache));
        scanner.scan();
        QTest::qWait(i % 5);
    }
}

void CacheScannerTest::refreshed()
{
    CacheFolder cache;
    cache.cached("models--a--a", "x.txt", "x");
    cache.cached("models--b--b", "x.txt", "x");
    CacheScanner scanner;
    scanner.setPlaces(placesOf(cache));
    QVERIFY(scanned(scanner));
    const CacheScan before = scanner.current();
    cache.cached("models--b--b", "y.txt", QByteArray(10'000, 'y'));
    cache.cached("models--c--c", "y.txt", "y");
    QVERIFY(QDir(cache.path() + "/models--a--a"_L1).removeRecursively());
    QSignalSpy finished(&scanner, &CacheScanner::finished);
    scanner.refresh("models--b--b");
    QVERIFY(finished.wait());
    QCOMPARE(foldersOf(scanner.current()), (QByteArrayList{"models--a--a", "models--b--b"}));
    QCOMPARE(scanner.current().repos.at(0), before.repos.at(0)); // not read again
    QCOMPARE(scanner.current().repos.at(1)->revisions.at(0).files.size(), 2);
    QVERIFY(scanner.current().ledger.total() > before.ledger.total());
    scanner.refresh("models--a--a");
    scanner.refresh("models--c--c");
    QTRY_COMPARE(foldersOf(scanner.current()), (QByteArrayList{"models--b--b", "models--c--c"}));
}

void CacheScannerTest::refreshedDuringAScan()
{
    CacheFolder cache;
    cache.cached("models--a--a", "x.txt", "x");
    CacheScanner scanner;
    scanner.setPlaces(placesOf(cache));
    QSignalSpy finished(&scanner, &CacheScanner::finished);
    scanner.scan();
    scanner.refresh("models--a--a");
    QTRY_COMPARE(finished.count(), 2);
}

void CacheScannerTest::manyRepos() // S13: told in batches, while the window stays alive
{
    CacheFolder cache;
    for (int i = 0; i < 3000; ++i)
        cache.folder("models--a--" + QByteArray::number(i) + "/snapshots/c");
    CacheScanner scanner;
    scanner.setPlaces(placesOf(cache));
    QElapsedTimer clock;
    QList<qint64> times;
    qsizetype repos = 0;
    connect(&scanner, &CacheScanner::found, this, [&](const QList<CacheRepoPtr> &batch) {
        times << clock.elapsed();
        repos += batch.size();
    });
    clock.start();
    GuiBeat beat;
    QVERIFY(scanned(scanner));
    QCOMPARE(repos, 3000);
    QVERIFY(times.size() <= clock.elapsed() / 100 + 2);
    QCOMPARE_LT(beat.longest(), 50 * kSlowness);
}

void CacheScannerTest::everyProblemHasWords()
{
    using Kind = CacheProblem::Kind;
    QSet<QString> titles;
    for (int kind = 0; kind <= int(Kind::NotAFile); ++kind) {
        const CacheProblem problem{
            .kind = Kind(kind), .path = "models--a--b/x\n\xff", .detail = QByteArray(40, 'f')};
        const QString title = problemTitle(problem);
        titles << title;
        QVERIFY(title.endsWith(u'.') && !title.contains(u'\n') && !title.contains("%"_L1));
        QVERIFY(problemAdvice(problem).endsWith(u'.'));
    }
    QCOMPARE(titles.size(), int(Kind::NotAFile) + 1);
    QVERIFY(hidesFromPython(Kind::DanglingRef) && !hidesFromPython(Kind::LeadsElsewhere));
    const CacheProblem newline{Kind::DanglingRef, "x", QByteArray(40, 'f') + '\n'};
    QVERIFY(problemTitle(newline) != problemTitle({Kind::DanglingRef, "x", QByteArray(40, 'f')}));
}

QTEST_GUILESS_MAIN(CacheScannerTest)
#include "tst_cachescanner.moc"

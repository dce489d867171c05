#include "tests/support/hookeddisk.h"
#include "tests/support/transferbench.h"

#include <atomic>

using namespace Qt::StringLiterals;
using HookedDisk::Unhooked;

// What takes as long as the file is large, before anything is asked of the Hub: it is shown, and it
// ends when it is told to.
class FolderWorkTest final : public QObject
{
    Q_OBJECT

private slots:
    void isShownAndStops_data();
    void isShownAndStops();

private:
    // Two seconds' work for a disk that takes 20 ms for each step.
    static FakeRepo::File large() { return {QByteArray(100 << 20, 'w'), true}; }
};

void FolderWorkTest::isShownAndStops_data()
{
    QTest::addColumn<bool>("cached"); // else it stands in the folder, not known to be right
    QTest::newRow("D30 copied from the cache") << true;
    QTest::newRow("D30 hashed where it stands") << false;
}

void FolderWorkTest::isShownAndStops()
{
    QFETCH(const bool, cached);
    TransferBench b;
    b.repo.files[u"w.bin"_s] = large();
    DownloadRequest request = b.request({u"w.bin"_s});
    request.folder = b.temp.filePath(u"out"_s);
    const QString name = request.folder + "/w.bin"_L1;
    const QString blob = b.repoFolder() + "/blobs/"_L1 + QString::fromLatin1(large().blob());
    b.put(cached ? blob : name, large().content);
    if (cached) {
        QVERIFY(QDir().mkpath(b.snapshotPath({})));
        QVERIFY(QFile::link(u"../../blobs/"_s + QString::fromLatin1(large().blob()),
                            b.snapshotPath(u"w.bin"_s)));
    }
    const Unhooked end;
    std::atomic_int reads = 0;
    HookedDisk::hook = [&reads](const char *call, int) {
        if (call == "read"_ba) {
            ++reads;
            QThread::msleep(20);
        }
        return 0;
    };
    const qint64 id = b.transfers->download(request);
    QTRY_COMPARE(b.file().state, TransferState::Verifying);
    QTRY_VERIFY(b.file().checked > 0 && b.file().checked < b.file().total);
    QElapsedTimer clock;
    clock.start();
    b.transfers->pauseGroup(id);
    QTRY_COMPARE(b.file().state, TransferState::Paused);
    int before = -1;
    const auto isStill = [&] { return std::exchange(before, reads.load()) == reads; };
    QTRY_VERIFY_WITH_TIMEOUT((QTest::qWait(100), isStill()), 1'000);
    QVERIFY2(clock.elapsed() < 1'000, qPrintable(QString::number(clock.elapsed())));
    QCOMPARE(b.file().state, TransferState::Paused);
    QVERIFY(reads < 90); // of a hundred
    QCOMPARE(QFile::exists(name), !cached);
    HookedDisk::hook = nullptr;
    b.transfers->resumeGroups({id});
    QTRY_VERIFY(b.hasEnded(id));
    QVERIFY(b.complete.value(id));
    QCOMPARE(b.hub.count("GET", "/resolve/"), 0);
    QCOMPARE(b.contentOf(name), large().content);
    QCOMPARE(b.breaches(), QStringList());
}

QTEST_GUILESS_MAIN(FolderWorkTest)
#include "tst_folderwork.moc"

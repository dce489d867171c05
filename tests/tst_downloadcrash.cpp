#include "tests/support/fetchprocess.h"

#include <QRandomGenerator>
#include <QStandardPaths>
#include <QTimer>

#include <signal.h>

using namespace FetchProcess;

// D13, D15: the program is killed at the k-th call of each kind that changes the disk. Whatever is
// left is sound, and the next run completes it. The killing is done by strace.
class DownloadCrashTest final : public QObject
{
    Q_OBJECT

private slots:
    void killedAt_data();
    void killedAt();
    void killedAnyTime();
    void goesOn_data();
    void goesOn();
};

void DownloadCrashTest::killedAt_data()
{
    QTest::addColumn<QString>("call");
    for (const QString &call :
         {u"mkdirat"_s, u"openat"_s, u"pwrite64"_s, u"fsync"_s, u"renameat2"_s, u"renameat"_s,
          u"symlinkat"_s, u"flock"_s, u"fchmod"_s, u"unlinkat"_s})
        QTest::addRow("D13 %s", qPrintable(call)) << call;
}

void DownloadCrashTest::killedAt()
{
    QFETCH(QString, call);
    QVERIFY2(!QStandardPaths::findExecutable(u"strace"_s).isEmpty(),
             "strace is missing from the build root");
    // Libraries open many files before the first of ours: take wider steps there.
    const int step = call == "openat"_L1 ? 9 : 1;
    int killed = 0;
    for (int k = 1; k < 40 * step; k += step) {
        TransferBench b;
        b.repo.files = {{u"README.md"_s, {"# hello", false}},
                        {u"a/b.txt"_s, {"deep", false}},
                        {u"w.bin"_s, {QByteArray(2'000'000, 'w'), true}}};
        const int code = run(b, injecting(u"%1:signal=KILL:when=%2"_s.arg(call).arg(k))).code;
        QCOMPARE(CacheCheck::breaches(b.root(), CacheCheck::Temporaries::Allowed), QStringList());
        if (code == 0)
            break; // there are fewer calls than k
        ++killed;
        QCOMPARE(run(b, {}).code, 0);
        for (const auto &[path, file] : b.repo.files.asKeyValueRange())
            QCOMPARE(b.contentOf(b.snapshotPath(path)), file.content);
        QCOMPARE(b.breaches(), QStringList()); // nothing is left lying about
    }
    qInfo("killed %d times", killed);
    QVERIFY(killed > 0 || call == "unlinkat"_L1);
}

void DownloadCrashTest::killedAnyTime() // D14: four at once
{
    constexpr int kRounds = 40;
    QRandomGenerator random(20'261'121);
    TransferBench b;
    for (const QString &name : {u"a"_s, u"b"_s, u"c"_s, u"d"_s})
        b.repo.files[name] = {QByteArray(4'000'000, name.at(0).toLatin1()), name == "a"_L1};
    int killed = 0;
    for (int round = 0; round < kRounds; ++round) {
        if (round % 8 == 0)
            QVERIFY(QDir(b.root()).removeRecursively());
        const int code = run(b, {}, {}, [&random](QProcess &process) {
                             QTimer::singleShot(random.bounded(5, 250), &process, &QProcess::kill);
                         }).code;
        killed += code != 0;
        QCOMPARE(CacheCheck::breaches(b.root(), CacheCheck::Temporaries::Allowed), QStringList());
    }
    qInfo("killed %d times", killed);
    QVERIFY(killed > kRounds / 8);
    QCOMPARE(run(b, {}).code, 0);
    for (const auto &[path, file] : b.repo.files.asKeyValueRange())
        QCOMPARE(b.contentOf(b.snapshotPath(path)), file.content);
}

void DownloadCrashTest::goesOn_data()
{
    QTest::addColumn<int>("signal");
    QTest::addColumn<int>("code"); // of the program that got it
    QTest::newRow("D13 SIGKILL") << SIGKILL << -1;
    QTest::newRow("D16 SIGTERM") << SIGTERM << 3;
    QTest::newRow("D16 SIGHUP") << SIGHUP << 3;
}

void DownloadCrashTest::goesOn() // where it was; told to end, within two seconds
{
    QFETCH(const int, signal);
    QFETCH(const int, code);
    constexpr qint64 kCut = 1'000'000;
    TransferBench b;
    b.repo.files[u"w.bin"_s] = {QByteArray(2'000'000, 'w'), true};
    QProcess *fetching = nullptr;
    QElapsedTimer since;
    QTimer looks; // until the program has written down what it has
    connect(&looks, &QTimer::timeout, this, [&] {
        const QDir blobs(b.repoFolder() + "/blobs"_L1);
        QFile journal(blobs.filePath(blobs.entryList({u"*.ranges"_s}).value(0)));
        if (signal == SIGKILL
            && !(journal.open(QIODevice::ReadOnly)
                 && journal.readAll().contains(QByteArray::number(kCut))))
            return;
        looks.stop();
        since.start();
        kill(pid_t(fetching->processId()), signal);
    });
    b.hub.setHandler([&](const RawHub::Request &request) {
        RawHub::Reply reply = b.repo.answer(request);
        if (request.path.contains("/resolve/")) {
            reply.bytes.chop(kCut);
            reply.hold = true;
            looks.start(20);
        }
        return reply;
    });
    const Outcome outcome = run(b, {}, {u"--queue"_s, b.temp.filePath(u"queue.sqlite"_s)},
                                [&fetching](QProcess &process) { fetching = &process; });
    QCOMPARE(outcome.code, code);
    QVERIFY2(since.elapsed() < 2'000, qPrintable(QString::number(since.elapsed())));
    QCOMPARE(CacheCheck::breaches(b.root(), CacheCheck::Temporaries::Allowed), QStringList());

    b.hub.setHandler([&b](const RawHub::Request &request) { return b.repo.answer(request); });
    QCOMPARE(run(b, {}).code, 0);
    QCOMPARE(b.hub.requests().last().rangeStart(), kCut);
    QCOMPARE(b.contentOf(b.snapshotPath(u"w.bin"_s)), b.repo.files[u"w.bin"_s].content);
    QCOMPARE(b.breaches(), QStringList()); // nothing is left lying about
}

QTEST_GUILESS_MAIN(DownloadCrashTest)
#include "tst_downloadcrash.moc"

#include "tests/support/transferbench.h"

#include <QProcess>
#include <QStandardPaths>

using namespace Qt::StringLiterals;

// D13, D15: the program is killed at the k-th call of each kind that changes the disk. Whatever is
// left is sound, and the next run completes it. The killing is done by strace.
class DownloadCrashTest final : public QObject
{
    Q_OBJECT

private slots:
    void killedAt_data();
    void killedAt();

private:
    static int fetch(const TransferBench &b, QStringList wrapper = {})
    {
        wrapper << QCoreApplication::applicationDirPath() + "/hubnaut-fetch-test"_L1
                << b.hub.url().toString() << b.root() << u"model/ada/model"_s << u"main"_s;
        QProcess process;
        QSignalSpy finished(&process, &QProcess::finished);
        process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        process.start(wrapper.takeFirst(), wrapper);
        // The server is on this thread: the event loop has to run meanwhile.
        return finished.wait(30'000) && process.exitStatus() == QProcess::NormalExit
            ? process.exitCode()
            : -1;
    }
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
        const int code
            = fetch(b,
                    {u"strace"_s, u"-f"_s, u"-o"_s, u"/dev/null"_s, u"-e"_s, u"trace="_s + call,
                     u"-e"_s, u"inject=%1:signal=KILL:when=%2"_s.arg(call).arg(k)});
        QCOMPARE(CacheCheck::breaches(b.root(), CacheCheck::Temporaries::Allowed), QStringList());
        if (code == 0)
            break; // there are fewer calls than k
        ++killed;
        QCOMPARE(fetch(b), 0);
        for (const auto &[path, file] : b.repo.files.asKeyValueRange())
            QCOMPARE(b.contentOf(b.snapshotPath(path)), file.content);
        QCOMPARE(CacheCheck::breaches(b.root(), CacheCheck::Temporaries::Allowed), QStringList());
    }
    qInfo("killed %d times", killed);
    QVERIFY(killed > 0 || call == "unlinkat"_L1);
}

QTEST_GUILESS_MAIN(DownloadCrashTest)
#include "tst_downloadcrash.moc"

#include "tests/support/crashpoints.h"
#include "tests/support/uploadhub.h"

#include <QProcess>
#include <QSignalSpy>
#include <QTimer>

using namespace Qt::StringLiterals;

// The program is killed at random times while a watched folder is committed, until all of it is
// there: each change is one commit, however often. HUBNAUT_CRASH_POINTS says how often,
// HUBNAUT_CRASH_SEED repeats a run.
class WatchCrashTest final : public QObject
{
    Q_OBJECT

private slots:
    void killedAnyTime();

private:
    static constexpr int kLongestRun = 120'000; // ms; a machine may have much else to do

    static int run(const UploadHub &b, int killAfter) // -1: killed
    {
        QProcess process;
        QProcessEnvironment variables = QProcessEnvironment::systemEnvironment();
        variables.insert(u"HF_TOKEN"_s, u"hf_local_admin"_s);
        process.setProcessEnvironment(variables);
        process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        QSignalSpy finished(&process, &QProcess::finished);
        process.start(QCoreApplication::applicationDirPath() + "/hubnaut-watch-test"_L1,
                      {b.hub.url().toString(), u"ada/up"_s, b.temp.filePath(u"src"_s),
                       b.temp.filePath(u"state"_s)});
        if (killAfter > 0)
            QTimer::singleShot(killAfter, &process, &QProcess::kill);
        const bool ended = finished.wait(kLongestRun);
        return ended && process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    }
};

void WatchCrashTest::killedAnyTime()
{
    const int points = crashPoints(15);
    QRandomGenerator random = crashRandom();
    UploadHub b;
    b.hub.store().setMultipart({.above = 10'000, .chunk = 10'000});
    b.hub.setFault("drip", "/api/models/ada/up/commit/", -1, "hub", 1); // and often hit by a kill
    QDir().mkpath(b.temp.filePath(u"state"_s));
    int longest = 0; // ms
    int killed = 0;
    for (int change = 1; killed < points || change < 3; ++change) {
        for (int i = 0; i < 10; ++i)
            b.put(u"many/%1.txt"_s.arg(i), QByteArray::number(change * 100 + i));
        b.put(u"large.bin"_s, UploadHub::binary(60'000, quint64(change)));
        for (int code = -1; code != 0;) {
            const bool ends = longest == 0 || random.bounded(4) == 0;
            QElapsedTimer whole;
            whole.start();
            code = run(b, ends ? 0 : random.bounded(1, longest));
            QVERIFY2(code <= 0, qPrintable(QString::number(code)));
            killed += code < 0 ? 1 : 0;
            longest = qMax(longest, int(whole.elapsed()));
        }
        QCOMPARE(b.titles(), QStringList(change, u"Update 11 files"_s) + QStringList{u"First"_s});
        QCOMPARE(b.stored(u"large.bin"_s)->content.all(),
                 UploadHub::binary(60'000, quint64(change)));
        for (int i = 0; i < 10; ++i)
            QCOMPARE(b.stored(u"many/%1.txt"_s.arg(i))->content.all(),
                     QByteArray::number(change * 100 + i));
    }
    qInfo("killed %d times", killed);
}

QTEST_GUILESS_MAIN(WatchCrashTest)
#include "tst_watchcrash.moc"

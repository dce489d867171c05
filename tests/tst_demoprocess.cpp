#include "app/disk/filelock.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <signal.h>

using namespace Qt::StringLiterals;

// The program itself with --demo, told to end and killed: its folder goes, at once or at the next
// start, and nothing else does.
class DemoProcessTest final : public QObject
{
    Q_OBJECT

private slots:
    void toldToEnd_data();
    void toldToEnd();
    void whatIsIgnoredStaysIgnored();
    void leftByAKilledOne();

private:
    static constexpr int kLong = 50'000; // ms; it fills its Hub first, on a busy machine slowly

    static QStringList demosIn(const QTemporaryDir &temp)
    {
        return QDir(temp.path()).entryList({u"hubnaut-demo-??????"_s}, QDir::Dirs);
    }
    static void start(QProcess &program, const QTemporaryDir &temp)
    {
        QProcessEnvironment variables = QProcessEnvironment::systemEnvironment();
        variables.insert(u"TMPDIR"_s, temp.path());
        variables.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
        program.setProcessEnvironment(variables);
        program.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        program.start(QCoreApplication::applicationDirPath() + "/../hubnaut"_L1, {u"--demo"_s});
    }
    static bool isRunning(const QTemporaryDir &temp, const QString &folder)
    {
        return !folder.isEmpty() && QFile::exists(temp.filePath(folder + "/in-use.lock"_L1));
    }
};

void DemoProcessTest::toldToEnd_data()
{
    QTest::addColumn<int>("signal");
    QTest::newRow("D16 SIGTERM") << SIGTERM;
    QTest::newRow("D16 SIGINT") << SIGINT;
}

void DemoProcessTest::toldToEnd()
{
    QFETCH(int, signal);
    const QTemporaryDir temp;
    QProcess program;
    QSignalSpy finished(&program, &QProcess::finished);
    start(program, temp);
    QTRY_VERIFY_WITH_TIMEOUT(isRunning(temp, demosIn(temp).value(0)), kLong);
    QCOMPARE(kill(pid_t(program.processId()), signal), 0);
    QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, kLong);
    QCOMPARE(program.exitStatus(), QProcess::NormalExit);
    QCOMPARE(program.exitCode(), 0);
    QCOMPARE(demosIn(temp), QStringList());
}

void DemoProcessTest::whatIsIgnoredStaysIgnored() // as nohup starts it
{
    const QTemporaryDir temp;
    QProcess program;
    QSignalSpy finished(&program, &QProcess::finished);
    program.setChildProcessModifier([] { ::signal(SIGHUP, SIG_IGN); });
    start(program, temp);
    QTRY_VERIFY_WITH_TIMEOUT(isRunning(temp, demosIn(temp).value(0)), kLong);
    QFile status(u"/proc/%1/status"_s.arg(program.processId()));
    QVERIFY(status.open(QIODevice::ReadOnly));
    const QByteArray all = status.readAll();
    const QByteArray ignored = all.mid(all.indexOf("SigIgn:") + 7, 17).trimmed();
    QVERIFY2(ignored.toULongLong(nullptr, 16) & 1, all.constData()); // SIGHUP is the first
    QCOMPARE(kill(pid_t(program.processId()), SIGTERM), 0);
    QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, kLong);
}

// What a killed one left goes at the next start; what is in use, or is no demo's, stays.
void DemoProcessTest::leftByAKilledOne()
{
    const QTemporaryDir temp;
    const QDir folder(temp.path());
    const auto make = [&folder](const QString &name, bool locked) {
        folder.mkpath(name + "/sub"_L1);
        QFile lock(folder.filePath(name + "/in-use.lock"_L1));
        QVERIFY(!locked || lock.open(QIODevice::WriteOnly));
    };
    make(u"hubnaut-demo-killed"_s, true);
    make(u"hubnaut-demo-others"_s, true);
    make(u"hubnaut-demo-mynote"_s, false); // never was a demo's
    make(u"elsewhere"_s, true);
    QVERIFY(
        QFile::link(folder.filePath(u"elsewhere"_s), folder.filePath(u"hubnaut-demo-linked"_s)));
    const auto others = Directory::open(folder.filePath(u"hubnaut-demo-others"_s));
    const FileLock inUse = FileLock::tryLock(*others, "in-use.lock");
    QProcess program;
    QSignalSpy finished(&program, &QProcess::finished);
    start(program, temp);
    QTRY_VERIFY_WITH_TIMEOUT(!folder.exists(u"hubnaut-demo-killed"_s), kLong);
    QCOMPARE(kill(pid_t(program.processId()), SIGTERM), 0);
    QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, kLong);
    QCOMPARE(demosIn(temp),
             (QStringList{u"hubnaut-demo-linked"_s, u"hubnaut-demo-mynote"_s,
                          u"hubnaut-demo-others"_s}));
    QVERIFY(folder.exists(u"hubnaut-demo-mynote/sub"_s));
    QVERIFY(folder.exists(u"hubnaut-demo-others/sub"_s));
    QVERIFY(folder.exists(u"elsewhere/in-use.lock"_s));
}

QTEST_GUILESS_MAIN(DemoProcessTest)
#include "tst_demoprocess.moc"

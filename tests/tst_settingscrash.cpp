// Settings are old or new, never mixed (T02): this program writes them in a process of its own,
// which strace kills at the k-th call of each kind, or whose calls fail.

#include "app/settings/settings.h"

#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

constexpr int kOld = 5;
constexpr int kNew = 7;

void choose(const QString &path, int files)
{
    const auto store = Settings::openStore(path);
    Settings settings(*store);
    settings.setFilesAtOnce(files);
    settings.setTheme(files == kOld ? Settings::Theme::Light : Settings::Theme::Dark);
    settings.setSession(QByteArray(20'000, files == kOld ? 'o' : 'n'));
    store->sync();
}

} // namespace

class TestSettingsCrash final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void killedAt_data();
    void killedAt();
    void failingCalls_data();
    void failingCalls();

private:
    static int write(const QString &path, const QString &fault);
    static QString stateOf(const QString &path); // "old", "new" or what else
};

void TestSettingsCrash::initTestCase()
{
    QVERIFY2(!QStandardPaths::findExecutable(u"strace"_s).isEmpty(),
             "strace is missing from the build root");
}

// -1: killed.
int TestSettingsCrash::write(const QString &path, const QString &fault)
{
    QProcess process;
    process.start(u"strace"_s,
                  {u"-f"_s, u"-o"_s, u"/dev/null"_s, u"-e"_s,
                   u"trace="_s + fault.section(u':', 0, 0), u"-e"_s, u"inject="_s + fault,
                   QCoreApplication::applicationFilePath(), u"--write"_s, path});
    const bool ended = process.waitForFinished(20'000);
    return ended && process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
}

QString TestSettingsCrash::stateOf(const QString &path)
{
    const auto store = Settings::openStore(path);
    const Settings settings(*store);
    const QByteArray session = settings.session();
    if (settings.filesAtOnce() == kOld && settings.theme() == Settings::Theme::Light
        && session == QByteArray(20'000, 'o'))
        return u"old"_s;
    if (settings.filesAtOnce() == kNew && settings.theme() == Settings::Theme::Dark
        && session == QByteArray(20'000, 'n'))
        return u"new"_s;
    return u"mixed: %1, %2 bytes"_s.arg(settings.filesAtOnce()).arg(session.size());
}

void TestSettingsCrash::killedAt_data()
{
    QTest::addColumn<QString>("call");
    for (const QString &call : {u"openat"_s, u"write"_s, u"fsync,fdatasync"_s, u"linkat"_s,
                                u"rename,renameat,renameat2"_s, u"unlink,unlinkat"_s, u"fchmod"_s})
        QTest::newRow(qPrintable(call)) << call;
}

void TestSettingsCrash::killedAt()
{
    QFETCH(const QString, call);
    // Libraries open many files before the first of ours: take wider steps there.
    const int step = call == u"openat" ? 7 : 1;
    int killed = 0;
    for (int k = 1; k < 100 * step; k += step) {
        const QTemporaryDir dir;
        const QString path = dir.filePath(u"s.ini"_s);
        choose(path, kOld);
        QCOMPARE(stateOf(path), u"old"_s);
        const bool whole = write(path, u"%1:signal=KILL:when=%2"_s.arg(call).arg(k)) == 0;
        const QString state = stateOf(path);
        QVERIFY2(state == u"new" || (state == u"old" && !whole), qPrintable(state));
        if (whole)
            break;
        ++killed;
        choose(path, kNew); // nothing that was left behind is in the way
        QCOMPARE(stateOf(path), u"new"_s);
    }
    qInfo("killed %d times", killed);
    QVERIFY(killed > 0 || call == u"fchmod" || call == u"unlink,unlinkat");
}

void TestSettingsCrash::failingCalls_data()
{
    QTest::addColumn<QString>("fault");
    QTest::newRow("disk full") << u"write:error=ENOSPC"_s;
    QTest::newRow("no rename") << u"rename,renameat,renameat2,linkat:error=EIO"_s;
}

void TestSettingsCrash::failingCalls()
{
    QFETCH(const QString, fault);
    const QTemporaryDir dir;
    const QString path = dir.filePath(u"s.ini"_s);
    choose(path, kOld);
    QVERIFY(write(path, fault) >= 0); // alive
    const QString state = stateOf(path);
    QVERIFY2(state == u"old" || state == u"new", qPrintable(state));
}

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    if (const QStringList arguments = app.arguments(); arguments.value(1) == u"--write") {
        choose(arguments.value(2), kNew);
        return 0;
    }
    TestSettingsCrash test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_settingscrash.moc"

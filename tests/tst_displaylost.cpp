// I08: the display goes away while something is fetched, or paused. The program cannot stay without
// it; what it had stored is whole, and its next start goes on from there.
#include "app/appcontext.h"
#include "app/localhub/localhub.h"
#include "app/localhub/localstore.h"
#include "tests/support/cachecheck.h"
#include "ui/mainwindow.h"

#include <QApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace {

constexpr int kDisplayPatience = 30'000; // ms; a start on a busy machine
constexpr qint64 kWeights = 20'000'000; // bytes
constexpr qint64 kBeforeTheStall = 2'000'000;

RepoId weightsRepo()
{
    return *RepoId::parse(RepoKind::Model, u"ada/model");
}

// The program with a download in it. It says "there" when something is fetched (and, with "pause",
// paused), and "done" at the end. arguments: "window", the home, "fetch" or "pause".
int runWindow(int argc, char **argv)
{
    QApplication app(argc, argv);
    const QString home = QString::fromLocal8Bit(argv[2]);
    const bool pause = argv[3] == std::string_view("pause");
    AppContext context({.variables = QProcessEnvironment::systemEnvironment(),
                        .homeFolder = home,
                        .settingsFile = home + u"/settings.ini"_s});
    context.start();
    MainWindow window(context);
    window.openAddress({.repo = weightsRepo()});
    window.show();
    Transfers &transfers = context.transfers();
    const auto say = [](const char *word) {
        std::puts(word);
        std::fflush(stdout);
    };
    QObject::connect(&transfers, &Transfers::changed, &app,
                     [&transfers, pause, say](const TransferSnapshot &now) {
                         if (now.files.isEmpty() || now.files.first().done == 0)
                             return;
                         if (pause && now.paused == 0)
                             return transfers.pauseGroup(now.groups.first().id);
                         say("there");
                     });
    QObject::connect(&transfers, &Transfers::groupDone, &app, [say] { say("done"); });
    transfers.download({.repo = weightsRepo(),
                        .revision = {},
                        .paths = {},
                        .allow = {},
                        .ignore = {},
                        .folder = {}});
    return QApplication::exec();
}

} // namespace

class tst_DisplayLost final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void goesOnAfterwards_data();
    void goesOnAfterwards(); // I08

private:
    void start(QProcess &program, const QTemporaryDir &home, const QString &platform,
               const QString &mode) const;
    static bool saysSoon(QProcess &program, const QByteArray &word)
    {
        QByteArray all;
        return QTest::qWaitFor(
            [&] {
                all += program.readAllStandardOutput();
                return all.contains(word);
            },
            kDisplayPatience);
    }
    static QString storedTab(const QTemporaryDir &home)
    {
        const QSettings file(home.filePath(u"settings.ini"_s), QSettings::IniFormat);
        return QJsonDocument::fromJson(file.value(u"window/session"_s).toByteArray())
            .object()["tabs"_L1]
            .toArray()
            .first()
            .toString();
    }

    QTemporaryDir m_folder;
    std::unique_ptr<LocalHub> m_hub;
};

void tst_DisplayLost::initTestCase()
{
    m_hub = std::make_unique<LocalHub>(LocalHub::Options{.folder = m_folder.filePath(u"hub"_s)});
    QVERIFY(m_hub->start());
    m_hub->store().createRepo(weightsRepo());
    CommitInput input;
    input.adds = {{u"w.safetensors"_s, Content::synthetic(kWeights, 1)}};
    m_hub->store().commit(weightsRepo(), u"main"_s, input);
}

void tst_DisplayLost::start(QProcess &program, const QTemporaryDir &home, const QString &platform,
                            const QString &mode) const
{
    QProcessEnvironment all = QProcessEnvironment::systemEnvironment();
    all.insert(u"HF_ENDPOINT"_s, m_hub->url().toString());
    all.insert(u"HF_TOKEN"_s, u"hf_local_admin"_s);
    all.insert(u"HF_HOME"_s, home.filePath(u"hf"_s));
    all.insert(u"QT_QPA_PLATFORM"_s, platform.startsWith(u':') ? u"xcb"_s : platform);
    all.insert(u"DISPLAY"_s, platform);
    program.setProcessEnvironment(all);
    program.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    program.start(QCoreApplication::applicationFilePath(), {u"window"_s, home.path(), mode});
}

void tst_DisplayLost::goesOnAfterwards_data()
{
    QTest::addColumn<QString>("mode");
    QTest::newRow("I08 running") << u"fetch"_s;
    QTest::newRow("I08 paused") << u"pause"_s;
}

void tst_DisplayLost::goesOnAfterwards()
{
    QFETCH(const QString, mode);
    const QString server = QStandardPaths::findExecutable(u"Xvfb"_s);
    if (server.isEmpty())
        QSKIP("There is no Xvfb here, so no display that could be taken away.");
    const QTemporaryDir home;
    m_hub->setFault("stall", "/", -1, "cdn", kBeforeTheStall);
    QProcess display;
    display.setStandardErrorFile(QProcess::nullDevice());
    display.start(server,
                  {u"-displayfd"_s, u"1"_s, u"-screen"_s, u"0"_s, u"1280x900x24"_s, u"-nolisten"_s,
                   u"tcp"_s});
    QByteArray number;
    QTRY_VERIFY_WITH_TIMEOUT((number += display.readAllStandardOutput()).endsWith('\n'),
                             kDisplayPatience);
    QProcess program;
    start(program, home, u':' + QString::fromLatin1(number.trimmed()), mode);
    QVERIFY(saysSoon(program, "there"));
    QTRY_VERIFY_WITH_TIMEOUT(storedTab(home).endsWith(u"ada/model"), kDisplayPatience);
    display.kill();
    QVERIFY(display.waitForFinished(kDisplayPatience));
    QVERIFY(program.waitForFinished(kDisplayPatience)); // instead of staying without a window

    QVERIFY(storedTab(home).endsWith(u"ada/model"));
    const QString cache = home.filePath(u"hf/hub"_s);
    QCOMPARE(CacheCheck::breaches(cache, CacheCheck::Temporaries::Allowed), QStringList());
    m_hub->clearFaults();
    QProcess again;
    start(again, home, u"offscreen"_s, u"fetch"_s);
    QVERIFY(saysSoon(again, "done"));
    again.terminate();
    QVERIFY(again.waitForFinished(kDisplayPatience));
    QFile file(cache + u"/models--ada--model/snapshots/"_s
               + QString::fromLatin1(m_hub->store().head(weightsRepo())) + u"/w.safetensors"_s);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(file.readAll()
            == m_hub->store().file(weightsRepo(), u"w.safetensors"_s)->content.all());
    QCOMPARE(CacheCheck::breaches(cache, CacheCheck::Temporaries::Allowed), QStringList());
}

int main(int argc, char **argv)
{
    if (argc == 4 && argv[1] == std::string_view("window"))
        return runWindow(argc, argv);
    const QCoreApplication app(argc, argv);
    tst_DisplayLost test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_displaylost.moc"

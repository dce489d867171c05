// A first start without a network: it is said that the Hub does not answer until it does, and the
// demo opens as a program of its own.
#include "app/demohub.h"
#include "tests/support/windowstage.h"
#include "ui/theme/theme.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/noticestrip.h"
#include "ui/window/startpage.h"

#include <QApplication>
#include <QFile>
#include <QPushButton>
#include <QSignalSpy>

using namespace Qt::StringLiterals;

namespace {

constexpr auto kStartedMark = "HUBNAUT_TEST_STARTED"; // names a file for what openProgram() starts

QProcessEnvironment variablesOf(const QUrl &hub)
{
    QProcessEnvironment variables;
    variables.insert(u"HF_ENDPOINT"_s, hub.toString());
    return variables;
}

} // namespace

class tst_FirstStart final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { applyTheme(*qApp, Settings::Theme::Light); }
    void hubThatDoesNotAnswer_data();
    void hubThatDoesNotAnswer();
    void offlineMode();
    void opensTheDemo();
};

void tst_FirstStart::hubThatDoesNotAnswer_data()
{
    QTest::addColumn<bool>("click");
    QTest::newRow("asked again by hand") << true;
    QTest::newRow("asked again by itself") << false;
}

void tst_FirstStart::hubThatDoesNotAnswer()
{
    QFETCH(const bool, click);
    const QTemporaryDir folder;
    auto hub = std::make_unique<LocalHub>(LocalHub::Options{.folder = folder.path()});
    QVERIFY(hub->start());
    const QUrl url = hub->url();
    hub.reset();
    WindowStage stage(variablesOf(url));
    stage.app().start();
    QVERIFY(stage.openWindow());
    QTRY_VERIFY_WITH_TIMEOUT(stage.visible<NoticeStrip>(), 20'000);
    const auto *strip = stage.visible<NoticeStrip>();
    QVERIFY(stage.visible<StartPage>()->isAncestorOf(strip));
    QVERIFY(strip->findChild<ElidedLabel *>()->text().contains(u"cannot be reached"_s));
    QTRY_COMPARE(stage.app().session().state(), Session::State::SignedOut);

    hub = std::make_unique<LocalHub>(
        LocalHub::Options{.folder = folder.path(), .port = url.port()});
    QVERIFY(hub->start());
    if (click)
        for (auto *button : strip->findChildren<QPushButton *>())
            if (button->text() == u"Retry"_s)
                QTest::mouseClick(button, Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(!strip->isVisible(), click ? 3000 : 20'000);
}

void tst_FirstStart::offlineMode()
{
    const QTemporaryDir folder;
    LocalHub hub({.folder = folder.path()});
    QVERIFY(hub.start());
    WindowStage stage(variablesOf(hub.url()));
    stage.app().settings().setOffline(true);
    stage.app().start();
    QVERIFY(stage.openWindow());
    QTRY_VERIFY(stage.visible<NoticeStrip>());
    QVERIFY(hub.requests().isEmpty());
    const auto *strip = stage.visible<NoticeStrip>();
    stage.app().settings().setOffline(false);
    QTRY_VERIFY(!strip->isVisible());
    QVERIFY(!hub.requests().isEmpty());
}

// In this test the program is the test: started with --demo it makes the file, see main().
void tst_FirstStart::opensTheDemo()
{
    const QTemporaryDir folder;
    const QString mark = folder.filePath(u"started"_s);
    qputenv(kStartedMark, mark.toLocal8Bit());
    WindowStage stage(variablesOf(QUrl(u"http://127.0.0.1:1"_s)));
    stage.app().start();
    QVERIFY(stage.openWindow());
    bool opened = false;
    connect(&stage.window(), &MainWindow::demoWanted, &stage.window(),
            [&opened] { opened = DemoHub::openProgram(); }); // as main.cpp has it
    for (auto *button : stage.visible<StartPage>()->findChildren<QPushButton *>())
        if (button->text() == u"Open the demo"_s)
            QTest::mouseClick(button, Qt::LeftButton);
    QVERIFY(opened);
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(mark), 20'000);
    QVERIFY(stage.window().isVisible());
}

int main(int argc, char **argv)
{
    if (argc == 2 && qstrcmp(argv[1], "--demo") == 0) {
        QFile mark(qEnvironmentVariable(kStartedMark));
        return mark.open(QIODevice::WriteOnly) ? 0 : 1;
    }
    QApplication app(argc, argv);
    tst_FirstStart test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_firststart.moc"

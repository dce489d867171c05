// What is set on the settings page takes effect at once, by click and key.
#include "app/appcontext.h"
#include "app/localhub/localhub.h"
#include "ui/mainwindow.h"
#include "ui/settings/settingspane.h"
#include "ui/theme/theme.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/segmentedcontrol.h"

#include <QApplication>
#include <QLabel>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;

class tst_SettingsPane final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();
    void theme();
    void environment();

private:
    // The program with its window on the settings page, as at a start.
    void start(QProcessEnvironment variables = {});
    SettingsPane *pane() const { return m_window->findChild<SettingsPane *>(); }
    SegmentedControl *themeControl() const { return pane()->findChild<SegmentedControl *>(); }
    bool says(const QString &words) const; // in sight or further down

    QTemporaryDir m_folder;
    std::unique_ptr<LocalHub> m_hub;
    std::unique_ptr<QTemporaryDir> m_home;
    std::unique_ptr<AppContext> m_app;
    std::unique_ptr<MainWindow> m_window;
};

void tst_SettingsPane::initTestCase()
{
    m_hub = std::make_unique<LocalHub>(LocalHub::Options{.folder = m_folder.path()});
    QVERIFY(m_hub->start());
}

void tst_SettingsPane::init()
{
    m_home = std::make_unique<QTemporaryDir>();
}

void tst_SettingsPane::cleanup()
{
    m_window.reset();
    m_app.reset();
}

void tst_SettingsPane::start(QProcessEnvironment variables)
{
    cleanup();
    variables.insert(u"HF_ENDPOINT"_s, m_hub->url().toString());
    m_app = std::make_unique<AppContext>(
        AppContext::Options{.variables = variables,
                            .homeFolder = m_home->path(),
                            .settingsFile = m_home->filePath(u"settings.ini"_s)});
    followTheme(*qApp, m_app->settings());
    m_app->start();
    m_window = std::make_unique<MainWindow>(*m_app);
    m_window->resize(1200, 1700); // the whole page is in sight
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    m_window->openPage(PageId::Settings);
    QVERIFY(pane() && pane()->isVisible());
}

bool tst_SettingsPane::says(const QString &words) const
{
    const auto has = [&words](const auto *label) {
        return label->isVisible() && label->text().contains(words);
    };
    return std::ranges::any_of(pane()->findChildren<QLabel *>(), has)
        || std::ranges::any_of(pane()->findChildren<ElidedLabel *>(), has);
}

void tst_SettingsPane::theme()
{
    start();
    const auto isDark
        = [this] { return Tokens::of(pane()->palette()).dark && Tokens::of(qApp->palette()).dark; };
    const bool desktopIsDark = isDark();
    SegmentedControl *control = themeControl();
    const QSize size = control->sizeHint();
    QTest::mouseClick(control, Qt::LeftButton, {}, {size.width() - 9, size.height() / 2});
    QCOMPARE(control->current(), 2);
    QTRY_VERIFY(isDark());
    QCOMPARE(m_app->settings().theme(), Settings::Theme::Dark);

    start(); // the next time
    QTRY_VERIFY(isDark());
    QCOMPARE(themeControl()->current(), 2);
    themeControl()->setFocus();
    QTest::keyClick(themeControl(), Qt::Key_Left);
    QTRY_VERIFY(!isDark());
    QCOMPARE(m_app->settings().theme(), Settings::Theme::Light);
    QTest::keyClick(themeControl(), Qt::Key_Left);
    QTRY_COMPARE(isDark(), desktopIsDark);
    QCOMPARE(m_app->settings().theme(), Settings::Theme::System);
    start();
    QCOMPARE(themeControl()->current(), 0);
}

void tst_SettingsPane::environment()
{
    const QString token = u"hf_"_s + QString(34, u'q');
    QProcessEnvironment variables;
    variables.insert(u"HF_HOME"_s, m_home->filePath(u"hugging"_s));
    variables.insert(u"HF_TOKEN"_s, token);
    variables.insert(u"HF_HUB_DOWNLOAD_TIMEOUT"_s, u"soon"_s);
    start(variables);
    for (const QString &words :
         {m_hub->url().toString(), m_home->filePath(u"hugging"_s),
          m_home->filePath(u"hugging/hub"_s), u"HF_ENDPOINT"_s, u"HF_TOKEN"_s,
          u"HF_HUB_DOWNLOAD_TIMEOUT"_s, u"given, not shown"_s})
        QVERIFY2(says(words), qPrintable(words));
    QVERIFY(!says(token));
}

QTEST_MAIN(tst_SettingsPane)
#include "tst_settingspane.moc"

// What is set on the settings page takes effect at once, by click and key.
#include "app/appcontext.h"
#include "app/localhub/localhub.h"
#include "app/localhub/localstore.h"
#include "ui/mainwindow.h"
#include "ui/settings/settingspane.h"
#include "ui/settings/timetablefield.h"
#include "ui/theme/theme.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/segmentedcontrol.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTimeEdit>

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
    void cacheFolder();
    void cacheFolderThatTakesNothing();
    void environment();
    void valuesAreReadOut();
    void timetableByKeys();

private:
    // The program with its window on the settings page, as at a start.
    void start(QProcessEnvironment variables = {});
    SettingsPane *pane() const { return m_window->findChild<SettingsPane *>(); }
    SegmentedControl *themeControl() const { return pane()->findChild<SegmentedControl *>(); }
    QPushButton *button(const QString &text) const;
    bool says(const QString &words) const; // in sight or further down
    // Types it into the dialog that the page opens.
    void chooseFolder(const QString &folder);

    QTemporaryDir m_folder;
    std::unique_ptr<LocalHub> m_hub;
    const RepoId m_repo = *RepoId::parse(RepoKind::Model, u"cleo/open"_s);
    std::unique_ptr<QTemporaryDir> m_home;
    std::unique_ptr<AppContext> m_app;
    std::unique_ptr<MainWindow> m_window;
};

void tst_SettingsPane::initTestCase()
{
    m_hub = std::make_unique<LocalHub>(LocalHub::Options{.folder = m_folder.path()});
    QVERIFY(m_hub->start());
    QVERIFY(m_hub->store().createRepo(m_repo));
    m_hub->store().commit(m_repo, u"main"_s, {.adds = {{u"config.json"_s, Content::bytes("{}")}}});
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

QPushButton *tst_SettingsPane::button(const QString &text) const
{
    for (auto *button : pane()->findChildren<QPushButton *>())
        if (button->text() == text && button->isVisible())
            return button;
    return nullptr;
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

void tst_SettingsPane::chooseFolder(const QString &folder)
{
    QTest::mouseClick(button(u"Choose…"_s), Qt::LeftButton);
    QFileDialog *dialog = nullptr;
    QTRY_VERIFY((dialog = pane()->findChild<QFileDialog *>()) && dialog->isVisible());
    auto *name = dialog->findChild<QLineEdit *>(u"fileNameEdit"_s);
    QVERIFY(QTest::qWaitForWindowActive(dialog));
    name->setFocus(); // else Qt's dialog adds each folder on the way to those chosen
    QTRY_VERIFY(name->hasFocus());
    name->selectAll();
    QTest::keyClicks(name, folder);
    auto *take = dialog->findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Open);
    QTRY_VERIFY(take && take->isEnabled());
    QTest::mouseClick(take, Qt::LeftButton);
    QTRY_VERIFY(!pane()->findChild<QFileDialog *>());
}

void tst_SettingsPane::cacheFolder()
{
    start();
    const QString chosen = m_home->filePath(u"other disk"_s);
    QVERIFY(QDir().mkpath(chosen));
    QVERIFY(!button(u"Standard"_s)->isEnabled());
    chooseFolder(chosen);
    QTRY_COMPARE(m_app->settings().cacheFolder(), chosen);
    QVERIFY(says(chosen));
    QVERIFY(QDir(chosen).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot));
    QSignalSpy done(&m_app->transfers(), &Transfers::groupDone);
    m_app->transfers().download({.repo = m_repo,
                                 .revision = {},
                                 .paths = {},
                                 .allow = {},
                                 .ignore = {},
                                 .folder = {},
                                 .isPublic = true});
    QTRY_COMPARE(done.count(), 1);
    QVERIFY(QFile::exists(chosen + u"/models--cleo--open/snapshots/"_s
                          + QString::fromLatin1(m_hub->store().head(m_repo)) + u"/config.json"_s));
    start();
    QVERIFY(says(chosen));
    QTest::mouseClick(button(u"Standard"_s), Qt::LeftButton);
    QCOMPARE(m_app->cacheRoot(), m_app->environment().hubCache.value);
    QVERIFY(says(m_app->cacheRoot()));
    QVERIFY(!button(u"Standard"_s)->isEnabled());
}

void tst_SettingsPane::cacheFolderThatTakesNothing()
{
    start();
    const QString before = m_app->cacheRoot();
    static QStringList heard; // by a screen reader
    QAccessible::setActive(true);
    QAccessible::installUpdateHandler([](QAccessibleEvent *event) {
        if (event->type() == QAccessible::Announcement)
            heard += static_cast<QAccessibleAnnouncementEvent *>(event)->message();
    });
    chooseFolder(u"/proc"_s); // not even root makes a file there
    QTRY_VERIFY(says(u"cannot be written to"_s));
    QAccessible::installUpdateHandler(nullptr);
    QVERIFY(heard.size() == 1 && says(heard.first()));
    QCOMPARE(m_app->cacheRoot(), before);
    QVERIFY(m_app->settings().cacheFolder().isEmpty());
    QVERIFY(!button(u"Standard"_s)->isEnabled());
    chooseFolder(m_home->path());
    QTRY_COMPARE(m_app->cacheRoot(), m_home->path());
    QVERIFY(!says(u"cannot be written to"_s));
}

void tst_SettingsPane::environment()
{
    const QString token = u"hf_"_s + QString(34, u'q');
    QProcessEnvironment variables;
    variables.insert(u"HF_HOME"_s, m_home->filePath(u"hugging"_s));
    variables.insert(u"HF_TOKEN"_s, token);
    variables.insert(u"HF_HUB_DOWNLOAD_TIMEOUT"_s, u"soon"_s);
    start(variables);
    QTest::mouseClick(button(u"Copy as text"_s), Qt::LeftButton);
    const QString copied = QGuiApplication::clipboard()->text();
    for (const QString &words :
         {m_hub->url().toString(), m_home->filePath(u"hugging"_s),
          m_home->filePath(u"hugging/hub"_s), u"HF_ENDPOINT"_s, u"HF_TOKEN"_s,
          u"HF_HUB_DOWNLOAD_TIMEOUT"_s, u"given, not shown"_s}) {
        QVERIFY2(says(words), qPrintable(words));
        QVERIFY2(copied.contains(words), qPrintable(words));
    }
    QVERIFY(!says(token));
    QVERIFY(!copied.contains(token));
}

// A name that only said "Hub cache" would keep the value to those who see.
void tst_SettingsPane::valuesAreReadOut()
{
    start();
    const auto isNamed = [this](const QString &name) {
        return std::ranges::any_of(pane()->findChildren<ElidedLabel *>(), [&](auto *label) {
            const auto *heard = QAccessible::queryAccessibleInterface(label);
            return heard && heard->text(QAccessible::Name) == name;
        });
    };
    QVERIFY(isNamed(u"Endpoint: "_s + m_hub->url().toString()));
    QVERIFY(isNamed(u"Hub cache: "_s + m_app->environment().hubCache.value));
    QVERIFY(isNamed(u"Cache folder: "_s + m_app->cacheRoot()));
    m_app->settings().setCacheFolder(m_home->path());
    start();
    QVERIFY(isNamed(u"Cache folder: "_s + m_home->path()));
    QTest::mouseClick(button(u"Standard"_s), Qt::LeftButton); // while it is shown
    QVERIFY(isNamed(u"Cache folder: "_s + m_app->environment().hubCache.value));
}

// What is typed is taken when it is whole: each key of it would be shown as a value of its own.
void tst_SettingsPane::timetableByKeys()
{
    QTemporaryDir folder;
    QSettings store(folder.filePath(u"settings.ini"_s), QSettings::IniFormat);
    Settings settings(store);
    settings.setTimetable({.on = true, .outside = Timetable::Outside::Limit});
    TimetableField field(settings);
    field.setVisible(true);
    field.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&field));
    auto *limit = field.findChild<QDoubleSpinBox *>();
    const auto type = [](QAbstractSpinBox *box, const QString &text) {
        box->setFocus();
        box->selectAll();
        QTest::keyClicks(box, text);
        QTest::keyClick(box, Qt::Key_Return);
    };
    type(limit, u"2.5"_s);
    QCOMPARE(settings.timetable().limit, 2'500'000);
    QCOMPARE(limit->value(), 2.5);
    auto *from = field.findChildren<QTimeEdit *>().first();
    from->setFocus();
    from->setSelectedSection(QDateTimeEdit::HourSection);
    QTest::keyClicks(from, u"2245"_s);
    QTest::keyClick(from, Qt::Key_Return);
    QCOMPARE(settings.timetable().from, 22 * 60 + 45);
}

QTEST_MAIN(tst_SettingsPane)
#include "tst_settingspane.moc"

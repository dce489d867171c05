#include "app/demohub.h"
#include "tests/support/windowstage.h"
#include "ui/account/accountmenu.h"
#include "ui/settings/settingspane.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QCheckBox>
#include <QDir>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QTest>
#include <QToolButton>

using namespace Qt::StringLiterals;

// Who is signed in, from the bar to the settings.
class tst_Account final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanup() { m_stage.reset(); }
    void menuTellsAndOffers();
    void signedOutGoesStraightToTheField();
    void signOutAsks(); // A11
    void environmentTokenStays(); // A06
    void settingsFollowTheMenu();
    void demoSignsOutAndIn();
    void demoIsNotOfferedInTheDemo_data();
    void demoIsNotOfferedInTheDemo();

private:
    void start(bool tokenInFile, bool tokenInEnvironment, bool demo = false);
    QToolButton *accountButton() const;
    QStringList offers() const; // of the account menu
    QString tokenFile() const { return m_stage->cacheHome() + u"/token"_s; }
    QString token() const { return m_demo.variables().value(u"HF_TOKEN"_s); }

    DemoHub m_demo;
    std::unique_ptr<WindowStage> m_stage;
};

void tst_Account::initTestCase()
{
    QString error;
    QVERIFY2(m_demo.start(&error), qPrintable(error));
    applyTheme(*qApp, Settings::Theme::Light);
}

void tst_Account::start(bool tokenInFile, bool tokenInEnvironment, bool demo)
{
    QProcessEnvironment variables = m_demo.variables();
    if (!tokenInEnvironment)
        variables.remove(u"HF_TOKEN"_s);
    m_stage = std::make_unique<WindowStage>(variables, demo);
    if (tokenInFile) {
        QVERIFY(QDir().mkpath(m_stage->cacheHome()));
        QFile file(tokenFile());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(token().toUtf8());
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    }
    QVERIFY(m_stage->openWindow());
    m_stage->app().start();
    QTRY_VERIFY(m_stage->app().session().state() != Session::State::Checking && accountButton());
}

QToolButton *tst_Account::accountButton() const
{
    for (auto *button : m_stage->window().findChildren<QToolButton *>())
        if (button->isVisible() && button->accessibleName().startsWith(u"Account: "))
            return button;
    return nullptr;
}

QStringList tst_Account::offers() const
{
    QStringList texts;
    for (const QAction *action : m_stage->window().findChild<AccountMenu *>()->actions())
        if (action->isVisible() && !action->text().isEmpty())
            texts << QString(action->text()).remove(u'&');
    return texts;
}

void tst_Account::menuTellsAndOffers()
{
    start(true, false);
    QTRY_COMPARE(m_stage->app().session().state(), Session::State::SignedIn);
    auto *menu = m_stage->window().findChild<AccountMenu *>();
    QCOMPARE(accountButton()->menu(), menu);
    QCOMPARE(
        offers(),
        (QStringList{u"Open your profile on the Hub"_s, u"Account settings"_s, u"Sign out…"_s}));
    QStringList words;
    for (const QLabel *label : menu->findChildren<QLabel *>())
        words << label->text();
    QVERIFY2(words.join(u'|').contains(m_stage->app().session().account()->name),
             qPrintable(words.join(u'|')));
    QVERIFY(!words.join(u'|').contains(token()));
}

void tst_Account::signedOutGoesStraightToTheField()
{
    start(false, false);
    QVERIFY(!accountButton()->menu());
    QTest::mouseClick(accountButton(), Qt::LeftButton);
    QCOMPARE(m_stage->window().tabs().currentTab().history.current(), Place(PageId::Settings));
    QVERIFY(QApplication::focusWidget()->accessibleName().contains(u"token"));
    QVERIFY(offers().contains(u"Sign in…"_s)); // the same by the window's menu
}

void tst_Account::signOutAsks()
{
    start(true, false);
    QTRY_COMPARE(m_stage->app().session().state(), Session::State::SignedIn);
    const auto ask = [this] {
        for (QAction *action : m_stage->window().findChild<AccountMenu *>()->actions())
            if (action->text().contains(u"out"))
                action->trigger();
        return m_stage->window().findChild<QMessageBox *>();
    };
    QMessageBox *box = ask();
    QVERIFY(box);
    QTest::keyClick(box, Qt::Key_Return); // by habit: nothing is lost
    QTRY_VERIFY(!m_stage->window().findChild<QMessageBox *>());
    QCOMPARE(m_stage->app().session().state(), Session::State::SignedIn);
    box = ask();
    for (QAbstractButton *button : box->buttons())
        if (button->text() == u"Sign out")
            button->click();
    QTRY_COMPARE(m_stage->app().session().state(), Session::State::SignedOut);
    QTRY_VERIFY(!QFile::exists(tokenFile()));
}

void tst_Account::environmentTokenStays()
{
    start(false, true);
    QTRY_COMPARE(m_stage->app().session().state(), Session::State::SignedIn);
    QVERIFY(!offers().contains(u"Sign out…"_s));
}

void tst_Account::settingsFollowTheMenu()
{
    start(false, false);
    m_stage->window().openPage(PageId::Settings);
    QCheckBox *offline = nullptr;
    for (auto *box : m_stage->window().findChild<SettingsPane *>()->findChildren<QCheckBox *>())
        if (box->text() == u"Work offline")
            offline = box;
    QVERIFY(offline && !offline->isChecked());
    m_stage->app().settings().setOffline(true);
    QVERIFY(offline->isChecked());
}

// As it is started: with a token file of its own, and the token told to whoever signed out.
void tst_Account::demoSignsOutAndIn()
{
    const QTemporaryDir home;
    const QProcessEnvironment variables = m_demo.variablesOfFile();
    QVERIFY(!variables.contains(u"HF_TOKEN"_s));
    const QString file = variables.value(u"HF_HOME"_s) + u"/token"_s;
    QCOMPARE(QFile::permissions(file) & (QFile::ReadGroup | QFile::ReadOther),
             QFile::Permissions());
    AppContext app({.variables = variables,
                    .homeFolder = home.path(),
                    .settingsFile = home.filePath(u"settings.ini"_s),
                    .demo = true});
    MainWindow window(app);
    window.openPage(PageId::Settings);
    window.show();
    app.start();
    QTRY_COMPARE(app.session().state(), Session::State::SignedIn);
    QVERIFY(!app.session().isFromEnvironment());
    app.session().signOut();
    QCOMPARE(app.session().state(), Session::State::SignedOut);
    QTRY_VERIFY(!QFile::exists(file));
    QLineEdit *field = nullptr;
    for (auto *edit : window.findChildren<QLineEdit *>())
        if (edit->placeholderText().contains(DemoHub::token()))
            field = edit;
    QVERIFY(field && field->isVisible());
    QTest::keyClicks(field, DemoHub::token());
    QTest::keyClick(field, Qt::Key_Return);
    QTRY_COMPARE(app.session().state(), Session::State::SignedIn);
    QTRY_VERIFY(QFile::exists(file));
}

void tst_Account::demoIsNotOfferedInTheDemo_data()
{
    QTest::addColumn<bool>("demo");
    QTest::newRow("in the demo") << true;
    QTest::newRow("on a Hub") << false;
}

void tst_Account::demoIsNotOfferedInTheDemo()
{
    QFETCH(bool, demo);
    start(false, true, demo);
    m_stage->window().openPage(PageId::Settings);
    bool offered = false;
    for (const auto *button :
         m_stage->window().findChild<SettingsPane *>()->findChildren<QPushButton *>())
        offered |= button->isVisible() && button->text().contains(u"demo");
    QCOMPARE(offered, !demo);
}

QTEST_MAIN(tst_Account)
#include "tst_account.moc"

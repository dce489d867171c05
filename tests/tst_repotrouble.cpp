#include "tests/support/repobench.h"
#include "ui/repo/repopane.h"

#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabBar>
#include <QTest>

using namespace Qt::StringLiterals;

// What stands where a repository cannot be shown.
class tst_RepoTrouble final : public QObject
{
    Q_OBJECT

private slots:
    void missingRepositorySaysSo();
    void saysWhatHelps_data();
    void saysWhatHelps();
    void missingRevisionOffersMain();
    void gatedRepositoryOffersTheBrowser();
};

void tst_RepoTrouble::missingRepositorySaysSo()
{
    RepoBench bench;
    bench.server.reply(
        "/revision/",
        {404, R"({"error":"Repository not found"})", "X-Error-Code: RepoNotFound\r\n", false});
    RepoPane pane(bench.hub, bench.cache, bench.address);
    pane.resize(1000, 700);
    pane.show();
    bench.server.reply("/refs", {404, "{}", "X-Error-Code: RepoNotFound\r\n", false});
    QTRY_VERIFY(buttonWith(pane, u"Check again"_s));
    QVERIFY(!pane.findChild<QTabBar *>()->isVisible());
    QVERIFY(!buttonWith(pane, u"Download"_s));
    QVERIFY(!buttonWith(pane, u"main"_s));
    QSignalSpy searched(&pane, &RepoPane::searchWanted);
    buttonWith(pane, u"Search for “skald-13b”"_s)->click();
    QCOMPARE(searched.first().at(1).toString(), u"skald-13b"_s);
    QSignalSpy signIn(&pane, &RepoPane::signInWanted);
    buttonWith(pane, u"Sign in"_s)->click();
    QCOMPARE(signIn.size(), 1);
    bench.server.reply("/revision/", {200, bench.sample.info().toUtf8(), {}, false});
    pane.retryRefused(); // as after signing in
    QTRY_COMPARE(bench.server.asked("README.md"), 1);
    QVERIFY(pane.findChild<QTabBar *>()->isVisible());
    QVERIFY(buttonWith(pane, u"Download"_s));
}

void tst_RepoTrouble::saysWhatHelps_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("code");
    QTest::addColumn<bool>("signedIn");
    QTest::addColumn<QString>("title");
    QTest::addColumn<QStringList>("buttons");
    const QString signIn = u"Sign in"_s;
    const QString search = u"Search for “skald-13b”"_s;
    const QString browser = u"Open on the Hub"_s;
    const QString again = u"Check again"_s;
    QTest::newRow("missing, signed in") << 404 << QByteArray("RepoNotFound") << true
                                        << u"There is no model"_s << QStringList{search, again};
    QTest::newRow("private, signed out")
        << 401 << QByteArray("RepoNotFound") << false << u"or it is private"_s
        << QStringList{signIn, search, browser, again};
    QTest::newRow("gated, signed out")
        << 401 << QByteArray("GatedRepo") << false << u"accept its terms"_s
        << QStringList{signIn, browser, again};
    QTest::newRow("gated, signed in") << 403 << QByteArray("GatedRepo") << true
                                      << u"accept its terms"_s << QStringList{browser, again};
    QTest::newRow("disabled") << 403 << QByteArray("DisabledRepo") << true << u"disabled"_s
                              << QStringList{search, browser, again};
    QTest::newRow("A06 token without scope")
        << 403 << QByteArray() << true << u"Your token may not read"_s
        << QStringList{signIn, browser, again};
}

// One page instead of tabs: what is wrong and what helps, nothing else.
void tst_RepoTrouble::saysWhatHelps()
{
    QFETCH(int, status);
    QFETCH(QByteArray, code);
    QFETCH(bool, signedIn);
    QFETCH(QString, title);
    QFETCH(QStringList, buttons);
    RepoBench bench;
    if (signedIn)
        bench.hub.setToken("hf_test");
    bench.server.reply(bench.sample.api(), {status, "{}", "X-Error-Code: " + code + "\r\n", false});
    RepoPane pane(bench.hub, bench.cache, bench.address);
    pane.resize(812, 600);
    pane.show();
    QTRY_VERIFY(buttonWith(pane, u"Check again"_s));
    QStringList shown;
    for (const auto *button : pane.findChildren<QPushButton *>())
        if (button->isVisible())
            shown << button->text();
    QCOMPARE(shown, buttons);
    bool said = false;
    for (const auto *label : pane.findChildren<QLabel *>())
        said = said || (label->isVisible() && label->text().contains(title));
    QVERIFY(said);
    QVERIFY(!pane.findChild<QTabBar *>()->isVisible());
}

void tst_RepoTrouble::missingRevisionOffersMain()
{
    RepoBench bench;
    bench.server.reply("/revision/gone", {404, "{}", "X-Error-Code: RevisionNotFound\r\n", false});
    bench.address.revision = *Revision::parse(u"gone");
    RepoPane pane(bench.hub, bench.cache, bench.address);
    pane.resize(1000, 700);
    pane.show();
    QTRY_VERIFY(buttonWith(pane, u"Show main"_s));
    QVERIFY(buttonWith(pane, u"gone"_s)); // another one can be chosen
    QVERIFY(!buttonWith(pane, u"Sign in"_s));
    buttonWith(pane, u"Show main"_s)->click();
    QTRY_VERIFY(pane.findChild<QTabBar *>()->isVisible());
    QCOMPARE(pane.address().revision, Revision());
}

void tst_RepoTrouble::gatedRepositoryOffersTheBrowser()
{
    RepoBench bench;
    bench.server.reply("README.md",
                       {403, R"({"error":"Access to model is restricted"})",
                        "X-Error-Code: GatedRepo\r\n", false});
    RepoPane pane(bench.hub, bench.cache, bench.address);
    pane.resize(1000, 700);
    pane.show();
    QTRY_VERIFY(buttonWith(pane, u"Open on the Hub"_s));
    bool named = false;
    for (const auto *label : pane.findChildren<QLabel *>())
        named = named
            || (label->isVisible() && label->text().contains(u"openfjord"_s)
                && label->text().contains(u"terms"_s));
    QVERIFY(named);
}

QTEST_MAIN(tst_RepoTrouble)
#include "tst_repotrouble.moc"

#include "ui/window/tablist.h"
#include "ui/window/windowsession.h"

#include <QTest>

using namespace Qt::StringLiterals;

namespace {

HubAddress repo(const QString &text)
{
    return HubAddress::parse(text, QUrl(u"https://hub.invalid"_s)).value();
}

QStringList names(const TabList &tabs)
{
    QStringList list;
    for (int i = 0; i < tabs.count(); ++i) {
        const RepoId *id = tabs.repoAt(i);
        list << (id ? id->name() : u"*"_s) + (i == tabs.current() ? u"!"_s : QString());
    }
    return list;
}

TabList threeTabs()
{
    TabList tabs;
    tabs.open(repo(u"o/a"_s), false);
    tabs.open(repo(u"datasets/o/b"_s), false);
    tabs.open(repo(u"spaces/o/c"_s), false);
    return tabs;
}

} // namespace

class TestTabs : public QObject
{
    Q_OBJECT

private slots:
    void historyGoesBackAndForward();
    void historyForgetsWhatLayAhead();
    void historyIsBounded();
    void opensARepositoryOnce();
    void backgroundKeepsTheSelection();
    void closesAndReopens();
    void reopeningWhatIsOpenSelectsIt();
    void firstTabStays();
    void movesAndCycles();
    void idsSurviveMoves();
    void historyIsPerTab();
    void sessionRoundTrip();
    void badSessions_data();
    void badSessions();
};

void TestTabs::historyGoesBackAndForward()
{
    TabHistory history(PageId::Models);
    QVERIFY(!history.canGoBack());
    history.visit(PageId::Datasets);
    history.visit(PageId::Datasets); // twice the same place is one
    history.visit(PageId::Spaces);
    history.back();
    QCOMPARE(history.current(), Place(PageId::Datasets));
    history.back();
    QCOMPARE(history.current(), Place(PageId::Models));
    history.back(); // nothing further
    QCOMPARE(history.current(), Place(PageId::Models));
    history.forward();
    QCOMPARE(history.current(), Place(PageId::Datasets));
    QVERIFY(history.canGoForward());
}

void TestTabs::historyForgetsWhatLayAhead()
{
    TabHistory history(PageId::Models);
    history.visit(PageId::Datasets);
    history.back();
    history.visit(PageId::Spaces);
    QVERIFY(!history.canGoForward());
    history.back();
    QCOMPARE(history.current(), Place(PageId::Models));
}

void TestTabs::historyIsBounded()
{
    TabHistory history(PageId::Models);
    for (int i = 0; i < 1000; ++i)
        history.visit(i % 2 ? PageId::Models : PageId::Datasets);
    int steps = 0;
    for (; history.canGoBack(); ++steps)
        history.back();
    QCOMPARE(steps, 99);
}

void TestTabs::opensARepositoryOnce()
{
    TabList tabs = threeTabs();
    QCOMPARE(names(tabs), (QStringList{u"*"_s, u"a"_s, u"b"_s, u"c!"_s}));
    HubAddress files = repo(u"o/a"_s);
    files.section = HubAddress::Section::Files;
    QCOMPARE(tabs.open(files, false), 1);
    QCOMPARE(tabs.count(), 4);
    QCOMPARE(tabs.currentTab().history.current(), Place(files));
    tabs.back();
    QCOMPARE(tabs.currentTab().history.current(), Place(repo(u"o/a"_s)));
    // The same id of another kind is another repository.
    tabs.open(repo(u"datasets/o/a"_s), false);
    QCOMPARE(tabs.count(), 5);
}

void TestTabs::backgroundKeepsTheSelection()
{
    TabList tabs;
    tabs.open(repo(u"o/a"_s), true);
    QCOMPARE(names(tabs), (QStringList{u"*!"_s, u"a"_s}));
}

void TestTabs::closesAndReopens()
{
    TabList tabs = threeTabs();
    tabs.select(2);
    QVERIFY(tabs.close(2));
    QCOMPARE(names(tabs), (QStringList{u"*"_s, u"a"_s, u"c!"_s}));
    QVERIFY(tabs.close(1));
    QCOMPARE(names(tabs), (QStringList{u"*"_s, u"c!"_s}));
    QCOMPARE(tabs.reopen(), 1);
    QCOMPARE(names(tabs), (QStringList{u"*"_s, u"a!"_s, u"c"_s}));
    QCOMPARE(tabs.reopen(), 2);
    QCOMPARE(names(tabs), (QStringList{u"*"_s, u"a"_s, u"b!"_s, u"c"_s}));
    QCOMPARE(tabs.reopen(), -1);
    QVERIFY(!tabs.canReopen());
}

void TestTabs::reopeningWhatIsOpenSelectsIt()
{
    TabList tabs;
    tabs.open(repo(u"o/a"_s), false);
    tabs.close(1);
    tabs.open(repo(u"o/a"_s), true);
    QCOMPARE(tabs.reopen(), 1);
    QCOMPARE(names(tabs), (QStringList{u"*"_s, u"a!"_s}));
}

void TestTabs::firstTabStays()
{
    TabList tabs = threeTabs();
    QVERIFY(!tabs.close(0));
    QVERIFY(!tabs.close(9));
    tabs.move(0, 2);
    tabs.move(2, 0);
    QCOMPARE(names(tabs), (QStringList{u"*"_s, u"a"_s, u"b"_s, u"c!"_s}));
}

void TestTabs::movesAndCycles()
{
    TabList tabs = threeTabs();
    tabs.move(3, 1);
    QCOMPARE(names(tabs), (QStringList{u"*"_s, u"c!"_s, u"a"_s, u"b"_s}));
    tabs.selectNext(-1);
    QCOMPARE(tabs.current(), 0);
    tabs.selectNext(-1);
    QCOMPARE(tabs.current(), 3);
    tabs.selectNext(1);
    QCOMPARE(tabs.current(), 0);
}

void TestTabs::idsSurviveMoves()
{
    TabList tabs = threeTabs();
    const int id = tabs.at(1).id;
    tabs.move(1, 3);
    QCOMPARE(tabs.indexOf(id), 3);
    tabs.close(3);
    QCOMPARE(tabs.indexOf(id), -1);
    tabs.reopen();
    QCOMPARE(tabs.indexOf(id), 3);
}

void TestTabs::historyIsPerTab()
{
    TabList tabs = threeTabs();
    HubAddress files = repo(u"o/a"_s);
    files.section = HubAddress::Section::Files;
    tabs.visit(tabs.at(1).id, files); // in the background
    QVERIFY(!tabs.currentTab().history.canGoBack());
    tabs.select(1);
    QVERIFY(tabs.currentTab().history.canGoBack());
    tabs.openPage(PageId::Spaces);
    tabs.back();
    QCOMPARE(tabs.currentTab().history.current(), Place(PageId::Models));
}

void TestTabs::sessionRoundTrip()
{
    TabList tabs = threeTabs();
    HubAddress deep = repo(u"o/a"_s);
    deep.section = HubAddress::Section::Files;
    deep.revision = *Revision::parse(u"refs/pr/3");
    deep.path = u"sub folder/ünï.json"_s;
    tabs.open(deep, false);
    tabs.setPublic(tabs.at(1).id, true);
    WindowSession session = WindowSession::of(tabs);
    session.account = u"0123abcd"_s;
    QCOMPARE(session.current, 1);
    QCOMPARE(session.tabs.first().address, deep);
    QVERIFY(session.tabs.first().isPublic);
    QVERIFY(!session.tabs.last().isPublic);
    QCOMPARE(WindowSession::fromJson(session.toJson()), session);
}

void TestTabs::badSessions_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<int>("tabs");
    QTest::addColumn<int>("current");
    QTest::newRow("empty") << QByteArray() << 0 << 0;
    QTest::newRow("not JSON") << QByteArray("\x00\xff{{{", 5) << 0 << 0;
    QTest::newRow("an array") << QByteArray("[1,2]") << 0 << 0;
    QTest::newRow("other version")
        << QByteArray(R"({"version":2,"tabs":["https://hub.invalid/o/a"]})") << 0 << 0;
    QTest::newRow("tabs of wrong types")
        << QByteArray(R"({"version":1,"current":3,"tabs":[1,null,"https://hub.invalid/o/a",{}]})")
        << 1 << 1;
    QTest::newRow("elsewhere") << QByteArray(
        R"({"version":1,"current":1,"tabs":["https://other.invalid/o/a"]})")
                               << 0 << 0;
    QTest::newRow("selection gone")
        << QByteArray(R"({"version":1,"current":77,"tabs":["https://hub.invalid/o/a"]})") << 1 << 0;
    QTest::newRow("unknown page") << QByteArray(R"({"version":1,"page":"bogus"})") << 0 << 0;
}

void TestTabs::badSessions()
{
    QFETCH(QByteArray, json);
    QFETCH(int, tabs);
    QFETCH(int, current);
    const WindowSession session = WindowSession::fromJson(json);
    QCOMPARE(session.tabs.size(), tabs);
    QCOMPARE(session.current, current);
    QCOMPARE(session.page, PageId::Models);
}

QTEST_GUILESS_MAIN(TestTabs)
#include "tst_tabs.moc"

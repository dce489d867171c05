#include "app/cache/cacheindex.h"
#include "tests/support/scriptedhub.h"
#include "ui/search/searchcontroller.h"

#include <QDir>
#include <QNetworkAccessManager>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using Phase = ViewState::Phase;

// What a search shows of an earlier start, until the Hub answers or when it cannot.
class tst_SearchEarlier final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void shownAtOnceUntilFresh();
    void helpsOffline();
    void lateOneIsNotShown(); // I14

private:
    std::unique_ptr<SearchController> start();
    static QStringList ids(SearchController &search);

    std::unique_ptr<ScriptedHub> m_hub;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<QNetworkAccessManager> m_network;
    std::unique_ptr<HubClient> m_client;
    std::unique_ptr<CacheIndex> m_cache;
    std::unique_ptr<FirstPages> m_saved;
};

// A start before this one has searched for "a".
void tst_SearchEarlier::init()
{
    m_hub = std::make_unique<ScriptedHub>();
    m_folder = std::make_unique<QTemporaryDir>();
    m_network = std::make_unique<QNetworkAccessManager>();
    m_client = std::make_unique<HubClient>(m_hub->url(), *m_network);
    m_cache = std::make_unique<CacheIndex>(m_folder->path());
    m_saved = std::make_unique<FirstPages>(m_folder->filePath(u"pages"_s));
    m_saved->setAccount(m_hub->url(), {});
    m_hub->reply("/api/models", {.body = R"([{"id":"a/old"}])"});
    const auto before = start();
    before->setChoice({.text = u"a"_s});
    QTRY_COMPARE(ids(*before), QStringList{u"a/old"_s});
    QVERIFY(!before->shownFrom());
    QTRY_VERIFY(!QDir(m_folder->filePath(u"pages"_s)).isEmpty());
}

std::unique_ptr<SearchController> tst_SearchEarlier::start()
{
    auto search = std::make_unique<SearchController>(RepoKind::Model, *m_client, *m_cache);
    search->setSaved(*m_saved);
    return search;
}

QStringList tst_SearchEarlier::ids(SearchController &search)
{
    QStringList list;
    for (int row = 0; row < search.model().rowCount(); ++row)
        list << search.model().at(row).id.id();
    return list;
}

void tst_SearchEarlier::shownAtOnceUntilFresh()
{
    m_hub->reply("/api/models", {.body = R"([{"id":"a/new"}])", .stall = true});
    const auto search = start();
    search->setChoice({.text = u"a"_s});
    QTRY_COMPARE(ids(*search), QStringList{u"a/old"_s});
    QVERIFY(search->shownFrom());
    QCOMPARE(search->state().phase, Phase::Loading); // the fresh ones are on their way
    QTRY_COMPARE(m_hub->asked("search=a"), 2);
    m_hub->release();
    QTRY_COMPARE(ids(*search), QStringList{u"a/new"_s});
    QVERIFY(!search->shownFrom());
}

void tst_SearchEarlier::helpsOffline()
{
    m_client->setOffline(true);
    const auto search = start();
    search->setChoice({.text = u"a"_s});
    QTRY_COMPARE(search->state().phase, Phase::Ready);
    QVERIFY(search->state().error->message.contains(u"Saved results"));
    QCOMPARE(ids(*search), QStringList{u"a/old"_s});
}

void tst_SearchEarlier::lateOneIsNotShown()
{
    m_hub->reply("search=b", {.body = "[]", .stall = true});
    const auto search = start();
    search->setChoice({.text = u"a"_s});
    search->setChoice({.text = u"b"_s}); // before the disk has answered
    QTRY_COMPARE(m_hub->asked("search=b"), 1);
    QVERIFY(ids(*search).isEmpty());
    m_hub->release();
    QTRY_COMPARE(search->state().phase, Phase::Empty);
}

QTEST_MAIN(tst_SearchEarlier)
#include "tst_searchearlier.moc"

#include "app/cache/cacheindex.h"
#include "tests/support/scriptedhub.h"
#include "ui/search/searchcontroller.h"

#include <QNetworkAccessManager>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using Phase = ViewState::Phase;

namespace {

QByteArray next(const QByteArray &target)
{
    return "Link: <" + target + ">; rel=\"next\"\r\n";
}

struct Search
{
    explicit Search(RepoKind kind = RepoKind::Model)
        : client(hub.url(), nam)
        , cache(folder.path())
        , controller(kind, client, cache)
    { }

    QStringList ids()
    {
        QStringList list;
        for (int row = 0; row < controller.model().rowCount(); ++row)
            list << controller.model().at(row).id.id();
        return list;
    }
    void searchFor(const QString &text) { controller.setChoice({.text = text}); }

    ScriptedHub hub;
    QNetworkAccessManager nam;
    QTemporaryDir folder;
    HubClient client;
    CacheIndex cache;
    SearchController controller;
};

} // namespace

class tst_SearchController final : public QObject
{
    Q_OBJECT

private slots:
    void onlyTheLastQuestionIsAnswered();
    void sameChoiceAsksOnce();
    void choiceReachesTheHub();
    void pagesAppend();
    void failedPageKeepsTheList();
    void pagesInACircleEnd();
    void foreignNextPageIsNotFollowed();
    void failureAndRetry();
    void nonsenseIsNoResult_data();
    void nonsenseIsNoResult();
    void emptyList();
    void offlineShowsSavedResults();
    void facetsLoadOnceAndAfterFailure();
    void quickLookSkipsWhatWasPassed();
    void quickLookReadsTheCard();
    void quickLookFailureCanBeRetried();
};

void tst_SearchController::onlyTheLastQuestionIsAnswered()
{
    Search search;
    search.hub.reply("search=old", {.body = R"([{"id":"a/old"}])", .stall = true});
    search.hub.reply("search=new", {.body = R"([{"id":"a/new"}])"});
    search.searchFor(u"old"_s);
    QTRY_COMPARE(search.hub.asked("search=old"), 1);
    QCOMPARE(search.controller.state().phase, Phase::Loading);
    search.searchFor(u"new"_s);
    QTRY_COMPARE(search.ids(), QStringList{u"a/new"_s});
    QSignalSpy reset(&search.controller.model(), &QAbstractItemModel::modelReset);
    search.hub.reply("search=third", {.body = "[]"});
    search.hub.release();
    search.searchFor(u"third"_s); // a later exchange has passed when this one is answered
    QTRY_COMPARE(search.controller.state().phase, Phase::Empty);
    QCOMPARE(search.ids(), QStringList());
    QCOMPARE(reset.size(), 2); // cleared, answered: nothing came between
}

void tst_SearchController::sameChoiceAsksOnce()
{
    Search search;
    search.hub.reply("/api/models", {.body = R"([{"id":"a/1"}])"});
    search.controller.start();
    search.controller.start();
    search.searchFor({});
    QTRY_COMPARE(search.controller.state().phase, Phase::Ready);
    search.searchFor({});
    search.controller.start();
    QCOMPARE(search.controller.state().phase, Phase::Ready);
    QCOMPARE(search.hub.asked("/api/models"), 1);
}

void tst_SearchController::choiceReachesTheHub()
{
    Search search;
    search.hub.reply("/api/models", {});
    search.controller.setChoice(
        {.kind = RepoKind::Space, // a pane keeps its kind whatever a saved search says
         .text = u"tiny & small"_s,
         .facets = {{.id = u"license:mit"_s, .label = {}, .type = u"license"_s},
                    {.id = u"text-generation"_s, .label = {}, .type = u"pipeline_tag"_s},
                    {.id = u"gguf"_s, .label = {}, .type = u"library"_s}},
         .fewest = 1,
         .most = 5,
         .gated = false,
         .warmInference = true,
         .sort = u"likes"_s});
    QTRY_COMPARE(search.controller.state().phase, Phase::Empty);
    QCOMPARE(search.controller.kind(), RepoKind::Model);
    const QUrlQuery query(QUrl::fromEncoded(search.hub.targets.last()));
    const auto value
        = [&](const QString &key) { return query.queryItemValue(key, QUrl::FullyDecoded); };
    QCOMPARE(value(u"search"_s), u"tiny & small"_s);
    QCOMPARE(query.allQueryItemValues(u"filter"_s, QUrl::FullyDecoded),
             (QStringList{u"license:mit"_s, u"gguf"_s}));
    QCOMPARE(value(u"pipeline_tag"_s), u"text-generation"_s);
    QCOMPARE(value(u"num_parameters"_s), u"min:1B,max:12B"_s);
    QCOMPARE(value(u"gated"_s), u"false"_s);
    QCOMPARE(value(u"inference"_s), u"warm"_s);
    QCOMPARE(value(u"sort"_s), u"likes"_s);
}

void tst_SearchController::pagesAppend()
{
    Search search;
    search.hub.reply("/api/models",
                     {.body = R"([{"id":"a/1"},{"noid":1}])", .headers = next("/page2")});
    search.hub.reply("/page2", {.body = R"([{"id":"a/1"},{"id":"a/2"}])"});
    search.controller.start();
    QTRY_COMPARE(search.ids().size(), 1);
    QVERIFY(search.controller.model().canFetchMore({}));
    search.controller.model().fetchMore({});
    search.controller.model().fetchMore({}); // on its way already
    QTRY_COMPARE(search.ids(), (QStringList{u"a/1"_s, u"a/2"_s}));
    QVERIFY(!search.controller.model().canFetchMore({}));
    QCOMPARE(search.hub.asked("/page2"), 1);
    QCOMPARE(search.controller.model().skipped(), 1);
}

void tst_SearchController::failedPageKeepsTheList()
{
    Search search;
    search.hub.reply("/api/models", {.body = R"([{"id":"a/1"}])", .headers = next("/page2")});
    search.hub.reply("/page2", {.status = 404});
    search.controller.start();
    QTRY_COMPARE(search.ids().size(), 1);
    search.controller.model().fetchMore({});
    QTRY_VERIFY(search.controller.state().error);
    QCOMPARE(search.controller.state().phase, Phase::Ready);
    QCOMPARE(search.ids(), QStringList{u"a/1"_s});
    search.controller.model().fetchMore({}); // scrolling does not ask again
    QCOMPARE(search.hub.asked("/page2"), 1);
    search.hub.reply("/page2", {.body = R"([{"id":"a/2"}])"});
    search.controller.retry();
    QTRY_COMPARE(search.ids(), (QStringList{u"a/1"_s, u"a/2"_s}));
    QVERIFY(!search.controller.state().error);
    QCOMPARE(search.hub.asked("/api/models"), 1);
}

void tst_SearchController::pagesInACircleEnd() // N39
{
    Search search;
    search.hub.reply("/api/models", {.body = R"([{"id":"a/1"}])", .headers = next("/page2")});
    search.hub.reply("/page2", {.body = R"([{"id":"a/2"}])", .headers = next("/page3")});
    search.hub.reply("/page3", {.body = R"([{"id":"a/3"}])", .headers = next("/page2")});
    search.controller.start();
    for (int pages = 1; pages <= 3; ++pages) {
        QTRY_COMPARE(search.ids().size(), pages);
        search.controller.model().fetchMore({});
    }
    QVERIFY(!search.controller.model().canFetchMore({}));
    QCOMPARE(search.hub.asked("/page"), 2);
}

void tst_SearchController::foreignNextPageIsNotFollowed() // N39
{
    Search search;
    ScriptedHub evil;
    search.hub.reply(
        "/api/models",
        {.body = R"([{"id":"a/1"}])", .headers = next(evil.url().toEncoded() + "/page2")});
    search.controller.start();
    QTRY_COMPARE(search.ids().size(), 1);
    QVERIFY(!search.controller.model().canFetchMore({}));
    QVERIFY(evil.targets.isEmpty());
}

void tst_SearchController::failureAndRetry()
{
    Search search;
    search.hub.reply("/api/models", {.status = 403, .body = R"({"error":"<b>no</b>"})"});
    search.controller.start();
    QTRY_COMPARE(search.controller.state().phase, Phase::Failed);
    QVERIFY(!search.controller.state().error->message.isEmpty());
    search.hub.reply("/api/models", {.body = R"([{"id":"a/1"}])"});
    search.controller.retry();
    QTRY_COMPARE(search.ids().size(), 1);
    QCOMPARE(search.controller.state().phase, Phase::Ready);
    QVERIFY(!search.controller.state().error);
}

void tst_SearchController::nonsenseIsNoResult_data() // N35
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("captive portal") << QByteArray("<html><body>Welcome to the hotel</body></html>");
    QTest::newRow("cut off") << QByteArray(R"([{"id":"a/1"},{"id":)");
    QTest::newRow("object") << QByteArray(R"({"models":[]})");
    QTest::newRow("nothing") << QByteArray();
}

void tst_SearchController::nonsenseIsNoResult()
{
    QFETCH(QByteArray, body);
    Search search;
    search.hub.reply("/api/models", {.body = body});
    search.controller.start();
    QTRY_COMPARE(search.controller.state().phase, Phase::Failed);
    QCOMPARE(search.controller.state().error->kind, HubError::Kind::BadReply);
    QCOMPARE(search.controller.model().rowCount(), 0);
}

void tst_SearchController::emptyList()
{
    Search search(RepoKind::Dataset);
    search.hub.reply("/api/datasets", {});
    search.controller.start();
    QTRY_COMPARE(search.controller.state().phase, Phase::Empty);
}

void tst_SearchController::offlineShowsSavedResults()
{
    Search search;
    search.hub.reply("search=a", {.body = R"([{"id":"a/1"}])", .headers = next("/page2")});
    search.hub.reply("search=b", {.body = R"([{"id":"b/1"}])"});
    search.searchFor(u"a"_s);
    QTRY_COMPARE(search.ids(), QStringList{u"a/1"_s});
    search.searchFor(u"b"_s);
    QTRY_COMPARE(search.ids(), QStringList{u"b/1"_s});
    search.client.setOffline(true);
    search.searchFor(u"a"_s);
    QTRY_VERIFY(search.controller.state().error);
    QCOMPARE(search.controller.state().phase, Phase::Ready);
    QVERIFY(search.controller.state().error->message.contains(u"Offline"_s));
    QCOMPARE(search.ids(), QStringList{u"a/1"_s});
    QVERIFY(!search.controller.model().canFetchMore({}));
    search.searchFor(u"c"_s); // never seen
    QTRY_COMPARE(search.controller.state().phase, Phase::Failed);
    QCOMPARE(search.controller.state().error->kind, HubError::Kind::Offline);
    QCOMPARE(search.ids(), QStringList());
    search.client.setOffline(false);
    search.searchFor(u"a"_s);
    QTRY_VERIFY(search.controller.model().canFetchMore({}));
    QVERIFY(!search.controller.state().error);
}

void tst_SearchController::facetsLoadOnceAndAfterFailure()
{
    Search search;
    FacetLoader &facets = search.controller.facets();
    QSignalSpy loaded(&facets, &FacetLoader::loaded);
    QSignalSpy failed(&facets, &FacetLoader::failed);
    search.hub.reply("tags-by-type", {.status = 404});
    facets.want(u"license"_s);
    facets.want(u"license"_s);
    QTRY_COMPARE(failed.size(), 1);
    QVERIFY(!facets.known(u"license"_s));
    search.hub.reply(
        "tags-by-type",
        {.body = R"({"license":[{"id":"license:mit","label":"mit","type":"license"}]})"});
    facets.want(u"license"_s);
    QTRY_COMPARE(loaded.size(), 1);
    QCOMPARE(facets.known(u"license"_s)->size(), 1);
    facets.want(u"license"_s);
    QCOMPARE(loaded.size(), 2);
    QCOMPARE(search.hub.asked("tags-by-type?type=license"), 2);
}

void tst_SearchController::quickLookSkipsWhatWasPassed()
{
    Search search;
    search.hub.reply("/api/models/a/slow", {.body = R"({"id":"a/slow","sha":"x"})", .stall = true});
    search.hub.reply(
        "/api/models/a/last",
        {.body
         = R"({"id":"a/last","siblings":[{"rfilename":"w","size":7},{"rfilename":"v","size":5}]})"});
    QuickLookLoader &look = search.controller.quickLook();
    const auto repo
        = [](const QString &id) { return RepoSummary{.id = *RepoId::parse(RepoKind::Model, id)}; };
    look.look(repo(u"a/slow"_s));
    QTRY_COMPARE(search.hub.asked("a/slow"), 1);
    look.look(repo(u"a/passed"_s)); // within the pause: never asked for
    look.look(repo(u"a/last"_s));
    QVERIFY(!look.current()->info);
    QTRY_VERIFY(look.current()->info);
    search.hub.release();
    QCOMPARE(look.current()->totalSize(), 12);
    QCOMPARE(search.hub.asked("a/passed"), 0);
    look.clear();
    QVERIFY(!look.current());
    look.look(repo(u"a/last"_s)); // known: at once and without a request
    QVERIFY(look.current()->info);
    QCOMPARE(search.hub.asked("a/last"), 1);
}

void tst_SearchController::quickLookReadsTheCard()
{
    Search search;
    const QByteArray sha(40, 'c');
    search.hub.reply("/api/models/a/b",
                     {.body = R"({"id":"a/b","sha":")" + sha
                          + R"(","siblings":[{"rfilename":"README.md","size":9}]})"});
    const QByteArray readme = "---\r\nlicense: mit\r\n---\r\n# Title\r\n\r\nText";
    const QByteArray size = QByteArray::number(readme.size());
    search.hub.reply("/resolve/" + sha + "/README.md",
                     {.status = 206,
                      .body = readme,
                      .headers = "Content-Range: bytes 0-" + QByteArray::number(readme.size() - 1)
                          + '/' + size + "\r\n"});
    QuickLookLoader &look = search.controller.quickLook();
    look.look({.id = *RepoId::parse(RepoKind::Model, u"a/b")});
    QTRY_COMPARE(look.current()->card, u"# Title\n\nText"_s);
    QVERIFY(!look.current()->loadingCard);
}

void tst_SearchController::quickLookFailureCanBeRetried()
{
    Search search;
    search.hub.reply("/api/models/a/b", {.status = 404});
    QuickLookLoader &look = search.controller.quickLook();
    look.look({.id = *RepoId::parse(RepoKind::Model, u"a/b")});
    QTRY_VERIFY(look.current()->error);
    search.hub.reply("/api/models/a/b", {.body = R"({"id":"a/b"})"});
    look.retry();
    QTRY_VERIFY(look.current()->info);
    QVERIFY(!look.current()->error);
}

QTEST_MAIN(tst_SearchController)
#include "tst_searchcontroller.moc"

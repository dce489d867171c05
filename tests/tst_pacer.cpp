// When requests are sent, sent again or not at all: rate limits, server errors, offline mode.

#include "app/localhub/localhub.h"
#include "app/net/hubclient.h"
#include "tests/support/asked.h"
#include "tests/support/fakehub.h"
#include "tests/support/guibeat.h"

#include <QElapsedTimer>
#include <QPromise>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <QUrlQuery>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Kind = HubError::Kind;

namespace {

struct OneConnection
{
    OneConnection() { hub.setFault("one-connection", "/"); }

    QTemporaryDir folder;
    LocalHub hub{{.folder = folder.path()}};
};

} // namespace

class TestPacer final : public QObject
{
    Q_OBJECT

private slots:
    void rateLimitPausesAll();
    void othersAreTold();
    void serverErrorsAreRepeated();
    void offline();
    void offlineStopsAtOnce_data();
    void offlineStopsAtOnce();
    void waitsUntilReady();
    void unreachable();
    void manyAtOnce();
    void oneConnectionOnly();
    void forgottenIsAskedAgain();
};

void TestPacer::rateLimitPausesAll() // N10, N11
{
    FakeHub hub;
    hub.replyInTurn(
        "/api/models",
        {{.status = 429, .headers = "Retry-After: 1\r\n"}, {.body = R"([{"id":"a/b"}])"}});
    hub.reply("/api/spaces", {});
    Asked a(hub.url());
    QSignalSpy told(&a.client.pacer(), &Pacer::limitedUntilChanged);
    QElapsedTimer timer;
    timer.start();
    a.search();
    QTRY_VERIFY(a.client.pacer().limitedUntil().isValid());
    std::optional<Result<RepoPage>> other;
    const auto second = a.client.searchRepos({.kind = RepoKind::Space},
                                             [&](Result<RepoPage> r) { other = std::move(r); });
    // One that is dropped while it waits is never sent.
    RequestHandle third = a.client.refs(*RepoId::parse(RepoKind::Model, u"a/b"),
                                        [](const Result<QList<Ref>> &) { QFAIL("dropped"); });
    third.reset();
    QTRY_VERIFY(a.page && other);
    QVERIFY(*a.page && *other);
    QVERIFY(timer.elapsed() >= 1'000);
    QCOMPARE(hub.requests.size(), 3);
    QTRY_VERIFY(!a.client.pacer().limitedUntil().isValid());
    QTRY_COMPARE(told.size(), 2);
    QCOMPARE(a.answers, 1);
}

void TestPacer::othersAreTold() // what the Hub told us, and we what it told them
{
    FakeHub hub;
    hub.replyInTurn(
        "/api/models",
        {{.status = 429, .headers = "Retry-After: 1\r\n"}, {.body = R"([{"id":"a/b"}])"}});
    Asked a(hub.url());
    const QSignalSpy held(&a.client.pacer(), &Pacer::held);
    a.search();
    QTRY_COMPARE(held.size(), 1);
    QCOMPARE(held[0][0].value<Pacing::Bucket>(), Pacing::Bucket::Api);
    a.client.pacer().hold(Pacing::Bucket::Resolvers, 2s); // longer than what it was told itself
    QVERIFY(a.client.pacer().limitedUntil() > QDateTime::currentDateTimeUtc().addMSecs(1'500));
}

void TestPacer::serverErrorsAreRepeated() // N13
{
    FakeHub hub;
    hub.replyInTurn("/api/models",
                    {{.status = 503}, {.status = 502}, {.body = R"([{"id":"a/b"}])"}});
    Asked a(hub.url());
    a.search();
    QTRY_VERIFY(a.page);
    QVERIFY(*a.page);
    QCOMPARE(hub.requests.size(), 3);
    QVERIFY(carriesToken(hub.requests.last()));

    hub.reply("/api/models", {.status = 500});
    hub.requests.clear();
    a.page.reset();
    a.search();
    QTRY_VERIFY(a.page);
    QCOMPARE(a.kind(), Kind::Server);
    QCOMPARE(hub.requests.size(), 3); // the limit that this test has set
}

void TestPacer::offline()
{
    FakeHub hub;
    hub.reply("/", {});
    Asked a(hub.url());
    a.client.setOffline(true);
    a.search();
    QVERIFY(!a.page);
    QTRY_VERIFY(a.page);
    QCOMPARE(a.kind(), Kind::Offline);
    QCOMPARE(hub.connections, 0);
}

void TestPacer::offlineStopsAtOnce_data()
{
    QTest::addColumn<FakeHub::Answer>("answer");
    QTest::newRow("running") << FakeHub::Answer{.stall = true};
    QTest::newRow("waits for another try") << FakeHub::Answer{.status = 503};
    QTest::newRow("held") << FakeHub::Answer{.status = 429, .headers = "Retry-After: 3\r\n"};
}

void TestPacer::offlineStopsAtOnce()
{
    QFETCH(FakeHub::Answer, answer);
    FakeHub hub;
    hub.reply("/api/models", answer);
    Asked a(hub.url());
    a.client.pacer().setLimits(
        {.tries = 3, .firstPause = 60s, .longestPause = 60s, .longestHold = 3s});
    a.search();
    QTRY_COMPARE(hub.requests.size(), 1);
    QTRY_COMPARE(a.client.pacer().limitedUntil().isValid(), answer.status == 429);
    std::optional<Result<RepoPage>> second;
    auto handle = a.client.searchRepos({.text = u"other"_s},
                                       [&](Result<RepoPage> r) { second = std::move(r); });
    auto dropped = a.client.searchRepos({.text = u"other"_s},
                                        [](const Result<RepoPage> &) { QFAIL("dropped"); });
    dropped.reset();
    QElapsedTimer timer;
    timer.start();
    a.client.setOffline(true);
    QVERIFY(!a.page && !second); // never inside the call
    QTRY_VERIFY(a.page && second);
    QVERIFY(timer.elapsed() < 10'000);
    QCOMPARE(a.kind(), Kind::Offline);
    QCOMPARE(second->error().kind, Kind::Offline);
    QCOMPARE(a.page->error().message, second->error().message);

    hub.reply("/api/models", {.body = R"([{"id":"a/b"}])"});
    a.client.setOffline(false);
    a.page.reset();
    a.search();
    QTRY_VERIFY_WITH_TIMEOUT(a.page, 10'000); // the Hub's pause still counts
    QVERIFY(*a.page);
    // Nothing of before was sent again; the others may have been on their way.
    QCOMPARE(
        std::ranges::count_if(hub.requests, [](const auto &r) { return !r.contains("other"); }), 2);
    QCOMPARE(a.answers, 2);
}

void TestPacer::waitsUntilReady()
{
    FakeHub hub;
    hub.reply("/api/models", {.body = R"([{"id":"a/b"}])", .keepAlive = true});
    Asked a(hub.url());
    QPromise<void> certificates;
    certificates.start();
    a.client.startAfter(certificates.future());
    a.search();
    auto dropped = a.client.searchRepos({}, [](const Result<RepoPage> &) { QFAIL("dropped"); });
    dropped.reset();
    QTest::qWait(50);
    QCOMPARE(hub.connections, 0);
    certificates.finish();
    QTRY_VERIFY(a.page);
    QVERIFY(*a.page);
    QCOMPARE(hub.requests.size(), 1);
    // Offline mode does not wait for it.
    QPromise<void> never;
    never.start();
    a.client.startAfter(never.future());
    a.page.reset();
    a.search();
    a.client.setOffline(true);
    QTRY_VERIFY(a.page);
    QCOMPARE(a.kind(), Kind::Offline);
}

void TestPacer::unreachable() // N32
{
    QTcpServer closed;
    QVERIFY(closed.listen(QHostAddress::LocalHost));
    const QUrl url(u"http://127.0.0.1:%1"_s.arg(closed.serverPort()));
    closed.close();
    Asked a(url);
    a.search();
    QTRY_VERIFY(a.page);
    QCOMPARE(a.kind(), Kind::Offline);
}

void TestPacer::manyAtOnce() // N40
{
    FakeHub hub;
    hub.reply("/api/models", {.body = R"([{"id":"a/b"}])"});
    Asked a(hub.url());
    std::vector<RequestHandle> handles;
    int done = 0;
    for (int i = 0; i < 500; ++i)
        handles.push_back(
            a.client.searchRepos({.text = QString::number(i)},
                                 [&](const Result<RepoPage> &r) { done += r.has_value(); }));
    int beats = 0;
    QTimer heart;
    heart.callOnTimeout(this, [&] { ++beats; });
    heart.start(5);
    QTRY_COMPARE_WITH_TIMEOUT(done, 500, 30'000);
    QVERIFY(beats > 5);
}

void TestPacer::oneConnectionOnly() // N40
{
    OneConnection server;
    LocalHub &hub = server.hub;
    QVERIFY(hub.start());
    Asked a(hub.url());
    a.client.setToken({});
    std::vector<RequestHandle> handles;
    int answered = 0;
    int failed = 0;
    for (int i = 0; i < 500; ++i)
        handles.push_back(
            a.client.searchRepos({.text = QString::number(i)}, [&](const Result<RepoPage> &r) {
                ++answered;
                failed += !r;
            }));
    const GuiBeat beat;
    QTRY_COMPARE_WITH_TIMEOUT(answered, 500, 60'000);
    QCOMPARE(failed, 0);
    QCOMPARE_LT(beat.longest(), 300 * kSlowness);
    // Fair: sent in the order they were asked for, but for the few that were turned away at first
    // or were under way when it turned out that the others were: those are asked again.
    QSet<int> asked;
    int late = 0;
    for (const SeenRequest &request : hub.requests()) {
        const int number
            = QUrlQuery(QUrl::fromEncoded(request.target)).queryItemValue(u"search"_s).toInt();
        if (!asked.contains(number))
            late = qMax(late, int(asked.size()) - number);
        asked << number;
    }
    QCOMPARE(asked.size(), 500);
    QVERIFY2(hub.requests().size() <= 516, qPrintable(QString::number(hub.requests().size())));
    QVERIFY2(late <= 20, qPrintable(QString::number(late)));
}

void TestPacer::forgottenIsAskedAgain() // N40
{
    OneConnection server;
    LocalHub &hub = server.hub;
    QVERIFY(hub.start());
    Asked a(hub.url());
    a.client.setToken({});
    std::vector<RequestHandle> handles;
    QStringList answered;
    const auto ask = [&](const QString &text) {
        handles.push_back(
            a.client.searchRepos({.text = text}, [&answered, text](const Result<RepoPage> &r) {
                answered << (r ? text : r.error().message);
            }));
    };
    for (int i = 0; i < 16; ++i)
        ask(QString::number(i));
    QTRY_COMPARE_WITH_TIMEOUT(answered.size(), 16, 40'000);
    hub.clearFaults();
    hub.forgetRequests();
    answered.clear();
    hub.setFault("silent-reply", "/api/models", 1);
    ask(u"first"_s);
    ask(u"second"_s);
    QTRY_COMPARE_WITH_TIMEOUT(answered.size(), 2, 20'000); // a silence elsewhere lasts for 30 s
    QCOMPARE(answered,
             QStringList({u"second"_s, u"first"_s})); // what is slow lets another one go first
    QCOMPARE(hub.requests().size(), 3);
}

QTEST_GUILESS_MAIN(TestPacer)
#include "tst_pacer.moc"

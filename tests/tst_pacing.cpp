// The pacing policy: what the Hub's headers ask for (N10 to N13), on a clock of our own.

#include "app/net/pacing.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using std::chrono::milliseconds;
using std::chrono::seconds;
using Bucket = Pacing::Bucket;

namespace {

const Pacing::Moment kNoon{std::chrono::sys_days(std::chrono::year(2026) / 11 / 20) + 12h};

} // namespace

class TestPacing final : public QObject
{
    Q_OBJECT

private slots:
    void retryAfter_data();
    void retryAfter();
    void waits_data();
    void waits();
    void bucketsAreApart();
    void spentQuotaHoldsTheNext();
    void backoffGrows();
    void writesAreNotRepeated();
    void clockSetBack();
    void buckets_data();
    void buckets();
};

void TestPacing::retryAfter_data() // N12
{
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<int>("secondsToWait"); // -1: nothing
    const auto row = [](const QByteArray &header, int wait) {
        QTest::newRow(header.isEmpty() ? "missing" : header.constData()) << header << wait;
    };
    row("7", 7);
    row(" 7 ", 7);
    row("0", 1);
    row("-5", -1);
    row("+5", -1);
    row("1e3", -1);
    row("315360000", 300);
    row("99999999999999999999999", 300);
    row("soon", -1);
    row("", -1);
    row("Fri, 20 Nov 2026 12:00:30 GMT", 30);
    row("Fri, 20 Nov 2026 11:00:00 GMT", -1);
    row("Thu, 20 Nov 2036 12:00:00 GMT", 300);
    row("Fri, 99 Nov 2026 12:00:30 GMT", -1);
}

void TestPacing::retryAfter()
{
    QFETCH(QByteArray, header);
    QFETCH(int, secondsToWait);
    const auto wait = retryAfterOf(header, kNoon);
    QCOMPARE(wait ? int(wait->count()) : -1, secondsToWait);
}

void TestPacing::waits_data() // N10, N11
{
    QTest::addColumn<QByteArray>("rateLimit");
    QTest::addColumn<QByteArray>("retryAfter");
    QTest::addColumn<int>("least");
    QTest::addColumn<int>("most");
    const auto row
        = [](const char *name, const QByteArray &rate, const QByteArray &retry, int least,
             int most) { QTest::newRow(name) << rate << retry << least << most; };
    row("Retry-After", "", "7", 7, 7);
    row("RateLimit", R"("api";r=0;t=55)", "", 56, 56);
    row("the larger: RateLimit", R"("api";r=0;t=55)", "7", 56, 56);
    row("the larger: Retry-After", R"("api";r=0;t=5)", "90", 90, 90);
    row("other order and spaces", R"( "api" ; t=55 ; r=0 )", "", 56, 56);
    row("a list", R"("api";r=0;t=55, "pages";r=9;t=1)", "", 56, 56);
    row("huge", R"("api";r=0;t=999999999)", "", 300, 300);
    row("garbage", R"("api;r=0;t=)", "", 1, 1);
    row("none", "", "", 1, 1);
}

void TestPacing::waits()
{
    QFETCH(QByteArray, rateLimit);
    QFETCH(QByteArray, retryAfter);
    QFETCH(int, least);
    QFETCH(int, most);
    Pacing pacing;
    const auto pause = pacing.retryIn(Bucket::Api, {429, rateLimit, retryAfter}, true, 1, kNoon, 0);
    QVERIFY(pause);
    QVERIFY2(*pause >= seconds(least) && *pause <= seconds(most),
             qPrintable(QString::number(pause->count())));
    // All of this class wait, and the status line can say until when.
    QCOMPARE(pacing.holdFor(Bucket::Api, kNoon), *pause);
    QCOMPARE(pacing.limitedUntil(kNoon), std::optional(kNoon + *pause));
    QCOMPARE(pacing.holdFor(Bucket::Api, kNoon + *pause), 0ms);
    QVERIFY(!pacing.limitedUntil(kNoon + *pause));
}

void TestPacing::bucketsAreApart()
{
    Pacing pacing;
    QVERIFY(pacing.retryIn(Bucket::Resolvers, {429, {}, "60"}, true, 1, kNoon, 0));
    QCOMPARE(pacing.holdFor(Bucket::Resolvers, kNoon), 60s);
    QCOMPARE(pacing.holdFor(Bucket::Api, kNoon), 0ms);
    // The header names the bucket, whatever the address looked like.
    QVERIFY(pacing.retryIn(Bucket::Resolvers, {429, R"("api";r=0;t=9)", {}}, true, 1, kNoon, 0));
    QCOMPARE(pacing.holdFor(Bucket::Api, kNoon), 10s);
    // A shorter wish does not cut a longer one.
    QVERIFY(pacing.retryIn(Bucket::Resolvers, {429, {}, "2"}, true, 1, kNoon, 0));
    QCOMPARE(pacing.holdFor(Bucket::Resolvers, kNoon), 60s);
}

void TestPacing::spentQuotaHoldsTheNext()
{
    Pacing pacing;
    QVERIFY(!pacing.retryIn(Bucket::Api, {200, R"("api";r=1;t=40)", {}}, true, 1, kNoon, 0));
    QCOMPARE(pacing.holdFor(Bucket::Api, kNoon), 0ms);
    QVERIFY(!pacing.retryIn(Bucket::Api, {200, R"("api";r=0;t=40)", {}}, true, 1, kNoon, 0));
    QCOMPARE(pacing.holdFor(Bucket::Api, kNoon), 41s);
}

void TestPacing::backoffGrows() // N13
{
    Pacing pacing;
    milliseconds before = 0ms;
    for (int attempt = 1; attempt < Pacing::Limits{}.tries; ++attempt) {
        const auto pause = pacing.retryIn(Bucket::Api, {503, {}, {}}, true, attempt, kNoon, 0.5);
        QVERIFY(pause);
        QVERIFY(*pause > before && *pause <= 8s);
        before = *pause;
    }
    QVERIFY(!pacing.retryIn(Bucket::Api, {503, {}, {}}, true, Pacing::Limits{}.tries, kNoon, 0.5));
    // Jitter moves it, and an absurd attempt number does not overflow.
    QVERIFY(pacing.retryIn(Bucket::Api, {500, {}, {}}, true, 2, kNoon, 0)
            < pacing.retryIn(Bucket::Api, {500, {}, {}}, true, 2, kNoon, 1));
    Pacing patient({.tries = 1'000'000});
    QVERIFY(*patient.retryIn(Bucket::Api, {502, {}, {}}, true, 900'000, kNoon, 1) <= 8s);
    QVERIFY(pacing.retryIn(Bucket::Api, {503, {}, "20"}, true, 1, kNoon, 0)
            >= std::optional<milliseconds>(20s));
    for (const int status : {0, 200, 304, 400, 401, 403, 404, 409, 501, 999})
        QVERIFY2(!pacing.retryIn(Bucket::Elsewhere, {status, {}, {}}, true, 1, kNoon, 0),
                 qPrintable(QString::number(status)));
}

void TestPacing::writesAreNotRepeated()
{
    Pacing pacing;
    QVERIFY(!pacing.retryIn(Bucket::Api, {503, {}, {}}, false, 1, kNoon, 0));
    QVERIFY(!pacing.retryIn(Bucket::Api, {500, {}, "3"}, false, 1, kNoon, 0));
    QVERIFY(pacing.retryIn(Bucket::Api, {429, {}, "3"}, false, 1, kNoon, 0)); // nothing was done
}

void TestPacing::clockSetBack() // T07
{
    Pacing pacing;
    QVERIFY(pacing.retryIn(Bucket::Api, {429, {}, "60"}, true, 1, kNoon, 0));
    QVERIFY(pacing.holdFor(Bucket::Api, kNoon - 24h * 365) <= 300s);
}

void TestPacing::buckets_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<Bucket>("bucket");
    QTest::newRow("api") << u"https://m.example/hf/api/models"_s << Bucket::Api;
    QTest::newRow("resolve") << u"https://m.example/hf/a/b/resolve/main/x"_s << Bucket::Resolvers;
    QTest::newRow("dataset resolve")
        << u"https://m.example/hf/datasets/a/b/resolve/main/x"_s << Bucket::Resolvers;
    QTest::newRow("resolve cache")
        << u"https://m.example/hf/api/resolve-cache/models/a/b/c/x"_s << Bucket::Resolvers;
    QTest::newRow("api with that word")
        << u"https://m.example/hf/api/models/a/resolve/x"_s << Bucket::Api;
    QTest::newRow("page") << u"https://m.example/hf/a/b"_s << Bucket::Pages;
    QTest::newRow("elsewhere") << u"https://cdn.example/api/x"_s << Bucket::Elsewhere;
}

void TestPacing::buckets()
{
    QFETCH(QString, url);
    QTEST(Pacing::bucketOf(QUrl(url), QUrl(u"https://m.example/hf"_s)), "bucket");
}

QTEST_GUILESS_MAIN(TestPacing)
#include "tst_pacing.moc"

#include "models/transferwords.h"
#include "tests/support/oddserver.h"

#include <QElapsedTimer>
#include <QScopeGuard>
#include <QTcpServer>
#include <QThread>

#include <netdb.h>

#include <atomic>
#include <dlfcn.h>

using namespace OddServer;
using namespace std::chrono_literals;

// A name server that says nothing until a test lets it.
namespace SlowNames {
std::atomic_bool answers = false;
std::atomic_int waiting = 0; // look-ups
void wait()
{
    ++waiting;
    for (int i = 0; i < 3'000 && !answers; ++i)
        QThread::msleep(10);
    --waiting;
}
} // namespace SlowNames

// Two addresses for "two.test", both of this computer, and a long wait for "slow.test"; to libcurl,
// too.
extern "C" int twoAddresses(const char *host, const char *service, const addrinfo *hints,
                            addrinfo **found) asm("getaddrinfo");
int twoAddresses(const char *host, const char *service, const addrinfo *hints, addrinfo **found)
{
    static const auto real
        = reinterpret_cast<decltype(&twoAddresses)>(dlsym(RTLD_NEXT, "getaddrinfo"));
    if (host && qstrcmp(host, "slow.test") == 0)
        SlowNames::wait();
    if (!host || qstrcmp(host, "two.test") != 0)
        return real(host, service, hints, found);
    addrinfo numeric = hints ? *hints : addrinfo{};
    numeric.ai_flags |= AI_NUMERICHOST;
    numeric.ai_family = AF_INET;
    const int failed = real("127.0.0.1", service, &numeric, found);
    return failed ? failed : real("127.0.0.2", service, &numeric, &(*found)->ai_next);
}

// A connection that says nothing more: it is seen, said, and healed without a click.
class StalledTest final : public QObject
{
    Q_OBJECT

private slots:
    void isSeenAndHealed();
    void nextPartIsHealed();
    void firstAnswerIsHealed_data();
    void firstAnswerIsHealed();
    void slowAnswerIsWaitedFor();
    void endlessHead();
    void goesToAnotherAddress();
    void asksForAnotherLink();
    void backsOffInTheEnd();
    void withoutRangesIsWaitedFor();
    void retryReconnectsAtOnce();
    void lookupHoldsNobody();
    void words();

private:
#ifdef __SANITIZE_ADDRESS__ // what answers in time must not look like a stall
    static constexpr auto kStep = 250ms;
#else
    static constexpr auto kStep = 150ms; // of looks; four are a stall
#endif

    static void open(TransferBench &b, int silence = 30)
    {
        auto config = b.config();
        config.lookStep = kStep;
        config.retryStep = 10 * kStep; // so that a wait is seen
        config.silenceSeconds = silence;
        b.restart(config);
    }
    static Reply withRanges(Reply reply)
    {
        reply.bytes.replace("Content-Length:", "Accept-Ranges: bytes\r\nContent-Length:");
        return reply;
    }
    static Reply stallAfter(const Reply &whole, qsizetype bodyBytes)
    {
        return stallRangelessAfter(withRanges(whole), bodyBytes);
    }
    static Reply stallRangelessAfter(Reply reply, qsizetype bodyBytes)
    {
        reply = cutAfter(std::move(reply), bodyBytes);
        reply.hold = true;
        return reply;
    }
    static bool wasSeen(const QList<TransferSnapshot> &all, TransferState state)
    {
        return std::ranges::any_of(all, [state](const TransferSnapshot &now) {
            return now.groups.value(0, {.repo = TransferBench::id()}).state == state;
        });
    }
};

void StalledTest::isSeenAndHealed() // N15
{
    TransferBench b;
    open(b);
    QList<TransferSnapshot> seen;
    connect(b.transfers.get(), &Transfers::changed, this,
            [&seen](const TransferSnapshot &now) { seen << now; });
    bool silent = true;
    serve(b, [&silent](TransferBench &bench, const Request &r, int nth) {
        return silent ? stallAfter(bench.repo.answer(r), nth == 1 ? 100'000 : 0)
                      : bench.repo.answer(r);
    });
    const qint64 id = b.transfers->download(b.request());
    QTRY_COMPARE(b.file().state, TransferState::Stalled);
    QCOMPARE(b.file().done, 100'000);
    const TransferPatience patience = b.file().patience;
    const qint64 silentMs = patience.silentSince.msecsTo(QDateTime::currentDateTimeUtc());
    QVERIFY2(silentMs >= 3 * kStep.count(), QByteArray::number(silentMs).constData());
    QCOMPARE(b.group().state, TransferState::Stalled); // all that runs does
    QCOMPARE(b.group().patience, patience);
    QCOMPARE(b.file().secondsLeft, -1);
    QVERIFY(patience.reconnects);
    silent = false;
    QTRY_VERIFY(b.hasEnded(id));
    QVERIFY(b.complete.value(id));
    QCOMPARE(b.file().patience, TransferPatience());
    QVERIFY(wasSeen(seen, TransferState::Stalled));
    QCOMPARE(b.contentOf(b.snapshotPath(u"w.bin"_s)), content());
    QCOMPARE(b.breaches(), QStringList());
}

// What gave parts before is asked anew when it does not answer for the next one.
void StalledTest::nextPartIsHealed() // N15
{
    TransferBench b;
    auto config = b.config();
    config.lookStep = kStep;
    config.silenceSeconds = 30;
    config.segment = kSize / 4;
    config.connections = 1;
    b.restart(config);
    serve(b, [](TransferBench &bench, const Request &r, int nth) {
        return nth == 2 ? Reply{.bytes = {}, .hold = true} : bench.repo.answer(r);
    });
    const qint64 id = b.transfers->download(b.request());
    QTRY_VERIFY_WITH_TIMEOUT(b.hasEnded(id), 10'000); // less than the silence that is borne
    QVERIFY(b.complete.value(id));
    QCOMPARE(b.contentOf(b.snapshotPath(u"w.bin"_s)), content());
}

void StalledTest::firstAnswerIsHealed_data()
{
    QTest::addColumn<bool>("tls");
    QTest::newRow("N26 silence after the request") << false;
    QTest::newRow("N26 silence in the TLS handshake") << true;
}

void StalledTest::firstAnswerIsHealed()
{
    QFETCH(bool, tls);
    TransferBench b;
    open(b);
    QTcpServer mute; // nobody takes what connects
    QVERIFY(mute.listen(QHostAddress::LocalHost));
    const QByteArray there = "Location: https://127.0.0.1:" + QByteArray::number(mute.serverPort());
    serve(b, [tls, &there](TransferBench &bench, const Request &r, int nth) {
        if (nth > 1)
            return bench.repo.answer(r);
        return tls ? Reply{RawHub::head("302 Found", bench.repo.headersOf(file()) << there)}
                   : Reply{.hold = true};
    });
    const qint64 id = b.transfers->download(b.request());
    QTRY_COMPARE(b.file().state, TransferState::Stalled);
    QVERIFY(b.file().patience.reconnects);
    QTRY_VERIFY_WITH_TIMEOUT(b.hasEnded(id), 10'000); // less than the silence that is borne
    QVERIFY(b.complete.value(id));
    QCOMPARE(b.hub.count("GET", "/resolve/"), 2);
    QCOMPARE(b.contentOf(b.snapshotPath(u"w.bin"_s)), content());
}

// What says nothing twice is not asked a third time before it was silent for as long as is borne.
void StalledTest::slowAnswerIsWaitedFor() // N26
{
    TransferBench b;
    open(b, 5);
    serve(b, [](TransferBench &, const Request &, int) { return Reply{.hold = true}; });
    (void)b.transfers->download(b.request());
    QTRY_COMPARE(b.hub.count("GET", "/resolve/"), 2);
    QElapsedTimer since;
    since.start();
    QTRY_COMPARE_WITH_TIMEOUT(b.file().state, TransferState::Waiting, 10'000);
    QCOMPARE(b.hub.count("GET", "/resolve/"), 2);
    QVERIFY2(since.elapsed() > 4'000, QByteArray::number(since.elapsed()).constData());
}

// Lines that come now and then are no content: they do not count against the silence.
void StalledTest::endlessHead() // N25
{
    TransferBench b;
    open(b, 2);
    QTcpServer dripping;
    QVERIFY(dripping.listen(QHostAddress::LocalHost));
    QTimer drops;
    connect(&dripping, &QTcpServer::pendingConnectionAvailable, &drops, [&dripping, &drops] {
        while (QTcpSocket *socket = dripping.nextPendingConnection()) {
            socket->write("HTTP/1.1 200 OK\r\n");
            connect(&drops, &QTimer::timeout, socket,
                    [socket] { socket->write("X-Word: more and more\r\n"); });
        }
    });
    drops.start(200ms);
    serve(b, [&dripping](TransferBench &bench, const Request &, int) {
        const QByteArray port = QByteArray::number(dripping.serverPort());
        return Reply{RawHub::head(
            "302 Found", bench.repo.headersOf(file()) << "Location: http://127.0.0.1:" + port)};
    });
    (void)b.transfers->download(b.request());
    QTRY_COMPARE_WITH_TIMEOUT(b.file().state, TransferState::Waiting, 10'000);
    QCOMPARE(b.file().patience.cause, WaitCause::Server);
}

void StalledTest::goesToAnotherAddress()
{
    TransferBench b;
    open(b);
    RawHub first([](const Request &r) { return stallAfter(FakeRepo().serve(r, file()), 50'000); });
    RawHub second([](const Request &r) { return FakeRepo().serve(r, file()); },
                  QHostAddress(u"127.0.0.2"_s), quint16(first.url().port()));
    QUrl two = first.url();
    two.setHost(u"two.test"_s);
    serve(b, [&two](TransferBench &bench, const Request &, int) {
        return Reply{RawHub::head(
            "302 Found", bench.repo.headersOf(file()) << "Location: " + two.toEncoded() + "/x")};
    });
    RUN_GROUP(b, b.request());
    QVERIFY(b.complete.value(id));
    QCOMPARE(first.requests().size(), 1);
    QVERIFY(!second.requests().isEmpty());
    QCOMPARE(b.contentOf(b.snapshotPath(u"w.bin"_s)), content());
}

void StalledTest::asksForAnotherLink() // D08
{
    TransferBench b;
    open(b);
    RawHub storage([](const Request &r) {
        const Reply reply = FakeRepo().serve(r, file());
        const bool isFirst = r.path.endsWith("/1");
        return isFirst ? stallAfter(reply, r.rangeStart() == 0 ? 50'000 : 0) : reply;
    });
    serve(b, [&storage](TransferBench &bench, const Request &, int nth) {
        return Reply{
            RawHub::head("302 Found",
                         bench.repo.headersOf(file()) << "Location: " + storage.url().toEncoded()
                                 + '/' + QByteArray::number(nth))};
    });
    RUN_GROUP(b, b.request());
    QVERIFY(b.complete.value(id));
    QCOMPARE(b.hub.count("GET", "/resolve/"), 2);
    QCOMPARE(b.contentOf(b.snapshotPath(u"w.bin"_s)), content());
}

void StalledTest::backsOffInTheEnd()
{
    TransferBench b;
    open(b, 1);
    bool silent = true;
    serve(b, [&silent](TransferBench &bench, const Request &r, int nth) {
        return silent ? stallAfter(bench.repo.answer(r), nth == 1 ? 100'000 : 0)
                      : bench.repo.answer(r);
    });
    const qint64 id = b.transfers->download(b.request());
    QTRY_COMPARE_WITH_TIMEOUT(b.file().state, TransferState::Waiting, 10'000);
    QCOMPARE(b.file().patience.cause, WaitCause::Server);
    QVERIFY(b.file().patience.until.isValid());
    const qsizetype asked = b.hub.count("GET", "/resolve/");
    QVERIFY2(asked <= 4, QByteArray::number(asked).constData()); // no storm
    silent = false;
    QTRY_VERIFY_WITH_TIMEOUT(b.hasEnded(id), 10'000);
    QVERIFY(b.complete.value(id));
    QCOMPARE(b.contentOf(b.snapshotPath(u"w.bin"_s)), content());
}

// A new connection would begin anew: what is there is not given up for it.
void StalledTest::withoutRangesIsWaitedFor()
{
    TransferBench b;
    open(b);
    serve(b, [](TransferBench &bench, const Request &r, int) {
        Request whole = r;
        whole.headers.remove("range");
        return stallRangelessAfter(bench.repo.answer(whole), 100'000);
    });
    (void)b.transfers->download(b.request());
    QTRY_COMPARE(b.file().state, TransferState::Stalled);
    QTest::qWait(20 * kStep.count());
    QCOMPARE(b.hub.count("GET", "/resolve/"), 1);
    QCOMPARE(b.file().done, 100'000);
    QVERIFY(!b.file().patience.reconnects);
}

void StalledTest::retryReconnectsAtOnce()
{
    TransferBench b;
    open(b);
    serve(b, [](TransferBench &bench, const Request &r, int nth) {
        Request whole = r;
        whole.headers.remove("range");
        return nth == 1 ? stallRangelessAfter(bench.repo.answer(whole), 100'000)
                        : bench.repo.answer(r);
    });
    const qint64 id = b.transfers->download(b.request());
    QTRY_COMPARE(b.file().state, TransferState::Stalled);
    b.transfers->retry({b.file().id});
    QTRY_VERIFY(b.hasEnded(id));
    QVERIFY(b.complete.value(id));
    QCOMPARE(b.hub.requests().constLast().headers.value("range"), "bytes=100000-");
}

// N32: what is looked up can be let go of at any time, and the others go on meanwhile.
void StalledTest::lookupHoldsNobody()
{
    const QScopeGuard answered([] {
        SlowNames::answers = true;
        QTRY_COMPARE(SlowNames::waiting, 0);
    });
    TransferBench b;
    open(b);
    const FakeRepo::File named{content().first(1'000'000), true};
    b.repo.files[u"named.bin"_s] = named;
    serve(b, [&named](TransferBench &bench, const Request &r, int) {
        if (!r.path.contains("named.bin"))
            return bench.repo.answer(r);
        return Reply{RawHub::head("302 Found",
                                  bench.repo.headersOf(named) << "Location: http://slow.test:9/x")};
    });
    const qint64 other = b.transfers->download(b.request({u"w.bin"_s}));
    b.transfers->limitGroup(other, 300'000);
    QTRY_VERIFY(b.file().done > 0);
    const qint64 slow = b.transfers->download(b.request({u"named.bin"_s}));
    QTRY_COMPARE(SlowNames::waiting, 1);
    b.transfers->cancelGroup(slow);
    QTRY_VERIFY(b.hasEnded(slow));
    b.transfers->limitGroup(other, 0);
    QTRY_VERIFY_WITH_TIMEOUT(b.hasEnded(other), 10'000);
    QVERIFY(b.complete.value(other));
    QCOMPARE(SlowNames::waiting, 1);
    (void)b.transfers->download(b.request({u"named.bin"_s}));
    QTRY_COMPARE(SlowNames::waiting, 2);
    b.transfers.reset();
    QCOMPARE(SlowNames::waiting, 2);
}

void StalledTest::words()
{
    const QDateTime now(QDate(2026, 3, 4), QTime(12, 0));
    const auto text = [&now](TransferState state, const TransferPatience &patience) {
        return transferStateText(state, patience, u"Because."_s, now);
    };
    QCOMPARE(text(TransferState::Stalled, {.silentSince = now.addSecs(-12), .reconnects = true}),
             u"Stalled: no data for 12 s, reconnecting"_s);
    QCOMPARE(text(TransferState::Stalled, {.silentSince = now.addSecs(-7)}),
             u"Stalled: no data for 7 s"_s);
    QCOMPARE(text(TransferState::Waiting, {}), u"Waiting: Because."_s);
    QCOMPARE(
        text(TransferState::Waiting, {.cause = WaitCause::RateLimit, .until = now.addMSecs(7'200)}),
        u"Waiting: rate limit, again in 8 s"_s);
    const QString late = text(TransferState::Waiting,
                              {.cause = WaitCause::RateLimit, .until = now.addSecs(9'120)});
    QCOMPARE(late,
             u"Waiting: rate limit until 14:32"_s); // the C locale's
    QVERIFY(text(TransferState::Waiting, {.cause = WaitCause::Timetable, .until = now.addDays(1)})
                .contains(QLocale().dayName(4, QLocale::ShortFormat)));
    QCOMPARE(transferStateSentence(TransferState::Waiting, {.cause = WaitCause::Disk},
                                   u"Because."_s, now),
             u"Waiting: no room on the disk\nBecause."_s);
    QCOMPARE(text(TransferState::Downloading, {}), u"Downloading"_s);
    const auto brief = [&now](const QDateTime &until) {
        return transferStateBrief(TransferState::Waiting,
                                  {.cause = WaitCause::RateLimit, .until = until}, now);
    };
    QCOMPARE(brief(now.addMSecs(7'200)), u"Waiting 8 s"_s);
    QCOMPARE(brief(now.addSecs(9'120)), u"Waiting until 14:32"_s);
    QCOMPARE(brief({}), u"Waiting"_s);
}

QTEST_GUILESS_MAIN(StalledTest)
#include "tst_stalled.moc"

#include "app/net/pacer.h"
#include "tests/support/asked.h"
#include "tests/support/fakehub.h"
#include "tests/support/oddserver.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <ctime>

using namespace OddServer;

namespace {

std::atomic<qint64> clockSetBy = 0; // seconds

} // namespace

// In place of the C library's: the computer's clock as a test sets it; time that only runs on runs
// on.
extern "C" int readSetClock(clockid_t clock, timespec *now) asm("clock_gettime");
int readSetClock(clockid_t clock, timespec *now)
{
    const auto done = static_cast<int>(syscall(SYS_clock_gettime, clock, now));
    if (done == 0 && clock == CLOCK_REALTIME)
        now->tv_sec += clockSetBy;
    return done;
}

// D36: somebody sets the computer's clock while bytes or requests are on their way.
class ClockJumpTest final : public QObject
{
    Q_OBJECT

private slots:
    void cleanup() { clockSetBy = 0; }
    void whileDownloading_data() { jumps(); }
    void whileDownloading();
    void whileTheHubAsksForAPause_data() { jumps(); }
    void whileTheHubAsksForAPause();

private:
    static constexpr qint64 kDay = 86'400; // s

    static void jumps()
    {
        QTest::addColumn<qint64>("by"); // s
        QTest::newRow("D36 back a day") << -kDay;
        QTest::newRow("D36 forward a year") << 365 * kDay;
    }
    static void setClock(qint64 by)
    {
        const QDateTime before = QDateTime::currentDateTimeUtc();
        clockSetBy = by;
        QVERIFY(qAbs(before.secsTo(QDateTime::currentDateTimeUtc())) > kDay / 2); // Qt sees it
    }
};

void ClockJumpTest::whileDownloading()
{
    QFETCH(const qint64, by);
    constexpr qsizetype kCut = 1'000'000;
    TransferBench b;
    serve(b, [](TransferBench &bench, const Request &request, int nth) {
        Reply reply = bench.repo.answer(request);
        if (nth == 1) { // a third, then silence: given up after two seconds, and gone on with
            reply = cutAfter(reply, kCut);
            reply.hold = true;
        }
        return reply;
    });
    QStringList wrong;
    connect(b.transfers.get(), &Transfers::changed, this, [&](const TransferSnapshot &now) {
        for (const TransferFile &file : now.files) {
            if (file.bytesPerSecond < 0 || file.bytesPerSecond > 1e9 || file.secondsLeft < -1
                || file.secondsLeft > kDay || file.state == TransferState::Failed)
                wrong << u"%1 B/s, %2 s left, state %3"_s.arg(file.bytesPerSecond)
                             .arg(file.secondsLeft)
                             .arg(int(file.state));
        }
    });
    const qint64 id = b.transfers->download(b.request());
    QTRY_COMPARE(b.file().done, kCut);
    QElapsedTimer since;
    since.start();
    setClock(by);
    QTRY_COMPARE_WITH_TIMEOUT(b.hub.count("GET", "/resolve/"), 2, 10'000);
    QVERIFY2(since.elapsed() > 1'000, "given up at once");
    QTRY_VERIFY_WITH_TIMEOUT(b.hasEnded(id), 10'000);
    QVERIFY(b.complete.value(id));
    QCOMPARE(b.hub.requests().last().rangeStart(), kCut);
    QCOMPARE(wrong, QStringList());
    QCOMPARE(b.contentOf(b.snapshotPath(u"w.bin"_s)), content());
    QCOMPARE(b.breaches(), QStringList());
}

void ClockJumpTest::whileTheHubAsksForAPause()
{
    QFETCH(const qint64, by);
    FakeHub hub;
    hub.replyInTurn(
        "/api/models",
        {{.status = 429, .headers = "Retry-After: 2\r\n"}, {.body = R"([{"id":"a/b"}])"}});
    Asked a(hub.url());
    QElapsedTimer since;
    since.start();
    a.search();
    QTRY_VERIFY(a.client.pacer().limitedUntil().isValid());
    setClock(by);
    // The end that the status line counts down to moves with the clock.
    const QDateTime end = a.client.pacer().limitedUntil();
    QVERIFY(end.isValid());
    QVERIFY(qAbs(QDateTime::currentDateTimeUtc().secsTo(end)) <= 2);
    RequestHandle second
        = a.client.refs(*RepoId::parse(RepoKind::Model, u"a/b"), [](const auto &) { });
    QTRY_VERIFY_WITH_TIMEOUT(a.page, 10'000);
    QVERIFY(*a.page);
    QVERIFY(since.elapsed() > 1'500); // timers are coarse
    QTRY_COMPARE_WITH_TIMEOUT(hub.requests.size(), 3, 5'000);
    QTRY_VERIFY(!a.client.pacer().limitedUntil().isValid());
}

QTEST_GUILESS_MAIN(ClockJumpTest)
#include "tst_clockjump.moc"

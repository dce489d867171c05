#include "app/transfer/exchange.h"
#include "app/transfer/throttle.h"
#include "tests/support/fakehub.h"
#include "tests/support/oddserver.h"

#include <QElapsedTimer>

using namespace OddServer;
using namespace std::chrono_literals;

// Limits on the speed: kept, shared fairly, in force at once, and no stall; and what the gate lets
// through.
class LimitsTest final : public QObject
{
    Q_OBJECT

private slots:
    void bucketIsEven_data();
    void bucketIsEven();
    void lanesTakeTurns();
    void sendsInSteps_data();
    void sendsInSteps();
    void isKept_data();
    void isKept();
    void isSharedFairly();
    void filesAndGroupsHaveTheirOwn();
    void isLiftedAtOnce();
    void smallFilesHaveTheirSpeed();
    void shutGateStopsAndKeeps();
    void wantedNowGoesThrough();

private:
    static constexpr qint64 kSecond = 1'000'000; // us
    // Longer than the seconds of a usual run: HUBNAUT_LIMIT_SECONDS=30 for the promise as it is.
    static qint64 seconds()
    {
        bool ok = false;
        const int asked = qEnvironmentVariableIntValue("HUBNAUT_LIMIT_SECONDS", &ok);
        return ok ? asked : 4;
    }
    static void serveLarge(TransferBench &b, qsizetype size, const QStringList &names)
    {
        for (const QString &name : names)
            b.repo.files[name] = {QByteArray(size, name.at(0).toLatin1()), true};
    }
    // Answers without hashing the content each time.
    static void serveFast(TransferBench &b)
    {
        auto heads = std::make_shared<QHash<QByteArray, QByteArrayList>>();
        for (const auto &[name, file] : b.repo.files.asKeyValueRange())
            heads->insert(name.toUtf8(), b.repo.headersOf(file));
        const QByteArray tree = RawHub::head("200 OK") + b.repo.tree();
        b.hub.setHandler([&b, heads, tree](const Request &r) {
            const QByteArray name = r.path.sliced(r.path.lastIndexOf('/') + 1);
            if (r.path.contains("/tree/"))
                return Reply{tree};
            if (!heads->contains(name))
                return b.repo.answer(r);
            const QByteArray &all = b.repo.files[QString::fromUtf8(name)].content;
            const qint64 from = r.rangeStart();
            const qint64 end = r.rangeEnd(all.size());
            const bool ranged = r.headers.contains("range");
            QByteArrayList head = heads->value(name);
            head << "Content-Length: " + QByteArray::number(end - from);
            if (ranged)
                head << "Content-Range: bytes " + QByteArray::number(from) + '-'
                        + QByteArray::number(end - 1) + '/' + QByteArray::number(all.size());
            return Reply{RawHub::head(ranged ? "206 Partial Content" : "200 OK", head)
                         + all.sliced(from, end - from)};
        });
    }
    static qint64 doneOf(const TransferBench &b)
    {
        qint64 sum = 0;
        for (const TransferFile &file : b.transfers->snapshot().files)
            sum += file.done;
        return sum;
    }
};

void LimitsTest::bucketIsEven_data()
{
    QTest::addColumn<qint64>("rate");
    QTest::addColumn<qint64>("looksUs"); // how often somebody comes to take
    QTest::newRow("100 KB/s") << qint64(100'000) << qint64(5'000);
    QTest::newRow("50 MB/s") << qint64(50'000'000) << qint64(5'000);
    QTest::newRow("50 MB/s on a busy thread") << qint64(50'000'000) << qint64(120'000);
}

void LimitsTest::bucketIsEven()
{
    QFETCH(const qint64, rate);
    QFETCH(const qint64, looksUs);
    SpeedLimit limit;
    limit.setRate(rate, 0);
    qint64 taken = 0;
    for (qint64 now = 0; now <= 30 * kSecond; now += looksUs)
        for (; limit.isOpen(now); taken += 16'384)
            limit.take(16'384, now);
    QVERIFY2(qAbs(double(taken) / double(rate * 30) - 1) < 0.02,
             QByteArray::number(taken).constData());
}

// One that reads much at once does not starve the others.
void LimitsTest::lanesTakeTurns()
{
    Throttle throttle;
    throttle.setRate(throttle.all(), 2'000'000);
    std::array<qint64, 3> got{};
    std::vector<std::unique_ptr<Throttle::Lane>> lanes;
    std::vector<std::function<void()>> reads(got.size());
    for (size_t i = 0; i < got.size(); ++i)
        lanes.push_back(std::make_unique<Throttle::Lane>(
            throttle, Throttle::Limits{throttle.shareOfAll()}, [&reads, i] { reads[i](); }));
    for (size_t i = 0; i < got.size(); ++i)
        reads[i] = [&got, &lanes, i] { // always has more
            while (lanes[i]->take(16'384))
                got[i] += 16'384;
        };
    for (const auto &read : reads)
        read();
    QTest::qWait(1'000);
    const auto [least, most] = std::ranges::minmax(got);
    QVERIFY2(double(least) > double(most) * 0.8,
             (QByteArray::number(least) + ' ' + QByteArray::number(most)).constData());
    QVERIFY(lanes[0]->isHeld());
    throttle.setRate(throttle.all(), 0);
    reads = {[] { }, [] { }, [] { }};
    QTRY_VERIFY(!lanes[0]->isHeld() && !lanes[1]->isHeld() && !lanes[2]->isHeld());
}

void LimitsTest::sendsInSteps_data()
{
    QTest::addColumn<qint64>("rate");
    QTest::addColumn<bool>("areLarge");
    QTest::newRow("no limit") << qint64(0) << true;
    QTest::newRow("a limit") << qint64(50'000'000) << false;
}

// Each step wakes the thread, but with a limit larger ones would come in bursts.
void LimitsTest::sendsInSteps()
{
    QFETCH(const qint64, rate);
    QFETCH(const bool, areLarge);
    FakeHub hub;
    hub.reply("/place", {});
    CurlLoop loop;
    Throttle throttle;
    throttle.setRate(throttle.all(), rate);
    const QByteArray all(4 << 20, 'x');
    qint64 largest = 0; // bytes
    std::optional<bool> failed;
    Exchange::Sent sent = Exchange::Sent::bytes(all);
    sent.read = [&largest, read = sent.read](char *to, qint64 max, qint64 from) {
        largest = qMax(largest, max);
        return read(to, max, from);
    };
    Exchange exchange(
        loop,
        {.method = "PUT",
         .sent = sent,
         .url = hub.url(QStringLiteral("/place")),
         .endpoint = hub.url()},
        {.answered = [](const QList<Answer> &) { return true; },
         .received = [](QByteArrayView) { return true; },
         .ended = [&failed](const Exchange &e) { failed = e.failure().has_value(); }});
    exchange.limit(throttle, {throttle.shareOfAll()});
    QTRY_VERIFY(failed.has_value());
    QVERIFY(!*failed);
    QVERIFY(hub.requests.constFirst().endsWith(all));
    QCOMPARE(largest > (64 << 10), areLarge);
}

void LimitsTest::isKept_data()
{
    QTest::addColumn<qint64>("rate");
    QTest::addColumn<int>("files");
    QTest::newRow("100 KB/s, one") << qint64(100'000) << 1;
    QTest::newRow("100 KB/s, four") << qint64(100'000) << 4;
    QTest::newRow("3 MB/s, two") << qint64(3'000'000) << 2;
#ifdef __SANITIZE_ADDRESS__ // hashing alone takes longer than 50 MB/s leave
    QTest::newRow("5 MB/s, one over several") << qint64(5'000'000) << 1;
#else
    QTest::newRow("50 MB/s, one over several") << qint64(50'000'000) << 1;
#endif
}

void LimitsTest::isKept()
{
    QFETCH(const qint64, rate);
    QFETCH(const int, files);
    TransferBench b;
    QStringList names;
    for (int i = 0; i < files; ++i)
        names << QChar(u'a' + i) + u".bin"_s;
    serveLarge(b, rate * (seconds() + 4) / files + 1'000'000, names);
    serveFast(b);
    auto config = b.config();
    config.lookStep = 300ms; // a stall would be seen
    b.restart(config);
    b.transfers->setGate({.limit = rate});
    bool stalled = false;
    connect(b.transfers.get(), &Transfers::changed, this, [&stalled](const TransferSnapshot &now) {
        for (const TransferFile &file : now.files)
            stalled = stalled || file.state == TransferState::Stalled;
    });
    (void)b.transfers->download(b.request());
    QTRY_VERIFY_WITH_TIMEOUT(doneOf(b) > 0, 20'000);
    QTest::qWait(1'000);
    // From one report to another: in between what is shown stands still.
    QSignalSpy reports(b.transfers.get(), &Transfers::changed);
    QVERIFY(reports.wait());
    const qint64 before = doneOf(b);
    QElapsedTimer clock;
    clock.start();
    QTest::qWait(int(seconds() * 1'000));
    QVERIFY(reports.wait());
    const double got = double(doneOf(b) - before) * 1'000 / double(clock.elapsed());
    const double off = got / double(rate) - 1;
    qInfo("asked %lld, got %.0f bytes/s", rate, got);
    // A quarter of a second that a busy thread was late by may be caught up on.
    const double late = seconds() < 30 ? 0.25 / double(seconds()) : 0;
    QVERIFY2(off < 0.05 + late && off > -0.05 - late, QByteArray::number(off).constData());
    QVERIFY(!stalled);
    double shown = 0;
    for (const TransferFile &file : b.transfers->snapshot().files)
        shown += file.bytesPerSecond;
    QVERIFY2(shown < double(rate) * 1.1, QByteArray::number(shown).constData());
}

void LimitsTest::isSharedFairly()
{
    TransferBench b;
    serveLarge(b, 20'000'000, {u"a.bin"_s, u"b.bin"_s, u"c.bin"_s});
    serveFast(b);
    b.transfers->setGate({.limit = 1'500'000});
    (void)b.transfers->download(b.request());
    QTRY_VERIFY(b.file(0).done > 0 && b.file(1).done > 0 && b.file(2).done > 0);
    const QList<TransferFile> before = b.transfers->snapshot().files;
    QTRY_VERIFY_WITH_TIMEOUT(doneOf(b) > 6'000'000, 20'000);
    qint64 least = 20'000'000;
    qint64 most = 0;
    for (int i = 0; i < 3; ++i) {
        least = qMin(least, b.file(i).done - before.at(i).done);
        most = qMax(most, b.file(i).done - before.at(i).done);
    }
    QVERIFY2(double(least) > double(most) * 0.7,
             (QByteArray::number(least) + ' ' + QByteArray::number(most)).constData());
}

void LimitsTest::filesAndGroupsHaveTheirOwn()
{
    TransferBench b;
    serveLarge(b, 3'000'000, {u"a.bin"_s, u"b.bin"_s});
    b.transfers->setGate({.limit = 500'000});
    const qint64 id = b.transfers->download(b.request());
    QTRY_COMPARE(b.transfers->snapshot().files.size(), 2);
    b.transfers->limitFiles({b.file(0).id}, 40'000);
    b.transfers->limitGroup(id, 1'000'000);
    QTRY_COMPARE(b.file(0).limit, 40'000);
    QCOMPARE(b.group().limit, 1'000'000);
    b.transfers->setGate({}); // only their own are left
    QTRY_COMPARE_WITH_TIMEOUT(b.file(1).state, TransferState::Done, 20'000);
    QVERIFY(b.file(0).done < 1'000'000);
    b.transfers->limitFiles({b.file(0).id}, 0);
    QTRY_VERIFY_WITH_TIMEOUT(b.hasEnded(id), 20'000);
    QVERIFY(b.complete.value(id));
    QCOMPARE(b.contentOf(b.snapshotPath(u"a.bin"_s)), b.repo.files[u"a.bin"_s].content);
}

void LimitsTest::isLiftedAtOnce()
{
    TransferBench b;
    serveLarge(b, 5'000'000, {u"a.bin"_s});
    b.transfers->setGate({.limit = 50'000});
    const qint64 id = b.transfers->download(b.request());
    QTRY_VERIFY(doneOf(b) > 0);
    QVERIFY(!b.hasEnded(id));
    b.transfers->setGate({});
    QTRY_VERIFY_WITH_TIMEOUT(b.hasEnded(id), 3'000);
    QVERIFY(b.complete.value(id));
    QCOMPARE(b.breaches(), QStringList());
}

// Most begin and end between two looks at what came.
void LimitsTest::smallFilesHaveTheirSpeed()
{
    constexpr int kFiles = 200;
    TransferBench b;
    for (int i = 0; i < kFiles; ++i)
        b.repo.files[u"f%1"_s.arg(i)] = {QByteArray::number(i).leftJustified(10'000), true};
    b.transfers->setGate({.limit = 1'500'000});
    double shown = 0;
    connect(b.transfers.get(), &Transfers::changed, this,
            [&shown](const TransferSnapshot &now) { shown = qMax(shown, now.bytesPerSecond); });
    RUN_GROUP(b, b.request());
    QVERIFY(b.complete.value(id));
    auto found = b.transfers->history().find({});
    QTRY_VERIFY(found.isFinished());
    const HistoryEntry entry = found.result().constFirst();
    const QByteArray says = QByteArray::number(entry.peak) + " at most, "
        + QByteArray::number(entry.average()) + " in the mean";
    QVERIFY2(entry.peak >= entry.average(), says.constData());
    QVERIFY2(shown > entry.average() / 2, says.constData());
}

void LimitsTest::shutGateStopsAndKeeps()
{
    TransferBench b;
    serveLarge(b, 5'000'000, {u"a.bin"_s});
    b.transfers->setGate({.limit = 1'000'000});
    const qint64 id = b.transfers->download(b.request());
    QTRY_VERIFY(doneOf(b) > 100'000);
    const QDateTime until = QDateTime::currentDateTimeUtc().addSecs(3'600);
    b.transfers->setGate({.cause = WaitCause::Timetable, .until = until, .reason = u"Because."_s});
    QTRY_COMPARE(b.file().state, TransferState::Waiting);
    QCOMPARE(b.file().patience, (TransferPatience{.cause = WaitCause::Timetable, .until = until}));
    QCOMPARE(b.group().state, TransferState::Waiting);
    QCOMPARE(b.group().patience.cause, WaitCause::Timetable);
    QTest::qWait(300);
    const qint64 kept = doneOf(b);
    QVERIFY(kept > 100'000);
    QTest::qWait(300);
    QCOMPARE(doneOf(b), kept); // not a byte more
    const qsizetype asked = b.hub.requests().size();
    QCOMPARE(b.file().state, TransferState::Waiting);
    b.transfers->setGate({});
    QTRY_VERIFY(b.hasEnded(id));
    QVERIFY(b.complete.value(id));
    QVERIFY(b.hub.requests().size() > asked);
    QVERIFY(b.hub.requests().constLast().rangeStart() >= kept);
    QCOMPARE(b.breaches(), QStringList());
}

void LimitsTest::wantedNowGoesThrough() // a shut gate, but not a computer that goes to sleep
{
    TransferBench b;
    serve(b, [](TransferBench &bench, const Request &r, int) { return bench.repo.answer(r); });
    b.transfers->setGate({.cause = WaitCause::Sleep});
    const qint64 id = b.transfers->download(b.request());
    QTRY_COMPARE(b.group().state, TransferState::Waiting);
    b.transfers->startNow({id}, {});
    QTest::qWait(300);
    QCOMPARE(b.group().state, TransferState::Waiting);
    b.transfers->setGate({.cause = WaitCause::Timetable});
    QTRY_VERIFY(b.hasEnded(id));
    QVERIFY(b.complete.value(id));
    QVERIFY(QFile::remove(b.snapshotPath(u"w.bin"_s)));
    QVERIFY(QFile::remove(QString::fromUtf8(blobPath(b))));
    b.transfers->setGate({.limit = 1'000'000});
    const qint64 again = b.transfers->download(b.request());
    QTRY_COMPARE(b.file(1).state, TransferState::Downloading);
    b.transfers->setGate({.cause = WaitCause::Timetable});
    QTRY_COMPARE(b.file(1).state, TransferState::Waiting);
    b.transfers->startNow({}, {b.file(1).id});
    QTRY_VERIFY(b.hasEnded(again));
}

QTEST_GUILESS_MAIN(LimitsTest)
#include "tst_limits.moc"

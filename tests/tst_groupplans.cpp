#include "tests/support/oddserver.h"

#include <QElapsedTimer>

using namespace OddServer;
using namespace std::chrono_literals;

// What a group waits for before its files are known, and how many find out at once.
class GroupPlansTest final : public QObject
{
    Q_OBJECT

private slots:
    void aFewAtOnce();
    void saysWhyItWaits_data();
    void saysWhyItWaits();
    void theLastOneIsHeeded_data();
    void theLastOneIsHeeded();
    void othersAreTold();
    void notThroughAShutGate();
    void cutOffLeavesItsPlace();
    void timeLeftIsAtLeast();
    void sumsKeepWhatEnded();
    void cachedNeedsNoPause_data();
    void cachedNeedsNoPause();
    void sizesOfASelection();
    void selectionWithoutSizes();
    void sizeOfOneFile();
    void noShareOfWhatIsNotKnown();

private:
    static DownloadRequest requestOf(int i)
    {
        return {.repo = *RepoId::parse(RepoKind::Model, u"ada/m%1"_s.arg(i))};
    }
    // Says nothing to who asks what a revision is.
    static void keepSilent(TransferBench &b)
    {
        b.hub.setHandler([&b](const Request &r) {
            return r.path.contains("/revision/") ? Reply{.hold = true} : b.repo.answer(r);
        });
    }
};

void GroupPlansTest::aFewAtOnce() // in the order of the queue
{
    TransferBench b;
    keepSilent(b);
    auto config = b.config();
    config.silenceSeconds = 60;
    b.restart(config);
    QList<qint64> ids;
    for (int i = 0; i < 7; ++i)
        ids << b.transfers->download(requestOf(i));
    QTRY_COMPARE(b.hub.requests().size(), 4);
    for (int i = 0; i < 4; ++i) // in which order they arrive is the system's
        QCOMPARE(b.hub.count("GET", "/m" + QByteArray::number(i) + '/'), 1);
    QTRY_COMPARE(b.group(4).state, TransferState::Queued);
    b.transfers->cancelGroup(ids[0]);
    QTRY_COMPARE(b.hub.requests().size(), 5);
    QVERIFY(b.hub.requests().constLast().path.contains("/m4/"));
    b.transfers->startNow({ids[6]}, {});
    b.transfers->pauseGroup(ids[1]);
    QTRY_COMPARE(b.hub.requests().size(), 6);
    QVERIFY(b.hub.requests().constLast().path.contains("/m6/"));
}

void GroupPlansTest::saysWhyItWaits_data()
{
    QTest::addColumn<QByteArray>("status");
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<WaitCause>("cause");
    QTest::newRow("N11 429") << "429 Too Many Requests"_ba
                             << R"(RateLimit: "api";r=0;t=0)"_ba << WaitCause::RateLimit;
    QTest::newRow("N13 503") << "503 Unavailable"_ba << "X-None: 1"_ba << WaitCause::Server;
}

void GroupPlansTest::saysWhyItWaits()
{
    QFETCH(const QByteArray, status);
    QFETCH(const QByteArray, header);
    QFETCH(const WaitCause, cause);
    TransferBench b;
    b.repo.files[u"w.bin"_s] = b.weights();
    QElapsedTimer since;
    QList<qint64> times; // of the requests after the first
    b.hub.setHandler([&](const Request &r) {
        if (!since.isValid()) {
            since.start();
            return Reply{RawHub::head(status, {header})};
        }
        times << since.elapsed();
        return b.repo.answer(r);
    });
    auto config = b.config();
    config.retryStep = 1s;
    b.restart(config);
    const qint64 first = b.transfers->download(b.request());
    QTRY_COMPARE(b.group().state, TransferState::Waiting);
    QCOMPARE(b.group().patience.cause, cause);
    QVERIFY(b.group().patience.until > QDateTime::currentDateTimeUtc().addMSecs(-100));
    QVERIFY(!b.group().reason.isEmpty());
    DownloadRequest request = b.request();
    request.folder = b.temp.filePath(u"out"_s);
    const qint64 second = b.transfers->download(request);
    if (cause == WaitCause::RateLimit) { // for the others, too
        QTRY_COMPARE(b.group(1).state, TransferState::Waiting);
        QCOMPARE(b.group(1).patience.cause, cause);
        QCOMPARE(times, QList<qint64>());
    }
    QTRY_VERIFY(b.hasEnded(first) && b.hasEnded(second));
    QVERIFY(b.complete.value(first) && b.complete.value(second));
    if (cause == WaitCause::RateLimit)
        QVERIFY2(times.constFirst() >= 950, QByteArray::number(times.constFirst()).constData());
}

void GroupPlansTest::theLastOneIsHeeded_data()
{
    QTest::addColumn<QByteArray>("what");
    QTest::addColumn<QByteArray>("header");
    QTest::newRow("N11 a plan") << "/api/"_ba << R"(RateLimit: "api";r=0;t=0)"_ba;
    QTest::newRow("N11 a file") << "/resolve/"_ba << R"(RateLimit: "resolvers";r=0;t=0)"_ba;
}

void GroupPlansTest::theLastOneIsHeeded() // an answer that went well says it
{
    QFETCH(const QByteArray, what);
    QFETCH(const QByteArray, header);
    TransferBench b;
    for (const QString &name : {u"a"_s, u"b"_s, u"c"_s})
        b.repo.files[name] = {name.toUtf8(), true};
    QElapsedTimer since;
    QList<qint64> times;
    b.hub.setHandler([&](const Request &r) {
        Reply reply = b.repo.answer(r);
        if (!r.path.contains(what))
            return reply;
        if (since.isValid())
            times << since.elapsed();
        else
            reply.bytes.insert(reply.bytes.indexOf("\r\n") + 2, header + "\r\n");
        if (!since.isValid())
            since.start();
        return reply;
    });
    auto config = b.config();
    config.filesAtOnce = 1;
    b.restart(config);
    RUN_GROUP(b, b.request());
    QVERIFY(b.complete.value(id));
    QVERIFY(!times.isEmpty());
    for (const qint64 time : times)
        QVERIFY2(time >= 950, QByteArray::number(time).constData());
}

void GroupPlansTest::othersAreTold() // what the Hub told us, and we what it told them
{
    TransferBench b;
    b.repo.files[u"w.bin"_s] = b.weights();
    b.hub.setHandler([&b](const Request &r) {
        return b.hub.requests().size() > 1
            ? b.repo.answer(r)
            : Reply{RawHub::head("429 Too Many Requests", {R"(RateLimit: "api";r=0;t=0)"})};
    });
    QSignalSpy held(b.transfers.get(), &Transfers::held);
    RUN_GROUP(b, b.request());
    QVERIFY(b.complete.value(id));
    QCOMPARE(held.size(), 1);
    QCOMPARE(held[0][0].value<Pacing::Bucket>(), Pacing::Bucket::Api);
    QVERIFY(held[0][1].value<std::chrono::milliseconds>() >= 1s);

    b.transfers->hold(Pacing::Bucket::Api, 500ms);
    QElapsedTimer since;
    since.start();
    const qsizetype before = b.hub.requests().size();
    (void)b.transfers->download(requestOf(1));
    QTRY_COMPARE(b.group(1).patience.cause, WaitCause::RateLimit);
    QTRY_VERIFY(b.hub.requests().size() > before);
    QVERIFY(since.elapsed() >= 450);
}

void GroupPlansTest::notThroughAShutGate() // but for what is wanted now
{
    TransferBench b;
    b.repo.files[u"w.bin"_s] = b.weights();
    const TransferGate shut{.cause = WaitCause::Metered, .reason = u"Because."_s};
    b.transfers->setGate(shut);
    const qint64 id = b.transfers->download(b.request());
    QTRY_COMPARE(b.group().state, TransferState::Waiting);
    QCOMPARE(b.group().patience.cause, WaitCause::Metered);
    QCOMPARE(b.group().reason, shut.reason);
    QCOMPARE(b.hub.requests().size(), 0);
    b.transfers->startNow({id}, {});
    QTRY_VERIFY(b.hasEnded(id));
    QVERIFY(b.complete.value(id));

    keepSilent(b);
    b.transfers->setGate({});
    DownloadRequest request = b.request();
    request.folder = b.temp.filePath(u"out"_s);
    const qint64 other = b.transfers->download(request);
    const qsizetype before = b.hub.count("GET", "/revision/");
    QTRY_VERIFY(b.hub.count("GET", "/revision/") > before);
    b.transfers->setGate(shut); // one that is under way stops
    QTRY_COMPARE(b.group(1).state, TransferState::Waiting);
    QCOMPARE(b.group(1).patience.cause, WaitCause::Metered);
    b.hub.setHandler([&b](const Request &r) { return b.repo.answer(r); });
    b.transfers->setGate({});
    QTRY_VERIFY(b.hasEnded(other));
    QVERIFY(b.complete.value(other));
}

void GroupPlansTest::cutOffLeavesItsPlace() // to what is on the disk
{
    TransferBench b;
    b.repo.files[u"w.bin"_s] = b.weights();
    {
        RUN_GROUP(b, b.request());
    }
    b.hub.close();
    for (int i = 0; i < 6; ++i)
        (void)b.transfers->download(requestOf(i));
    RUN_GROUP(b, b.request());
    QVERIFY(b.complete.value(id));
    QTRY_COMPARE(b.group(1).patience.cause, WaitCause::Network);
    b.hub.reopen();
    b.transfers->networkIsBack();
    QTRY_COMPARE(b.done.size(), 8);
}

// Of the whole queue, while nobody knows what one of its groups is.
void GroupPlansTest::timeLeftIsAtLeast()
{
    TransferBench b;
    keepSilent(b);
    b.repo.files[u"w.bin"_s] = {QByteArray(20'000'000, 'w'), true};
    auto config = b.config();
    config.silenceSeconds = 60;
    b.restart(config);
    b.transfers->setGate({.limit = 1'000'000});
    DownloadRequest request = b.request();
    request.revision = *Revision::parse(QString::fromLatin1(b.repo.commit));
    (void)b.transfers->download(request);
    QTRY_VERIFY_WITH_TIMEOUT(b.transfers->snapshot().secondsLeft > 0, 20'000);
    QVERIFY(!b.transfers->snapshot().leftIsLeast);
    (void)b.transfers->download(requestOf(1));
    QTRY_COMPARE(b.group(1).state, TransferState::Connecting);
    QTRY_VERIFY(b.transfers->snapshot().leftIsLeast);
    QTRY_VERIFY(b.group().secondsLeft > 0 && b.transfers->snapshot().secondsLeft > 0);
    b.transfers->pauseGroup(b.group().id);
    QTRY_COMPARE(b.transfers->snapshot().secondsLeft, -1); // not "at least nothing"
}

// What has ended counts until nothing is left to do: the share of all does not jump back.
void GroupPlansTest::sumsKeepWhatEnded()
{
    TransferBench b;
    b.repo.files[u"a.bin"_s] = {QByteArray(2'000'000, 'a'), true};
    b.repo.files[u"w.bin"_s] = {QByteArray(1'000'000, 'w'), true};
    const qint64 slow = b.transfers->download(b.request({u"w.bin"_s}));
    b.transfers->limitGroup(slow, 100'000);
    QTRY_VERIFY(b.file().done > 0);
    const qint64 quick = b.transfers->download(b.request({u"a.bin"_s}));
    QTRY_VERIFY(b.hasEnded(quick));
    const auto now = [&b]() -> const TransferSnapshot & { return b.transfers->snapshot(); };
    QTRY_COMPARE(now().total, 3'000'000);
    QVERIFY(now().done >= 2'000'000);
    b.transfers->limitGroup(slow, 0);
    QTRY_VERIFY(b.hasEnded(slow));
    QTRY_COMPARE(now().total, 0);
    QCOMPARE(now().done, 0);
    const qint64 next = b.transfers->download(b.request());
    QTRY_VERIFY(b.hasEnded(next)); // all of it was there
    QTRY_COMPARE(now().total, 0);
}

void GroupPlansTest::cachedNeedsNoPause_data()
{
    QTest::addColumn<bool>("byName");
    QTest::addColumn<bool>("isUpdate");
    QTest::addColumn<bool>("isMissing");
    QTest::newRow("N11 snapshot") << false << false << false;
    QTest::newRow("N11 file") << true << false << false;
    QTest::newRow("N11 a newer commit is wanted") << false << true << false;
    QTest::newRow("N11 something is missing") << false << false << true;
}

void GroupPlansTest::cachedNeedsNoPause() // what is there as a whole is done at once
{
    QFETCH(const bool, byName);
    QFETCH(const bool, isUpdate);
    QFETCH(const bool, isMissing);
    TransferBench b;
    b.repo.files[u"w.bin"_s] = b.weights();
    b.repo.files[u"small"_s] = {"content", false};
    {
        RUN_GROUP(b, b.request());
        QVERIFY(b.complete.value(id));
    }
    if (isMissing)
        QVERIFY(QFile::remove(b.snapshotPath(u"small"_s)));
    b.transfers->hold(Pacing::Bucket::Api, 1h);
    const auto before = b.hub.requests().size();
    DownloadRequest request = b.request(byName ? QStringList{u"w.bin"_s} : QStringList());
    request.isUpdate = isUpdate;
    const qint64 id = b.transfers->download(request);
    if (isUpdate || isMissing) {
        QTRY_COMPARE(b.group(1).patience.cause, WaitCause::RateLimit);
        QTest::qWait(200);
        QCOMPARE(b.group(1).state, TransferState::Waiting);
    } else {
        QTRY_VERIFY(b.hasEnded(id));
        QVERIFY(b.complete.value(id));
        QVERIFY(b.transfers->snapshot().files.last().wasCached);
        QVERIFY(!b.transfers->snapshot().files.last().note.isEmpty());
    }
    QCOMPARE(b.hub.requests().size(), before);
}

// All of it is known before the first file has come, by one question.
void GroupPlansTest::sizesOfASelection()
{
    TransferBench b;
    QStringList paths;
    for (const QChar name : u"abcde"_s) {
        paths << QString(name);
        b.repo.files[paths.last()] = {QByteArray(1'000'000, name.toLatin1()), true};
    }
    auto config = b.config();
    config.filesAtOnce = 1;
    config.silenceSeconds = 60;
    b.restart(config);
    b.transfers->setGate({.limit = 100'000});
    (void)b.transfers->download(b.request(paths));
    QTRY_COMPARE(b.group().running, 1);
    QCOMPARE(b.group().total, 5'000'000);
    QCOMPARE(b.transfers->snapshot().total, 5'000'000);
    QTRY_VERIFY_WITH_TIMEOUT(b.group().secondsLeft > 0, 20'000);
    QCOMPARE(b.hub.count("POST", "/paths-info/"), 1);
    QCOMPARE(b.hub.count("HEAD", "/resolve/"), 0);
}

void GroupPlansTest::selectionWithoutSizes() // where the Hub does not answer that question
{
    TransferBench b;
    b.repo.files[u"w.bin"_s] = b.weights();
    b.repo.files[u"small"_s] = {"content", false};
    b.hub.setHandler([&b](const Request &r) {
        return r.path.contains("/paths-info/") ? Reply{RawHub::head("404 Not Found")}
                                               : b.repo.answer(r);
    });
    RUN_GROUP(b, b.request({u"w.bin"_s, u"small"_s}));
    QVERIFY(b.complete.value(id));
    QCOMPARE(b.hub.count("HEAD", "/resolve/"), 2);
}

void GroupPlansTest::sizeOfOneFile() // is known from where it was chosen, as long as it waits
{
    TransferBench b;
    b.hub.setHandler([&b](const Request &r) {
        return r.path.contains("/resolve/") ? Reply{.hold = true} : b.repo.answer(r);
    });
    auto config = b.config();
    config.filesAtOnce = 1;
    config.silenceSeconds = config.headSilenceSeconds = 60;
    b.restart(config);
    for (const QString &path : {u"first"_s, u"second"_s}) {
        DownloadRequest request = b.request({path});
        request.learnSize({{.path = u"first"_s, .size = 3}, {.path = u"second"_s, .size = 4}});
        (void)b.transfers->download(request);
    }
    QTRY_COMPARE(b.transfers->snapshot().total, 7);
    const qint64 again = b.transfers->download(b.request({u"first"_s}));
    QCOMPARE(again, b.group().id); // by whoever does not know its size
}

void GroupPlansTest::noShareOfWhatIsNotKnown() // of the queue
{
    TransferBench b;
    b.repo.files[u"w.bin"_s] = {QByteArray(2'000'000, 'w'), true};
    b.hub.setHandler([&b](const Request &r) {
        return r.path.contains("none") ? Reply{.hold = true} : b.repo.answer(r);
    });
    auto config = b.config();
    config.silenceSeconds = config.headSilenceSeconds = 60;
    b.restart(config);
    b.transfers->setGate({.limit = 100'000});
    (void)b.transfers->download(b.request());
    QTRY_COMPARE(b.transfers->snapshot().total, 2'000'000);
    const qint64 other = b.transfers->download(b.request({u"none"_s}));
    QTRY_COMPARE(b.transfers->snapshot().total, -1);
    b.transfers->cancelGroup(other);
    QTRY_COMPARE(b.transfers->snapshot().total, 2'000'000);
}

QTEST_GUILESS_MAIN(GroupPlansTest)
#include "tst_groupplans.moc"

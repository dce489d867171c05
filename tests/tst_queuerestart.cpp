#include "app/transfer/queuestore.h"
#include "tests/support/oddserver.h"
#include "tests/support/wholeprogram.h"

using namespace OddServer;

namespace {

constexpr qint64 kStall = 1'000'000;

// A program that starts again and again. w.bin stops coming after a million bytes until let go.
struct Restarts : TransferBench
{
    Restarts()
    {
        serve(*this, [this](TransferBench &, const Request &r, int) {
            if (refuses)
                return Reply{RawHub::head("403 Forbidden", {"Content-Length: 0"})};
            Reply reply = repo.answer(r);
            if (!letGo && r.path.contains("w.bin")) {
                reply = cutAfter(reply, qMax<qint64>(0, kStall - r.rangeStart()));
                reply.hold = true;
            }
            return reply;
        });
    }

    QString queue() const { return temp.filePath(u"data/queue.sqlite"_s); }
    void start(const Transfers::Config &config)
    {
        transfers.reset();
        restart(config);
        transfers->restore(queue());
    }
    void start() { start(config()); }
    bool hasStalled()
    {
        return QTest::qWaitFor([this] { return file().done == kStall; });
    }
    // Starts, asks for it and waits until it stalls.
    bool begin(const DownloadRequest &request, const Transfers::Config &config)
    {
        start(config);
        transfers->download(request);
        return hasStalled();
    }
    bool begin() { return begin(request(), config()); }
    using TransferBench::hasEnded;
    bool hasEnded() const { return group().state == TransferState::Done; } // the only group

    std::atomic_bool letGo = false;
    std::atomic_bool refuses = false;
};

} // namespace

// What was asked for goes on at the next start of the program: the same commit, where it was, and
// only as whoever asked for it.
class QueueRestartTest final : public QObject
{
    Q_OBJECT

private slots:
    void goesOn();
    void sameCommit();
    void newerRefStays();
    void pausedStaysPaused();
    void cancelledStaysCancelled();
    void endedIsForgotten();
    void failedWaitsForTheUser();
    void anotherAccount_data();
    void anotherAccount();
    void anotherToken();
    void anotherHub();
    void askedForAgain();
    void askedForAtTheEnd();
    void beforeItIsKnownWho();
    void limitsAndCountsGoOn();
    void theWholeProgram();
};

void QueueRestartTest::goesOn()
{
    Restarts b;
    QVERIFY(b.begin());
    b.start();
    QVERIFY(b.hasStalled());
    b.letGo = true;
    b.start();
    QTRY_VERIFY(b.hasEnded());
    QCOMPARE(b.hub.requests().last().rangeStart(), kStall);
    QCOMPARE(b.contentOf(b.snapshotPath(u"w.bin"_s)), content());
    QCOMPARE(b.breaches(), QStringList());
}

void QueueRestartTest::sameCommit() // D05
{
    Restarts b;
    QVERIFY(b.begin());
    const QByteArray asked = b.repo.commit;
    b.transfers.reset();
    const auto before = b.hub.requests().size();
    b.repo.commit = QByteArray("9876543210").repeated(4); // main has moved
    b.hub.setHandler([&b, asked](const Request &request) {
        FakeRepo old = b.repo;
        old.commit = asked;
        return request.path.contains(asked) ? old.answer(request) : b.repo.answer(request);
    });
    b.start();
    QTRY_VERIFY(b.hasEnded());
    QCOMPARE(b.group().commit, QString::fromLatin1(asked));
    for (const Request &request : b.hub.requests().mid(before))
        QVERIFY2(request.path.contains(asked), request.path.constData());
}

void QueueRestartTest::newerRefStays() // D05: another program asked later
{
    Restarts b;
    b.hasOddCache = true;
    QVERIFY(b.begin());
    const QString ref = b.repoFolder() + u"/refs/main"_s;
    const QByteArray newer = QByteArray("9876543210").repeated(4);
    b.put(ref, newer);
    b.letGo = true;
    b.start();
    QTRY_VERIFY(b.hasEnded());
    QCOMPARE(b.contentOf(ref), newer);
    QCOMPARE(b.contentOf(b.snapshotPath(u"w.bin"_s)), content());
}

void QueueRestartTest::pausedStaysPaused()
{
    Restarts b;
    b.repo.files[u"z.txt"_s] = {"small", false};
    QVERIFY(b.begin());
    b.transfers->pause({b.file().id});
    QTRY_COMPARE(b.file().state, TransferState::Paused);
    b.letGo = true;
    b.start();
    QTRY_COMPARE(b.file().state, TransferState::Paused);
    QTRY_COMPARE(b.file(1).state, TransferState::Done);
    const auto before = b.hub.count("GET", "w.bin");
    b.transfers->resume({b.file().id});
    QTRY_VERIFY(b.hasEnded());
    QCOMPARE(b.hub.count("GET", "w.bin"), before + 1);
    QCOMPARE(b.hub.requests().last().rangeStart(), kStall);
}

void QueueRestartTest::cancelledStaysCancelled()
{
    Restarts b;
    b.repo.files[u"v.bin"_s] = {QByteArray(10, 'v'), true};
    b.start();
    const qint64 first = b.transfers->download(b.request());
    QTRY_COMPARE(b.file(0).state, TransferState::Done);
    QTRY_COMPARE(b.file(1).done, kStall);
    b.transfers->cancel({b.file(1).id});
    QTRY_VERIFY(b.hasEnded(first)); // what the revision means is written down, too
    QCOMPARE(b.group().state, TransferState::Cancelled);
    b.start();
    const qint64 second = b.transfers->download(b.request({u"v.bin"_s}));
    QTRY_VERIFY(b.hasEnded(second)); // planned after what is restored
    QCOMPARE(b.transfers->snapshot().groups.size(), 1);
}

void QueueRestartTest::endedIsForgotten()
{
    Restarts b;
    b.letGo = true;
    b.start();
    RUN_GROUP(b, b.request());
    const auto before = b.hub.requests().size();
    b.start();
    const qint64 second = b.transfers->download(b.request({u"w.bin"_s}));
    QTRY_VERIFY(b.hasEnded(second)); // planned after what is restored
    QCOMPARE(b.transfers->snapshot().groups.size(), 1);
    QVERIFY(b.hub.requests().size() <= before + 1);
}

void QueueRestartTest::failedWaitsForTheUser()
{
    Restarts b;
    b.refuses = b.letGo = true;
    b.start();
    RUN_GROUP(b, b.request());
    QCOMPARE(b.group().state, TransferState::Failed);
    const QString why = b.file().error->message;
    b.refuses = false;
    const auto before = b.hub.requests().size();
    b.start();
    QTRY_COMPARE(b.group().state, TransferState::Failed);
    QCOMPARE(b.group().error->message, why);
    QCOMPARE(b.hub.requests().size(), before);
    b.transfers->retryGroup(b.group().id);
    QTRY_VERIFY(b.hasEnded());
    Q_UNUSED(id)
}

void QueueRestartTest::anotherAccount_data()
{
    QTest::addColumn<bool>("isPublic");
    QTest::newRow("A11 private") << false;
    QTest::newRow("A11 public") << true;
}

void QueueRestartTest::anotherAccount()
{
    QFETCH(const bool, isPublic);
    Restarts b;
    auto config = b.config();
    config.account = u"0123"_s;
    DownloadRequest request = b.request();
    request.isPublic = isPublic;
    QVERIFY(b.begin(request, config));
    config.account = u"4567"_s;
    config.token = "hf_OTHER";
    b.letGo = true;
    b.start(config);
    if (isPublic) {
        QTRY_VERIFY(b.hasEnded());
        return;
    }
    const qint64 theirs = b.transfers->download(b.request({u"none.txt"_s}));
    QTRY_VERIFY(b.hasEnded(theirs));
    QCOMPARE(b.transfers->snapshot().groups.size(), 1);
    b.transfers->forget(theirs);
    config.account = u"0123"_s; // who asked comes back: it is gone
    b.start(config);
    const qint64 other = b.transfers->download(b.request({u"none.txt"_s}));
    QTRY_VERIFY(b.hasEnded(other));
    QCOMPARE(b.transfers->snapshot().groups.size(), 1);
}

void QueueRestartTest::anotherToken() // of the same person: what was asked for stays theirs
{
    Restarts b;
    auto config = b.config();
    config.account = u"0123"_s;
    QVERIFY(b.begin(b.request(), config));
    config.account = u"4567"_s;
    config.token = "hf_NEWER";
    b.transfers->setConfig(config);
    b.letGo = true;
    b.start(config);
    QTRY_VERIFY(b.hasEnded());
    QCOMPARE(b.contentOf(b.snapshotPath(u"w.bin"_s)), content());
}

void QueueRestartTest::anotherHub() // learns nothing; the list waits for its own
{
    Restarts b;
    QVERIFY(b.begin());
    RawHub other([](const Request &) { return Reply{RawHub::head("404 Not Found")}; });
    auto config = b.config();
    config.endpoint = other.url();
    b.start(config);
    const qint64 id = b.transfers->download(b.request({u"none.txt"_s}));
    QTRY_VERIFY(b.hasEnded(id));
    for (const Request &request : other.requests())
        QVERIFY(!request.path.contains("w.bin"));
    b.letGo = true;
    b.start();
    QTRY_VERIFY(b.hasEnded());
}

void QueueRestartTest::askedForAgain() // is the same one
{
    Restarts b;
    QVERIFY(b.begin());
    b.start();
    QVERIFY(b.hasStalled());
    const qint64 again = b.transfers->download(b.request());
    QCOMPARE(again, b.group().id);
    b.letGo = true;
    b.start();
    QTRY_VERIFY(b.hasEnded());
    QCOMPARE(b.transfers->snapshot().groups.size(), 1);
}

void QueueRestartTest::askedForAtTheEnd() // is done before the program ends
{
    Restarts b;
    for (int n = 0; n < 20; ++n) { // the thread has not begun, or just has
        b.start();
        b.transfers->download(b.request({u"none%1.txt"_s.arg(n)}));
        b.transfers.reset();
        const QueueStore kept(b.queue());
        QCOMPARE(kept.rows().size(), n + 1);
    }
}

void QueueRestartTest::beforeItIsKnownWho() // asked for before restore(): kept too, after the
                                            // others
{
    Restarts b;
    b.transfers->download(b.request());
    QTRY_COMPARE(b.file().done, kStall);
    b.transfers->restore(b.queue());
    QTRY_VERIFY(QFile::exists(b.queue()));
    b.letGo = true;
    b.start();
    QTRY_VERIFY(b.hasEnded());
}

void QueueRestartTest::limitsAndCountsGoOn()
{
    Restarts b;
    QVERIFY(b.begin());
    b.transfers->limitGroup(b.group().id, 50'000'000);
    b.transfers->limitFiles({b.file().id}, 70'000'000);
    QTRY_COMPARE(b.file().limit, 70'000'000);
    b.start();
    QVERIFY(b.hasStalled());
    QCOMPARE(b.group().limit, 50'000'000);
    QCOMPARE(b.file().limit, 70'000'000);
    b.letGo = true;
    b.start();
    QTRY_VERIFY(b.hasEnded());
    QTRY_COMPARE(b.transfers->history().count(), 1);
    auto ended = b.transfers->history().find({});
    ended.waitForFinished();
    const HistoryEntry entry = ended.result().first();
    QCOMPARE(entry.fetched, kSize); // of which the first start saw a million
}

void QueueRestartTest::theWholeProgram() // knows whose list it is once the token was read
{
    Restarts b;
    const QTemporaryDir home;
    std::unique_ptr<AppContext> app;
    const auto start = [&] {
        app.reset();
        app = startedProgram(b.hub.url(), home);
    };
    const auto group = [&app] {
        return app->transfers().snapshot().groups.value(0, {.repo = TransferBench::id()});
    };
    start();
    app->transfers().download(b.request());
    QTRY_COMPARE(group().done, kStall);
    QTRY_VERIFY(QFile::exists(home.filePath(u"data/queue.sqlite"_s)));
    b.letGo = true;
    start();
    QTRY_COMPARE(group().state, TransferState::Done);
    QCOMPARE(b.hub.requests().last().rangeStart(), kStall);
}

QTEST_GUILESS_MAIN(QueueRestartTest)
#include "tst_queuerestart.moc"

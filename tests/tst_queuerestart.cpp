#include "app/appcontext.h"
#include "tests/support/oddserver.h"

using namespace OddServer;

// What was asked for goes on at the next start of the program: the same commit, where it was, and
// only as whoever asked for it.
class QueueRestartTest final : public QObject
{
    Q_OBJECT

private slots:
    void goesOn();
    void sameCommit();
    void pausedStaysPaused();
    void cancelledStaysCancelled();
    void endedIsForgotten();
    void failedWaitsForTheUser();
    void anotherAccount_data();
    void anotherAccount();
    void anotherHub();
    void askedForAgain();
    void beforeItIsKnownWho();
    void theWholeProgram();

private:
    static constexpr qint64 kStall = 1'000'000;

    static QString queue(TransferBench &b) { return b.temp.filePath(u"data/queue.sqlite"_s); }
    static void start(TransferBench &b, Transfers::Config config)
    {
        b.transfers.reset();
        b.restart(config);
        b.transfers->restore(queue(b));
    }
    static void start(TransferBench &b) { start(b, b.config()); }
    // w.bin stops coming after a million bytes until let go.
    static void serveInTwo(TransferBench &b, bool &letGo)
    {
        serve(b, [&letGo](TransferBench &bench, const Request &r, int) {
            Reply reply = bench.repo.answer(r);
            if (!letGo && r.path.contains("w.bin")) {
                reply = cutAfter(reply, qMax<qint64>(0, kStall - r.rangeStart()));
                reply.hold = true;
            }
            return reply;
        });
    }
    static bool hasEnded(TransferBench &b) // the only group
    {
        return b.group().state == TransferState::Done;
    }
};

void QueueRestartTest::goesOn()
{
    TransferBench b;
    bool letGo = false;
    serveInTwo(b, letGo);
    start(b);
    b.transfers->download(b.request());
    QTRY_COMPARE(b.file().done, kStall);
    start(b);
    QTRY_COMPARE(b.file().done, kStall);
    letGo = true;
    start(b);
    QTRY_VERIFY(hasEnded(b));
    QCOMPARE(b.hub.requests().last().rangeStart(), kStall);
    QCOMPARE(b.contentOf(b.snapshotPath(u"w.bin"_s)), content());
    QCOMPARE(b.breaches(), QStringList());
}

void QueueRestartTest::sameCommit() // D05
{
    TransferBench b;
    bool letGo = false;
    serveInTwo(b, letGo);
    start(b);
    b.transfers->download(b.request());
    QTRY_COMPARE(b.file().done, kStall);
    const QByteArray asked = b.repo.commit;
    b.transfers.reset();
    const auto before = b.hub.requests().size();
    b.repo.commit = QByteArray("9876543210").repeated(4); // main has moved
    b.hub.setHandler([&b, asked](const Request &request) {
        FakeRepo old = b.repo;
        old.commit = asked;
        return request.path.contains(asked) ? old.answer(request) : b.repo.answer(request);
    });
    start(b);
    QTRY_VERIFY(hasEnded(b));
    QCOMPARE(b.group().commit, QString::fromLatin1(asked));
    for (const Request &request : b.hub.requests().mid(before))
        QVERIFY2(request.path.contains(asked), request.path.constData());
}

void QueueRestartTest::pausedStaysPaused()
{
    TransferBench b;
    bool letGo = false;
    serveInTwo(b, letGo);
    b.repo.files[u"z.txt"_s] = {"small", false};
    start(b);
    b.transfers->download(b.request());
    QTRY_COMPARE(b.file().done, kStall);
    b.transfers->pause({b.file().id});
    QTRY_COMPARE(b.file().state, TransferState::Paused);
    letGo = true;
    start(b);
    QTRY_COMPARE(b.file().state, TransferState::Paused);
    QTRY_COMPARE(b.file(1).state, TransferState::Done);
    const auto before = b.hub.count("GET", "w.bin");
    b.transfers->resume({b.file().id});
    QTRY_VERIFY(hasEnded(b));
    QCOMPARE(b.hub.count("GET", "w.bin"), before + 1);
    QCOMPARE(b.hub.requests().last().rangeStart(), kStall);
}

void QueueRestartTest::cancelledStaysCancelled()
{
    TransferBench b;
    bool letGo = false;
    serveInTwo(b, letGo);
    b.repo.files[u"v.bin"_s] = {QByteArray(10, 'v'), true};
    start(b);
    b.transfers->download(b.request());
    QTRY_COMPARE(b.file(0).state, TransferState::Done);
    QTRY_COMPARE(b.file(1).done, kStall);
    b.transfers->cancel({b.file(1).id});
    QTRY_COMPARE(b.group().state, TransferState::Cancelled);
    start(b);
    const qint64 second = b.transfers->download(b.request({u"v.bin"_s}));
    QTRY_VERIFY(b.hasEnded(second)); // planned after what is restored
    QCOMPARE(b.transfers->snapshot().groups.size(), 1);
}

void QueueRestartTest::endedIsForgotten()
{
    TransferBench b;
    bool letGo = true;
    serveInTwo(b, letGo);
    start(b);
    RUN_GROUP(b, b.request());
    const auto before = b.hub.requests().size();
    start(b);
    const qint64 second = b.transfers->download(b.request({u"w.bin"_s}));
    QTRY_VERIFY(b.hasEnded(second)); // planned after what is restored
    QCOMPARE(b.transfers->snapshot().groups.size(), 1);
    QVERIFY(b.hub.requests().size() <= before + 1);
}

void QueueRestartTest::failedWaitsForTheUser()
{
    TransferBench b;
    serve(b, [](TransferBench &, const Request &, int) {
        return Reply{RawHub::head("403 Forbidden", {"Content-Length: 0"})};
    });
    start(b);
    RUN_GROUP(b, b.request());
    QCOMPARE(b.group().state, TransferState::Failed);
    const QString why = b.file().error->message;
    bool letGo = true;
    serveInTwo(b, letGo);
    const auto before = b.hub.requests().size();
    start(b);
    QTRY_COMPARE(b.group().state, TransferState::Failed);
    QCOMPARE(b.group().error->message, why);
    QCOMPARE(b.hub.requests().size(), before);
    b.transfers->retryGroup(b.group().id);
    QTRY_VERIFY(hasEnded(b));
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
    TransferBench b;
    bool letGo = false;
    serveInTwo(b, letGo);
    auto config = b.config();
    config.account = u"0123"_s;
    start(b, config);
    DownloadRequest request = b.request();
    request.isPublic = isPublic;
    b.transfers->download(request);
    QTRY_COMPARE(b.file().done, kStall);
    config.account = u"4567"_s;
    config.token = "hf_OTHER";
    letGo = true;
    start(b, config);
    if (isPublic) {
        QTRY_VERIFY(hasEnded(b));
        return;
    }
    const qint64 theirs = b.transfers->download(b.request({u"none.txt"_s}));
    QTRY_VERIFY(b.hasEnded(theirs));
    QCOMPARE(b.transfers->snapshot().groups.size(), 1);
    b.transfers->forget(theirs);
    config.account = u"0123"_s; // who asked comes back: it is gone
    start(b, config);
    const qint64 other = b.transfers->download(b.request({u"none.txt"_s}));
    QTRY_VERIFY(b.hasEnded(other));
    QCOMPARE(b.transfers->snapshot().groups.size(), 1);
}

void QueueRestartTest::anotherHub() // learns nothing; the list waits for its own
{
    TransferBench b;
    bool letGo = false;
    serveInTwo(b, letGo);
    start(b);
    b.transfers->download(b.request());
    QTRY_COMPARE(b.file().done, kStall);
    RawHub other([](const Request &) { return Reply{RawHub::head("404 Not Found")}; });
    auto config = b.config();
    config.endpoint = other.url();
    start(b, config);
    const qint64 id = b.transfers->download(b.request({u"none.txt"_s}));
    QTRY_VERIFY(b.hasEnded(id));
    for (const Request &request : other.requests())
        QVERIFY(!request.path.contains("w.bin"));
    letGo = true;
    start(b);
    QTRY_VERIFY(hasEnded(b));
}

void QueueRestartTest::askedForAgain() // is the same one
{
    TransferBench b;
    bool letGo = false;
    serveInTwo(b, letGo);
    start(b);
    b.transfers->download(b.request());
    QTRY_COMPARE(b.file().done, kStall);
    start(b);
    QTRY_COMPARE(b.file().done, kStall);
    const qint64 again = b.transfers->download(b.request());
    QCOMPARE(again, b.group().id);
    letGo = true;
    start(b);
    QTRY_VERIFY(hasEnded(b));
    QCOMPARE(b.transfers->snapshot().groups.size(), 1);
}

void QueueRestartTest::beforeItIsKnownWho() // asked for before restore(): kept too, after the
                                            // others
{
    TransferBench b;
    bool letGo = false;
    serveInTwo(b, letGo);
    b.transfers->download(b.request());
    QTRY_COMPARE(b.file().done, kStall);
    b.transfers->restore(queue(b));
    QTRY_VERIFY(QFile::exists(queue(b)));
    letGo = true;
    start(b);
    QTRY_VERIFY(hasEnded(b));
}

void QueueRestartTest::theWholeProgram() // knows whose list it is once the token was read
{
    TransferBench b;
    bool letGo = false;
    serveInTwo(b, letGo);
    const QTemporaryDir home;
    QProcessEnvironment variables;
    variables.insert(u"HF_ENDPOINT"_s, b.hub.url().toString());
    variables.insert(u"HF_HOME"_s, home.path());
    std::unique_ptr<AppContext> app;
    const auto start = [&] {
        app.reset();
        app = std::make_unique<AppContext>(
            AppContext::Options{.variables = variables,
                                .homeFolder = home.path(),
                                .settingsFile = home.filePath(u"settings.ini"_s),
                                .queueFile = home.filePath(u"data/queue.sqlite"_s)});
        app->start();
    };
    const auto group = [&app] {
        return app->transfers().snapshot().groups.value(0, {.repo = TransferBench::id()});
    };
    start();
    app->transfers().download(b.request());
    QTRY_COMPARE(group().done, kStall);
    QTRY_VERIFY(QFile::exists(home.filePath(u"data/queue.sqlite"_s)));
    letGo = true;
    start();
    QTRY_COMPARE(group().state, TransferState::Done);
    QCOMPARE(b.hub.requests().last().rangeStart(), kStall);
}

QTEST_GUILESS_MAIN(QueueRestartTest)
#include "tst_queuerestart.moc"

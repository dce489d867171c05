#include "tests/support/transferbench.h"

using namespace Qt::StringLiterals;

// What downloads leave on the disk when all goes well, and what they ask the Hub for.
class DownloadTest final : public QObject
{
    Q_OBJECT

private slots:
    void oneFile();
    void snapshot();
    void snapshotAgainAsksNothing();
    void patterns();
    void sizes_data();
    void sizes();
    void sameBlobTwice();
    void sameRequestTwice();
    void sameRequestWhilePaused();
    void sameRequestAfterARetry_data();
    void sameRequestAfterARetry();
    void tokenOfNow_data();
    void tokenOfNow();
    void newCommitKeepsBlobs();
    void missingFile();
    void unsafePaths();
    void noSymlinks();
    void cancelled();
    void clearFinished();
    void clearWhileTheRefIsWritten();

private:
    // The first request for content gets no answer.
    static void holdFirst(TransferBench &b)
    {
        b.hub.setHandler([&b](const RawHub::Request &request) {
            const bool held
                = request.path.contains("/resolve/") && b.hub.count("GET", "/resolve/") == 1;
            return held ? RawHub::Reply{{}, false, true} : b.repo.answer(request);
        });
    }
};

void DownloadTest::oneFile()
{
    TransferBench b;
    b.repo.files[u"folder/model.bin"_s] = {QByteArray(3'000'000, 'x'), true};
    QSignalSpy fileDone(b.transfers.get(), &Transfers::fileDone);
    RUN_GROUP(b, b.request({u"folder/model.bin"_s}));
    QVERIFY(b.complete.value(id));
    QCOMPARE(fileDone.size(), 1);
    QCOMPARE(b.file().state, TransferState::Done);
    QCOMPARE(b.file().done, 3'000'000);
    QCOMPARE(b.file().localPath, b.snapshotPath(u"folder/model.bin"_s));
    QCOMPARE(b.contentOf(b.file().localPath), QByteArray(3'000'000, 'x'));
    const QByteArray blob = b.repo.files.first().blob();
    QCOMPARE(QFile::symLinkTarget(b.file().localPath),
             b.repoFolder() + "/blobs/"_L1 + QString::fromLatin1(blob));
    QCOMPARE(b.contentOf(b.repoFolder() + "/refs/main"_L1), b.repo.commit);
    QVERIFY(QFile::exists(b.root() + "/.locks/models--ada--model/"_L1 + QString::fromLatin1(blob)
                          + ".lock"_L1));
    QVERIFY(b.contentOf(b.root() + "/CACHEDIR.TAG"_L1)
                .startsWith("Signature: 8a477f597d28d172789f06886806bc55\n"));
    QCOMPARE(b.breaches(), QStringList());
    QCOMPARE(b.hub.count("HEAD", "/resolve/"), 1);
    QCOMPARE(b.hub.count("GET", "/resolve/"), 1);
}

void DownloadTest::snapshot()
{
    TransferBench b;
    b.repo.files = {{u"README.md"_s, {"# hello", false}},
                    {u"a/b/c.txt"_s, {"deep", false}},
                    {u"w.bin"_s, {QByteArray(100'000, 'w'), true}}};
    RUN_GROUP(b, b.request());
    QVERIFY(b.complete.value(id));
    for (const auto &[path, file] : b.repo.files.asKeyValueRange())
        QCOMPARE(b.contentOf(b.snapshotPath(path)), file.content);
    QCOMPARE(b.transfers->snapshot().groups.constFirst().filesDone, 3);
    QCOMPARE(b.transfers->snapshot().groups.constFirst().commit,
             QString::fromLatin1(b.repo.commit));
    QVERIFY(QFile::exists(b.repoFolder() + "/trees/"_L1 + QString::fromLatin1(b.repo.commit)
                          + ".json"_L1));
    QCOMPARE(b.breaches(), QStringList());
    QCOMPARE(b.hub.count("HEAD", "/"), 0); // the listing says it all
    for (const auto &request : b.hub.requests()) // D05: one commit for all
        QVERIFY(request.path.contains("/revision/main") || request.path.contains(b.repo.commit));
}

void DownloadTest::snapshotAgainAsksNothing()
{
    TransferBench b;
    b.repo.files
        = {{u"README.md"_s, {"# hello", false}}, {u"w.bin"_s, {QByteArray(100'000, 'w'), true}}};
    {
        RUN_GROUP(b, b.request());
    }
    const auto before = b.hub.requests().size();
    b.restart();
    RUN_GROUP(b, b.request());
    QVERIFY(b.complete.value(id));
    QCOMPARE(b.hub.requests().size(), before + 1); // what "main" means now
    QVERIFY(b.file().wasCached && b.file(1).wasCached);
}

void DownloadTest::patterns()
{
    TransferBench b;
    b.repo.files
        = {{u"a.json"_s, {"1", false}}, {u"d/b.json"_s, {"2", false}}, {u"d/c.bin"_s, {"3", true}}};
    DownloadRequest request = b.request();
    request.allow = {u"*.json"_s, u"*.bin"_s};
    request.ignore = {u"a*"_s};
    RUN_GROUP(b, request);
    QVERIFY(b.complete.value(id));
    QVERIFY(!QFile::exists(b.snapshotPath(u"a.json"_s)));
    QVERIFY(QFile::exists(b.snapshotPath(u"d/b.json"_s))
            && QFile::exists(b.snapshotPath(u"d/c.bin"_s)));
}

void DownloadTest::sizes_data() // D31
{
    QTest::addColumn<qsizetype>("size");
    QTest::addColumn<bool>("lfs");
    for (const qsizetype size : {0, 1, 512 * 1024 - 1, 512 * 1024, 512 * 1024 + 1, (4 << 20) - 1,
                                 4 << 20, (4 << 20) + 1}) {
        QTest::addRow("D31 git %lld", qlonglong(size)) << size << false;
        QTest::addRow("D31 lfs %lld", qlonglong(size)) << size << true;
    }
}

void DownloadTest::sizes()
{
    QFETCH(qsizetype, size);
    QFETCH(bool, lfs);
    TransferBench b;
    b.repo.files[u"file"_s] = {QByteArray(size, 's'), lfs};
    RUN_GROUP(b, b.request());
    QVERIFY(b.complete.value(id));
    QCOMPARE(b.contentOf(b.snapshotPath(u"file"_s)).size(), size);
    QCOMPARE(b.breaches(), QStringList());
}

void DownloadTest::sameBlobTwice() // D28: two names, one content
{
    TransferBench b;
    b.repo.files = {{u"one.bin"_s, {QByteArray(2'000'000, 'o'), true}},
                    {u"two.bin"_s, {QByteArray(2'000'000, 'o'), true}}};
    RUN_GROUP(b, b.request());
    QVERIFY(b.complete.value(id));
    QCOMPARE(b.hub.count("GET", "/resolve/"), 1);
    QCOMPARE(b.breaches(), QStringList());
}

void DownloadTest::sameRequestTwice() // D28
{
    TransferBench b;
    b.repo.files[u"one.bin"_s] = {QByteArray(2'000'000, 'o'), true};
    const qint64 first = b.transfers->download(b.request());
    QCOMPARE(b.transfers->download(b.request()), first);
    const qint64 other = b.transfers->download(b.request({u"one.bin"_s}));
    QVERIFY(other != first);
    QTRY_VERIFY(b.hasEnded(first) && b.hasEnded(other));
    QCOMPARE(b.hub.count("GET", "/resolve/"), 1);
}

void DownloadTest::sameRequestWhilePaused() // it goes on
{
    TransferBench b;
    b.repo.files[u"w.bin"_s] = b.weights();
    holdFirst(b);
    const qint64 id = b.transfers->download(b.request());
    QTRY_COMPARE(b.hub.count("GET", "/resolve/"), 1);
    b.transfers->pauseGroup(id);
    QTRY_COMPARE(b.file().state, TransferState::Paused);
    QCOMPARE(b.transfers->download(b.request()), id);
    QTRY_VERIFY(b.hasEnded(id));
    QVERIFY(b.complete.value(id));
}

void DownloadTest::sameRequestAfterARetry_data()
{
    QTest::addColumn<bool>("file"); // else its group
    QTest::addColumn<bool>("listed"); // before it failed
    QTest::newRow("group without files") << false << false;
    QTest::newRow("group") << false << true;
    QTest::newRow("file") << true << true;
}

void DownloadTest::sameRequestAfterARetry() // what failed is under way again
{
    QFETCH(const bool, file);
    QFETCH(const bool, listed);
    TransferBench b;
    b.repo.files[u"w.bin"_s] = b.weights();
    bool refuses = true;
    b.hub.setHandler([&](const RawHub::Request &request) {
        return refuses && request.path.contains("/resolve/") == listed
            ? RawHub::Reply{"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"}
            : b.repo.answer(request);
    });
    const qint64 id = b.transfers->download(b.request());
    QTRY_VERIFY(b.hasEnded(id));
    QCOMPARE(b.group().state, TransferState::Failed);
    refuses = false;
    b.done.clear();
    b.transfers->setGate({.cause = WaitCause::Metered}); // it goes on, but not to its end
    file ? b.transfers->retry({b.file().id}) : b.transfers->retryGroup(id);
    QTRY_VERIFY(b.group().state != TransferState::Failed);
    QCOMPARE(b.transfers->download(b.request()), id);
    b.transfers->setGate({});
    QTRY_VERIFY(b.hasEnded(id));
    QVERIFY(b.complete.value(id));
    QVERIFY(b.transfers->download(b.request()) != id);
}

void DownloadTest::tokenOfNow_data()
{
    QTest::addColumn<QByteArray>("token");
    QTest::addColumn<bool>("offline"); // instead of a pause
    QTest::newRow("replaced, paused") << QByteArray("hf_NEW") << false;
    QTest::newRow("replaced, offline") << QByteArray("hf_NEW") << true;
    QTest::newRow("signed out, paused") << QByteArray() << false;
    QTest::newRow("signed out, offline") << QByteArray() << true;
}

void DownloadTest::tokenOfNow() // what goes on later does not send the token of before
{
    QFETCH(QByteArray, token);
    QFETCH(bool, offline);
    TransferBench b;
    b.repo.files[u"w.bin"_s] = b.weights();
    holdFirst(b);
    const qint64 id = b.transfers->download(b.request());
    QTRY_COMPARE(b.hub.count("GET", "/resolve/"), 1);
    QCOMPARE(b.hub.requests().last().headers.value("authorization"), "Bearer hf_CANARY");
    Transfers::Config config = b.config();
    config.offline = offline;
    if (offline)
        b.transfers->setConfig(config);
    else
        b.transfers->pauseGroup(id);
    QTRY_COMPARE(b.file().state, offline ? TransferState::Waiting : TransferState::Paused);
    config.offline = false;
    config.token = token;
    b.transfers->setConfig(config);
    b.transfers->resumeGroup(id);
    QTRY_VERIFY(b.hasEnded(id));
    QCOMPARE(b.hub.requests().last().headers.value("authorization"),
             token.isEmpty() ? QByteArray() : "Bearer " + token);
}

void DownloadTest::newCommitKeepsBlobs()
{
    TransferBench b;
    b.repo.files[u"w.bin"_s] = {QByteArray(2'000'000, 'w'), true};
    {
        RUN_GROUP(b, b.request());
    }
    b.repo.commit = QByteArray("abcdef0123").repeated(4);
    b.repo.files[u"new.txt"_s] = {"new", false};
    RUN_GROUP(b, b.request());
    QVERIFY(b.complete.value(id));
    QCOMPARE(b.hub.count("GET", "w.bin"), 1); // the first time only
    QCOMPARE(b.contentOf(b.repoFolder() + "/refs/main"_L1), b.repo.commit);
    QCOMPARE(b.breaches(), QStringList());
}

void DownloadTest::missingFile()
{
    TransferBench b;
    b.repo.files[u"there.txt"_s] = {"there", false};
    RUN_GROUP(b, b.request({u"there.txt"_s, u"missing/file.txt"_s}));
    QVERIFY(!b.complete.value(id));
    QCOMPARE(b.file(0).state, TransferState::Failed);
    QCOMPARE(b.file(0).error->kind, HubError::Kind::NotFound);
    QCOMPARE(b.file(1).state, TransferState::Done);
    QTRY_COMPARE(b.contentOf(b.repoFolder() + "/.no_exist/"_L1 + QString::fromLatin1(b.repo.commit)
                             + "/missing/file.txt"_L1),
                 QByteArray());
    QCOMPARE(b.breaches(), QStringList());
}

void DownloadTest::unsafePaths() // C20
{
    TransferBench b;
    b.repo.files = {{u"good.txt"_s, {"good", false}},
                    {u"../evil.txt"_s, {"evil", false}},
                    {u"/etc/evil"_s, {"evil", false}},
                    {u"a/../../evil"_s, {"evil", false}},
                    {u"C:\\evil"_s, {"evil", false}},
                    {u"line\nbreak"_s, {"odd", false}},
                    {u"odd %n $HOME ~ -x [1].txt"_s, {"odd", false}}};
    RUN_GROUP(b, b.request());
    QVERIFY(!b.complete.value(id));
    QStringList refused;
    for (const TransferFile &file : b.transfers->snapshot().files)
        if (file.state == TransferState::Failed)
            refused << file.path;
    QCOMPARE(refused.size(), 5);
    QCOMPARE(b.contentOf(b.snapshotPath(u"good.txt"_s)), "good");
    QCOMPARE(b.contentOf(b.snapshotPath(u"odd %n $HOME ~ -x [1].txt"_s)), "odd");
    QCOMPARE(QDir(b.temp.path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot | QDir::Hidden),
             QStringList({u"hub"_s, u"not-the-cache"_s}));
}

void DownloadTest::noSymlinks() // C14
{
    TransferBench b;
    b.repo.files = {{u"one.bin"_s, {"same", true}}, {u"two.bin"_s, {"same", true}}};
    Transfers::Config config = b.config();
    config.links = CacheStore::Links::None;
    config.filesAtOnce = 1;
    b.restart(config);
    RUN_GROUP(b, b.request());
    QVERIFY(b.complete.value(id));
    for (const QString &path : {u"one.bin"_s, u"two.bin"_s}) {
        QVERIFY(!QFileInfo(b.snapshotPath(path)).isSymLink());
        QCOMPARE(b.contentOf(b.snapshotPath(path)), "same");
    }
    QCOMPARE(QDir(b.repoFolder() + "/blobs"_L1).entryList(QDir::AllEntries | QDir::NoDotAndDotDot),
             QStringList());
}

void DownloadTest::cancelled() // D30: cancel leaves nothing behind
{
    TransferBench b;
    b.repo.files[u"slow.bin"_s] = {QByteArray(2'000'000, 's'), true};
    b.hub.setHandler([&b](const RawHub::Request &request) {
        RawHub::Reply reply = b.repo.answer(request);
        if (request.path.contains("/resolve/")) {
            reply.bytes.chop(1'000'000);
            reply.hold = true;
        }
        return reply;
    });
    const qint64 id = b.transfers->download(b.request());
    QTRY_VERIFY(b.file().state == TransferState::Downloading && b.file().done > 0);
    b.transfers->cancelGroup(id);
    QTRY_VERIFY(b.hasEnded(id));
    QTRY_COMPARE(b.file().state, TransferState::Cancelled);
    QTRY_COMPARE(b.breaches(), QStringList());
    b.hub.setHandler([&b](const RawHub::Request &request) { return b.repo.answer(request); });
    b.done.clear();
    b.transfers->retryGroup(id);
    QTRY_VERIFY(b.hasEnded(id));
    QCOMPARE(b.file().state, TransferState::Done);
}

void DownloadTest::clearFinished()
{
    TransferBench b;
    b.repo.files[u"w.bin"_s] = {"weights", true};
    RUN_GROUP(b, b.request());
    b.transfers->clearFinished();
    QTRY_VERIFY(b.transfers->snapshot().groups.isEmpty());
    QVERIFY(b.transfers->snapshot().files.isEmpty());
}

void DownloadTest::clearWhileTheRefIsWritten() // the request has ended afterwards all the same
{
    TransferBench b;
    b.repo.files = {{u"a"_s, {"a", false}}, {u"b"_s, {"b", false}}};
    b.hub.setHandler([&b](const RawHub::Request &request) {
        const bool held = request.path.endsWith("/b") && b.hub.count("GET", "/b") == 1;
        return held ? RawHub::Reply{{}, false, true} : b.repo.answer(request);
    });
    const qint64 id = b.transfers->download(b.request());
    QTRY_COMPARE(b.file(0).state, TransferState::Done);
    b.transfers->cancelGroup(id);
    b.transfers->clearFinished(); // comes before the ref is there
    QTRY_VERIFY(b.hasEnded(id));
    QCOMPARE(b.contentOf(b.repoFolder() + "/refs/main"_L1), b.repo.commit);
    const qint64 again = b.transfers->download(b.request());
    QVERIFY(again != id);
    QTRY_VERIFY(b.hasEnded(again));
    QVERIFY(b.complete.value(again));
}

QTEST_GUILESS_MAIN(DownloadTest)
#include "tst_download.moc"

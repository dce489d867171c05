#include "app/transfer/historystore.h"
#include "tests/support/oddserver.h"

#include <QProcess>
#include <QSqlQuery>
#include <QStandardPaths>

using namespace OddServer;

// What has ended is remembered: what it was, how it came, and what each file is.
class HistoryTest final : public QObject
{
    Q_OBJECT

private slots:
    void keepsAll();
    void theLastTryCounts();
    void finds_data();
    void finds();
    void dropsTheOldest();
    void newerIsLeftAlone();
    void tellsHowItCame();
    void tellsHowItFailed();
    void whatWasThere();
    void outlivesTheProgram();
    void anAccountLeaves();
    void exports();
    void exportFails();

private:
    static HistoryEntry entry(const QString &name)
    {
        return {.key = name,
                .asked = {.request = {.repo = *RepoId::parse(RepoKind::Dataset, u"ada/"_s + name),
                                      .revision = *Revision::parse(u"refs/pr/3"),
                                      .paths = {u"a"_s},
                                      .folder = u"/to"_s,
                                      .expected = {{u"a"_s, {.blob = "b", .size = 3}}}},
                          .endpoint = QUrl(u"https://hub.example"_s),
                          .account = u"77"_s,
                          .cacheRoot = u"/cache"_s},
                .commit = QString(40, u'a'),
                .end = TransferState::Failed,
                .begun = QDateTime::fromMSecsSinceEpoch(1'000, QTimeZone::UTC),
                .ended = QDateTime::fromMSecsSinceEpoch(61'000, QTimeZone::UTC),
                .activeMs = 2'000,
                .files = 2,
                .filesDone = 1,
                .bytes = 7'000,
                .fetched = 5'000,
                .peak = 3'000,
                .error = u"It failed."_s};
    }
    static QStringList names(const QList<HistoryEntry> &entries)
    {
        QStringList all;
        for (const HistoryEntry &each : entries)
            all << each.asked.request.repo.name();
        return all;
    }
    static QList<HistoryEntry> all(TransferBench &b)
    {
        auto future = b.transfers->history().find({});
        future.waitForFinished();
        return future.result();
    }
    static QList<Receipt> receipts(TransferBench &b, qint64 id)
    {
        auto future = b.transfers->history().receipts(id);
        future.waitForFinished();
        return future.result();
    }
};

void HistoryTest::keepsAll()
{
    const QTemporaryDir temp;
    const QString path = temp.filePath(u"data/history.sqlite"_s);
    const QList<Receipt> receipts{{.path = u"نموذج/配置.json"_s,
                                   .blob = QByteArray(40, 'b'),
                                   .sha256 = QString(64, u'c'),
                                   .size = qint64(1) << 40,
                                   .source = u"cdn.example"_s,
                                   .end = TransferState::Cancelled,
                                   .wasThere = true,
                                   .note = u"a note"_s,
                                   .localPath = u"/x"_s},
                                  {.path = u"b"_s}};
    {
        HistoryStore store(path);
        QVERIFY(store.isOpen());
        store.put(entry(u"x"_s), receipts);
    }
    const HistoryStore store(path);
    QCOMPARE(store.count(), 1);
    const HistoryEntry read = store.find({}).first();
    const HistoryEntry put = entry(u"x"_s);
    QCOMPARE(read.asked.request.repo, put.asked.request.repo);
    QCOMPARE(read.asked.request.revision, put.asked.request.revision);
    QCOMPARE(read.asked.request.paths, put.asked.request.paths);
    QCOMPARE(read.asked.request.folder, put.asked.request.folder);
    QVERIFY(read.asked.request.expected == put.asked.request.expected);
    QCOMPARE(read.asked.endpoint, put.asked.endpoint);
    QCOMPARE(read.commit, put.commit);
    QCOMPARE(read.end, put.end);
    QCOMPARE(read.begun, put.begun);
    QCOMPARE(read.ended, put.ended);
    QCOMPARE(read.files, put.files);
    QCOMPARE(read.filesDone, put.filesDone);
    QCOMPARE(read.bytes, put.bytes);
    QCOMPARE(read.average(), 2'500.0);
    QCOMPARE(read.peak, put.peak);
    QCOMPARE(read.error, put.error);
    QCOMPARE(store.receipts(read.id), receipts);
    QCOMPARE(QFile::permissions(path) & (QFile::ReadGroup | QFile::ReadOther),
             QFile::Permissions());
}

void HistoryTest::theLastTryCounts()
{
    HistoryStore store(u":memory:"_s);
    store.put(entry(u"x"_s), {{.path = u"a"_s}, {.path = u"b"_s}});
    HistoryEntry again = entry(u"x"_s);
    again.end = TransferState::Done;
    store.put(again, {{.path = u"a"_s}});
    QCOMPARE(store.count(), 1);
    const HistoryEntry read = store.find({}).first();
    QCOMPARE(read.end, TransferState::Done);
    QCOMPARE(store.receipts(read.id).size(), 1);
    store.remove({read.id});
    QCOMPARE(store.count(), 0);
    QVERIFY(store.receipts(read.id).isEmpty());
}

void HistoryTest::finds_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("found");
    const QStringList both{u"second"_s, u"first"_s};
    QTest::newRow("all") << u" "_s << both;
    QTest::newRow("repository") << u"FIRST"_s << QStringList{u"first"_s};
    QTest::newRow("owner") << u"ada/"_s << both;
    QTest::newRow("path") << u"odel-00"_s << QStringList{u"second"_s};
    QTest::newRow("hash") << u"ccc"_s << QStringList{u"first"_s};
    QTest::newRow("etag") << u"bbb"_s << QStringList{u"first"_s};
    QTest::newRow("commit") << u"aaaaa"_s << both;
    QTest::newRow("error") << u"it failed"_s << both;
    QTest::newRow("not a pattern") << u"%"_s << QStringList{};
    QTest::newRow("nor this") << u"first_"_s << QStringList{};
    QTest::newRow("quote") << u"'; DROP TABLE entries; --"_s << QStringList{};
}

void HistoryTest::finds()
{
    QFETCH(const QString, text);
    HistoryStore store(u":memory:"_s);
    store.put(entry(u"first"_s),
              {{.path = u"x"_s, .blob = QByteArray(40, 'b'), .sha256 = QString(64, u'c')}});
    HistoryEntry later = entry(u"second"_s);
    later.ended = later.ended.addSecs(1);
    store.put(later, {{.path = u"model-00001.bin"_s}});
    QTEST(names(store.find(text)), "found");
}

void HistoryTest::dropsTheOldest()
{
    const QTemporaryDir temp;
    const QString path = temp.filePath(u"history.sqlite"_s);
    HistoryStore store(path);
    store.put(entry(u"oldest"_s), {{.path = u"w"_s}});
    { // many at once
        auto database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"many"_s);
        database.setDatabaseName(path);
        QVERIFY(database.open());
        QVERIFY(QSqlQuery(database).exec(
            u"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<%1) INSERT INTO "
            "entries (kind, repo, revision, folder, public, endpoint, account, root, histkey, "
            "hash, "
            "state, begun, ended, lists) SELECT 'models', 'org/repo'||i, 'main', '', 1, "
            "'https://hub.example', '', '/c', 'k'||i, '', 0, i, 100000+i, '{}' FROM n"_s.arg(
                HistoryStore::kMostEntries - 1)));
    }
    QSqlDatabase::removeDatabase(u"many"_s);
    QCOMPARE(store.count(), HistoryStore::kMostEntries);
    QCOMPARE(store.find(u"oldest"_s).size(), 1);
    HistoryEntry newest = entry(u"newest"_s);
    newest.ended = QDateTime::currentDateTimeUtc();
    store.put(newest, {});
    QCOMPARE(store.count(), HistoryStore::kMostEntries);
    QCOMPARE(store.find(u"oldest"_s).size(), 0);
    QElapsedTimer time;
    time.start();
    QCOMPARE(store.find({}).size(), HistoryStore::kMostEntries);
    QCOMPARE(names(store.find({})).first(), u"newest"_s);
    QCOMPARE(store.find(u"repo999"_s).size(), 11);
    qInfo("three searches: %lld ms", time.elapsed());
    QVERIFY(time.elapsed() < 3'000); // measured: 150
}

void HistoryTest::newerIsLeftAlone()
{
    const QTemporaryDir temp;
    const QString path = temp.filePath(u"history.sqlite"_s);
    HistoryStore(path).put(entry(u"x"_s), {});
    {
        auto database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"newer"_s);
        database.setDatabaseName(path);
        QVERIFY(database.open());
        QVERIFY(QSqlQuery(database).exec(u"PRAGMA user_version=99"_s));
    }
    QSqlDatabase::removeDatabase(u"newer"_s);
    const QByteArray before = TransferBench::contentOf(path);
    {
        HistoryStore store(path);
        QVERIFY(!store.isOpen());
        QVERIFY(!store.trouble().isEmpty());
        store.put(entry(u"y"_s), {});
        QCOMPARE(store.find({}).size(), 0);
    }
    QCOMPARE(TransferBench::contentOf(path), before);
}

void HistoryTest::tellsHowItCame()
{
    TransferBench b;
    b.repo.files[u"w.bin"_s] = file();
    b.repo.files[u"readme.md"_s] = {"text", false};
    RUN_GROUP(b, b.request());
    QTRY_COMPARE(b.transfers->history().count(), 1);
    const HistoryEntry entry = all(b).first();
    QCOMPARE(entry.end, TransferState::Done);
    QCOMPARE(entry.asked.request.repo, b.id());
    QCOMPARE(entry.commit, QString::fromLatin1(b.repo.commit));
    QCOMPARE(entry.files, 2);
    QCOMPARE(entry.filesDone, 2);
    QCOMPARE(entry.bytes, kSize + 4);
    QCOMPARE(entry.fetched, kSize + 4);
    QVERIFY(entry.begun.isValid() && entry.begun <= entry.ended);
    const QList<Receipt> files = receipts(b, entry.id);
    QCOMPARE(files.size(), 2);
    for (const Receipt &receipt : files) {
        const FakeRepo::File &served = b.repo.files[receipt.path];
        QCOMPARE(receipt.blob, served.blob());
        QCOMPARE(receipt.sha256.toLatin1(), served.sha256()); // git's too
        QCOMPARE(receipt.size, served.content.size());
        QCOMPARE(receipt.source, u"127.0.0.1"_s);
        QCOMPARE(receipt.end, TransferState::Done);
        QVERIFY(!receipt.wasThere);
    }
    Q_UNUSED(id)
}

void HistoryTest::tellsHowItFailed() // and that it was cancelled then
{
    TransferBench b;
    serve(b, [](TransferBench &, const Request &, int) {
        return Reply{RawHub::head("403 Forbidden", {"Content-Length: 0"})};
    });
    RUN_GROUP(b, b.request());
    QTRY_COMPARE(b.transfers->history().count(), 1);
    const HistoryEntry entry = all(b).first();
    QCOMPARE(entry.end, TransferState::Failed);
    QCOMPARE(entry.error, b.file().error->message);
    QCOMPARE(receipts(b, entry.id).first().note, b.file().error->message);
    serve(b, [](TransferBench &bench, const Request &r, int) { return bench.repo.answer(r); });
    b.transfers->retryGroup(id);
    QTRY_COMPARE(b.done.size(), 2);
    QTRY_COMPARE(all(b).first().end, TransferState::Done);
    QCOMPARE(all(b).size(), 1);
}

void HistoryTest::whatWasThere()
{
    TransferBench b;
    b.repo.files[u"w.bin"_s] = file();
    const qint64 first = b.transfers->download(b.request());
    QTRY_VERIFY(b.hasEnded(first));
    const qint64 second = b.transfers->download(b.request());
    QTRY_VERIFY(b.hasEnded(second));
    QTRY_COMPARE(b.transfers->history().count(), 2);
    const HistoryEntry entry = all(b).first();
    QCOMPARE(entry.bytes, kSize);
    QCOMPARE(entry.fetched, 0);
    const Receipt receipt = receipts(b, entry.id).first();
    QVERIFY(receipt.wasThere);
    QCOMPARE(receipt.source, QString());
    QCOMPARE(receipt.sha256.toLatin1(), b.repo.files[u"w.bin"_s].sha256());
}

void HistoryTest::outlivesTheProgram() // also what ended before it was known whose it is
{
    TransferBench b;
    b.repo.files[u"w.bin"_s] = file();
    RUN_GROUP(b, b.request());
    QTRY_COMPARE(b.transfers->history().count(), 1);
    const QString list = b.temp.filePath(u"data/queue.sqlite"_s);
    auto config = b.config();
    config.account = u"77"_s;
    b.transfers->setConfig(config);
    b.transfers->restore(list);
    const qint64 second = b.transfers->download(b.request({u"w.bin"_s}));
    QTRY_VERIFY(b.hasEnded(second));
    QTRY_COMPARE(b.transfers->history().count(), 2);
    b.transfers.reset();
    b.restart(config);
    QCOMPARE(all(b).size(), 0);
    b.transfers->restore(list);
    QTRY_COMPARE(b.transfers->history().count(), 1); // the first was nobody's, and not public
    b.transfers.reset();
    config.account = u"88"_s;
    b.restart(config);
    b.transfers->restore(list);
    QTRY_VERIFY(QFile::exists(b.temp.filePath(u"data/history.sqlite"_s)));
    QTRY_COMPARE(all(b).size(), 0); // another's
    Q_UNUSED(id)
}

void HistoryTest::anAccountLeaves()
{
    TransferBench b;
    bool letGo = false;
    serve(b, [&letGo](TransferBench &bench, const Request &r, int) {
        Reply reply = bench.repo.answer(r);
        if (!letGo) {
            reply = cutAfter(reply, 1'000);
            reply.hold = true;
        }
        return reply;
    });
    b.repo.files[u"small.txt"_s] = {"x", false};
    DownloadRequest isPublic = b.request({u"small.txt"_s});
    isPublic.isPublic = true;
    letGo = true;
    const qint64 one = b.transfers->download(isPublic);
    const qint64 two = b.transfers->download(b.request({u"small.txt"_s, u"none"_s}));
    QTRY_VERIFY(b.hasEnded(one) && b.hasEnded(two));
    letGo = false;
    b.transfers->download(b.request({u"w.bin"_s}));
    QTRY_COMPARE(b.file(b.transfers->snapshot().files.size() - 1).done, 1'000);
    QTRY_COMPARE(b.transfers->history().count(), 2);
    b.transfers->leaveAccount();
    QTRY_COMPARE(b.transfers->history().count(), 1);
    QCOMPARE(all(b).first().asked.request.isPublic, true);
}

void HistoryTest::exports()
{
    TransferBench b;
    b.repo.files[u"w.bin"_s] = file();
    b.repo.files[u"folder/read me.md"_s] = {"text", false};
    RUN_GROUP(b, b.request());
    QTRY_COMPARE(b.transfers->history().count(), 1);
    const qint64 entry = all(b).first().id;
    TransferHistory &history = b.transfers->history();
    const QString sums = b.temp.filePath(u"sums.txt"_s);
    auto written = history.exportTo(sums, {entry}, TransferHistory::Format::Sha256Sums);
    written.waitForFinished();
    QVERIFY(written.result().has_value());
    const QByteArray text = b.contentOf(sums);
    QVERIFY(text.contains(b.repo.files[u"w.bin"_s].sha256() + "  w.bin\n"));
    QVERIFY(text.contains(b.repo.files[u"folder/read me.md"_s].sha256() + "  folder/read me.md\n"));
    if (const QString program = QStandardPaths::findExecutable(u"sha256sum"_s);
        !program.isEmpty()) {
        QProcess check;
        check.setWorkingDirectory(QFileInfo(b.snapshotPath(u"w.bin"_s)).path());
        check.start(program, {u"--check"_s, u"--strict"_s, sums});
        QVERIFY(check.waitForFinished());
        QCOMPARE(check.exitCode(), 0);
    }
    const QString json = b.temp.filePath(u"receipts.json"_s);
    written = history.exportTo(json, {entry}, TransferHistory::Format::Json);
    written.waitForFinished();
    const QJsonObject document = QJsonDocument::fromJson(b.contentOf(json)).object();
    QCOMPARE(document["format"_L1].toString(), u"hubnaut-receipts"_s);
    const QJsonObject first = document["entries"_L1][0].toObject();
    QCOMPARE(first["repo"_L1].toString(), u"ada/model"_s);
    QCOMPARE(first["type"_L1].toString(), u"model"_s);
    QCOMPARE(first["files"_L1].toArray().size(), 2);
    QVERIFY(!b.contentOf(json).contains("hf_CANARY"));
    Q_UNUSED(id)
}

void HistoryTest::exportFails()
{
    TransferHistory history;
    auto written = history.exportTo(u"/proc/no/file"_s, {}, TransferHistory::Format::Json);
    written.waitForFinished();
    QVERIFY(!written.result().has_value());
    QVERIFY(!written.result().error().message.isEmpty());
}

QTEST_GUILESS_MAIN(HistoryTest)
#include "tst_history.moc"

#include "tests/support/historyentries.h"
#include "tests/support/oddserver.h"

#include <QProcess>
#include <QStandardPaths>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace OddServer;

// What has ended is remembered: what it was, how it came, and what each file is.
class HistoryTest final : public QObject
{
    Q_OBJECT

private slots:
    void tellsHowItCame();
    void tellsHowItFailed();
    void undoReplacesNothingNewer();
    void waitsAreNoWork();
    void whatWasThere();
    void outlivesTheProgram();
    void anAccountLeaves();
    void anotherTokenAndBack();
    void nobodysStays();
    void exports();
    void exportFails();
    void goneBeforeTheDiskAnswers();

private:
    static bool isThreadThere(const QByteArray &name)
    {
        QDirIterator tasks(u"/proc/self/task"_s, QDir::Dirs | QDir::NoDotAndDotDot);
        while (tasks.hasNext())
            if (TransferBench::contentOf(tasks.next() + "/comm"_L1).trimmed() == name)
                return true;
        return false;
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

void HistoryTest::undoReplacesNothingNewer() // of the same download
{
    TransferBench b;
    serve(b, [](TransferBench &, const Request &, int) {
        return Reply{RawHub::head("403 Forbidden", {"Content-Length: 0"})};
    });
    RUN_GROUP(b, b.request());
    QTRY_COMPARE(b.transfers->history().count(), 1);
    b.transfers->history().remove({all(b).first().id});
    QTRY_COMPARE(b.transfers->history().count(), 0);
    serve(b, [](TransferBench &bench, const Request &r, int) { return bench.repo.answer(r); });
    b.transfers->retryGroup(id);
    QTRY_COMPARE(b.transfers->history().count(), 1);
    b.transfers->history().takeBack();
    QCOMPARE(all(b).size(), 1);
    QCOMPARE(all(b).first().end, TransferState::Done);
}

// The average is over the time in which bytes could come.
void HistoryTest::waitsAreNoWork()
{
    TransferBench b;
    serve(b, [](TransferBench &bench, const Request &r, int nth) {
        if (nth > 1)
            return bench.repo.answer(r);
        return Reply{
            RawHub::head("429 Too Many Requests", {"Retry-After: 2", "Content-Length: 0"})};
    });
    RUN_GROUP(b, b.request());
    QVERIFY(b.complete.value(id));
    QTRY_COMPARE(b.transfers->history().count(), 1);
    const HistoryEntry entry = all(b).first();
    const qint64 idleMs = entry.begun.msecsTo(entry.ended) - entry.activeMs;
    QVERIFY2(idleMs >= 1'900, QByteArray::number(idleMs).constData());
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

void HistoryTest::anAccountLeaves() // A11
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

void HistoryTest::anotherTokenAndBack() // of a program that was closed meanwhile
{
    TransferBench b;
    b.repo.files[u"w.bin"_s] = file();
    const auto start = [&b](const QString &account) {
        auto config = b.config();
        config.account = account;
        b.transfers.reset();
        b.restart(config);
        b.transfers->restore(b.temp.filePath(u"data/queue.sqlite"_s));
    };
    start(u"77"_s);
    RUN_GROUP(b, b.request());
    QTRY_COMPARE(b.transfers->history().count(), 1);
    start(u"88"_s);
    const qint64 theirs = b.transfers->download(b.request({u"w.bin"_s}));
    QTRY_VERIFY(b.hasEnded(theirs));
    QTRY_COMPARE(b.transfers->history().count(), 1);
    QCOMPARE(all(b).size(), 1);
    start(u"77"_s);
    QTRY_COMPARE(b.transfers->history().count(), 1);
    QCOMPARE(all(b).first().asked.account, u"77"_s);
    auto config = b.config();
    config.account = u"99"_s; // the same person's next token
    b.transfers->setConfig(config);
    b.transfers->renameAccount(u"77"_s, u"99"_s);
    start(u"99"_s);
    QTRY_COMPARE(b.transfers->history().count(), 1);
    b.transfers->leaveAccount(); // A11: then nobody's is left
    QTRY_COMPARE(b.transfers->history().count(), 0);
    start(u"88"_s);
    QTRY_VERIFY(b.transfers->isKept());
    QCOMPARE(all(b).size(), 0);
    Q_UNUSED(id)
}

void HistoryTest::nobodysStays() // for who has no account
{
    TransferBench b;
    b.repo.files[u"w.bin"_s] = file();
    const QString list = b.temp.filePath(u"data/queue.sqlite"_s);
    b.transfers->restore(list);
    RUN_GROUP(b, b.request());
    QTRY_COMPARE(b.transfers->history().count(), 1);
    b.transfers.reset();
    b.restart();
    b.transfers->restore(list);
    QTRY_COMPARE(b.transfers->history().count(), 1);
    Q_UNUSED(id)
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

// Its thread goes on when it is gone, and finds nobody to tell.
void HistoryTest::goneBeforeTheDiskAnswers()
{
    const QTemporaryDir temp;
    const QByteArray pipe = QFile::encodeName(temp.filePath(u"file"_s)); // blocks who opens it
    QCOMPARE(mkfifo(pipe.constData(), 0600), 0);
    alignas(TransferHistory) std::array<std::byte, sizeof(TransferHistory)> place;
    auto *history = new (place.data()) TransferHistory;
    history->add(entry(u"a"_s),
                 {{.path = u"a"_s,
                   .blob = QByteArray(40, '0'),
                   .size = 3,
                   .localPath = QFile::decodeName(pipe)}});
    history->~TransferHistory();
    place.fill(std::byte{0xee});
    QVERIFY(isThreadThere("history"));
    ::close(::open(pipe.constData(), O_WRONLY));
    QTRY_VERIFY(!isThreadThere("history"));
    QTest::qWait(50); // until it is deleted
}

QTEST_GUILESS_MAIN(HistoryTest)
#include "tst_history.moc"

#include "tests/support/hookeddisk.h"
#include "tests/support/oddserver.h"

#include <QThread>

#include <atomic>

using namespace OddServer;

// A content that is not what it must be: what can be known to be bad is fetched again, as little
// else as possible, and the file says so. A second copy that is no better ends it.
class DownloadRefetchTest final : public QObject
{
    Q_OBJECT

private slots:
    void changedWhilePaused();
    void changedBetweenStarts();
    void arrivedDamaged();
    void everythingArrivedDamaged();
    void secondCopyDamagedElsewhere();
    void serverWithoutRanges();
    void pausedInTheSecondCopy();
    void pausedBeforeTheSecondCopy();

private:
    static constexpr qint64 kPart = 200'000; // bytes of a segment: fifteen
    static constexpr qint64 kFirst = 1'800'000; // bytes that come before the test goes on
    static constexpr qint64 kBad = 500'000; // a byte of the third segment
    static constexpr int kMarksUpToIt = 3;

    qint64 m_sent = 0;
    bool m_open = false; // the server gives what lies behind kFirst

    static void open(TransferBench &b)
    {
        auto config = b.config();
        config.segment = kPart;
        config.silenceSeconds = 20; // a busy machine that answers late is no fault
        b.restart(config);
    }
    Reply countedFrom(Reply reply)
    {
        m_sent += reply.bytes.size() - reply.bytes.indexOf("\r\n\r\n") - 4;
        return reply;
    }
    void serveFirstPart(TransferBench &b)
    {
        m_sent = 0;
        m_open = false;
        serve(b, [this](TransferBench &bench, const Request &r, int) {
            Reply reply = bench.repo.answer(r);
            if (r.rangeStart() >= kFirst && !m_open) {
                reply = cutAfter(std::move(reply), 0);
                reply.hold = true;
            }
            return countedFrom(std::move(reply));
        });
    }
    static QString inBlobs(const TransferBench &b, const QString &suffix)
    {
        const QDir blobs(b.repoFolder() + "/blobs"_L1);
        return blobs.filePath(blobs.entryList({u'*' + suffix}, QDir::Files).value(0));
    }
    static bool isMarked(const TransferBench &b)
    {
        const auto journal = QJsonDocument::fromJson(b.contentOf(inBlobs(b, u".ranges.now"_s)));
        return journal["marks"_L1]["digests"_L1].toArray().size() >= kMarksUpToIt;
    }
    static void damageDisk(const TransferBench &b)
    {
        QFile part(inBlobs(b, u".incomplete"_s));
        QVERIFY(part.open(QIODevice::ReadWrite) && part.seek(kBad) && part.write("rot") == 3);
    }
    static Reply damaged(Reply reply, const Request &r, qint64 at)
    {
        const qint64 place = reply.bytes.indexOf("\r\n\r\n") + 4 + at - r.rangeStart();
        if (at >= r.rangeStart() && place < reply.bytes.size())
            reply.bytes[place] ^= 1;
        return reply;
    }
    static void checkContent(const TransferBench &b)
    {
        QCOMPARE(b.contentOf(b.snapshotPath(u"w.bin"_s)), content());
        QCOMPARE(b.breaches(), QStringList());
    }
};

void DownloadRefetchTest::changedWhilePaused()
{
    TransferBench b;
    open(b);
    serveFirstPart(b);
    const qint64 id = b.transfers->download(b.request());
    QTRY_VERIFY(b.file().done == kFirst && isMarked(b));
    b.transfers->pause({b.file().id});
    QTRY_COMPARE(b.file().state, TransferState::Paused);
    damageDisk(b);
    m_open = true;
    b.transfers->resume({b.file().id});
    QTRY_VERIFY(b.hasEnded(id));
    QVERIFY(b.complete.value(id));
    checkContent(b);
    QCOMPARE(m_sent, kSize + kPart);
    QVERIFY2(b.file().note.contains("on the disk"_L1), qPrintable(b.file().note));
    auto entries = b.transfers->history().find({});
    QTRY_VERIFY(entries.isFinished());
    auto receipts = b.transfers->history().receipts(entries.result().constFirst().id);
    QTRY_VERIFY(receipts.isFinished());
    QCOMPARE(receipts.result().constFirst().note, b.file().note);
}

void DownloadRefetchTest::changedBetweenStarts()
{
    TransferBench b;
    open(b);
    serveFirstPart(b);
    const QString queue = b.temp.filePath(u"queue.sqlite"_s);
    b.transfers->restore(queue);
    b.transfers->download(b.request());
    QTRY_VERIFY(b.file().done == kFirst && isMarked(b));
    b.transfers.reset();
    damageDisk(b);
    m_open = true;
    open(b);
    b.transfers->restore(queue);
    QTRY_COMPARE(b.done.size(), 1);
    checkContent(b);
    QCOMPARE(m_sent, kSize + kPart);
}

void DownloadRefetchTest::arrivedDamaged() // D06, D07: once, and what lies behind is not needed
                                           // again
{
    TransferBench b;
    open(b);
    m_sent = 0;
    bool second = false;
    serve(b, [this, &second](TransferBench &bench, const Request &r, int) {
        second = second || (r.rangeStart() == 0 && m_sent >= kSize);
        if (!second)
            return countedFrom(damaged(bench.repo.answer(r), r, kBad));
        Reply reply = bench.repo.answer(r);
        if (r.rangeStart() < kFirst)
            return countedFrom(std::move(reply));
        reply = cutAfter(std::move(reply), 0);
        reply.hold = true;
        return reply;
    });
    RUN_GROUP(b, b.request());
    QVERIFY(b.complete.value(id));
    QVERIFY(second);
    checkContent(b);
    QVERIFY2(m_sent <= kSize + kFirst, QByteArray::number(m_sent).constData());
    QVERIFY2(b.file().note.contains("second copy"_L1), qPrintable(b.file().note));
}

void DownloadRefetchTest::everythingArrivedDamaged() // D10: another file, once
{
    TransferBench b;
    open(b);
    m_sent = 0;
    serve(b, [this](TransferBench &bench, const Request &r, int) {
        Reply reply = bench.repo.answer(r);
        if (m_sent < kSize)
            for (auto i = reply.bytes.indexOf("\r\n\r\n") + 4; i < reply.bytes.size(); ++i)
                reply.bytes[i] ^= 1;
        return countedFrom(std::move(reply));
    });
    RUN_GROUP(b, b.request());
    QVERIFY(b.complete.value(id));
    checkContent(b);
    QCOMPARE(m_sent, 2 * kSize);
}

void DownloadRefetchTest::secondCopyDamagedElsewhere() // D06
{
    TransferBench b;
    open(b);
    m_sent = 0;
    serve(b, [this](TransferBench &bench, const Request &r, int) {
        return countedFrom(damaged(bench.repo.answer(r), r, m_sent < kSize ? kBad : kSize - 1));
    });
    RUN_GROUP(b, b.request());
    // When what lies behind the first difference was found right in time, the file is right.
    if (b.complete.value(id))
        return checkContent(b);
    QCOMPARE(b.file().error->kind, HubError::Kind::BadReply);
    QVERIFY(!QFile::exists(b.snapshotPath(u"w.bin"_s)));
    QCOMPARE(m_sent, 2 * kSize);
}

void DownloadRefetchTest::serverWithoutRanges() // D01
{
    TransferBench b;
    open(b);
    m_sent = 0;
    serve(b, [this](TransferBench &bench, const Request &r, int) {
        Request whole = r;
        whole.headers.remove("range");
        Reply reply = bench.repo.answer(whole);
        return countedFrom(m_sent < kSize ? damaged(std::move(reply), whole, kBad) : reply);
    });
    RUN_GROUP(b, b.request());
    QVERIFY(b.complete.value(id));
    checkContent(b);
    QCOMPARE(m_sent, 2 * kSize);
}

void DownloadRefetchTest::pausedInTheSecondCopy()
{
    TransferBench b;
    open(b);
    m_sent = 0;
    bool second = false;
    bool letGo = false;
    serve(b, [&](TransferBench &bench, const Request &r, int) {
        second = second || (r.rangeStart() == 0 && m_sent >= kSize);
        if (!second)
            return countedFrom(damaged(bench.repo.answer(r), r, kBad));
        Reply reply = bench.repo.answer(r);
        if (r.rangeStart() >= 400'000 && !letGo) { // before what is bad
            reply = cutAfter(std::move(reply), 0);
            reply.hold = true;
        }
        return countedFrom(std::move(reply));
    });
    const qint64 id = b.transfers->download(b.request());
    QTRY_VERIFY(second && b.file().done == 400'000);
    b.transfers->pause({b.file().id});
    QTRY_COMPARE(b.file().state, TransferState::Paused);
    QCOMPARE(b.file().done, 400'000);
    letGo = true;
    b.transfers->resume({b.file().id});
    QTRY_VERIFY(b.hasEnded(id));
    QVERIFY(b.complete.value(id));
    checkContent(b);
    QCOMPARE(m_sent, 2 * kSize);
}

// What has come is kept, though it is known by then that not all of it is right.
void DownloadRefetchTest::pausedBeforeTheSecondCopy()
{
    const HookedDisk::Unhooked unhooked;
    std::atomic_bool reads = false;
    HookedDisk::hook = [&reads](const char *call, int) {
        for (int i = 0; i < 3'000 && !reads && qstrcmp(call, "read") == 0; ++i)
            QThread::msleep(10);
        return 0;
    };
    TransferBench b;
    open(b);
    m_sent = 0;
    serve(b, [this](TransferBench &bench, const Request &r, int) {
        Reply reply = bench.repo.answer(r);
        return countedFrom(m_sent < kSize ? damaged(std::move(reply), r, kBad) : reply);
    });
    const qint64 id = b.transfers->download(b.request());
    QTRY_COMPARE(b.file().state, TransferState::Verifying);
    b.transfers->pause({b.file().id});
    reads = true;
    QTRY_COMPARE(b.file().state, TransferState::Paused);
    QCOMPARE(b.file().done, kSize);
    b.transfers->resume({b.file().id});
    QTRY_VERIFY(b.hasEnded(id));
    QVERIFY(b.complete.value(id));
    checkContent(b);
    QVERIFY2(b.file().note.contains("second copy"_L1), qPrintable(b.file().note));
    QVERIFY2(m_sent <= 2 * kSize, QByteArray::number(m_sent).constData());
}

QTEST_GUILESS_MAIN(DownloadRefetchTest)
#include "tst_downloadrefetch.moc"

#include "tests/support/oddserver.h"

using namespace OddServer;
using namespace std::chrono_literals;

Q_DECLARE_METATYPE(Answers)

// One file over several connections: what helps is used, what fails only narrows, no byte comes
// twice, and the file is right or not there.
class DownloadLanesTest final : public QObject
{
    Q_OBJECT

private slots:
    void aStalledOneHoldsUpNobody();
    void troubleNarrows_data();
    void troubleNarrows();
    void serverWithoutRanges();
    void storageIsAskedDirectly();
    void expiredAddressIsRenewed();
    void pauseKeepsWhatCame();

private:
    static constexpr qint64 kPart = 200'000; // bytes of a segment: fifteen
    static constexpr qint64 kStall = 100'000; // bytes after which the first answer says no more

    static void open(TransferBench &b, std::chrono::milliseconds step = 20ms, int silence = 2)
    {
        auto config = b.config();
        config.segment = kPart;
        config.silenceSeconds = silence;
        config.lookStep = step;
        b.restart(config);
    }
    static qint64 bodyOf(const Reply &reply)
    {
        return reply.bytes.size() - reply.bytes.indexOf("\r\n\r\n") - 4;
    }
    static Reply stallAfter(Reply reply, qsizetype bodyBytes)
    {
        reply = cutAfter(std::move(reply), bodyBytes);
        reply.hold = true;
        return reply;
    }
};

void DownloadLanesTest::aStalledOneHoldsUpNobody()
{
    TransferBench b;
    open(b, 250ms, 60); // a busy machine that answers late is no second stall
    qint64 sent = 0;
    serve(b, [&sent](TransferBench &bench, const Request &r, int nth) {
        const Reply reply
            = nth == 1 ? stallAfter(bench.repo.answer(r), kStall) : bench.repo.answer(r);
        sent += bodyOf(reply);
        return reply;
    });
    const qint64 id = b.transfers->download(b.request());
    QTRY_VERIFY_WITH_TIMEOUT(b.hasEnded(id), 30'000); // half of the silence that is borne
    QVERIFY(b.complete.value(id));
    QCOMPARE(sent, kSize); // no byte twice
    QCOMPARE(b.contentOf(b.snapshotPath(u"w.bin"_s)), content());
    QCOMPARE(b.breaches(), QStringList());
}

void DownloadLanesTest::troubleNarrows_data()
{
    QTest::addColumn<Answers>("second"); // answer, while the first one stalls
    const auto row = [](const char *name, Answers second) { QTest::newRow(name) << second; };
    row("N13 error", [](TransferBench &, const Request &, int) {
        return Reply{RawHub::head("503 Service Unavailable", {"Content-Length: 0"})};
    });
    row("N11 asked to slow down", [](TransferBench &, const Request &, int) {
        return Reply{
            RawHub::head("429 Too Many Requests", {"Retry-After: 1", "Content-Length: 0"})};
    });
    row("D01 all of it", [](TransferBench &b, const Request &r, int) {
        Request whole = r;
        whole.headers.remove("range");
        return b.repo.answer(whole);
    });
    row("D02 another part", [](TransferBench &b, const Request &r, int) {
        Request other = r;
        other.headers["range"] = "bytes=0-199999";
        return b.repo.answer(other);
    });
    row("D02 without Content-Range", [](TransferBench &b, const Request &r, int) {
        Reply reply = b.repo.answer(r);
        return Reply{reply.bytes.replace("Content-Range:", "X-Other:")};
    });
    row("N16 cut", [](TransferBench &b, const Request &r, int) {
        return cutAfter(b.repo.answer(r), 50'000, true);
    });
    row("N17 ends early",
        [](TransferBench &b, const Request &r, int) { return cutAfter(b.repo.answer(r), 50'000); });
    row("D07 damaged", [](TransferBench &b, const Request &r, int) {
        Reply reply = b.repo.answer(r);
        reply.bytes[reply.bytes.size() - 5] ^= 1;
        return reply;
    });
}

void DownloadLanesTest::troubleNarrows()
{
    QFETCH(const Answers, second);
    TransferBench b;
    open(b);
    serve(b, [&second](TransferBench &bench, const Request &r, int nth) {
        if (nth == 1)
            return stallAfter(bench.repo.answer(r), kStall);
        return nth == 2 ? second(bench, r, nth) : bench.repo.answer(r);
    });
    RUN_GROUP(b, b.request());
    QVERIFY(b.complete.value(id));
    QCOMPARE(b.contentOf(b.snapshotPath(u"w.bin"_s)), content());
    QCOMPARE(b.breaches(), QStringList());
}

void DownloadLanesTest::serverWithoutRanges() // D01
{
    TransferBench b;
    open(b, 250ms); // a busy machine that answers late is not asked twice
    serve(b, [](TransferBench &bench, const Request &r, int) {
        Request whole = r;
        whole.headers.remove("range");
        return bench.repo.answer(whole);
    });
    RUN_GROUP(b, b.request());
    QVERIFY(b.complete.value(id));
    QCOMPARE(b.hub.count("GET", "/resolve/"), 1);
    QCOMPARE(b.contentOf(b.snapshotPath(u"w.bin"_s)), content());
}

void DownloadLanesTest::storageIsAskedDirectly()
{
    TransferBench b;
    open(b, 1s, 20); // a busy machine that answers late is no stall
    RawHub storage([](const Request &r) { return FakeRepo().serve(r, file()); });
    serve(b, [&storage](TransferBench &bench, const Request &, int) {
        return Reply{RawHub::head("302 Found",
                                  bench.repo.headersOf(file())
                                      << "Location: " + storage.url().toEncoded() + "/signed?x=1")};
    });
    RUN_GROUP(b, b.request());
    QVERIFY(b.complete.value(id));
    QCOMPARE(b.hub.count("GET", "/resolve/"), 1);
    QCOMPARE(storage.requests().size(), kSize / kPart);
    for (const Request &request : storage.requests())
        QVERIFY(!request.headers.contains("authorization"));
    QCOMPARE(b.contentOf(b.snapshotPath(u"w.bin"_s)), content());
}

void DownloadLanesTest::expiredAddressIsRenewed() // D08
{
    TransferBench b;
    open(b, 1s, 20); // as above
    int links = 0;
    QHash<QByteArray, int> uses; // a link is good for three
    RawHub storage([&uses](const Request &r) {
        return ++uses[r.path] <= 3 ? FakeRepo().serve(r, file())
                                   : Reply{RawHub::head("403 Forbidden", {"Content-Length: 0"})};
    });
    serve(b, [&](TransferBench &bench, const Request &, int) {
        return Reply{
            RawHub::head("302 Found",
                         bench.repo.headersOf(file()) << "Location: " + storage.url().toEncoded()
                                 + "/signed?x=" + QByteArray::number(++links))};
    });
    RUN_GROUP(b, b.request());
    QVERIFY(b.complete.value(id));
    QCOMPARE(b.contentOf(b.snapshotPath(u"w.bin"_s)), content());
    QVERIFY2(links >= 5 && links <= 8,
             QByteArray::number(links).constData()); // 15 parts by 3, two at once
}

void DownloadLanesTest::pauseKeepsWhatCame() // with a gap in it
{
    TransferBench b;
    open(b, 250ms); // the one that stalls is not asked for again meanwhile
    qint64 sent = 0;
    bool onceMore = false;
    serve(b, [&sent, &onceMore](TransferBench &bench, const Request &r, int nth) {
        Reply reply = bench.repo.answer(r);
        if (nth == 1)
            reply = stallAfter(reply, kStall);
        else if (nth >= 5 && !onceMore)
            reply = stallAfter(reply, 0);
        sent += bodyOf(reply);
        return reply;
    });
    const qint64 id = b.transfers->download(b.request());
    QTRY_VERIFY(b.hub.count("GET", "/resolve/") >= 6 && b.file().done == sent);
    b.transfers->pause({b.file().id});
    QTRY_COMPARE(b.file().state, TransferState::Paused);
    QCOMPARE(b.file().done, sent);
    onceMore = true;
    b.transfers->resume({b.file().id});
    QTRY_VERIFY(b.hasEnded(id));
    QVERIFY(b.complete.value(id));
    QCOMPARE(sent, kSize);
    QCOMPARE(b.contentOf(b.snapshotPath(u"w.bin"_s)), content());
    QCOMPARE(b.breaches(), QStringList());
}

QTEST_GUILESS_MAIN(DownloadLanesTest)
#include "tst_downloadlanes.moc"

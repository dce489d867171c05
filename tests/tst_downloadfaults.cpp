#include "tests/support/oddserver.h"

using namespace OddServer;

Q_DECLARE_METATYPE(Answers)

// A server that misbehaves: whatever it does, a file is right or it is not there, and the token
// reaches the Hub's own origin only.
class DownloadFaultsTest final : public QObject
{
    Q_OBJECT

private slots:
    void recovers_data();
    void recovers();
    void refuses_data();
    void refuses();
    void refusesHead_data();
    void refusesHead();
    void rateLimited();
    void changesBetween();
    void silence();
    void gitFiles_data();
    void gitFiles();
    void aByteAConnection_data();
    void aByteAConnection();
};

void DownloadFaultsTest::recovers_data()
{
    QTest::addColumn<Answers>("answers");
    QTest::addColumn<int>("requests");
    QTest::addColumn<qint64>("fetched"); // bytes, at most
    const auto row = [](const char *name, int requests, qint64 fetched, Answers answers) {
        QTest::newRow(name) << answers << requests << fetched;
    };
    row("N16 cut in the middle", 2, kSize, [](TransferBench &b, const Request &r, int nth) {
        return nth == 1 ? cutAfter(b.repo.answer(r), 1'000'001, true) : b.repo.answer(r);
    });
    row("N16 reset before the first byte", 2, kSize,
        [](TransferBench &b, const Request &r, int nth) {
            return nth == 1 ? cutAfter(b.repo.answer(r), 0, true) : b.repo.answer(r);
        });
    row("N16 reset before the last byte", 2, kSize,
        [](TransferBench &b, const Request &r, int nth) {
            return nth == 1 ? cutAfter(b.repo.answer(r), kSize - 1, true) : b.repo.answer(r);
        });
    row("N17 ends early", 2, kSize, [](TransferBench &b, const Request &r, int nth) {
        return nth == 1 ? cutAfter(b.repo.answer(r), 1'000'001) : b.repo.answer(r);
    });
    row("N18 no length, ends early", 2, kSize, [](TransferBench &b, const Request &r, int nth) {
        if (nth > 1)
            return b.repo.answer(r);
        return Reply{RawHub::head("200 OK", b.repo.headersOf(file())) + content().first(1'500'000)};
    });
    row("D01 200 to a range", 2, 1'000'001 + kSize,
        [](TransferBench &b, const Request &r, int nth) {
            Request whole = r;
            whole.headers.remove("range");
            return nth == 1 ? cutAfter(b.repo.answer(r), 1'000'001) : b.repo.answer(whole);
        });
    row("D06 damaged once", 2, 2 * kSize, [](TransferBench &b, const Request &r, int nth) {
        Reply reply = b.repo.answer(r);
        if (nth == 1)
            reply.bytes[reply.bytes.size() - 5] ^= 1;
        return reply;
    });
    row("D07 damaged on resume", 3, 2 * kSize, [](TransferBench &b, const Request &r, int nth) {
        Reply reply = b.repo.answer(r);
        if (nth == 1)
            return cutAfter(reply, 2'000'000);
        if (nth == 2)
            reply.bytes[reply.bytes.size() - 5] ^= 1;
        return reply;
    });
    row("D06 damaged once, after D02 wrong ranges", 6, 4 * kSize,
        [](TransferBench &b, const Request &r, int nth) {
            Reply reply = b.repo.answer(r);
            if (nth == 1)
                return cutAfter(reply, 2'000'000);
            if (nth <= 4)
                reply.bytes.replace("Content-Range: bytes 2000000-",
                                    "Content-Range: bytes 1999999-");
            else if (nth == 5)
                reply.bytes[reply.bytes.size() - 5] ^= 1;
            return reply;
        });
    row("D02 wrong range once", 3, 2 * kSize, [](TransferBench &b, const Request &r, int nth) {
        Reply reply = b.repo.answer(r);
        if (nth == 1)
            return cutAfter(reply, 2'000'000);
        if (nth == 2)
            reply.bytes.replace("Content-Range: bytes 2000000-", "Content-Range: bytes 1999999-");
        return reply;
    });
    row("D03 416 on resume", 3, kSize, [](TransferBench &b, const Request &r, int nth) {
        if (nth == 1)
            return cutAfter(b.repo.answer(r), 2'000'000);
        return nth == 2 ? Reply{RawHub::head("416 Range Not Satisfiable")} : b.repo.answer(r);
    });
    row("N20 more than announced once", 2, 2 * kSize,
        [](TransferBench &b, const Request &r, int nth) {
            if (nth > 1)
                return b.repo.answer(r);
            return Reply{RawHub::head("200 OK", b.repo.headersOf(file())) + content() + "and more"};
        });
    row("N13 503 three times", 4, kSize, [](TransferBench &b, const Request &r, int nth) {
        return nth < 4 ? Reply{RawHub::head("503 Service Unavailable")} : b.repo.answer(r);
    });
}

void DownloadFaultsTest::recovers()
{
    QFETCH(Answers, answers);
    QFETCH(int, requests);
    QFETCH(qint64, fetched);
    TransferBench b;
    serve(b, answers);
    RUN_GROUP(b, b.request());
    QVERIFY2(b.complete.value(id), b.file().error ? qPrintable(b.file().error->detail) : "");
    QCOMPARE(b.contentOf(b.snapshotPath(u"w.bin"_s)), content());
    QCOMPARE(b.hub.count("GET", "/resolve/"), requests);
    auto entries = b.transfers->history().find({});
    QTRY_VERIFY(entries.isFinished());
    const qint64 came = entries.result().constFirst().fetched;
    QVERIFY2(came <= fetched, QByteArray::number(came).constData());
    QCOMPARE(b.breaches(), QStringList());
}

void DownloadFaultsTest::refuses_data()
{
    QTest::addColumn<Answers>("answers");
    QTest::addColumn<HubError::Kind>("kind");
    using Kind = HubError::Kind;
    const auto row = [](const char *name, Kind kind, Answers answers) {
        QTest::newRow(name) << answers << kind;
    };
    const auto withHeader = [](const char *from, const QByteArray &to) {
        return [from = QByteArray(from), to](TransferBench &b, const Request &r, int) {
            Reply reply = b.repo.answer(r);
            const auto at = reply.bytes.indexOf(from + ": ");
            reply.bytes.replace(at, reply.bytes.indexOf("\r\n", at) - at,
                                to.isEmpty() ? "X-Nothing: 1" : from + ": " + to);
            return reply;
        };
    };
    row("D06 damaged for ever", Kind::BadReply, [](TransferBench &b, const Request &r, int) {
        Reply reply = b.repo.answer(r);
        reply.bytes[reply.bytes.size() - 5] ^= 1;
        return reply;
    });
    row("D10 another file of the same size", Kind::BadReply,
        [](TransferBench &b, const Request &, int) {
            return Reply{RawHub::head("200 OK", b.repo.headersOf(file())) + QByteArray(kSize, 'z')};
        });
    row("D33 a pointer in place of the content", Kind::BadReply,
        [](TransferBench &b, const Request &, int) {
            return Reply{RawHub::head("200 OK", b.repo.headersOf(file()))
                         + "version https://git-lfs.github.com/spec/v1\n"};
        });
    row("N20 more than announced", Kind::BadReply, [](TransferBench &b, const Request &, int) {
        return Reply{RawHub::head("200 OK", b.repo.headersOf(file())) + content() + "x"};
    });
    row("N22 gzip", Kind::BadReply, [](TransferBench &b, const Request &, int) {
        return Reply{RawHub::head("200 OK", b.repo.headersOf(file()) << "Content-Encoding: gzip"_ba)
                     + content()};
    });
    row("N30 206 unasked", Kind::BadReply, [](TransferBench &b, const Request &, int) {
        return Reply{RawHub::head("206 Partial Content", b.repo.headersOf(file())) + content()};
    });
    row("N30 204", Kind::BadReply, [](TransferBench &b, const Request &, int) {
        return Reply{RawHub::head("204 No Content", b.repo.headersOf(file()))};
    });
    row("N35 a captive portal", Kind::BadReply, [](TransferBench &, const Request &, int) {
        return Reply{RawHub::head("200 OK", {"Content-Type: text/html"}) + "<html>Sign in"};
    });
    row("N19 length negative", Kind::BadReply, withHeader("Content-Length", "-1"));
    row("N27 a head of a megabyte", Kind::BadReply,
        withHeader("Content-Length", QByteArray(1 << 20, '1')));
    row("N28 no head", Kind::BadReply,
        [](TransferBench &, const Request &, int) { return Reply{"<html>Sign in"}; });
    row("D11 size wrong", Kind::BadReply, withHeader("X-Linked-Size", "2999999"));
    row("D11 etag missing", Kind::BadReply, withHeader("X-Linked-Etag", "\"\""));
    row("D12 another commit", Kind::BadReply, withHeader("X-Repo-Commit", QByteArray(40, 'f')));
    row("N15 gated", Kind::Gated, [](TransferBench &, const Request &, int) {
        return Reply{RawHub::head("403 Forbidden", {"X-Error-Code: GatedRepo"})};
    });
}

void DownloadFaultsTest::refuses()
{
    QFETCH(Answers, answers);
    QFETCH(HubError::Kind, kind);
    TransferBench b;
    Transfers::Config config = b.config();
    config.retryStep = std::chrono::milliseconds{1};
    b.restart(config);
    serve(b, answers);
    RUN_GROUP(b, b.request());
    QVERIFY(!b.complete.value(id));
    QCOMPARE(b.file().state, TransferState::Failed);
    QVERIFY2(b.file().error->kind == kind, qPrintable(b.file().error->detail));
    QVERIFY(!QFile::exists(QString::fromUtf8(blobPath(b))));
    QVERIFY(!QFileInfo(b.snapshotPath(u"w.bin"_s)).isSymLink());
    QTRY_COMPARE(b.breaches(), QStringList());
    if (QByteArrayView(QTest::currentDataTag()).startsWith("D06")) {
        QVERIFY(b.file().error->detail.contains(QString::fromLatin1(file().blob())));
        QCOMPARE(b.hub.count("GET", "/resolve/"), 2);
    }
}

void DownloadFaultsTest::refusesHead_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<QByteArray>("value");
    const QByteArray etag = "X-Linked-Etag";
    QTest::newRow("D11 etag with ..") << etag << "\"../../evil\""_ba;
    QTest::newRow("D11 etag with slash") << etag << "\"a/b\""_ba;
    QTest::newRow("D11 etag of 300") << etag << QByteArray(300, 'a');
    QTest::newRow("D11 etag upper case") << etag << QByteArray(64, 'A');
    QTest::newRow("D11 etag of 39") << etag << QByteArray(39, 'a');
    QTest::newRow("D12 commit with ..") << "X-Repo-Commit"_ba << "../../x"_ba;
    QTest::newRow("D12 commit of 39") << "X-Repo-Commit"_ba << QByteArray(39, 'a');
    QTest::newRow("N19 size with sign") << "X-Linked-Size"_ba << "+3000000"_ba;
    QTest::newRow("N19 size negative") << "X-Linked-Size"_ba << "-5"_ba;
    QTest::newRow("N19 size too large") << "X-Linked-Size"_ba << "99999999999999999999"_ba;
}

void DownloadFaultsTest::refusesHead()
{
    QFETCH(QByteArray, header);
    QFETCH(QByteArray, value);
    TransferBench b;
    b.repo.files[u"w.bin"_s] = file();
    b.hub.setHandler([&](const Request &request) {
        Reply reply = b.repo.answer(request);
        if (const auto at = reply.bytes.indexOf(header + ": "); at >= 0)
            reply.bytes.replace(at, reply.bytes.indexOf("\r\n", at) - at, header + ": " + value);
        return reply;
    });
    RUN_GROUP(b, b.request({u"w.bin"_s}));
    QCOMPARE(b.file().state, TransferState::Failed);
    QCOMPARE(b.file().error->kind, HubError::Kind::BadReply);
    QCOMPARE(b.hub.count("GET", "/resolve/"), 0);
    QVERIFY(!QDir(b.repoFolder() + "/blobs"_L1).exists());
}

void DownloadFaultsTest::rateLimited() // N11: the whole thread waits, not each file for itself
{
    TransferBench b;
    for (int i = 0; i < 8; ++i)
        b.repo.files[u"f%1"_s.arg(i)] = {QByteArray::number(i), false};
    QElapsedTimer since;
    QList<qint64> times;
    b.hub.setHandler([&](const Request &request) {
        if (request.path.contains("/resolve/")) {
            if (!since.isValid()) {
                since.start();
                return Reply{
                    RawHub::head("429 Too Many Requests", {"RateLimit: \"resolvers\";r=0;t=1"})};
            }
            times << since.elapsed();
        }
        return b.repo.answer(request);
    });
    Transfers::Config config = b.config();
    config.filesAtOnce = 1;
    b.restart(config);
    RUN_GROUP(b, b.request());
    QVERIFY(b.complete.value(id));
    for (const qint64 time : times)
        QVERIFY2(time >= 1'900, qPrintable(QString::number(time)));
}

void DownloadFaultsTest::changesBetween() // D04
{
    TransferBench b;
    serve(b, [](TransferBench &bench, const Request &r, int nth) {
        if (nth == 1)
            return cutAfter(bench.repo.answer(r), 1'000'000);
        return bench.repo.serve(
            r, {QByteArray(kSize, 'n'), true}); // another version under the same address
    });
    RUN_GROUP(b, b.request());
    QCOMPARE(b.file().state, TransferState::Failed);
    QVERIFY(!QFile::exists(QString::fromUtf8(blobPath(b))));
    QTRY_COMPARE(b.breaches(), QStringList());
}

void DownloadFaultsTest::silence() // N26: nothing comes any more; others go on
{
    TransferBench b;
    serve(b, [](TransferBench &bench, const Request &r, int nth) {
        Reply reply = bench.repo.answer(r);
        if (nth == 1) {
            reply = cutAfter(reply, 1'000'000);
            reply.hold = true;
        }
        return reply;
    });
    RUN_GROUP(b, b.request());
    QVERIFY(b.complete.value(id));
    QCOMPARE(b.hub.count("GET", "/resolve/"), 2);
}

void DownloadFaultsTest::gitFiles_data() // D06, D10: known by the SHA-1 of git
{
    QTest::addColumn<int>("damaged"); // answers
    QTest::addColumn<bool>("whole"); // all of it, else one bit
    QTest::addColumn<bool>("arrives");
    QTest::newRow("D06 a bit once") << 1 << false << true;
    QTest::newRow("D06 a bit for ever") << 99 << false << false;
    QTest::newRow("D10 another file of the same size") << 99 << true << false;
}

void DownloadFaultsTest::gitFiles()
{
    QFETCH(int, damaged);
    QFETCH(bool, whole);
    QFETCH(bool, arrives);
    TransferBench b;
    const FakeRepo::File small{"{\"a\": 1}\n", false};
    b.repo.files[u"config.json"_s] = small;
    int nth = 0;
    b.hub.setHandler([&](const Request &request) {
        Reply reply = b.repo.answer(request);
        if (request.method == "GET" && request.path.contains("/resolve/") && ++nth <= damaged) {
            if (whole)
                reply.bytes.replace(small.content, QByteArray(small.content.size(), 'z'));
            else
                reply.bytes[reply.bytes.size() - 3] ^= 1;
        }
        return reply;
    });
    RUN_GROUP(b, b.request());
    QCOMPARE(b.complete.value(id), arrives);
    QCOMPARE(nth, 2);
    const QString name = b.snapshotPath(u"config.json"_s);
    if (arrives) {
        QCOMPARE(b.contentOf(name), small.content);
    } else {
        QCOMPARE(b.file().error->kind, HubError::Kind::BadReply);
        QVERIFY(b.file().error->detail.contains(QString::fromLatin1(small.gitSha())));
        QVERIFY(!QFileInfo(name).isSymLink());
        QVERIFY(
            !QFile::exists(b.repoFolder() + "/blobs/"_L1 + QString::fromLatin1(small.gitSha())));
    }
    QTRY_COMPARE(b.breaches(), QStringList());
}

void DownloadFaultsTest::aByteAConnection_data() // N17, N16
{
    QTest::addColumn<bool>("abort");
    QTest::addColumn<int>("most"); // requests
    QTest::newRow("N17 closed") << false << 61;
    QTest::newRow("N16 reset") << true << 61;
}

void DownloadFaultsTest::aByteAConnection() // three million of them would take a year
{
    QFETCH(bool, abort);
    QFETCH(int, most);
    TransferBench b;
    Transfers::Config config = b.config();
    config.retryStep = std::chrono::milliseconds{1};
    b.restart(config);
    serve(b, [abort](TransferBench &bench, const Request &r, int) {
        return cutAfter(bench.repo.answer(r), 1, abort);
    });
    RUN_GROUP(b, b.request());
    QCOMPARE(b.file().state, TransferState::Failed);
    QVERIFY(!b.file().error->message.isEmpty());
    QVERIFY2(b.hub.count("GET", "/resolve/") <= most,
             qPrintable(QString::number(b.hub.count("GET", "/resolve/"))));
    QTRY_COMPARE(CacheCheck::breaches(b.root(), CacheCheck::Temporaries::Allowed), QStringList());
}

QTEST_GUILESS_MAIN(DownloadFaultsTest)
#include "tst_downloadfaults.moc"

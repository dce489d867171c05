#include "tests/support/fakestore.h"
#include "tests/support/uploadbench.h"

using Request = RawHub::Request;
using Reply = RawHub::Reply;

namespace {

constexpr qint64 kChunk = 1'000;

QByteArray content(qsizetype size = 4'001)
{
    QByteArray all(size, '\0');
    for (qsizetype i = 0; i < size; ++i)
        all[i] = char(i * 7 + i / 256);
    return all;
}

} // namespace

// Uploads to servers that do what the Hub and its storage should not.
class TestUploadOdd final : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_bench = std::make_unique<UploadBench>();
        m_store = std::make_unique<FakeStore>(kChunk);
        m_evil
            = std::make_unique<RawHub>([](const Request &) { return FakeStore::empty("200 OK"); });
    }
    void cleanup()
    {
        m_bench.reset();
        m_store.reset();
        m_evil.reset();
    }

    void plainly()
    {
        run();
        QVERIFY2(m_bench->now().isConfirmed(), qPrintable(m_bench->trouble()));
        QCOMPARE(m_store->object, content());
        QCOMPARE(m_store->parts.size(), 5);
        QCOMPARE(m_store->parts.last().size(), 1); // U14
        for (const Request &request : m_store->hub.requests()) {
            const bool isSigned
                = request.path.startsWith("/part/") || request.path.startsWith("/complete");
            QCOMPARE(request.headers.contains("authorization"), !isSigned);
            QVERIFY(!request.headers.contains("expect"));
            QVERIFY(!request.headers.contains("transfer-encoding"));
        }
    }

    void noEtag() // U05: a part that the storage does not confirm is sent again
    {
        m_store->instead = [](const Request &request, int nth) -> std::optional<Reply> {
            if (request.path.startsWith("/part/2") && nth <= 2)
                return FakeStore::empty("200 OK");
            return {};
        };
        run();
        QVERIFY2(m_bench->now().isConfirmed(), qPrintable(m_bench->trouble()));
        QCOMPARE(m_store->asked("PUT", "/part/2"), 3);
        QCOMPARE(m_store->asked("PUT", "/part/1"), 1);
    }

    void neverAnEtag()
    {
        m_store->instead = [](const Request &request, int) -> std::optional<Reply> {
            if (request.path.startsWith("/part/2"))
                return FakeStore::empty("200 OK");
            return {};
        };
        run();
        QCOMPARE(m_bench->row(u"w.bin"_s).state, UploadState::Failed);
        QVERIFY(!m_bench->row(u"w.bin"_s).error->message.isEmpty());
        QCOMPARE(m_store->completions, 0);
        QVERIFY(m_store->commits.isEmpty());
    }

    void expiredPart_data() // U05
    {
        QTest::addColumn<QByteArray>("upload");
        QTest::addColumn<int>("sentAgain");
        QTest::newRow("the same upload: the others are kept") << "u1"_ba << 1;
        QTest::newRow("another upload: all of them") << "u2"_ba << 5;
    }
    void expiredPart()
    {
        QFETCH(const QByteArray, upload);
        QFETCH(const int, sentAgain);
        m_store->instead = [this, upload](const Request &request, int nth) -> std::optional<Reply> {
            if (!request.path.startsWith("/part/5") || nth > 1)
                return {};
            m_store->upload = upload;
            return FakeStore::empty("403 Forbidden");
        };
        run();
        QVERIFY2(m_bench->now().isConfirmed(), qPrintable(m_bench->trouble()));
        QCOMPARE(m_store->object, content());
        QCOMPARE(m_store->hub.count("PUT", "/part/"), 5 + sentAgain);
        QCOMPARE(m_store->hub.count("POST", "/objects/batch"), 2);
        QCOMPARE(m_store->hub.count("PUT", "uploadId=" + upload), upload == "u1" ? 6 : 5);
    }

    void storedMeanwhile() // by somebody else, as a new batch says
    {
        m_store->instead = [this](const Request &request, int) -> std::optional<Reply> {
            if (!request.path.startsWith("/part/3"))
                return {};
            m_store->object = content();
            return FakeStore::empty("403 Forbidden");
        };
        run();
        QVERIFY2(m_bench->now().isConfirmed(), qPrintable(m_bench->trouble()));
        QCOMPARE(m_store->completions, 0);
    }

    void completionForgotten() // U07: the storage knows nothing of the upload any more
    {
        m_store->instead = [this](const Request &request, int nth) -> std::optional<Reply> {
            if (!request.path.startsWith("/complete") || nth > 1)
                return {};
            m_store->upload = "u2";
            return FakeStore::empty("404 Not Found");
        };
        run();
        QVERIFY2(m_bench->now().isConfirmed(), qPrintable(m_bench->trouble()));
        QCOMPARE(m_store->hub.count("PUT", "uploadId=u2"), 5);
    }

    void otherPartsThanSent() // the completion says so: once all of it again
    {
        m_store->instead = [](const Request &request, int nth) -> std::optional<Reply> {
            if (!request.path.startsWith("/complete") || nth > 1)
                return {};
            return FakeStore::empty("400 Bad Request");
        };
        run();
        QVERIFY2(m_bench->now().isConfirmed(), qPrintable(m_bench->trouble()));
        QCOMPARE(m_store->hub.count("PUT", "/part/"), 10);
    }

    void otherBytesThanSent() // U16: never committed
    {
        m_store->instead = [this](const Request &request, int) -> std::optional<Reply> {
            if (!request.path.startsWith("/verify"))
                return {};
            m_store->object.clear();
            return FakeStore::empty("404 Not Found");
        };
        run();
        QCOMPARE(m_bench->row(u"w.bin"_s).state, UploadState::Failed);
        QCOMPARE(m_store->hub.count("PUT", "/part/"), 10); // once all of it again
        QVERIFY(m_store->commits.isEmpty());
    }

    void verifyElsewhere() // U16: refused before any byte
    {
        m_store->verify = {{u"href"_s, QString::fromLatin1(m_evil->url().toEncoded() + "/verify")}};
        run();
        QCOMPARE(m_bench->row(u"w.bin"_s).state, UploadState::Failed);
        QCOMPARE(m_store->hub.count("PUT", "/part/"), 0);
        QVERIFY(m_evil->requests().isEmpty());
        QVERIFY(m_store->commits.isEmpty());
    }

    void oddBatch_data() // U06, U15
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::newRow("a part missing") << u"\"3\""_s << u"\"x3\""_s;
        QTest::newRow("a number twice") << u"\"3\""_s << u"\"04\""_s;
        QTest::newRow("chunk 0") << u"\"chunk_size\": 1000"_s << u"\"chunk_size\": 0"_s;
        QTest::newRow("chunk negative") << u"\"chunk_size\": 1000"_s << u"\"chunk_size\": -1000"_s;
        QTest::newRow("chunk a word") << u"\"chunk_size\": 1000"_s << u"\"chunk_size\": \"big\""_s;
        QTest::newRow("chunk 1") << u"\"chunk_size\": 1000"_s << u"\"chunk_size\": 1"_s;
        QTest::newRow("xet only") << u"\"multipart\""_s << u"\"xet\""_s;
        QTest::newRow("unknown transfer") << u"\"multipart\""_s << u"\"pigeon\""_s;
        QTest::newRow("a part on evil") << u"\"3\": \"HUB"_s << u"\"3\": \"EVIL"_s;
        QTest::newRow("no encryption") << u"\"3\": \"HUB"_s << u"\"3\": \"http://192.0.2.1"_s;
    }
    void oddBatch()
    {
        QFETCH(QString, from);
        QFETCH(QString, to);
        const QByteArray hub = m_store->hub.url().toEncoded();
        from.replace(u"HUB"_s, QString::fromLatin1(hub));
        to.replace(u"EVIL"_s, QString::fromLatin1(m_evil->url().toEncoded()));
        bool replaced = false;
        m_store->instead = [&](const Request &request, int) -> std::optional<Reply> {
            if (!request.path.endsWith("/objects/batch"))
                return {};
            QByteArray body = QJsonDocument(m_store->batch(request)).toJson();
            replaced = body.contains(from.toUtf8());
            return Reply{RawHub::head("200 OK") + body.replace(from.toUtf8(), to.toUtf8())};
        };
        run();
        QVERIFY(replaced);
        QVERIFY(!m_bench->now().isConfirmed());
        const auto &whole = m_bench->now().error;
        const auto error = whole ? whole : m_bench->row(u"w.bin"_s).error;
        QVERIFY(error && !error->message.isEmpty());
        QCOMPARE(m_store->hub.count("PUT", "/"), 0);
        QVERIFY(m_evil->requests().isEmpty());
        QVERIFY(m_store->commits.isEmpty());
    }

    void redirects_data() // of what is sent are not followed
    {
        QTest::addColumn<QByteArray>("path");
        for (const char *path : {"/api/models/ada/up/preupload/", "/ada/up.git/", "/part/3",
                                 "/complete", "/verify", "/api/models/ada/up/commit/"})
            QTest::newRow(path) << QByteArray(path);
    }
    void redirects()
    {
        QFETCH(const QByteArray, path);
        for (const QByteArray &status : {"302 Found"_ba, "307 Temporary Redirect"_ba}) {
            cleanup();
            init();
            m_store->instead = [&](const Request &request, int) -> std::optional<Reply> {
                if (!request.path.startsWith(path))
                    return {};
                return FakeStore::empty(status,
                                        {"Location: " + m_evil->url().toEncoded() + "/stolen"});
            };
            run();
            QVERIFY(!m_bench->now().isConfirmed());
            QVERIFY(m_evil->requests().isEmpty());
            QVERIFY(m_store->commits.isEmpty());
        }
    }

    void earlyRefusal() // before the body is taken: the answer counts, not the lost connection
    {
        m_store->instead = [](const Request &request, int) -> std::optional<Reply> {
            if (!request.path.contains("/commit/"))
                return {};
            return Reply{RawHub::head("403 Forbidden",
                                      {"X-Error-Message: Storage is full", "Content-Length: 0"})};
        };
        run();
        QCOMPARE(m_bench->now().error->kind, HubError::Kind::Forbidden); // U12
        QCOMPARE(m_bench->now().error->detail, u"Storage is full"_s);
    }

private:
    void run()
    {
        RUN_UPLOAD(*m_bench, UploadBench::config(m_store->hub.url()),
                   UploadBench::order({m_bench->made(u"w.bin"_s, content())}));
    }

    std::unique_ptr<UploadBench> m_bench;
    std::unique_ptr<FakeStore> m_store;
    std::unique_ptr<RawHub> m_evil;
};

QTEST_GUILESS_MAIN(TestUploadOdd)
#include "tst_uploadodd.moc"

#include "app/localhub/faults.h"
#include "app/localhub/localhub.h"
#include "app/localhub/localstore.h"
#include "tests/support/onthewire.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

const QByteArray kText = "0123456789abcdefghij"; // the file's content, 20 bytes

} // namespace

// Each fault does on the wire what its line in the catalogue says.
class TestFaults final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QVERIFY(m_dir.isValid());
        m_hub = std::make_unique<LocalHub>(LocalHub::Options{.folder = m_dir.path()});
        QVERIFY(m_hub->start());
        const RepoId id = *RepoId::parse(RepoKind::Model, u"ada/x");
        m_hub->store().createRepo(id);
        const QByteArray commit = m_hub->store().commit(
            id, u"main"_s,
            {.adds = {{u"a.txt"_s, Content::bytes(kText)}, {u"w.bin"_s, Content::bytes(kText)}}});
        m_file = "/api/resolve-cache/models/ada/x/" + commit + "/a.txt";
        m_large = "/ada/x/resolve/main/w.bin";
    }
    void cleanup() { m_hub->clearFaults(); }

    void namesAreUniqueAndExplained()
    {
        QSet<QByteArray> names;
        for (const FaultKind &kind : faultKinds()) {
            QVERIFY2(!names.contains(kind.name), kind.name);
            names.insert(kind.name);
            QVERIFY(qstrlen(kind.rows) >= 3 && qstrlen(kind.what) > 3);
        }
        QVERIFY(names.size() > 80);
    }

    void theWholeAnswer_data()
    {
        QTest::addColumn<QByteArray>("has"); // somewhere in the bytes
        QTest::addColumn<QByteArray>("hasNot");
        const auto row
            = [](const char *fault, const QByteArray &has, const QByteArray &hasNot = "never") {
                  QTest::newRow(fault) << has << hasNot;
              };
        const QByteArray evil = m_hub->url("evil").toEncoded();
        row("redirect-evil",
            "302 Found\r\nContent-Type: text/plain; charset=utf-8\r\nLocation: " + evil
                + m_file); // N01
        row("redirect-mirror", "Location: " + m_hub->url("mirror").toEncoded() + '/'); // N02
        row("redirect-hub", "Location: " + m_hub->url().toEncoded() + '/'); // N04
        row("redirect-loop", "Location: " + m_file + "\r\n"); // N05
        row("redirect-chain", "localhubhop=1\r\n");
        row("redirect-file", "Location: file:///etc/hostname\r\n"); // N06
        row("redirect-data", "Location: data:");
        row("redirect-qrc", "Location: qrc:");
        row("redirect-ftp", "Location: ftp:");
        row("redirect-javascript", "Location: javascript:");
        row("redirect-private", "Location: http://10.");
        row("redirect-307-evil", " 307 "); // N07
        row("redirect-308-evil", " 308 ");
        row("redirect-307-same", "Location: /api/");
        row("location-empty", "Location: \r\n"); // N08
        row("location-missing", " 302 ", "Location");
        row("location-protocol-relative", "Location: //127.0.0.3:");
        row("location-userinfo", '@' + evil.mid(7));
        row("location-crlf", "\r\nX-Injected: yes\r\n");
        row("location-huge", QByteArray(1 << 20, 'a'));
        row("too-many", "Retry-After: 7\r\n"); // N10
        row("too-many-quota", "RateLimit: \"resolvers\";r=0;t=55", "Retry-After"); // N11
        row("too-many-both", "Retry-After: 1\r\n");
        row("too-many-date", " GMT\r\n"); // N12
        row("too-many-negative", "Retry-After: -5");
        row("too-many-years", "Retry-After: 315360000");
        row("too-many-garbage", "Retry-After: soon");
        row("too-many-bare", " 429 ", "Retry-After");
        row("status", " 500 "); // N13
        row("error-huge", QByteArray(10 << 20, 'x').left(9'000'000)); // N14
        row("error-no-keys", "\r\n\r\n{}");
        row("error-wrong-type", "<b>Oops");
        row("error-script", "<script>");
        row("sign-in", "X-Error-Code: RepoNotFound"); // N15
        row("bad-token", "X-Error-Message: Invalid credentials in Authorization header",
            "X-Error-Code");
        row("gated", "X-Error-Code: GatedRepo");
        row("forbidden", " 403 ");
        row("not-found", " 404 ");
        row("legal", " 451 ");
        row("captive-portal", "200 OK\r\nContent-Type: text/html", "X-Repo-Commit"); // N35
        row("no-content", " 204 ", "Content-Length"); // N30
        row("not-modified", " 304 ", "Content-Length");
        row("expired", "Request has expired"); // D09
        row("link-evil", "Link: <" + evil); // N39
        row("link-self", "Link: <" + m_hub->url().toEncoded() + m_file + '>');
        row("link-endless", "localhubpage=1>");
        row("link-circle", "localhubpage=1>");
        row("stray-headers", "Set-Cookie: token=stolen"); // N38
        row("ignore-range", " 200 ", " 206 "); // D01
        row("range-shifted", "bytes 5-10/20"); // D02
        row("range-total", "bytes 4-9/21");
        row("range-missing", " 206 ", "Content-Range");
        row("range-star", "bytes */*");
        row("range-malformed", "octets zero-ten");
        row("range-multipart", "--b\r\nContent-Range: bytes 4-9/20\r\n\r\n456789\r\n--b--");
        row("etag-changed", "ETag: \"" + QByteArray(64, 'c') + '"'); // D04
        row("etag-missing", " 206 ", "ETag"); // D11
        row("etag-weak", "ETag: W/\"");
        row("etag-traversal", "../../../evil");
        row("etag-long", QByteArray(300, 'a'));
        row("etag-upper", QByteArray(64, 'A'));
        row("etag-empty", "ETag: \"\"\r\n");
        row("size-wrong", "X-Linked-Size: 0\r\n");
        row("commit-missing", " 206 ", "X-Repo-Commit"); // D12
        row("commit-traversal", "X-Repo-Commit: ../../x");
        row("commit-short", "X-Repo-Commit: " + QByteArray(39, 'a') + "\r\n");
        row("commit-other", "X-Repo-Commit: " + QByteArray(40, 'd'));
        row("block-damaged", QByteArray::fromHex("cbcac9c8c7c6"),
            "456789"); // D06: "456789" inverted
        row("other-file", Content::synthetic(20, 0xBAD).read(4, 6), "456789"); // D10
        row("pointer", "version https://git-lfs");
        row("longer", "Content-Length: 496\r\n"); // N20
        row("longer-uncounted", "456789" + QByteArray(490, 'x'));
        row("gzip", "Content-Encoding: gzip"); // N22
        row("gzip-cut", "Content-Encoding: gzip"); // N23
        row("no-length", "456789", "Content-Length"); // N18
        row("no-length-half", "\r\n\r\n456", "Content-Length");
        row("chunked", "6\r\n456789\r\n0\r\n\r\n", "Content-Length"); // N21
        row("chunked-cut", "3\r\n456\r\n", "0\r\n\r\n");
        row("chunk-bad-size", "3\r\n456\r\nxyz\r\n");
        row("chunk-huge-extension", QByteArray(1 << 20, 'e'));
        row("chunk-trailers", "0\r\nX-Repo-Commit: ../../x\r\n");
        row("garbage", QByteArray(2048, '\xAA'), "HTTP/1.1"); // N28
        row("http09", "<html>old</html>", "HTTP/1.1");
        row("http2", QByteArray::fromHex("000000040000000000"), "HTTP/1.1");
        row("tls-alert", QByteArray::fromHex("15030100020228"), "HTTP/1.1");
        row("hints-flood",
            QByteArray("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n").repeated(1000)); // N30
        row("length-negative", "Content-Length: -5\r\n"); // N19
        row("length-overflow", "Content-Length: 99999999999999999999\r\n");
        row("length-twice", "Content-Length: 496\r\n");
        row("length-plus", "Content-Length: +6\r\n");
        row("length-hex", "Content-Length: 0x6\r\n");
        row("length-spaces", "Content-Length: 1 6\r\n");
        row("head-huge", QByteArray(60 << 20, 'x')); // N27
        row("head-many", "X-Flood-199999: x\r\n");
        row("head-nul", QByteArray("X-Odd: a\0b\r\n", 12));
        row("head-8bit", "X-Odd: \xFF\xFE");
    }
    void theWholeAnswer()
    {
        QFETCH(QByteArray, has);
        QFETCH(QByteArray, hasNot);
        m_hub->setFault(QTest::currentDataTag(), "/api/resolve-cache/", 1);
        const OnTheWire wire = ask(m_file, "Range: bytes=4-9\r\nConnection: close\r\n");
        QVERIFY(wire.closed);
        QVERIFY2(wire.all.contains(has), wire.all.left(600).constData());
        QVERIFY2(!wire.all.contains(hasNot), wire.all.left(600).constData());
        // Once means once: the next answer is as it should be.
        const OnTheWire next = ask(m_file, "Range: bytes=4-9\r\nConnection: close\r\n");
        QCOMPARE(next.statusLine(), "HTTP/1.1 206 Partial Content");
        QCOMPARE(next.body(), "456789");
    }

    void bitsFlipByTheirPlaceInTheFile_data() // D06, D07
    {
        QTest::addColumn<QByteArray>("range");
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("all") << ""_ba << "0123456789`bcdefghij"_ba;
        QTest::newRow("with it") << "Range: bytes=10-11\r\n"_ba << "`b"_ba;
        QTest::newRow("without it") << "Range: bytes=0-9\r\n"_ba << "0123456789"_ba;
    }
    void bitsFlipByTheirPlaceInTheFile()
    {
        QFETCH(QByteArray, range);
        QFETCH(QByteArray, body);
        m_hub->setFault("bit-flip", "/");
        QCOMPARE(ask(m_file, range + "Connection: close\r\n").body(), body);
    }

    void bodiesEndEarly_data() // N16, N17
    {
        QTest::addColumn<bool>("reset");
        QTest::newRow("reset") << true;
        QTest::newRow("early-end") << false;
    }
    void bodiesEndEarly()
    {
        QFETCH(bool, reset);
        m_hub->setFault(QTest::currentDataTag(), "/", 1, "hub", 7);
        const OnTheWire wire = ask(m_file, {});
        QVERIFY(wire.head().contains("Content-Length: 20\r\n"));
        QVERIFY(reset || wire.body() == kText.left(7)); // RST may overtake the bytes before it
        QCOMPARE(wire.reset, reset);
        QVERIFY(wire.closed);
    }

    void silence_data() // N25, N26
    {
        QTest::addColumn<qsizetype>("bodyBytes"); // -1: not even a head
        QTest::newRow("silent-reply") << qsizetype(-1);
        QTest::newRow("silent-connect") << qsizetype(-1);
        QTest::newRow("silent-body") << qsizetype(0);
        QTest::newRow("stall") << qsizetype(10);
        QTest::newRow("drip") << qsizetype(1);
    }
    void silence()
    {
        QFETCH(qsizetype, bodyBytes);
        m_hub->setFault(QTest::currentDataTag(), "/", 1);
        const OnTheWire wire = ask(m_file, {}, 300);
        QVERIFY(!wire.closed);
        QCOMPARE(wire.all.isEmpty(), bodyBytes < 0);
        QCOMPARE(wire.body().size(), qMax<qsizetype>(bodyBytes, 0));
    }

    void slow() // N25
    {
        m_hub->setFault("slow", "/", -1, "hub", 50);
        QElapsedTimer clock;
        clock.start();
        QCOMPARE(ask(m_file, "Connection: close\r\n").body(), kText);
        QVERIFY2(clock.elapsed() >= 300, qPrintable(QString::number(clock.elapsed())));
    }

    void circlesClose() // N39
    {
        m_hub->setFault("link-circle", "/");
        for (const auto &[page, next] : {std::pair{"1", "2"}, {"2", "3"}, {"3", "1"}})
            QVERIFY(ask(m_file + "?localhubpage=" + page, "Connection: close\r\n")
                        .head()
                        .contains("localhubpage="_ba + next + '>'));
    }

    void oneConnectionAtATime() // N40
    {
        QTemporaryDir dir; // of its own: connections of other tests may still be ending
        LocalHub hub({.folder = dir.path()});
        QVERIFY(hub.start());
        hub.setFault("one-connection", "/");
        const auto asking = [&hub](QTcpSocket &socket) {
            socket.connectToHost(hub.url().host(), quint16(hub.url().port()));
            socket.write("GET /api/models HTTP/1.1\r\nHost: x\r\n\r\n");
        };
        QTcpSocket first;
        asking(first);
        QTRY_VERIFY(first.bytesAvailable() > 0);
        QVERIFY(first.readAll().contains("200 OK"));
        QTcpSocket second;
        QSignalSpy refused(&second, &QTcpSocket::disconnected);
        asking(second);
        QTRY_COMPARE(refused.size(), 1);
        QVERIFY(second.readAll().isEmpty());
        first.disconnectFromHost();
        QTRY_COMPARE(first.state(), QAbstractSocket::UnconnectedState);
        bool served = false; // as soon as the server has seen the end of the first
        for (int i = 0; i < 20 && !served; ++i) {
            QTcpSocket third;
            asking(third);
            QTRY_VERIFY(third.bytesAvailable() > 0
                        || third.state() == QAbstractSocket::UnconnectedState);
            served = third.readAll().contains("200 OK");
        }
        QVERIFY(served);
    }

    void headsDrip() // N25
    {
        m_hub->setFault("drip-head", "/", 1);
        QCOMPARE(ask(m_file, {}, 300).all, "H");
    }

    void answersGetLost_data() // N29
    {
        QTest::addColumn<int>("made"); // repositories that exist afterwards
        QTest::newRow("refuse") << 0;
        QTest::newRow("lost-reply") << 1;
        QTest::newRow("lost-reply-reset") << 1;
    }
    void answersGetLost()
    {
        QFETCH(int, made);
        const QByteArray name = "made-" + QByteArray(QTest::currentDataTag());
        m_hub->setFault(QTest::currentDataTag(), "/api/repos/create", 1);
        const QByteArray body = "{\"name\":\"" + name + "\"}";
        const OnTheWire wire = ask("/api/repos/create",
                                   "Authorization: Bearer hf_local_admin\r\nContent-Length: "
                                       + QByteArray::number(body.size()) + "\r\n",
                                   3000, "POST", body);
        QVERIFY(wire.closed && wire.all.isEmpty());
        const auto id = RepoId::parse(RepoKind::Model, u"ada/"_s + QString::fromLatin1(name));
        QCOMPARE(m_hub->store().head(*id).size(), made * 40);
        QCOMPARE(m_hub->requests().last().target, "/api/repos/create"); // recorded all the same
    }

    void signaturesExpire() // D08
    {
        m_hub->setFault("signature-life", "/ada/x/resolve/", 1);
        const QByteArray head = ask(m_large, "Connection: close\r\n").head();
        const qsizetype at = head.indexOf("Location: ") + 10;
        const QUrl cdn = QUrl::fromEncoded(head.mid(at, head.indexOf("\r\n", at) - at));
        const QByteArray target = cdn.toEncoded(QUrl::RemoveScheme | QUrl::RemoveAuthority);
        QCOMPARE(ask(target, "Connection: close\r\n", 3000, "GET", {}, "cdn").statusLine(),
                 "HTTP/1.1 403 Forbidden");
    }

    void bombsAreSmallOnTheWire() // N24
    {
        m_hub->setFault("gzip-bomb", "/", 1, "hub", 20);
        const OnTheWire wire = ask(m_file, "Connection: close\r\n");
        QVERIFY(wire.head().contains("Content-Encoding: gzip"));
        QVERIFY(wire.body().size() < 100'000);
    }

    void unasked206() // N30
    {
        m_hub->setFault("unasked-206", "/", 1);
        const OnTheWire wire = ask(m_file, "Connection: close\r\n");
        QVERIFY(wire.head().contains(" 206 ") && wire.head().contains("bytes 0-19/20"));
    }

    void chainsEnd() // N05
    {
        m_hub->setFault("redirect-chain", "/", -1, "hub", 2);
        QVERIFY(ask(m_file + "?localhubhop=1", "Connection: close\r\n")
                    .head()
                    .contains("localhubhop=2"));
        QCOMPARE(ask(m_file + "?localhubhop=2", "Connection: close\r\n").body(), kText);
    }

    void faultsStayWhereTheyAreSet()
    {
        m_hub->setFault("status", "/api/models/", -1, "hub", 503);
        QCOMPARE(ask("/api/datasets", "Connection: close\r\n").statusLine(), "HTTP/1.1 200 OK");
        QCOMPARE(ask("/api/models/ada/x", "Connection: close\r\n").statusLine(),
                 "HTTP/1.1 503 Service Unavailable");
        QCOMPARE(ask("/api/models/ada/x", "Connection: close\r\n", 3000, "GET", {}, "mirror")
                     .statusLine(),
                 "HTTP/1.1 200 OK");
        m_hub->clearFaults();
        QCOMPARE(ask("/api/models/ada/x", "Connection: close\r\n").statusLine(), "HTTP/1.1 200 OK");
    }

    void stoppingDoesNotWaitForHangingPeers()
    {
        QTemporaryDir dir;
        auto hub = std::make_unique<LocalHub>(LocalHub::Options{.folder = dir.path()});
        QVERIFY(hub->start());
        hub->setFault("silent-reply", "/");
        QTcpSocket socket;
        socket.connectToHost(hub->url().host(), quint16(hub->url().port()));
        socket.write("GET / HTTP/1.1\r\n\r\n");
        QTRY_COMPARE(hub->requests().size(), 1);
        QElapsedTimer clock;
        clock.start();
        hub.reset();
        QVERIFY(clock.elapsed() < 10'000);
    }

private:
    OnTheWire ask(const QByteArray &target, const QByteArray &headers, int quietMs = 3000,
                  const QByteArray &method = "GET", const QByteArray &body = {},
                  const QByteArray &origin = "hub")
    {
        return onTheWire(
            m_hub->url(origin),
            method + ' ' + target + " HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n" + body, quietMs);
    }

    QTemporaryDir m_dir;
    std::unique_ptr<LocalHub> m_hub;
    QByteArray m_file; // a small file's final address
    QByteArray m_large; // a large file's resolve address
};

QTEST_GUILESS_MAIN(TestFaults)
#include "tst_faults.moc"

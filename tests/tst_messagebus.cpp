// A message bus that hangs holds up neither the start of the program nor its end (I07).

#include "app/localhub/localhub.h"
#include "app/messagebus.h"
#include "tests/support/mutebus.h"

#include <QElapsedTimer>
#include <QLocalSocket>
#include <QProcess>
#include <QTest>
#include <QThreadPool>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestMessageBus final : public QObject
{
    Q_OBJECT

private slots:
    void mute();
    void othersAreNot_data();
    void othersAreNot();
    void answering();
    void program();
};

void TestMessageBus::mute()
{
    const MuteBus bus;
    QElapsedTimer time;
    time.start();
    QVERIFY(MessageBus::isMute(bus.address(), 100ms));
    QVERIFY(MessageBus::isMute(bus.address() + ",guid=0123456789abcdef", 100ms));
    QVERIFY(time.elapsed() >= 200);
}

void TestMessageBus::othersAreNot_data()
{
    QTest::addColumn<QByteArray>("address");
    QTest::newRow("none") << QByteArray();
    QTest::newRow("another kind") << QByteArray("tcp:host=localhost,port=1");
    QTest::newRow("not there") << QByteArray("unix:path=/nonexistent/bus");
    QTest::newRow("not there, abstract") << QByteArray("unix:abstract=/nonexistent/bus");
    QTest::newRow("too long") << "unix:path=/" + QByteArray(500, 'a');
    QTest::newRow("empty path") << QByteArray("unix:path=");
    QTest::newRow("junk") << QByteArray("unix:");
}

void TestMessageBus::othersAreNot()
{
    QFETCH(const QByteArray, address);
    QVERIFY(!MessageBus::isMute(address, 20s));
}

void TestMessageBus::answering()
{
    QTemporaryDir folder;
    QLocalServer server;
    QVERIFY(server.listen(folder.filePath(u"a bus"_s)));
    QByteArray greeting;
    connect(&server, &QLocalServer::newConnection, this, [&] {
        QLocalSocket *client = server.nextPendingConnection();
        connect(client, &QLocalSocket::readyRead, client, [&greeting, client] {
            greeting += client->readAll();
            client->write("OK 0123456789abcdef\r\n");
        });
    });
    const QByteArray address = "unix:path=" + folder.path().toLocal8Bit() + "/a%20bus";
    std::optional<bool> mute;
    QThreadPool pool;
    pool.start([&] {
        const bool result = MessageBus::isMute(address, 20s);
        QMetaObject::invokeMethod(this, [&mute, result] { mute = result; });
    });
    QTRY_VERIFY(mute.has_value());
    QVERIFY(!*mute);
    QVERIFY(greeting.startsWith(QByteArray("\0AUTH EXTERNAL ", 15)));
    QVERIFY(greeting.endsWith("\r\n"));
}

void TestMessageBus::program() // both buses are mute; from start to the first request, and to the
                               // end
{
    constexpr int kSoon = 10'000; // ms; measured: 0.8 s. Those who wait for a bus wait 25 s.
    const QTemporaryDir home;
    LocalHub hub(LocalHub::Options{.folder = home.filePath(u"hub"_s)});
    QVERIFY(hub.start());
    const MuteBus bus;
    QProcessEnvironment variables = QProcessEnvironment::systemEnvironment();
    for (const QString &name : {u"DBUS_SESSION_BUS_ADDRESS"_s, u"DBUS_SYSTEM_BUS_ADDRESS"_s})
        variables.insert(name, QString::fromLocal8Bit(bus.address()));
    variables.insert(u"HF_ENDPOINT"_s, hub.url().toString());
    variables.insert(u"HF_TOKEN"_s, u"hf_local_admin"_s); // so that it asks who that is
    for (const QString &name : {u"HOME"_s, u"HF_HOME"_s, u"XDG_CONFIG_HOME"_s, u"XDG_CACHE_HOME"_s})
        variables.insert(name, home.path());
    QProcess program;
    program.setProcessEnvironment(variables);
    QElapsedTimer time;
    time.start();
    program.start(QStringLiteral(HUBNAUT_PROGRAM), {});
    QTRY_VERIFY2_WITH_TIMEOUT(!hub.requests().isEmpty(), program.readAllStandardError().constData(),
                              kSoon);
    const qint64 started = time.restart();
    program.terminate();
    QTRY_COMPARE_WITH_TIMEOUT(program.state(), QProcess::NotRunning, kSoon);
    QCOMPARE(program.exitCode(), 0);
    qInfo("%lld ms to the first request, %lld ms to the end", started, time.elapsed());
}

QTEST_GUILESS_MAIN(TestMessageBus)
#include "tst_messagebus.moc"

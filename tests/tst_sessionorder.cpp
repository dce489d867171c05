// What a slow disk or a slow Hub says too late changes nothing any more.

#include "app/net/hubclient.h"
#include "app/session/session.h"
#include "app/settings/environment.h"
#include "tests/support/fakehub.h"
#include "tests/support/fixtures.h"
#include "tests/support/slowfile.h"

#include <QDir>
#include <QElapsedTimer>
#include <QNetworkAccessManager>
#include <QSemaphore>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QThreadPool>
#include <QTimer>

using namespace Qt::StringLiterals;
using State = Session::State;

namespace {

// The one thread of the pool is busy until let go: nothing is read or written meanwhile.
class BusyDisk final
{
public:
    BusyDisk()
    {
        QThreadPool::globalInstance()->setMaxThreadCount(1);
        QThreadPool::globalInstance()->start([this] {
            m_busy.release();
            m_go.acquire();
        });
        m_busy.acquire();
    }
    ~BusyDisk() { letGo(); }
    Q_DISABLE_COPY_MOVE(BusyDisk)

    void letGo()
    {
        m_go.release();
        QThreadPool::globalInstance()->waitForDone();
    }

private:
    QSemaphore m_busy, m_go;
};

void write(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
}

} // namespace

class TestSessionOrder final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void tokenReadTooLate();
    void diskThatHangs();
    void tokenStoredTooLate();
    void answerOfTheHubBefore();

private:
    static FakeHub::Answer account(const QByteArray &name)
    {
        return {.body
                = "{\"type\":\"user\",\"name\":\"" + name + "\",\"auth\":{\"accessToken\":{}}}"};
    }

    Environment storedToken(const QByteArray &token);

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<FakeHub> m_hub;
};

void TestSessionOrder::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    m_hub = std::make_unique<FakeHub>();
}

// The Hub knows the account of any token.
Environment TestSessionOrder::storedToken(const QByteArray &token)
{
    Environment environment;
    environment.endpoint.value = m_hub->url().toString();
    environment.tokenPath.value = m_dir->filePath(u"token"_s);
    write(environment.tokenPath.value, token);
    m_hub->reply("/api/whoami-v2", account("ada"));
    return environment;
}

void TestSessionOrder::tokenReadTooLate() // A05
{
    QNetworkAccessManager nam;
    HubClient client{m_hub->url(), nam};
    const Environment environment = storedToken("hf_old");
    Session session(client, environment);
    SlowFile::Hang disk("/token");
    session.restore();
    QTRY_VERIFY(SlowFile::met.available() > 0);
    session.signIn(u"hf_new"_s);
    QTRY_COMPARE(session.state(), State::SignedIn);
    QVERIFY(QFile::remove(environment.tokenPath.value));
    write(environment.tokenPath.value, "hf_old");
    SlowFile::Hang::letGo();
    QTest::qWait(50);
    QCOMPARE(session.token(), QByteArray("hf_new"));
    QCOMPARE(m_hub->count("hf_old"), 0);
}

// The window is told in the end, and what the disk says later still counts.
void TestSessionOrder::diskThatHangs() // I02
{
    QNetworkAccessManager nam;
    HubClient client{m_hub->url(), nam};
    const Environment environment = storedToken("hf_late");
    Session session(client, environment);
    SlowFile::Hang disk("/token");
    QElapsedTimer beat;
    qint64 longest = 0; // ms between two turns of the event loop
    QTimer heart;
    connect(&heart, &QTimer::timeout, this, [&] { longest = qMax(longest, beat.restart()); });
    beat.start();
    heart.start(10);
    session.restore();
    QVERIFY(session.isReading());
    QTRY_COMPARE_WITH_TIMEOUT(session.state(), State::Unchecked, 20'000);
    QVERIFY(!session.isReading());
    QCOMPARE(session.error()->kind, HubError::Kind::Disk);
    QVERIFY(session.error()->message.contains(u"does not say"_s));
    QCOMPARE(QThreadPool::globalInstance()->activeThreadCount(), 0); // whose end is waited for
    QCOMPARE_LT(longest, 5'000); // the disk hangs until it is let go
    SlowFile::Hang::letGo();
    QTRY_COMPARE(session.state(), State::SignedIn);
    QCOMPARE(session.token(), QByteArray("hf_late"));
}

void TestSessionOrder::tokenStoredTooLate() // A05
{
    QNetworkAccessManager nam;
    HubClient client{m_hub->url(), nam};
    Environment environment;
    environment.endpoint.value = m_hub->url().toString();
    environment.tokenPath.value = m_dir->filePath(u"token"_s);
    m_hub->replyInTurn("/api/whoami-v2", {account("ada"), account("eve")});
    Session session(client, environment);
    QStringList names;
    connect(&session, &Session::changed, this, [&] {
        if (session.state() == State::SignedIn)
            names << session.account()->name;
    });
    BusyDisk disk;
    session.signIn(u"hf_ada"_s);
    QTRY_COMPARE(m_hub->count("hf_ada"), 1);
    QTRY_COMPARE(m_hub->disconnects, 1); // its answer is there and waits for the disk
    session.signIn(u"hf_eve"_s);
    QTRY_COMPARE(m_hub->count("hf_eve"), 1);
    disk.letGo();
    QTRY_COMPARE(session.state(), State::SignedIn);
    QTRY_COMPARE(session.token(), QByteArray("hf_eve"));
    QCOMPARE(names, QStringList{u"eve"_s});
}

void TestSessionOrder::answerOfTheHubBefore() // A05
{
    QNetworkAccessManager nam;
    HubClient client{m_hub->url(), nam};
    Environment environment;
    environment.endpoint.value = m_hub->url().toString();
    environment.token = {.variable = u"HF_TOKEN"_s, .value = u"hf_env"_s};
    Session session(client, environment);
    m_hub->handle("/api/whoami-v2", [&](const QByteArray &) {
        environment.implicitToken = false; // the settings changed while the Hub was thinking
        session.restore();
        return account("ada");
    });
    session.restore();
    QTRY_COMPARE(m_hub->count("hf_env"), 1);
    QTRY_COMPARE(m_hub->disconnects, 1);
    QCOMPARE(session.state(), State::SignedOut);
    QVERIFY(session.token().isEmpty());
}

QTEST_GUILESS_MAIN(TestSessionOrder)
#include "tst_sessionorder.moc"

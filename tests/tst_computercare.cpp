#include "app/computercare.h"
#include "app/settings/settings.h"
#include "app/transferrules.h"
#include "tests/support/hookeddisk.h"
#include "tests/support/oddserver.h"
#include "tests/support/uploadhub.h"

#include <QDBusContext>
#include <QDBusMessage>
#include <QDBusServer>
#include <QScopeGuard>
#include <QThread>

#include <fcntl.h>
#include <unistd.h>

#include <atomic>

using namespace OddServer;

// NetworkManager, as far as it is asked.
class FakeNetworkManager final : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.NetworkManager")
    Q_PROPERTY(uint Metered MEMBER metered)

public:
    uint metered = 0;
};

// logind: gives locks, and knows whether they are still held.
class FakeLogind final : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.login1.Manager")
    Q_PROPERTY(bool PreparingForSleep READ preparing)

public:
    bool preparing()
    {
        ++looks;
        return sleeps;
    }

    bool sleeps = false; // soon
    int looks = 0; // at it
    ~FakeLogind() override
    {
        for (const int end : std::as_const(ends))
            ::close(end);
    }
    bool isHeld(const QString &lock) const // the other end is open
    {
        char byte = 0;
        return ends.contains(lock) && read(ends.value(lock), &byte, 1) < 0 && errno == EAGAIN;
    }

    QHash<QString, int> ends; // by "what/mode"

public slots:
    QDBusUnixFileDescriptor Inhibit(const QString &what, const QString &, const QString &,
                                    const QString &mode)
    {
        int pipe[2];
        if (pipe2(pipe, O_NONBLOCK | O_CLOEXEC) < 0)
            return {};
        const QString lock = what + u'/' + mode;
        if (ends.contains(lock))
            ::close(ends.value(lock));
        ends[lock] = pipe[0];
        QDBusUnixFileDescriptor given(pipe[1]);
        ::close(pipe[1]);
        return given;
    }
};

// A system bus with both, at the other end of a private connection.
struct FakeSystem
{
    explicit FakeSystem(const QString &folder)
        : server(u"unix:dir="_s + folder)
    {
        QObject::connect(&server, &QDBusServer::newConnection, &logind,
                         [this](const QDBusConnection &client) {
                             peer = client;
                             peer.registerObject(u"/org/freedesktop/NetworkManager"_s, &network,
                                                 QDBusConnection::ExportAllProperties);
                             peer.registerObject(u"/org/freedesktop/login1"_s, &logind,
                                                 QDBusConnection::ExportAllContents);
                         });
        bus = QDBusConnection::connectToPeer(server.address(), u"system"_s);
    }
    ~FakeSystem() { QDBusConnection::disconnectFromPeer(u"system"_s); }
    void setMetered(uint metered)
    {
        network.metered = metered;
        QDBusMessage told = QDBusMessage::createSignal(u"/org/freedesktop/NetworkManager"_s,
                                                       u"org.freedesktop.DBus.Properties"_s,
                                                       u"PropertiesChanged"_s);
        told << u"org.freedesktop.NetworkManager"_s << QVariantMap{{u"Metered"_s, metered}}
             << QStringList();
        peer.send(told);
    }
    void prepareForSleep(bool sleeps)
    {
        logind.sleeps = sleeps;
        tellSleep(sleeps);
    }
    void tellSleep(bool sleeps) // as anybody may
    {
        QDBusMessage told
            = QDBusMessage::createSignal(u"/org/freedesktop/login1"_s,
                                         u"org.freedesktop.login1.Manager"_s, u"PrepareForSleep"_s);
        peer.send(told << sleeps);
    }

    FakeNetworkManager network;
    FakeLogind logind;
    QDBusServer server;
    QDBusConnection peer{QString()};
    QDBusConnection bus{QString()};
};

// Metered networks, the computer's sleep, and a computer that is kept awake.
class ComputerCareTest final : public QObject
{
    Q_OBJECT

private slots:
    void meteredNetworkIsWaitedOn();
    void sleepIsWaitedFor();
    void sleepWaitsForWhatIsWritten();
    void sleepIsLookedAt();
    void staysAwakeIfWanted();
    void staysAwakeWhileTheHubHoldsUp_data();
    void staysAwakeWhileTheHubHoldsUp();
    void staysAwakeForUploads();
    void withoutABusNothingHappens();

private:
    struct Stage
    {
        Stage()
        {
            QObject::connect(&rules, &TransferRules::changed, b.transfers.get(),
                             &Transfers::setGate);
        }

        TransferBench b;
        QSettings store{b.temp.filePath(u"s.ini"_s), QSettings::IniFormat};
        Settings settings{store};
        TransferRules rules{settings};
        FakeSystem system{b.temp.path()};
        Uploads uploads{QString()};
        ComputerCare care{system.bus, settings, *b.transfers, uploads, rules};

        qint64 start() // a download that takes a while
        {
            b.repo.files[u"w.bin"_s] = {QByteArray(3'000'000, 'w'), true};
            settings.setDownloadLimit(500'000);
            return b.transfers->download(b.request());
        }
    };
};

void ComputerCareTest::meteredNetworkIsWaitedOn()
{
    Stage s;
    const qint64 id = s.start();
    QTRY_VERIFY(s.b.file().done > 100'000);
    s.system.setMetered(1);
    QTRY_COMPARE(s.b.file().state, TransferState::Waiting);
    QCOMPARE(s.b.file().patience.cause, WaitCause::Metered);
    s.settings.setWaitWhenMetered(false);
    QTRY_COMPARE(s.b.file().state, TransferState::Downloading);
    s.settings.setWaitWhenMetered(true);
    QTRY_COMPARE(s.b.file().state, TransferState::Waiting);
    s.system.setMetered(4); // guessed not to be
    s.settings.setDownloadLimit(0);
    QTRY_VERIFY(s.b.hasEnded(id));
    QVERIFY(s.b.complete.value(id));
}

void ComputerCareTest::sleepIsWaitedFor()
{
    Stage s;
    const qint64 id = s.start();
    QTRY_VERIFY(s.b.file().done > 100'000);
    QTRY_VERIFY(s.system.logind.isHeld(u"sleep/delay"_s));
    s.system.prepareForSleep(true);
    QTRY_VERIFY(!s.system.logind.isHeld(u"sleep/delay"_s)); // when nothing runs any more
    QCOMPARE(s.b.file().state, TransferState::Waiting);
    QCOMPARE(s.b.file().patience.cause, WaitCause::Sleep);
    s.system.prepareForSleep(false);
    QTRY_VERIFY(s.system.logind.isHeld(u"sleep/delay"_s)); // for the next time
    s.settings.setDownloadLimit(0);
    QTRY_VERIFY(s.b.hasEnded(id));
    QVERIFY(s.b.complete.value(id));
    QVERIFY(s.b.hub.requests().constLast().rangeStart() > 0); // what was there is kept
    QCOMPARE(s.b.breaches(), QStringList());
}

void ComputerCareTest::sleepWaitsForWhatIsWritten()
{
    const HookedDisk::Unhooked unhooked;
    std::atomic_bool slow = false;
    std::atomic_bool waits = false;
    HookedDisk::hook = [&slow, &waits](const char *call, int) {
        while (slow && qstrcmp(call, "sync") == 0) {
            waits = true;
            QThread::msleep(1);
        }
        return 0;
    };
    Stage s;
    (void)s.start();
    QTRY_VERIFY(s.b.file().done > 100'000);
    QTRY_VERIFY(s.system.logind.isHeld(u"sleep/delay"_s));
    slow = true;
    const QScopeGuard fast([&slow] { slow = false; });
    s.system.prepareForSleep(true);
    QTRY_COMPARE(s.b.file().state, TransferState::Waiting);
    QVERIFY(s.system.logind.isHeld(u"sleep/delay"_s));
    QTRY_VERIFY(waits);
    QVERIFY(s.system.logind.isHeld(u"sleep/delay"_s));
    slow = false;
    QTRY_VERIFY(!s.system.logind.isHeld(u"sleep/delay"_s));
}

// What is told is not believed, and what is not told is seen.
void ComputerCareTest::sleepIsLookedAt()
{
    const QTemporaryDir temp;
    FakeSystem system(temp.path());
    SleepWatch watch(system.bus, std::chrono::milliseconds{20});
    const QSignalSpy sleeps(&watch, &SleepWatch::goesToSleep);
    const QSignalSpy wakes(&watch, &SleepWatch::wokeUp);
    QTRY_VERIFY(system.logind.isHeld(u"sleep/delay"_s));
    system.tellSleep(true); // forged
    QTRY_COMPARE(system.logind.looks, 1);
    system.logind.sleeps = true;
    system.tellSleep(true);
    QTRY_COMPARE(sleeps.size(), 1);
    QVERIFY(system.logind.looks > 1); // by the second
    watch.letSleep();
    const int before = system.logind.looks;
    system.tellSleep(false); // forged
    QTRY_VERIFY(system.logind.looks > before + 2);
    QCOMPARE(wakes.size(), 0);
    system.logind.sleeps = false; // and nobody says so
    QTRY_COMPARE(wakes.size(), 1);
    QTRY_VERIFY(system.logind.isHeld(u"sleep/delay"_s)); // for the next time
    QCOMPARE(sleeps.size(), 1);
}

void ComputerCareTest::staysAwakeIfWanted()
{
    Stage s;
    const QString lock = u"sleep:idle/block"_s;
    const qint64 id = s.start();
    QTRY_VERIFY(s.b.file().done > 100'000);
    QVERIFY(!s.system.logind.isHeld(lock));
    s.settings.setKeepAwake(true);
    QTRY_VERIFY(s.system.logind.isHeld(lock));
    s.settings.setKeepAwake(false);
    QTRY_VERIFY(!s.system.logind.isHeld(lock));
    s.settings.setKeepAwake(true);
    QTRY_VERIFY(s.system.logind.isHeld(lock));
    s.settings.setDownloadLimit(0);
    QTRY_VERIFY(s.b.hasEnded(id));
    QTRY_VERIFY(!s.system.logind.isHeld(lock)); // nothing runs
}

void ComputerCareTest::staysAwakeWhileTheHubHoldsUp_data()
{
    QTest::addColumn<QByteArray>("status");
    QTest::addColumn<QByteArray>("asked");
    const QByteArray slowDown = "429 Too Many Requests";
    QTest::newRow("the plan is asked to slow down") << slowDown << QByteArray("/revision/");
    QTest::newRow("a file is asked to slow down") << slowDown << QByteArray("/resolve/");
    QTest::newRow("a file's server fails")
        << QByteArray("503 Service Unavailable") << QByteArray("/resolve/");
}

// That passes by itself: what comes then would not come while the computer sleeps.
void ComputerCareTest::staysAwakeWhileTheHubHoldsUp()
{
    QFETCH(const QByteArray, status);
    QFETCH(const QByteArray, asked);
    Stage s;
    const QString lock = u"sleep:idle/block"_s;
    s.b.hub.setHandler([&s, &status, &asked](const Request &r) {
        return r.path.contains(asked)
            ? Reply{RawHub::head(status, {"Retry-After: 200", "Content-Length: 0"})}
            : s.b.repo.answer(r);
    });
    const qint64 id = s.start();
    QTRY_COMPARE(s.b.group().state, TransferState::Waiting);
    s.settings.setKeepAwake(true);
    QTRY_VERIFY(s.system.logind.isHeld(lock));
    s.system.setMetered(1);
    QTRY_VERIFY(!s.system.logind.isHeld(lock)); // nobody knows for how long
    s.system.setMetered(4);
    QTRY_VERIFY(s.system.logind.isHeld(lock));
    s.b.transfers->pauseGroup(id);
    QTRY_VERIFY(!s.system.logind.isHeld(lock));
}

// For an upload, too, as long as it is not held itself.
void ComputerCareTest::staysAwakeForUploads()
{
    Stage s;
    UploadHub hub;
    const QString lock = u"sleep:idle/block"_s;
    s.settings.setKeepAwake(true);
    hub.hub.setFault("too-many", "/api/models/ada/up/preupload", -1, "hub", 600); // it takes long
    s.uploads.setConfig(hub.config());
    const qint64 id = s.uploads.begin(hub.order({hub.made(u"a.txt"_s, "a")}));
    QTRY_VERIFY(s.system.logind.isHeld(lock));
    s.uploads.setGate({.cause = WaitCause::Metered, .until = {}, .reason = u"costs"_s});
    QTRY_VERIFY(!s.system.logind.isHeld(lock));
    s.uploads.startNow(id);
    QTRY_VERIFY(s.system.logind.isHeld(lock));
    s.uploads.cancel(id);
    QTRY_VERIFY(!s.system.logind.isHeld(lock));
}

void ComputerCareTest::withoutABusNothingHappens() // I07
{
    TransferBench b;
    QSettings store(b.temp.filePath(u"s.ini"_s), QSettings::IniFormat);
    Settings settings(store);
    settings.setKeepAwake(true);
    TransferRules rules(settings);
    Uploads uploads{QString()};
    const ComputerCare care(QDBusConnection(QString()), settings, *b.transfers, uploads, rules);
    b.repo.files[u"w.bin"_s] = b.weights();
    RUN_GROUP(b, b.request());
    QVERIFY(b.complete.value(id));
    QVERIFY(!rules.gate().isShut());
}

QTEST_GUILESS_MAIN(ComputerCareTest)
#include "tst_computercare.moc"

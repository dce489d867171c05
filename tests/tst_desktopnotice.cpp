#include "tests/support/mutebus.h"
#include "ui/window/desktopnotice.h"

#include <QDBusMessage>
#include <QDBusServer>
#include <QSemaphore>
#include <QTest>

using namespace Qt::StringLiterals;

// A notification service at the other end of a private connection.
class NoticeService final : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Notifications")

public:
    QList<QPair<QString, QString>> notices;
    QList<uint> replaced;
    QList<QStringList> actions;
    uint latest = 41; // what it called the last one

public slots:
    uint Notify(const QString &, uint replaces, const QString &, const QString &title,
                const QString &text, const QStringList &offered, const QVariantMap &, int)
    {
        actions << offered;
        notices << qMakePair(title, text);
        replaced << replaces;
        return ++latest;
    }
};

// A session bus with that service.
struct Desktop
{
    explicit Desktop(const QString &folder)
        : server(u"unix:dir="_s + folder)
    {
        QObject::connect(
            &server, &QDBusServer::newConnection, &service, [this](const QDBusConnection &client) {
                QDBusConnection(client).registerObject(u"/org/freedesktop/Notifications"_s,
                                                       &service, QDBusConnection::ExportAllSlots);
                end = client;
            });
        bus = QDBusConnection::connectToPeer(server.address(), u"test"_s);
    }
    ~Desktop() { QDBusConnection::disconnectFromPeer(u"test"_s); }

    void tell(const QString &signal, const QVariantList &arguments)
    {
        auto call = QDBusMessage::createSignal(u"/org/freedesktop/Notifications"_s,
                                               u"org.freedesktop.Notifications"_s, signal);
        call.setArguments(arguments);
        end.send(call);
    }
    void invoke(uint id, const QString &key) { tell(u"ActionInvoked"_s, {id, key}); }

    NoticeService service;
    QDBusConnection end{QString()}; // the service's
    QDBusServer server;
    QDBusConnection bus{QString()};
};

// I07: what the desktop is told and what it answers; a bus without an answer holds nothing up.
class tst_DesktopNotice final : public QObject
{
    Q_OBJECT

private slots:
    void desktopIsTold();
    void desktopAnswers();
    void hangingBusHoldsNothingUp();
    void muteBusIsLeftAlone();
    void noDesktopIsFine();

private:
    QTemporaryDir m_home;
};

void tst_DesktopNotice::desktopIsTold()
{
    Desktop desktop(m_home.path());
    QVERIFY(desktop.bus.isConnected());
    DesktopNotice notice([&desktop] { return desktop.bus; });
    notice.show(u"a/b is here"_s, u"<b>& 2 files"_s);
    const auto &notices = desktop.service.notices;
    QTRY_COMPARE(notices.size(), 1);
    QCOMPARE(notices.first().first, u"a/b is here"_s);
    QCOMPARE(notices.first().second, u"&lt;b&gt;&amp; 2 files"_s); // no markup of others
    QTRY_VERIFY(notice.findChildren<QObject *>().isEmpty()); // answered
    notice.show(u"c/d is here"_s, {});
    QTRY_COMPARE(notices.size(), 2);
    QCOMPARE(desktop.service.replaced, (QList<uint>{0, 0})); // both are to be seen
}

void tst_DesktopNotice::desktopAnswers() // each notice for itself, until it is gone
{
    Desktop desktop(m_home.path());
    DesktopNotice notice([&desktop] { return desktop.bus; });
    QStringList chosen;
    const auto say = [&](const QString &name) {
        notice.show(name, {}, {{u"open"_s, u"Open"_s}, {u"retry"_s, u"Try again"_s}},
                    [&chosen, name](const QString &key) { chosen << name + u' ' + key; });
    };
    say(u"first"_s); // both before the bus is there
    say(u"second"_s);
    QTRY_COMPARE(desktop.service.actions.size(), 2);
    QCOMPARE(desktop.service.actions.first(),
             (QStringList{u"open"_s, u"Open"_s, u"retry"_s, u"Try again"_s}));
    QTRY_VERIFY(notice.findChildren<QObject *>().isEmpty()); // answered
    desktop.invoke(41, u"open"_s); // another program's
    desktop.invoke(42, u"retry"_s);
    desktop.invoke(43, u"open"_s);
    QTRY_COMPARE(chosen, (QStringList{u"first retry"_s, u"second open"_s}));
    desktop.tell(u"NotificationClosed"_s, {42U, 2U});
    desktop.invoke(42, u"retry"_s);
    desktop.invoke(43, u"retry"_s);
    QTRY_COMPARE(chosen.size(), 3);
    QCOMPARE(chosen.last(), u"second retry"_s);
}

// What was said meanwhile is told when the bus answers at last.
void tst_DesktopNotice::hangingBusHoldsNothingUp()
{
    Desktop desktop(m_home.path());
    QSemaphore answered;
    DesktopNotice notice([&] {
        answered.acquire();
        return desktop.bus;
    });
    notice.show(u"first"_s, {}); // returns, or this test ends by its time limit
    notice.show(u"second"_s, {});
    QVERIFY(desktop.service.notices.isEmpty());
    answered.release();
    QTRY_COMPARE(desktop.service.notices.size(), 2);
    QCOMPARE(desktop.service.notices.first().first, u"first"_s);
    QCOMPARE(desktop.service.notices.last().first, u"second"_s);
}

void tst_DesktopNotice::muteBusIsLeftAlone()
{
    const MuteBus bus;
    const QByteArray before = qgetenv("DBUS_SESSION_BUS_ADDRESS");
    qputenv("DBUS_SESSION_BUS_ADDRESS", bus.address());
    QSemaphore answered;
    DesktopNotice notice([&answered] {
        const QDBusConnection none = DesktopNotice::sessionBus();
        answered.release(none.isConnected() ? 0 : 1);
        return none;
    });
    notice.show(u"title"_s, u"text"_s);
    QTRY_COMPARE_WITH_TIMEOUT(answered.available(), 1, 10'000); // libdbus gives up after 25 s
    if (before.isEmpty())
        qunsetenv("DBUS_SESSION_BUS_ADDRESS");
    else
        qputenv("DBUS_SESSION_BUS_ADDRESS", before);
}

void tst_DesktopNotice::noDesktopIsFine()
{
    bool asked = false;
    DesktopNotice notice([&asked] {
        asked = true;
        return QDBusConnection(u"no such connection"_s);
    });
    notice.show(u"title"_s, u"text"_s);
    QTRY_VERIFY(asked);
    notice.show(u"title"_s, u"text"_s);
    QVERIFY(notice.findChildren<QObject *>().isEmpty());
}

QTEST_GUILESS_MAIN(tst_DesktopNotice)
#include "tst_desktopnotice.moc"

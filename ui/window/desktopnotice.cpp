#include "ui/window/desktopnotice.h"

#include "app/messagebus.h"

#include <QCoreApplication>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>

#include <utility>

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::seconds kBusPatience{2};

QString notificationsName()
{
    return u"org.freedesktop.Notifications"_s;
}

QString notificationsPath()
{
    return u"/org/freedesktop/Notifications"_s;
}

} // namespace

DesktopNotice::DesktopNotice(Connect connect, QObject *parent)
    : QObject(parent)
    , m_connect(std::move(connect))
{ }

// One that got mute since the start would hold the end of the program: Qt waits for its own thread.
QDBusConnection DesktopNotice::sessionBus()
{
    if (MessageBus::isMute(MessageBus::sessionAddress(), kBusPatience))
        return QDBusConnection(QString());
    return QDBusConnection::sessionBus();
}

void DesktopNotice::show(const QString &title, const QString &text, const QList<Action> &actions)
{
    m_latest = {title, text, {}};
    for (const Action &action : actions)
        m_latest.actions << action.key << action.label;
    if (m_bus)
        send(m_latest);
    else if (m_connect)
        reachBus();
}

void DesktopNotice::reachBus()
{
    MessageBus::reach(this, std::exchange(m_connect, {}), [this](const QDBusConnection &bus) {
        m_bus = bus;
        // clang-format off: Qt wants the name without a space
        m_bus->connect({}, notificationsPath(), notificationsName(), u"ActionInvoked"_s, this,
                       SLOT(onActionInvoked(uint,QString)));
        // clang-format on
        send(m_latest);
    });
}

// Source: Desktop Notifications Specification 1.2, "Notify". Its body may be read as markup.
void DesktopNotice::send(const Words &words)
{
    if (!m_bus->isConnected())
        return;
    QDBusMessage call = QDBusMessage::createMethodCall(notificationsName(), notificationsPath(),
                                                       notificationsName(), u"Notify"_s);
    const QVariantMap hints{{u"desktop-entry"_s, u"hubnaut"_s}};
    constexpr int kAsTheDesktopDoes = -1; // when it goes
    call << QCoreApplication::applicationName() << m_id << u"hubnaut"_s << words.title
         << words.text.toHtmlEscaped() << words.actions << hints << kAsTheDesktopDoes;
    auto *watcher = new QDBusPendingCallWatcher(m_bus->asyncCall(call), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
        const QDBusPendingReply<uint> reply = *watcher;
        if (reply.isValid())
            m_id = reply.value();
        watcher->deleteLater();
    });
}

void DesktopNotice::onActionInvoked(uint id, const QString &key)
{
    if (id == m_id)
        emit activated(key);
}

#include "ui/window/desktopnotice.h"

#include "app/messagebus.h"

#include <QCoreApplication>
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

void DesktopNotice::show(const QString &title, const QString &text, const QList<Action> &actions,
                         const Chosen &chosen)
{
    Words words{title, text, {}, chosen};
    for (const Action &action : actions)
        words.actions << action.key << action.label;
    if (m_bus)
        return send(words);
    m_waiting << words;
    if (m_connect)
        reachBus();
}

void DesktopNotice::reachBus()
{
    MessageBus::reach(this, std::exchange(m_connect, {}), [this](const QDBusConnection &bus) {
        m_bus = bus;
        // clang-format off: Qt wants the name without a space
        m_bus->connect({}, notificationsPath(), notificationsName(), u"ActionInvoked"_s, this,
                       SLOT(onActionInvoked(uint,QString)));
        m_bus->connect({}, notificationsPath(), notificationsName(), u"NotificationClosed"_s, this,
                       SLOT(onNotificationClosed(uint)));
        // clang-format on
        for (const Words &words : std::exchange(m_waiting, {}))
            send(words);
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
    constexpr uint kReplacesNone = 0;
    constexpr int kAsTheDesktopDoes = -1; // when it goes
    call << QCoreApplication::applicationName() << kReplacesNone << u"hubnaut"_s << words.title
         << words.text.toHtmlEscaped() << words.actions << hints << kAsTheDesktopDoes;
    MessageBus::ask(*m_bus, call, this,
                    [this, chosen = words.chosen](const QDBusPendingReply<uint> &reply) {
                        if (reply.isValid() && chosen)
                            m_shown.insert(reply.value(), chosen);
                    });
}

void DesktopNotice::onActionInvoked(uint id, const QString &key)
{
    if (const Chosen chosen = m_shown.value(id))
        chosen(key);
}

void DesktopNotice::onNotificationClosed(uint id)
{
    m_shown.remove(id);
}

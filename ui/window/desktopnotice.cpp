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

void DesktopNotice::show(const QString &title, const QString &text)
{
    m_latest = {title, text};
    if (m_bus)
        send(m_latest);
    else if (m_connect)
        reachBus();
}

void DesktopNotice::reachBus()
{
    MessageBus::reach(this, std::exchange(m_connect, {}), [this](const QDBusConnection &bus) {
        m_bus = bus;
        send(m_latest);
    });
}

// Source: Desktop Notifications Specification 1.2, "Notify". Its body may be read as markup.
void DesktopNotice::send(const Words &words)
{
    if (!m_bus->isConnected())
        return;
    const QString service = u"org.freedesktop.Notifications"_s;
    QDBusMessage call = QDBusMessage::createMethodCall(service, u"/org/freedesktop/Notifications"_s,
                                                       service, u"Notify"_s);
    const QVariantMap hints{{u"desktop-entry"_s, u"hubnaut"_s}};
    constexpr int kAsTheDesktopDoes = -1; // when it goes
    call << QCoreApplication::applicationName() << m_id << u"hubnaut"_s << words.title
         << words.text.toHtmlEscaped() << QStringList() << hints << kAsTheDesktopDoes;
    auto *watcher = new QDBusPendingCallWatcher(m_bus->asyncCall(call), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
        const QDBusPendingReply<uint> reply = *watcher;
        if (reply.isValid())
            m_id = reply.value();
        watcher->deleteLater();
    });
}

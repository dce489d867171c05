#include "ui/window/desktopnotice.h"

#include <QCoreApplication>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>

using namespace Qt::StringLiterals;

DesktopNotice::DesktopNotice(const QDBusConnection &bus, QObject *parent)
    : QObject(parent)
    , m_bus(bus)
{ }

// Source: Desktop Notifications Specification 1.2, "Notify". Its body may be read as markup.
void DesktopNotice::show(const QString &title, const QString &text)
{
    if (!m_bus.isConnected())
        return;
    const QString service = u"org.freedesktop.Notifications"_s;
    QDBusMessage call = QDBusMessage::createMethodCall(service, u"/org/freedesktop/Notifications"_s,
                                                       service, u"Notify"_s);
    const QVariantMap hints{{u"desktop-entry"_s, u"hubnaut"_s}};
    constexpr int kAsTheDesktopDoes = -1; // when it goes
    call << QCoreApplication::applicationName() << m_id << u"hubnaut"_s << title
         << text.toHtmlEscaped() << QStringList() << hints << kAsTheDesktopDoes;
    auto *watcher = new QDBusPendingCallWatcher(m_bus.asyncCall(call), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
        const QDBusPendingReply<uint> reply = *watcher;
        if (reply.isValid())
            m_id = reply.value();
        watcher->deleteLater();
    });
}

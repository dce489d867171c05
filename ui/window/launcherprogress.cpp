#include "ui/window/launcherprogress.h"

#include "app/messagebus.h"

#include <QDBusMessage>
#include <QGuiApplication>

#include <utility>

using namespace Qt::StringLiterals;

LauncherProgress::LauncherProgress(Connect connect, QObject *parent)
    : QObject(parent)
    , m_connect(std::move(connect))
{ }

LauncherProgress::~LauncherProgress()
{
    show(-1);
}

void LauncherProgress::show(double share)
{
    const int percent = share < 0 ? -1 : qBound(0, int(share * 100), 100);
    if (std::exchange(m_percent, percent) == percent)
        return;
    if (m_bus)
        return send();
    if (m_connect)
        MessageBus::reach(this, std::exchange(m_connect, {}), [this](const QDBusConnection &bus) {
            m_bus = bus;
            send();
        });
}

// Source: Unity's LauncherAPI, "Low level DBus API: com.canonical.Unity.LauncherEntry".
void LauncherProgress::send()
{
    if (!m_bus->isConnected())
        return;
    const QString entry = u"application://%1.desktop"_s.arg(QGuiApplication::desktopFileName());
    QDBusMessage update
        = QDBusMessage::createSignal(u"/com/canonical/unity/launcherentry/1"_s,
                                     u"com.canonical.Unity.LauncherEntry"_s, u"Update"_s);
    update << entry
           << QVariantMap{{u"progress"_s, qMax(0, m_percent) / 100.0},
                          {u"progress-visible"_s, m_percent >= 0}};
    m_bus->send(update); // does not wait
}

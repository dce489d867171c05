#include "app/meteredwatch.h"

#include "app/messagebus.h"

#include <QDBusPendingReply>
#include <QDBusVariant>

#include <utility>

using namespace Qt::StringLiterals;

namespace {

// Source: NetworkManager's D-Bus reference, NMMetered.
constexpr uint kMeteredYes = 1;
constexpr uint kMeteredGuessYes = 3;

QString managerPath()
{
    return u"/org/freedesktop/NetworkManager"_s;
}

QString propertiesInterface()
{
    return u"org.freedesktop.DBus.Properties"_s;
}

} // namespace

// No service is named for the signal: Qt would ask the bus for its owner and wait for the answer.
MeteredWatch::MeteredWatch(const QDBusConnection &systemBus, QObject *parent)
    : QObject(parent)
    , m_bus(systemBus)
{
    if (!m_bus.isConnected())
        return;
    m_bus.connect(QString(), managerPath(), propertiesInterface(), u"PropertiesChanged"_s, this,
                  SLOT(ask()));
    ask();
}

// What the signal says is not believed: anybody can send one.
void MeteredWatch::ask()
{
    const QString service = u"org.freedesktop.NetworkManager"_s;
    QDBusMessage call
        = QDBusMessage::createMethodCall(service, managerPath(), propertiesInterface(), u"Get"_s);
    call << service << u"Metered"_s;
    MessageBus::ask(m_bus, call, this, [this](const QDBusPendingReply<QDBusVariant> &reply) {
        const uint value = reply.isValid() ? reply.value().variant().toUInt() : 0;
        const bool metered = value == kMeteredYes || value == kMeteredGuessYes;
        if (std::exchange(m_metered, metered) != metered)
            emit changed(metered);
    });
}

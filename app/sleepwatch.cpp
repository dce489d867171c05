#include "app/sleepwatch.h"

#include "app/messagebus.h"

#include <QCoreApplication>
#include <QDBusPendingReply>

#include <utility>

using namespace Qt::StringLiterals;

namespace {

QString loginPath()
{
    return u"/org/freedesktop/login1"_s;
}

QString loginInterface()
{
    return u"org.freedesktop.login1.Manager"_s;
}

} // namespace

// Source: org.freedesktop.login1(5). No service is named for the signal: Qt would ask the bus for
// its owner and wait for the answer. So anybody may send it, and it only says when to look.
SleepWatch::SleepWatch(const QDBusConnection &systemBus, std::chrono::milliseconds lookAgain,
                       QObject *parent)
    : QObject(parent)
    , m_bus(systemBus)
{
    if (!m_bus.isConnected())
        return;
    m_again.setSingleShot(true);
    m_again.setInterval(lookAgain);
    connect(&m_again, &QTimer::timeout, this, &SleepWatch::look);
    m_bus.connect(QString(), loginPath(), loginInterface(), u"PrepareForSleep"_s, this,
                  SLOT(look()));
    m_wantsDelay = true;
    inhibit(u"sleep"_s, u"delay"_s, &SleepWatch::m_delay, &SleepWatch::m_wantsDelay);
}

void SleepWatch::inhibit(const QString &what, const QString &mode, Lock SleepWatch::*lock,
                         bool SleepWatch::*wanted)
{
    QDBusMessage call = QDBusMessage::createMethodCall(u"org.freedesktop.login1"_s, loginPath(),
                                                       loginInterface(), u"Inhibit"_s);
    call << what << QCoreApplication::applicationName() << tr("Files are being downloaded") << mode;
    MessageBus::ask(m_bus, call, this,
                    [this, lock, wanted](const QDBusPendingReply<QDBusUnixFileDescriptor> &reply) {
                        if (reply.isValid() && this->*wanted) // else it closes, and holds nothing
                            this->*lock = reply.value();
                    });
}

void SleepWatch::look()
{
    QDBusMessage call = QDBusMessage::createMethodCall(
        u"org.freedesktop.login1"_s, loginPath(), u"org.freedesktop.DBus.Properties"_s, u"Get"_s);
    call << loginInterface() << u"PreparingForSleep"_s;
    MessageBus::ask(m_bus, call, this, [this](const QDBusPendingReply<QDBusVariant> &reply) {
        take(reply.isValid() && reply.value().variant().toBool());
    });
}

// The end of it may never be told.
void SleepWatch::take(bool sleeps)
{
    if (sleeps)
        m_again.start();
    if (std::exchange(m_sleeps, sleeps) == sleeps)
        return;
    if (sleeps)
        return emit goesToSleep();
    if (!std::exchange(m_wantsDelay, true))
        inhibit(u"sleep"_s, u"delay"_s, &SleepWatch::m_delay, &SleepWatch::m_wantsDelay);
    emit wokeUp();
}

void SleepWatch::letSleep()
{
    m_wantsDelay = false;
    m_delay = Lock();
}

void SleepWatch::keepAwake(bool keep)
{
    if (!m_bus.isConnected() || std::exchange(m_wantsAwake, keep) == keep)
        return;
    if (keep)
        inhibit(u"sleep:idle"_s, u"block"_s, &SleepWatch::m_awake, &SleepWatch::m_wantsAwake);
    else
        m_awake = Lock();
}

#include "app/sleepwatch.h"

#include <QCoreApplication>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
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
// its owner and wait for the answer.
SleepWatch::SleepWatch(const QDBusConnection &systemBus, QObject *parent)
    : QObject(parent)
    , m_bus(systemBus)
{
    if (!m_bus.isConnected())
        return;
    m_bus.connect(QString(), loginPath(), loginInterface(), u"PrepareForSleep"_s, this,
                  SLOT(prepare(bool)));
    m_wantsDelay = true;
    inhibit(u"sleep"_s, u"delay"_s, &SleepWatch::m_delay, &SleepWatch::m_wantsDelay);
}

void SleepWatch::inhibit(const QString &what, const QString &mode, Lock SleepWatch::*lock,
                         bool SleepWatch::*wanted)
{
    QDBusMessage call = QDBusMessage::createMethodCall(u"org.freedesktop.login1"_s, loginPath(),
                                                       loginInterface(), u"Inhibit"_s);
    call << what << QCoreApplication::applicationName() << tr("Files are being downloaded") << mode;
    auto *watcher = new QDBusPendingCallWatcher(m_bus.asyncCall(call), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher, lock, wanted] {
        watcher->deleteLater();
        const QDBusPendingReply<QDBusUnixFileDescriptor> reply = *watcher;
        if (reply.isValid() && this->*wanted) // else it closes, and holds nothing
            this->*lock = reply.value();
    });
}

void SleepWatch::prepare(bool sleeps)
{
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

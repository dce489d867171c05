#pragma once

#include <QDBusConnection>
#include <QDBusUnixFileDescriptor>
#include <QObject>
#include <QTimer>

#include <chrono>

// The computer's sleep, by logind: tells before it comes, holds it up for a moment so that parts
// can be written down, and keeps it away while asked to. Without logind nothing happens, and
// nothing is waited for.
class SleepWatch final : public QObject
{
    Q_OBJECT

public:
    // lookAgain: at what logind says, while it says that sleep comes.
    explicit SleepWatch(const QDBusConnection &systemBus,
                        std::chrono::milliseconds lookAgain = std::chrono::seconds{30},
                        QObject *parent = nullptr);

    void letSleep(); // what had to be done before is done
    void keepAwake(bool keep);

signals:
    void goesToSleep(); // letSleep() is awaited, for as long as logind does (5 s)
    void wokeUp();

private:
    using Lock = QDBusUnixFileDescriptor; // holds while it is open

    Q_SLOT void look(); // by name, for QDBusConnection::connect
    void take(bool sleeps);
    void inhibit(const QString &what, const QString &mode, Lock SleepWatch::*lock,
                 bool SleepWatch::*wanted);

    QDBusConnection m_bus;
    QTimer m_again;
    Lock m_delay;
    Lock m_awake;
    bool m_sleeps = false; // soon
    bool m_wantsDelay = false;
    bool m_wantsAwake = false;
};

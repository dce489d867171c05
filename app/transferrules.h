#pragma once

#include "app/transfer/transfergate.h"

#include <QObject>
#include <QTimer>

#include <functional>

class Settings;

// Whether downloads and uploads may run now and how fast, by the settings, the clock on the wall,
// the kind of network and the computer's sleep. Looks at the clock often enough that one which is
// set does not matter. GUI thread.
class TransferRules final : public QObject
{
    Q_OBJECT

public:
    using Clock = std::function<QDateTime()>;

    explicit TransferRules(Settings &settings, Clock clock = &QDateTime::currentDateTimeUtc,
                           QObject *parent = nullptr);

    const TransferGate &gate() const { return m_gate; } // of downloads
    const TransferGate &uploadGate() const { return m_uploadGate; }
    void setMetered(bool metered); // the network in use
    void setSleeping(bool sleeping); // the computer is about to

signals:
    void changed(const TransferGate &gate);
    void uploadsChanged(const TransferGate &gate);

private:
    void look();
    TransferGate now(qint64 limit) const; // bytes per second that the settings say; 0: none
    void lookAgain(); // when the timetable wants it

    Settings &m_settings;
    Clock m_clock;
    QTimer m_next;
    TransferGate m_gate;
    TransferGate m_uploadGate;
    bool m_metered = false;
    bool m_sleeping = false;
};

#pragma once

#include "app/meteredwatch.h"
#include "app/sleepwatch.h"

class Settings;
class TransferRules;
class Transfers;
class Uploads;

// Keeps the transfers in step with the computer they run on: they wait on a metered network and
// while it sleeps, and while they run, or wait for what passes by itself, it stays awake, if
// wanted. Downloads are waited for until they have written down what they have; uploads do that all
// the time.
class ComputerCare final : public QObject
{
    Q_OBJECT

public:
    ComputerCare(const QDBusConnection &systemBus, Settings &settings, Transfers &transfers,
                 Uploads &uploads, TransferRules &rules, QObject *parent = nullptr);

private:
    void look(); // at what runs

    Settings &m_settings;
    Transfers &m_transfers;
    const Uploads &m_uploads;
    MeteredWatch m_metered;
    SleepWatch m_sleep;
    bool m_sleeping = false;
};

#include "app/computercare.h"

#include "app/settings/settings.h"
#include "app/transfer/transfers.h"
#include "app/transferrules.h"
#include "app/upload/uploads.h"

ComputerCare::ComputerCare(const QDBusConnection &systemBus, Settings &settings,
                           Transfers &transfers, Uploads &uploads, TransferRules &rules,
                           QObject *parent)
    : QObject(parent)
    , m_settings(settings)
    , m_transfers(transfers)
    , m_uploads(uploads)
    , m_metered(systemBus)
    , m_sleep(systemBus)
{
    connect(&m_metered, &MeteredWatch::changed, &rules, &TransferRules::setMetered);
    connect(&m_sleep, &SleepWatch::goesToSleep, this, [this, &rules] {
        m_sleeping = true;
        rules.setSleeping(true);
        look();
    });
    connect(&m_sleep, &SleepWatch::wokeUp, this, [this, &rules, &uploads] {
        m_sleeping = false;
        rules.setSleeping(false);
        m_transfers.networkIsBack(); // what was connected is not any more
        uploads.networkIsBack();
    });
    connect(&transfers, &Transfers::changed, this, &ComputerCare::look);
    connect(&uploads, &Uploads::changed, this, &ComputerCare::look);
    connect(&uploads, &Uploads::ended, this, &ComputerCare::look);
    connect(&uploads, &Uploads::listChanged, this, &ComputerCare::look);
    connect(&settings, &Settings::changed, this, [this](Settings::Key key) {
        if (key == Settings::Key::KeepAwake)
            look();
    });
    look();
}

void ComputerCare::look()
{
    const bool runs = m_transfers.snapshot().goesOn || m_uploads.isRunning();
    m_sleep.keepAwake(m_settings.keepAwake() && runs && !m_sleeping);
    if (m_sleeping && m_transfers.snapshot().maySleep)
        m_sleep.letSleep();
}

#include "app/transferrules.h"

#include "app/settings/settings.h"

#include <utility>

namespace {

constexpr std::chrono::milliseconds kMostBetweenLooks{15'000}; // somebody may set the clock
constexpr std::chrono::milliseconds kLeastBetweenLooks{50};

qint64 stricter(qint64 one, qint64 other) // 0: none
{
    return one == 0 || other == 0 ? one + other : qMin(one, other);
}

} // namespace

TransferRules::TransferRules(Settings &settings, Clock clock, QObject *parent)
    : QObject(parent)
    , m_settings(settings)
    , m_clock(std::move(clock))
{
    m_next.setSingleShot(true);
    connect(&m_next, &QTimer::timeout, this, &TransferRules::look);
    connect(&settings, &Settings::changed, this, [this](Settings::Key key) {
        using Key = Settings::Key;
        if (key == Key::DownloadLimit || key == Key::UploadLimit || key == Key::Timetable
            || key == Key::WaitWhenMetered)
            look();
    });
    look();
}

void TransferRules::setMetered(bool metered)
{
    if (std::exchange(m_metered, metered) != metered)
        look();
}

void TransferRules::setSleeping(bool sleeping)
{
    if (std::exchange(m_sleeping, sleeping) != sleeping)
        look();
}

void TransferRules::look()
{
    lookAgain();
    if (TransferGate gate = now(m_settings.downloadLimit()); gate != m_gate) {
        m_gate = std::move(gate);
        emit changed(m_gate);
    }
    if (TransferGate gate = now(m_settings.uploadLimit()); gate != m_uploadGate) {
        m_uploadGate = std::move(gate);
        emit uploadsChanged(m_uploadGate);
    }
}

void TransferRules::lookAgain()
{
    m_next.stop();
    const Timetable table = m_settings.timetable();
    if (!table.on)
        return;
    const QDateTime time = m_clock();
    const QDateTime next = table.nextChange(time, QTimeZone::systemTimeZone());
    const std::chrono::milliseconds left{next.isValid() ? time.msecsTo(next) : 0};
    m_next.start(left.count() > 0 ? std::clamp(left, kLeastBetweenLooks, kMostBetweenLooks)
                                  : kMostBetweenLooks);
}

TransferGate TransferRules::now(qint64 limit) const
{
    TransferGate gate{.limit = limit};
    const Timetable table = m_settings.timetable();
    const QDateTime time = m_clock();
    const QTimeZone zone = QTimeZone::systemTimeZone();
    if (table.on && !table.isInside(time, zone)) {
        if (table.outside == Timetable::Outside::Limit)
            gate.limit = stricter(gate.limit, table.limit);
        else
            gate = {.cause = WaitCause::Timetable,
                    .until = table.nextChange(time, zone),
                    .reason = tr("The timetable lets nothing run at this time."),
                    .limit = gate.limit};
    }
    if (m_metered && m_settings.waitWhenMetered())
        gate = {.cause = WaitCause::Metered,
                .reason = tr("The network counts what it carries. This goes on by itself on "
                             "another one, or with \"Start now\"."),
                .limit = gate.limit};
    if (m_sleeping)
        gate = {.cause = WaitCause::Sleep,
                .reason = tr("The computer goes to sleep. This goes on when it wakes up."),
                .limit = gate.limit};
    return gate;
}

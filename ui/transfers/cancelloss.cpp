#include "ui/transfers/cancelloss.h"

#include <QSet>

#include <utility>

using namespace std::chrono_literals;

namespace {

constexpr qint64 kMuchData = 100'000'000; // bytes
constexpr auto kLongWork = 1min;

bool isUnfinished(const TransferFile &file)
{
    return file.done > 0 && file.state != TransferState::Done
        && file.state != TransferState::Cancelled;
}

bool hasEnded(const TransferFile &file)
{
    return file.state == TransferState::Done || file.state == TransferState::Cancelled
        || (file.state == TransferState::Failed && file.done <= 0);
}

} // namespace

void CancelLoss::note(const TransferSnapshot &now, Moment at)
{
    QHash<qint64, Moment> begun;
    for (const TransferFile &file : now.files)
        if (isUnfinished(file))
            begun.insert(file.id, m_begun.value(file.id, at));
    m_begun = std::move(begun); // without those that are gone
}

CancelLoss::Loss CancelLoss::of(const TransferSnapshot &now, const QList<qint64> &groups,
                                const QList<qint64> &files, Moment at) const
{
    const QSet<qint64> ofGroups(groups.cbegin(), groups.cend());
    const QSet<qint64> alone(files.cbegin(), files.cend());
    Loss loss;
    for (const TransferFile &file : now.files) {
        if (!ofGroups.contains(file.group) && !alone.contains(file.id))
            continue;
        loss.nothingLeft &= hasEnded(file);
        if (!isUnfinished(file))
            continue;
        loss.bytes += file.done;
        loss.canPause |= file.state != TransferState::Paused && file.state != TransferState::Failed;
        loss.worthAsking |= at - m_begun.value(file.id, at) > kLongWork;
    }
    loss.worthAsking |= loss.bytes >= kMuchData;
    return loss;
}

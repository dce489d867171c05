#include "app/disk/background.h"
#include "app/disk/diskerror.h"
#include "app/transfer/transferworker_p.h"

#include <QSet>

namespace {

constexpr std::chrono::milliseconds kRoomPoll{3'000}; // of the disk; the Hub is not asked
constexpr qint64 kCleanableEvery = 30'000; // ms; it reads every size in the cache

} // namespace

// What the others still need on the same disk is as good as taken. One content under several names
// counts once.
QString TransferWorker::lackOfRoom(const Group &group, const GroupJob::Plan &plan) const
{
    QSet<std::pair<QString, QByteArray>> counted; // where, what
    const auto fresh = [&counted](const Group &where, const FileSpec &file) {
        if (file.blob.isEmpty()) // asked for by name: not known yet
            return true;
        const auto before = counted.size();
        counted.insert({where.destination->name() + where.view.repo.id(), file.blob});
        return counted.size() > before;
    };
    qint64 promised = 0;
    for (const auto &[id, other] : m_groups)
        for (const auto &file : other->files)
            if (other->device == group.device && !file->paused && !isEnded(file->view.state)
                && file->view.total > file->view.done && fresh(*other, *file->spec))
                promised += file->view.total - file->view.done;
    qint64 needed = 0;
    for (const GroupJob::File &file : plan.files)
        if (file.spec && file.spec->size > 0 && !file.hasContent && fresh(group, *file.spec))
            needed += file.spec->size - (file.left ? file.left->bytes() : 0);
    if (needed == 0 || needed + promised <= plan.room.usable())
        return {};
    return waitsForSpace(needed, plan.room, promised);
}

// Nothing of it is begun: half of a repository that fills the disk helps nobody.
void TransferWorker::waitForRoom(Group &group, const GroupJob::Plan &plan, const QString &why)
{
    group.lacking = plan;
    group.view.state = TransferState::Waiting;
    group.view.reason = why;
    group.view.patience = {.cause = WaitCause::Disk};
    if (!m_roomLooks.isActive())
        m_roomLooks.start(kRoomPoll);
    lookForCleanable();
    save(group);
    touch();
}

// Whoever lacks room is told what takes it.
void TransferWorker::lookForCleanable()
{
    const qint64 now = m_context.clock.elapsed();
    if (m_cleanableMs >= 0 && now - m_cleanableMs < kCleanableEvery)
        return;
    m_cleanableMs = now;
    onOwnThread([root = m_config.cacheRoot] {
        return Cleanable::in(root);
    }).then(this, [this](const Cleanable &found) {
        m_cleanable = found;
        touch();
    });
}

void TransferWorker::lookForRoom()
{
    for (const auto &[id, group] : m_groups) {
        if (!group->lacking)
            continue;
        m_roomLooks.start(kRoomPoll);
        inBackground(
            m_context.pool, this,
            [destination = group->destination] { return destination->room(); },
            [this, id](const Result<DiskRoom> &room) { takeRoom(id, room); });
    }
}

void TransferWorker::takeRoom(qint64 id, const Result<DiskRoom> &room)
{
    const auto it = m_groups.find(id);
    if (it == m_groups.end() || !it->second->lacking || !room)
        return;
    Group &group = *it->second;
    group.lacking->room = *room;
    if (const QString lack = lackOfRoom(group, *group.lacking); !lack.isEmpty()) {
        if (std::exchange(group.view.reason, lack) != lack)
            touch();
        return;
    }
    group.view.reason.clear();
    group.view.patience = {};
    begin(group, *std::exchange(group.lacking, std::nullopt));
}

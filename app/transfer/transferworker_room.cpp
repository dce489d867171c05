#include "app/disk/diskerror.h"
#include "app/transfer/transferworker_p.h"

#include <QSet>

// What the others still need on the same disk is as good as taken. One content under several names
// counts once.
std::optional<HubError> TransferWorker::lackOfRoom(const Group &group,
                                                   const GroupJob::Plan &plan) const
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
            needed += file.spec->size;
    if (needed == 0 || needed + promised <= plan.room.free)
        return {};
    return noSpaceError(needed, plan.room.free, group.destination->name(), promised);
}

#include "ui/cache/partfinder.h"

#include <algorithm>

PartFinder::PartFinder(HubClient &hub, QObject *parent)
    : QObject(parent)
    , m_hub(hub)
{ }

QString PartFinder::contentOf(const QByteArray &part)
{
    const QString name = QString::fromLatin1(part.first(std::max<qsizetype>(0, part.indexOf('.'))));
    return isSha1Hex(name) || isSha256Hex(name) ? name : QString();
}

QList<Revision> PartFinder::revisionsOf(const CacheRepo &repo, const TransferSnapshot &now)
{
    QList<Revision> all;
    const auto add = [&all](const QString &commit) {
        const auto revision = Revision::parse(commit);
        if (revision && revision->isCommit() && !all.contains(*revision))
            all << *revision;
    };
    for (const TransferGroup &group : now.groups)
        if (group.repo == repo.id)
            add(group.commit);
    for (const bool named : {true, false})
        for (const CacheRevision &revision : repo.revisions)
            if (revision.refs.isEmpty() != named)
                add(QString::fromLatin1(revision.commit));
    return all << Revision();
}

void PartFinder::find(const CacheRepo &repo, const QByteArray &part, const TransferSnapshot &now)
{
    m_part = {.repo = repo.folder, .blob = part};
    m_repo = repo.id;
    m_waiting = revisionsOf(repo, now);
    askNext();
}

void PartFinder::askNext()
{
    if (m_waiting.isEmpty())
        return emit gone(m_part);
    m_asking = m_hub.repoInfo(*m_repo, m_waiting.takeFirst(),
                              [this](const Result<RepoInfo> &info) { take(info); });
}

void PartFinder::take(const Result<RepoInfo> &info)
{
    if (!info && info.error().kind != HubError::Kind::NotFound) {
        emit failed(info.error());
        return;
    }
    if (info && isSha1Hex(info->commit)) {
        const auto file = std::ranges::find(info->files, contentOf(m_part.blob), &RepoFile::blob);
        if (file != info->files.cend())
            return emit found({*m_repo, info->commit, file->path, m_part.blob});
    }
    askNext();
}

const TransferFile *unfinishedIn(const TransferSnapshot &now, const PartFinder::Place &place)
{
    for (const TransferFile &file : now.files) {
        const auto group = std::ranges::find(now.groups, file.group, &TransferGroup::id);
        if (file.path == place.path && file.state != TransferState::Done
            && group != now.groups.cend() && group->repo == place.repo
            && group->commit == place.commit && group->folder.isEmpty())
            return &file;
    }
    return nullptr;
}

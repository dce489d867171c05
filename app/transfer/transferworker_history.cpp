#include "app/text/repopath.h"
#include "app/transfer/transferworker_p.h"

// What the history is told of a group that has ended, and what a manifest says of it.

namespace {

Receipt receiptOf(const TransferFile &view, const std::optional<FileSpec> &spec,
                  const QString &source)
{
    return {.path = view.path,
            .blob = spec ? spec->blob : QByteArray(),
            .sha256 = {},
            .size = view.total,
            .source = view.state == TransferState::Done && !view.wasCached ? source : QString(),
            .end = view.state,
            .wasThere = view.wasCached,
            .note = view.error                      ? view.error->message
                : view.state == TransferState::Done ? view.note
                                                    : QString(),
            .localPath = view.localPath};
}

// That are asked for by name, with what is known of them.
QList<Manifest::File> namedFiles(const DownloadRequest &request)
{
    QStringList paths = request.paths;
    paths.removeDuplicates();
    paths.removeIf([](const QString &path) { return !RepoPath::parse(path); });
    QList<Manifest::File> files;
    for (const QString &path : std::as_const(paths))
        files << Manifest::File{path, request.expected.value(path)};
    return files;
}

} // namespace

void TransferWorker::record(const Group &group)
{
    if (group.left)
        return;
    HistoryEntry entry{.key = group.key,
                       .asked = {.request = group.request,
                                 .endpoint = group.access.endpoint,
                                 .account = group.account,
                                 .cacheRoot = group.cacheRoot},
                       .commit = group.view.commit,
                       .end = group.view.state,
                       .begun = QDateTime::fromMSecsSinceEpoch(group.begun, QTimeZone::UTC),
                       .ended = QDateTime::currentDateTimeUtc(),
                       .activeMs = group.activeMs,
                       .files = static_cast<int>(group.files.size()),
                       .fetched = group.fetched,
                       .peak = group.peak,
                       .error = group.view.error ? group.view.error->message : QString()};
    entry.peak = qMax(entry.peak, entry.average()); // of a short one no speed was measured
    QList<Receipt> receipts;
    for (const auto &file : group.files) {
        receipts << receiptOf(file->view, file->spec, file->source);
        if (file->view.state == TransferState::Done) {
            ++entry.filesDone;
            entry.bytes += qMax<qint64>(file->view.total, 0);
        } else if (entry.error.isEmpty()) {
            entry.error = receipts.constLast().note;
        }
    }
    emit ended(entry, receipts);
}

// A group whose commit or files are not known yet is left out.
QList<Manifest::Set> TransferWorker::manifestOf(const QList<qint64> &groups) const
{
    QList<Manifest::Set> sets;
    for (const Group *group : groupsOf(groups))
        if (const Manifest::Set set = manifestSet(*group);
            isSha1Hex(set.commit) && !set.files.isEmpty())
            sets << set;
    return sets;
}

Manifest::Set TransferWorker::manifestSet(const Group &group)
{
    Manifest::Set set{.repo = group.view.repo,
                      .commit = group.view.commit,
                      .revision = group.view.revision,
                      .files = {}};
    for (const auto &file : group.files)
        if (file->spec)
            set.files << Manifest::File{file->view.path,
                                        {.blob = file->spec->blob, .size = file->view.total}};
    if (group.lacking) // of room, and nothing of it is begun
        for (const GroupJob::File &file : group.lacking->files)
            if (file.spec)
                set.files << Manifest::File{file.path,
                                            {.blob = file.spec->blob, .size = file.spec->size}};
    if (set.files.isEmpty()) // not planned yet; the names that were asked for are certain
        set.files = namedFiles(group.request);
    if (!isSha1Hex(set.commit))
        set.commit = group.request.revision.name();
    return set;
}

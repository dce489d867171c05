#include "app/hub/parse.h"
#include "app/upload/repocommitjob.h"

#include <utility>

using namespace Qt::StringLiterals;

// How RepoCommitJob commits, and goes on after what others committed.

namespace {

constexpr int kMostCommitRounds = 3;

// What tells that an entry is the same as before; empty: there is none.
QString markOf(const QList<TreeEntry> &entries, const QString &path)
{
    for (const TreeEntry &entry : entries)
        if (entry.path == path)
            return QString::number(int(entry.type)) + entry.blobName();
    return {};
}

} // namespace

void RepoCommitJob::commit()
{
    if (m_isStopped)
        return failStopped();
    CommitPart part{.files = {}, .deletedFiles = m_change.deletedFiles, .deletedFolders = {}};
    for (const RepoPath &folder : m_change.deletedFolders)
        part.deletedFolders << folder.text().toUtf8();
    for (const Item &item : std::as_const(m_items))
        part.files << item.file;
    const RepoSent sent
        = m_sent.value_or(RepoSent{.head = m_parent, .pullRequest = m_change.pullRequest});
    m_commit = std::make_unique<CommitSend>(m_context, m_access,
                                            CommitSend::Want{.repo = m_change.repo,
                                                             .revision = m_change.revision,
                                                             .opensPullRequest = sent.pullRequest,
                                                             .title = m_change.title,
                                                             .description = m_change.description,
                                                             .parent = m_parent,
                                                             .head = sent.head,
                                                             .part = part,
                                                             .lines = CommitLines::of(part).bytes,
                                                             .pulls = sent.pulls,
                                                             .triedOn = m_triedOn});
    connect(m_commit.get(), &CommitSend::changed, this, [this] {
        const PatientRequest *request = m_commit->waiting();
        emit waits(request ? request->reason() : QString());
    });
    connect(m_commit.get(), &CommitSend::finished, this, &RepoCommitJob::endCommit,
            Qt::QueuedConnection);
    if (m_sent)
        m_commit->lookFor();
    else
        m_commit->start();
}

void RepoCommitJob::endCommit()
{
    const auto sent = std::move(m_commit);
    if (!sent || m_isOver)
        return;
    if (const auto &notMade = sent->notMade()) {
        if (!std::exchange(m_sent, std::nullopt))
            return failStopped();
        m_triedOn = notMade->head;
        return commit();
    }
    const auto &result = *sent->result();
    if (result)
        return end({.commit = result->commit.commit,
                    .revision = result->revision,
                    .pullRequest = result->commit.pullRequest});
    if (sent->isUnknown() && !m_sent)
        m_sent = RepoSent{.head = m_parent,
                          .pullRequest = m_change.pullRequest,
                          .pulls = sent->pullsBefore().values()};
    if (result.error().kind != HubError::Kind::Conflict || m_parent.isEmpty()
        || m_change.pullRequest || m_rounds == kMostCommitRounds)
        return fail(result.error());
    ++m_rounds;
    m_conflict = result.error();
    ask({.url = apiUrl(u"/commits/"_s + m_change.revision.encoded(), u"limit=1"_s)},
        &RepoCommitJob::takeHead);
}

void RepoCommitJob::takeHead(const Body &body)
{
    const auto page = parseCommitPage(body);
    if (!page)
        return fail(page.error());
    m_newer = page->commits.isEmpty() ? QByteArray() : page->commits.first().id.toLatin1();
    if (m_newer.isEmpty() || m_newer == m_parent)
        return fail(m_conflict);
    m_next = 0;
    compare();
}

void RepoCommitJob::compare()
{
    if (m_next < m_touched.size())
        return askPaths(m_change.repo, m_parent, m_touched.mid(m_next, UploadWire::kMostPaths),
                        &RepoCommitJob::takeBefore);
    if (!m_moved.isEmpty())
        return end({.error = m_conflict, .newer = m_newer, .moved = m_moved});
    m_parent = m_newer;
    m_triedOn.clear();
    commit();
}

void RepoCommitJob::takeBefore(const Body &body)
{
    const auto page = parseTreePage(body);
    if (!page)
        return fail(page.error());
    m_before = page->entries;
    askPaths(m_change.repo, m_newer, m_touched.mid(m_next, UploadWire::kMostPaths),
             &RepoCommitJob::takeNow);
}

void RepoCommitJob::takeNow(const Body &body)
{
    const auto page = parseTreePage(body);
    if (!page)
        return fail(page.error());
    for (const QString &path : m_touched.mid(m_next, UploadWire::kMostPaths))
        if (markOf(m_before, path) != markOf(page->entries, path))
            m_moved << path;
    m_next += UploadWire::kMostPaths;
    compare();
}

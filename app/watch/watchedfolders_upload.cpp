// How watched folders send what they found: by uploads that they find again after a start.
#include "app/watch/watchedfolders.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::seconds kAnew{10}; // a Hub that says so every time is not asked all the time

bool isOnTheHub(const UploadRow &row) // by a commit
{
    return row.state == UploadState::Committed && row.isConfirmed();
}

WatchMemory learnt(const UploadProgress &progress, const QByteArray &rules)
{
    WatchMemory more{.contents = {}, .ignored = {}, .ignoredBy = rules};
    for (const UploadRow &row : progress.rows)
        if (isOnTheHub(row) || row.state == UploadState::Unchanged)
            more.contents.insert(row.path.text(), row.remote);
        else if (row.state == UploadState::Ignored && !rules.isEmpty())
            more.ignored.insert(row.path.text(), row.local);
    return more;
}

} // namespace

void WatchedFolders::attach()
{
    if (!m_isLoaded)
        return;
    for (const auto &[id, status] : m_uploads.all()) {
        Entry *entry = status.origin.isEmpty() ? nullptr : find(status.origin);
        const bool isBusy
            = entry && entry->upload && !isOver(m_uploads.progress(*entry->upload).step);
        if (!entry || isBusy || !entry->folder.owner.isSame(m_owner))
            continue;
        entry->upload = id;
        entry->deletes = status.deletes;
        entry->rules.clear();
        entry->isResumed = entry->isLookedFor = false;
        emit changed(entry->folder.id);
    }
}

bool WatchedFolders::mayHaveOpened(const Entry &entry) const
{
    return entry.folder.wish.pullRequest && entry.folder.pull == Revision()
        && m_uploads.progress(*entry.upload).mayHaveMore;
}

// Whether a commit to a branch was made the next round sees by what is there.
void WatchedFolders::dropOutdated(Entry &entry)
{
    if (!entry.folder.isEdited || !entry.upload || mayHaveOpened(entry)
        || m_uploads.progress(*entry.upload).step != UploadStep::Failed)
        return;
    m_uploads.forget(*entry.upload);
    entry.upload.reset();
}

// A commit that may have been made is looked for before anything else is sent.
bool WatchedFolders::goesOn(Entry &entry)
{
    dropOutdated(entry);
    if (!entry.upload || !m_uploads.all().contains(*entry.upload))
        return false;
    const UploadProgress &progress = m_uploads.progress(*entry.upload);
    if (progress.step != UploadStep::Failed || !progress.mayHaveMore)
        return false;
    entry.next = m_setup.now().addDuration(std::chrono::minutes{entry.folder.wish.minutes});
    entry.isResumed = true;
    entry.isLookedFor = entry.folder.isEdited;
    if (entry.isLookedFor)
        m_uploads.lookFor(*entry.upload);
    else
        m_uploads.resume(*entry.upload);
    return true;
}

// The one before stays listed until the next one takes its place.
void WatchedFolders::send(Entry &entry, const WatchRound::End &end)
{
    if (entry.upload)
        m_uploads.forget(*entry.upload);
    if (std::exchange(entry.folder.isEdited, false))
        keep(entry);
    entry.deletes = end.order->deletedFiles.size();
    entry.rules = end.plan.memory.ignoredBy;
    entry.upload = m_uploads.begin(*end.order);
    emit changed(entry.folder.id);
}

void WatchedFolders::onUploaded(qint64 upload)
{
    for (const auto &entry : m_entries)
        if (entry->upload == upload)
            return takeUpload(*entry, m_uploads.progress(upload));
}

void WatchedFolders::takeUpload(Entry &entry, const UploadProgress &progress)
{
    const bool isOvertaken = progress.error && progress.error->kind == HubError::Kind::Conflict
        && !progress.mayHaveMore;
    const bool isLookedFor = std::exchange(entry.isLookedFor, false);
    WatchResult result = entry.folder.last; // what it left to others
    result.files = std::ranges::count_if(progress.rows, isOnTheHub);
    result.words.clear();
    remember(entry.folder.id, learnt(progress, entry.rules), false);
    if (progress.revision != entry.folder.wish.revision && !progress.pullRequest.isEmpty()) {
        entry.folder.pull = progress.revision;
        entry.folder.pullPage = progress.pullRequest;
    }
    result.deleted = progress.commits.isEmpty() ? 0 : entry.deletes;
    result.commit = progress.commits.isEmpty() ? QByteArray() : progress.commits.constLast();
    result.kind = progress.commits.isEmpty() ? WatchResult::Kind::Same : WatchResult::Kind::Sent;
    if (progress.step == UploadStep::Failed) {
        result.kind = WatchResult::Kind::Failed;
        result.words = progress.error ? progress.error->message : QString();
        if (isOvertaken)
            result.words = tr("Somebody else committed meanwhile. It is planned anew at once.");
    } else if (progress.step == UploadStep::Stopped && !isLookedFor) {
        entry.folder.isPaused = true; // by a person, who would not want it again
        result.kind = WatchResult::Kind::Failed;
        result.words = tr("It was stopped among the uploads, and is paused since.");
    } else if (!isLookedFor && !progress.isConfirmed()) {
        result.kind = WatchResult::Kind::Failed;
        result.words = tr("The Hub does not have all of it as it should be.");
    }
    note(entry, result);
    // What it was to send may be otherwise by now.
    const bool isOutdated = std::exchange(entry.isResumed, false) && !progress.mayHaveMore;
    if (progress.step == UploadStep::Failed && (isOvertaken || isOutdated))
        entry.next = m_setup.now().addDuration(kAnew);
    if (progress.step == UploadStep::Stopped && isLookedFor)
        entry.next = m_setup.now();
    if (!progress.commits.isEmpty()) {
        entry.folder.sent = entry.folder.last;
        entry.folder.sent.kind = WatchResult::Kind::Sent; // some of it was
        keep(entry);
    }
    emit changed(entry.folder.id);
}

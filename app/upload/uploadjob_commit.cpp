#include "app/upload/uploadjob.h"

#include "app/disk/background.h"
#include "app/hub/parse.h"
#include "app/text/format.h"

#include <algorithm>

using namespace Qt::StringLiterals;

// How UploadJob commits, and looks at what became of it.

bool UploadJob::hasToCommit() const
{
    const bool deletes = !m_order.deletedFiles.isEmpty() || !m_order.deletedFolders.isEmpty();
    return (deletes && m_made.isEmpty()) || std::ranges::any_of(m_items, [](const Item &item) {
               return item.state == UploadState::Sent;
           });
}

std::pair<CommitPart, int> UploadJob::nextPart() const
{
    CommitPart part;
    CommitFill fill(m_pace);
    int commits = 0;
    for (qsizetype i = 0; i < m_items.size(); ++i) {
        const Item &item = m_items.at(i);
        if (item.state != UploadState::Sent)
            continue;
        if (fill.take(item.large ? 0 : item.file.size))
            ++commits;
        if (commits == 1)
            part.files << CommitPart::File{i, item.file, item.large};
    }
    return {part, commits};
}

QString UploadJob::title() const
{
    if (m_made.isEmpty())
        return m_order.summary;
    return u"%1 (part %2)"_s.arg(m_order.summary).arg(m_made.size() + 1);
}

void UploadJob::prepareCommit()
{
    enter(UploadStep::Committing);
    auto [part, commits] = nextPart();
    m_commits = int(m_made.size()) + qMax(1, commits);
    if (opensPullRequest() && m_commits > 1)
        return openPullRequest();
    addDeletions(part);
    m_onDisk = true;
    inBackground(
        m_context.pool, this,
        [kept = std::move(part)] { return std::pair(kept, CommitLines::of(kept)); },
        [this](const std::pair<CommitPart, CommitLines> &made) {
            m_onDisk = false;
            takeLines(made.first, made.second);
        });
}

void UploadJob::addDeletions(CommitPart &part) const
{
    if (!m_made.isEmpty()) // they go with the first
        return;
    part.deletedFiles = m_order.deletedFiles;
    part.deletedFolders = m_order.deletedFolders;
}

void UploadJob::takeLines(const CommitPart &part, const CommitLines &lines)
{
    for (const qsizetype i : lines.changed)
        noteChange(i);
    for (const auto &[i, error] : lines.failed)
        failItem(i, error);
    if (m_stopping || !lines.changed.isEmpty() || !lines.failed.isEmpty())
        return next();
    makeCommit(part, lines.bytes, {.head = m_head});
    m_commit->start();
}

// Before anything else: whether the commit was made that an earlier start did not see the end of.
void UploadJob::lookForCommit()
{
    enter(UploadStep::Committing);
    const UploadKept::Commit sent = *std::exchange(m_doubted, std::nullopt);
    CommitPart part;
    for (const UploadKept::Entry &entry : sent.entries)
        part.files << CommitPart::File{entry.item, m_items.at(entry.item).file, entry.large};
    addDeletions(part);
    makeCommit(part, {}, sent);
    m_commit->lookFor();
}

void UploadJob::makeCommit(const CommitPart &part, const QByteArray &lines,
                           const UploadKept::Commit &before)
{
    m_commit = std::make_unique<CommitSend>(
        m_context, m_access,
        CommitSend::Want{.repo = m_order.repo,
                         .revision = m_revision,
                         .opensPullRequest = opensPullRequest(),
                         .title = title(),
                         .description = m_order.description,
                         .parent = m_order.parent.isEmpty() || m_made.isEmpty()
                             ? m_order.parent
                             : m_made.constLast(),
                         .head = before.head,
                         .part = part,
                         .larger = m_larger,
                         .splits = m_pace.splits(part.files.size()),
                         .lines = lines,
                         .pulls = before.pulls,
                         .triedOn = m_triedOn,
                         .noted = [this] { return noteCommit(); }});
    connect(m_commit.get(), &CommitSend::changed, this, &UploadJob::changed);
    connect(m_commit.get(), &CommitSend::finished, this, &UploadJob::endCommit,
            Qt::QueuedConnection);
}

bool UploadJob::noteCommit()
{
    const QSet<QString> &pulls = m_commit->pullsBefore();
    UploadKept::Commit commit{.head = m_head, .pulls = {pulls.cbegin(), pulls.cend()}};
    for (const CommitPart::File &file : m_commit->part().files)
        commit.entries << UploadKept::Entry{file.item, file.large};
    return m_keep(UploadKept::CommitSent{m_made.size(), commit});
}

void UploadJob::endCommit()
{
    const std::unique_ptr<CommitSend> commit = std::move(m_commit);
    if (const auto &notMade = commit->notMade()) {
        m_triedOn = notMade->head;
        if (!m_triedOn.isEmpty())
            m_head = m_triedOn;
        if (notMade->isSplit) {
            m_pace.lost(commit->part().files.size());
            if (!m_larger)
                m_larger = commit->part();
        }
        return next();
    }
    m_isUnknown = commit->isUnknown();
    if (!commit->result()->has_value())
        return fail(commit->result()->error());
    m_triedOn.clear();
    m_larger.reset();
    const CommitSend::Made &made = **commit->result();
    m_pace.made(commit->part().files.size(), made.time);
    if (opensPullRequest()) {
        m_revision = made.revision;
        m_pullRequest = made.commit.pullRequest;
        m_isOpened = true;
        m_keep(UploadKept::PullOpened{m_revision, m_pullRequest});
    }
    m_head = made.commit.commit;
    m_keep(UploadKept::CommitMade{m_made.size(), m_head});
    m_made << m_head;
    if (!made.commit.words.isEmpty())
        m_words = made.commit.words;
    for (const CommitPart::File &file : commit->part().files) {
        Item &item = edit(file.item);
        item.state = UploadState::Committed;
        item.large = file.large;
        m_toCheck << file.item;
    }
    m_unasked.removeIf( // of one that was looked for
        [this](qsizetype i) { return m_items.at(i).state == UploadState::Committed; });
    next();
}

// What the last commit has by the names that were sent.
void UploadJob::check()
{
    if (m_toCheck.isEmpty())
        return m_looksOnly ? enter(UploadStep::Stopped) : endAll();
    enter(UploadStep::Checking);
    m_asked = m_toCheck.first(qMin(m_toCheck.size(), UploadWire::kMostPaths));
    QStringList paths;
    for (const qsizetype i : std::as_const(m_asked))
        paths << m_items.at(i).file.path.text();
    ask(PatientRequest::post(apiUrl(u"/paths-info/"_s + QString::fromLatin1(m_made.constLast())),
                             UploadWire::pathsInfo(paths), UploadWire::kJson),
        &UploadJob::takeCheck);
}

void UploadJob::takeCheck(const Body &body)
{
    const auto page = parseTreePage(body);
    if (!page)
        return fail(page.error());
    QHash<QString, QByteArray> there;
    for (const TreeEntry &entry : page->entries)
        there.insert(entry.path, entry.blobName().toLatin1());
    for (const qsizetype i : std::as_const(m_asked))
        edit(i).remote = there.value(m_items.at(i).file.path.text());
    m_toCheck.remove(0, m_asked.size());
    check();
}

// What failed is kept, to be tried again.
void UploadJob::endAll()
{
    const auto hasFailed = [](const Item &item) { return item.state == UploadState::Failed; };
    const auto first = std::ranges::find_if(std::as_const(m_items), hasFailed);
    if (first == m_items.cend())
        return enter(UploadStep::Done);
    HubError error = *first->error;
    error.message = Format::plural(std::ranges::count_if(m_items, hasFailed),
                                   tr("1 file was not sent."), tr("%1 files were not sent."))
        + u' ' + error.message;
    fail(error);
}

#include "app/disk/contenthash.h"
#include "app/hub/parse.h"
#include "app/text/format.h"
#include "app/text/safetext.h"
#include "app/upload/commitfill.h"
#include "app/upload/repocommitjob.h"

#include <QSet>

using namespace Qt::StringLiterals;

// What RepoCommitJob takes from another commit, perhaps of another repository.

namespace {

constexpr size_t kFetchLanes = 6;

} // namespace

void RepoCommitJob::lookUp()
{
    m_asked.clear();
    QStringList paths;
    for (; m_next < m_items.size() && paths.size() < UploadWire::kMostPaths; ++m_next)
        if (m_items.at(m_next).from) {
            m_asked << m_next;
            paths << m_items.at(m_next).from->text();
        }
    if (!paths.isEmpty())
        return askPaths(m_change.from(), m_change.source, paths, &RepoCommitJob::takeSources);
    for (const Item &item : std::as_const(m_items))
        m_inside += item.file.inside();
    if (m_inside > CommitFill::kMostBytes)
        return fail(HubError::badInput(
            HubError::tr("That is more than fits into one commit: %1 would go with it.")
                .arg(Format::size(m_inside))));
    m_next = 0;
    share();
}

void RepoCommitJob::takeSources(const Body &body)
{
    const auto page = parseTreePage(body);
    if (!page)
        return fail(page.error());
    QHash<QString, TreeEntry> there;
    for (const TreeEntry &entry : page->entries)
        if (entry.type == TreeEntry::Type::File)
            there.insert(entry.path, entry);
    for (const qsizetype i : std::as_const(m_asked)) {
        Item &item = m_items[i];
        const auto entry = there.constFind(item.from->text());
        if (entry == there.cend() || entry->size < 0)
            return fail({.kind = HubError::Kind::NotFound,
                         .message = HubError::tr("%1 is not in the commit that it is taken from.")
                                        .arg(SafeText::path(item.from->text()))});
        item.file.large = !entry->sha256.isEmpty();
        item.file.file.size = entry->size;
        item.file.file.sha256 = entry->sha256.toLatin1();
        item.file.file.gitOid = entry->oid.toLatin1();
        item.xetHash = entry->xetHash.toLatin1();
    }
    lookUp();
}

// What is large and another repository's becomes this one's as well, without its bytes.
void RepoCommitJob::share()
{
    QList<UploadWire::Shared> files;
    QSet<QByteArray> told;
    for (; m_change.sourceRepo && m_next < m_items.size() && files.size() < UploadWire::kMostPaths;
         ++m_next) {
        const Item &item = m_items.at(m_next);
        if (!item.from || !item.file.large || told.contains(item.file.file.sha256))
            continue;
        if (item.xetHash.isEmpty())
            return fail(HubError::badInput(
                HubError::tr("%1 is kept in a way that the Hub does not copy. Download it and "
                             "upload it again.")
                    .arg(SafeText::path(item.from->text()))));
        told << item.file.file.sha256;
        files << UploadWire::Shared{item.file.file.sha256, item.xetHash, item.from->text()};
    }
    if (!files.isEmpty())
        return ask(PatientRequest::post(m_access.apiUrl(m_change.from(), u"/lfs-files/duplicate"_s),
                                        UploadWire::duplication(m_change.repo, files),
                                        UploadWire::kJson),
                   &RepoCommitJob::takeShared);
    m_next = 0;
    fetch();
}

void RepoCommitJob::takeShared(const Body &body)
{
    if (const auto refused = UploadWire::refusedDuplication(body))
        return fail(*refused);
    share();
}

void RepoCommitJob::fetch()
{
    for (; m_next < m_items.size() && m_fetches.size() < kFetchLanes; ++m_next) {
        const Item &item = m_items.at(m_next);
        if (!item.from || item.file.large)
            continue;
        m_fetches[m_next] = std::make_unique<PatientRequest>(
            m_context, m_access,
            PatientRequest::Want{.url = m_access.resolveUrl(m_change.from(),
                                                            QString::fromLatin1(m_change.source),
                                                            item.from->text())},
            PatientRequest::Handlers{
                .changed =
                    [this, i = m_next] {
                        const PatientRequest &request = *m_fetches.at(i);
                        emit waits(request.isWaiting() ? request.reason() : QString());
                    },
                .ended = [this, i = m_next](const PatientRequest::End &e) { takeContent(i, e); }});
    }
    if (!m_fetches.empty())
        return;
    m_next = 0;
    askChoices();
}

void RepoCommitJob::takeContent(qsizetype i, const PatientRequest::End &e)
{
    m_fetches.erase(i);
    if (e.failure)
        return fail(HubError::fromHttp(*e.failure));
    Item &item = m_items[i];
    if (ContentHash::ofGit(e.body.bytes) != item.file.file.gitOid)
        return fail(HubError::badReply(u"%1 is not what it is to be"_s.arg(item.from->text())));
    item.file.content = e.body.bytes;
    fetch();
}

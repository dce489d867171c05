#include "app/disk/background.h"
#include "app/hub/parse.h"
#include "app/net/endpoint.h"
#include "app/text/wildcard.h"
#include "app/transfer/groupjob.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>

// What a group learns from the commit's listing.

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostNamed = 500; // paths in one question; hub-api 6.2
constexpr qsizetype kMaxListing = 2'000'000; // files; a listing without end is a broken server

// The next page; an empty address on the last one, nothing when it is named but cannot be asked:
// a listing that ends there would be kept as whole.
std::optional<QUrl> nextListingPage(const Answer &answer, const QUrl &endpoint)
{
    static const QRegularExpression next(u"<([^>]+)>\\s*;\\s*rel=\"?next\"?"_s);
    const auto match = next.match(QString::fromLatin1(answer.header("link")));
    if (!match.hasMatch())
        return QUrl();
    const QUrl url = onEndpoint(answer.url.resolved(QUrl(match.captured(1))), endpoint);
    return url.isEmpty() ? std::nullopt : std::optional(url);
}

QList<Wildcard> wildcardsOf(const QStringList &patterns)
{
    QList<Wildcard> all;
    for (const QString &pattern : patterns)
        all.emplaceBack(pattern);
    return all;
}

GroupJob::File fileOf(const DownloadRequest &request, const QString &commit, const QString &path)
{
    GroupJob::File file{.path = path};
    if (const auto safe = RepoPath::parse(path))
        file.spec = FileSpec{
            .repo = request.repo, .commit = commit, .path = *safe, .isDoubted = request.checks};
    else
        file.refusal = safe.error();
    return file;
}

void learn(std::optional<FileSpec> &spec, const TreeEntry &entry)
{
    if (!spec)
        return;
    spec->blob = entry.blobName().toLatin1();
    spec->size = entry.size;
    spec->xet = entry.xetHash.toLatin1();
}

QList<GroupJob::File> fitting(const DownloadRequest &request, const QString &commit,
                              const QList<TreeEntry> &listed)
{
    const QList<Wildcard> allow = wildcardsOf(request.allow);
    const QList<Wildcard> ignore = wildcardsOf(request.ignore);
    QList<GroupJob::File> files;
    for (const TreeEntry &e : listed) {
        const auto fits = [&e](const Wildcard &pattern) { return pattern.matches(e.path); };
        if (e.type != TreeEntry::Type::File
            || (!allow.isEmpty() && std::ranges::none_of(allow, fits))
            || std::ranges::any_of(ignore, fits))
            continue;
        files << fileOf(request, commit, e.path);
        learn(files.last().spec, e);
    }
    return files;
}

QList<GroupJob::File> named(const DownloadRequest &request, const QString &commit,
                            const QList<TreeEntry> &listed)
{
    QHash<QString, TreeEntry> entries;
    for (const TreeEntry &entry : listed)
        if (entry.type == TreeEntry::Type::File)
            entries.insert(entry.path, entry);
    QList<GroupJob::File> files;
    for (const QString &path : QSet<QString>(request.paths.cbegin(), request.paths.cend())) {
        files << fileOf(request, commit, path);
        auto &spec = files.last().spec;
        if (!spec)
            continue;
        const ExpectedContent expected = request.expected.value(path);
        const auto entry = entries.constFind(path);
        spec->size = expected.size;
        spec->expected = expected.blob;
        // Something else than expected is not taken from here: the file's own answer says so.
        if (entry != entries.cend()
            && (expected.blob.isEmpty() || expected.blob == entry->blobName().toLatin1()))
            learn(spec, *entry);
    }
    return files;
}

} // namespace

void GroupJob::list()
{
    m_named = 0;
    m_entries.clear();
    emit changed();
    inBackground(
        m_context.pool, this,
        [destination = m_destination, repo = m_request.repo, commit = m_plan.commit] {
            return destination->tree(repo, commit);
        },
        [this](const std::optional<QList<TreeEntry>> &kept) {
            if (kept) {
                m_entries = *kept;
                return choose();
            }
            if (!m_request.paths.isEmpty())
                return askNamed();
            m_nextPage = m_access.apiUrl(m_request.repo, "/tree/"_L1 + m_plan.commit);
            m_nextPage.setQuery(u"recursive=true"_s);
            m_pages = {};
            m_pages.add(m_nextPage);
            m_pageStarts.clear();
            askPage();
        });
}

void GroupJob::askPage()
{
    ask(m_nextPage, &GroupJob::takePage, &GroupJob::askPage);
}

void GroupJob::takePage(const QByteArray &body, const Answer &answer)
{
    const auto page = parseTreePage(Body{.bytes = body, .url = answer.url});
    if (!page)
        return fail(page.error());
    if (page->skipped > 0) // a snapshot with a file missing is not a snapshot
        return fail(HubError::badReply(u"the listing has entries that cannot be read"_s));
    // A path comes once. The same page again, or nothing, under ever new addresses has no end.
    const QString start = page->entries.isEmpty() ? QString() : page->entries.first().path;
    if (m_pageStarts.contains(start))
        return fail(HubError::badReply(u"the listing does not end"_s));
    m_pageStarts.insert(start);
    m_entries += page->entries;
    m_tries = 0;
    const std::optional<QUrl> next = nextListingPage(answer, m_access.endpoint);
    if (!next)
        return fail(HubError::badReply(u"the listing goes on at another address"_s));
    if (!m_pages.add(*next) || m_entries.size() > kMaxListing)
        return fail(HubError::badReply(u"the listing does not end"_s));
    m_nextPage = *next;
    if (!next->isEmpty())
        return askPage();
    m_context.pool.start([destination = m_destination, repo = m_request.repo,
                          commit = m_plan.commit,
                          entries = m_entries] { destination->keepTree(repo, commit, entries); });
    choose();
}

// One file says what it is when it is fetched. Of many the sizes are wanted before: the room on the
// disk and the share that is done are told by them.
void GroupJob::askNamed()
{
    const QStringList some = m_request.paths.mid(m_named, kMostNamed);
    if (m_request.paths.size() < 2 || some.isEmpty() || m_access.offline)
        return choose();
    const QJsonObject question{{u"paths"_s, QJsonArray::fromStringList(some)}};
    ask(m_access.apiUrl(m_request.repo, "/paths-info/"_L1 + m_plan.commit), &GroupJob::takeNamed,
        &GroupJob::askNamed, QJsonDocument(question).toJson(QJsonDocument::Compact));
}

void GroupJob::takeNamed(const QByteArray &body, const Answer &answer)
{
    m_tries = 0;
    if (const auto some = parseTreePage(Body{.bytes = body, .url = answer.url}))
        m_entries += some->entries;
    m_named += kMostNamed;
    askNamed();
}

void GroupJob::choose()
{
    m_plan.files = filesOf(m_request, m_plan.commit, m_entries);
    m_entries.clear();
    if (m_plan.files.isEmpty())
        return fail(HubError::badInput(tr("No file of this repository fits what was asked for.")));
    lookAtDisk();
}

QList<GroupJob::File> GroupJob::filesOf(const DownloadRequest &request, const QString &commit,
                                        const QList<TreeEntry> &listed)
{
    QList<File> files = request.paths.isEmpty() ? fitting(request, commit, listed)
                                                : named(request, commit, listed);
    std::ranges::sort(files, {}, &File::path);
    return files;
}

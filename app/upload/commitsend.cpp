#include "app/upload/commitsend.h"

#include "app/hub/hubaddress.h"
#include "app/hub/parse.h"
#include "app/transfer/retry.h"

#include <QHash>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace {

constexpr int kMostLookUps = 5;
constexpr int kHistory = 100; // commits that others may have made meanwhile

bool isConflict(const HttpFailure &failure)
{
    return failure.status == 409 || failure.status == 412;
}

QByteArray contentId(const CommitPart::File &f)
{
    return f.large ? f.file.sha256 : f.file.gitOid;
}

QString folderName(const QByteArray &path) // without a slash at its end
{
    return QString::fromUtf8(path.endsWith('/') ? path.chopped(1) : path);
}

// As much of it as one call asks about.
CommitPart sampleOf(const CommitPart &part)
{
    qsizetype room = UploadWire::kMostPaths;
    const auto some = [&room](const auto &all) {
        const auto first = all.first(qMin(all.size(), room));
        room -= first.size();
        return first;
    };
    return {.files = some(part.files),
            .deletedFiles = some(part.deletedFiles),
            .deletedFolders = some(part.deletedFolders)};
}

// Everything that is to be there, and what is not to be.
QStringList pathsOf(const CommitPart &part)
{
    QStringList paths;
    for (const CommitPart::File &f : part.files)
        paths << f.file.path.text();
    for (const RepoPath &path : part.deletedFiles)
        paths << path.text();
    for (const QByteArray &path : part.deletedFolders)
        paths << folderName(path);
    return paths;
}

} // namespace

CommitSend::CommitSend(TransferContext &context, const HubAccess &access, Want want)
    : m_context(context)
    , m_access(access)
    , m_want(std::move(want))
    , m_parent(m_want.parent.isEmpty() ? m_want.triedOn : m_want.parent)
    , m_pulls(m_want.pulls.cbegin(), m_want.pulls.cend())
    , m_repeats(!m_want.triedOn.isEmpty())
{ }

HubError CommitSend::notKept()
{
    return HubError::disk(
        HubError::tr("What is to be sent cannot be written down on this computer, so it was not "
                     "sent. Make room on the disk and try again."));
}

void CommitSend::start()
{
    if (m_want.opensPullRequest)
        ask({.url = apiUrl(u"/refs"_s, u"include_prs=1"_s)}, &CommitSend::takePullsBefore);
    else
        send();
}

void CommitSend::lookFor()
{
    m_onlyLooks = true;
    lookUp({}, {});
}

bool CommitSend::isIdle() const
{
    if (!m_request)
        return false;
    return m_onlyLooks || (m_lookUps == 0 && (!m_posts || !m_request->isUnderWay()));
}

void CommitSend::sendNoMore()
{
    m_isStopped = true;
    if (!m_posts || !m_request || m_request->isUnderWay())
        return;
    m_request.reset(); // it waits to be sent again
    m_notMade = NotMade{.head = m_headNow};
    emit finished();
}

void CommitSend::goOn()
{
    if (m_request)
        m_request->goOn();
}

QUrl CommitSend::apiUrl(const QString &rest, const QString &query) const
{
    return m_access.apiUrl(m_want.repo, rest, query);
}

void CommitSend::ask(PatientRequest::Want want, Answered answered, std::chrono::milliseconds delay)
{
    m_request = std::make_unique<PatientRequest>(
        m_context, m_access, std::move(want),
        PatientRequest::Handlers{.changed = [this] { emit changed(); },
                                 .ended =
                                     [this, answered](const PatientRequest::End &end) {
                                         m_request.reset();
                                         (this->*answered)(end);
                                     }},
        delay);
}

void CommitSend::takePullsBefore(const PatientRequest::End &e)
{
    const auto refs
        = e.failure ? std::unexpected(HubError::fromHttp(*e.failure)) : parseRefs(e.body);
    if (!refs)
        return end(std::unexpected(refs.error()));
    for (const Ref &ref : *refs)
        m_pulls << ref.ref;
    send();
}

void CommitSend::send()
{
    if (m_want.noted && !m_want.noted())
        return end(std::unexpected(notKept()));
    m_posts = true;
    const QByteArray header = UploadWire::commitHeader(m_want.title, m_want.description, m_parent);
    PatientRequest::Want want{
        .method = "POST",
        .url = apiUrl(u"/commit/"_s + m_want.revision.encoded(),
                      m_want.opensPullRequest ? u"create_pr=1"_s : QString()),
        .sent = CommitLines::sent(header, m_want.lines),
        .headers = {"Content-Type: "_ba + UploadWire::kLines, "Accept: "_ba + UploadWire::kJson},
        .once = true};
    ask(std::move(want), &CommitSend::takeAnswer);
}

void CommitSend::takeAnswer(const PatientRequest::End &e)
{
    if (!e.failure) {
        const auto made = UploadWire::parseCommitMade(e.body);
        if (!made)
            return lookUp(made.error(), {});
        const auto pull
            = Revision::parse(u"refs/pr/"_s + made->pullRequest.path().section(u'/', -1));
        const bool opened = m_want.opensPullRequest && pull;
        return end(
            Made{.commit = *made, .revision = opened ? *pull : m_want.revision, .time = e.time});
    }
    const HubError error = HubError::fromHttp(*e.failure);
    const bool mayBeMade = isPassing(*e.failure) && e.failure->status != 429;
    if (mayBeMade || (m_repeats && isConflict(*e.failure)))
        return lookUp(error, e.failure->retryAfter);
    end(std::unexpected(error));
}

void CommitSend::lookUp(const HubError &error, std::chrono::seconds asked)
{
    m_lost = error;
    m_posts = false;
    m_isUnknown = true;
    if (++m_lookUps > kMostLookUps)
        return end(std::unexpected(error));
    const bool isFirst = m_onlyLooks && m_lookUps == 1; // it was sent some time ago
    const auto delay
        = isFirst ? std::chrono::milliseconds() : retryDelay(m_lookUps, asked, m_access.retryStep);
    if (m_want.opensPullRequest)
        return ask({.url = apiUrl(u"/refs"_s, u"include_prs=1"_s)}, &CommitSend::takePulls, delay);
    ask({.url = apiUrl(u"/commits/"_s + m_want.revision.encoded(), u"limit=%1"_s.arg(kHistory))},
        &CommitSend::takeHistory, delay);
}

// What came on top of the head that was known. Titles say nothing: the Hub may trim them.
void CommitSend::takeHistory(const PatientRequest::End &e)
{
    const auto page
        = e.failure ? std::unexpected(HubError::fromHttp(*e.failure)) : parseCommitPage(e.body);
    if (!page)
        return end(std::unexpected(page.error()));
    m_headNow = page->commits.isEmpty() ? QByteArray() : page->commits.first().id.toLatin1();
    m_candidates.clear();
    for (const Commit &commit : page->commits) {
        if (commit.id.toLatin1() == m_want.head)
            break;
        m_candidates << Candidate{commit.id.toLatin1(), m_want.revision};
    }
    tryNext();
}

void CommitSend::takePulls(const PatientRequest::End &e)
{
    const auto refs
        = e.failure ? std::unexpected(HubError::fromHttp(*e.failure)) : parseRefs(e.body);
    if (!refs)
        return end(std::unexpected(refs.error()));
    m_candidates.clear();
    for (const Ref &ref : *refs)
        if (ref.type == Ref::Type::PullRequest && !m_pulls.contains(ref.ref))
            m_candidates << Candidate{ref.commit.toLatin1(), *Revision::parse(ref.ref)};
    tryNext();
}

void CommitSend::tryNext()
{
    if (m_candidates.isEmpty())
        return repeat();
    const QString commit = QString::fromLatin1(m_candidates.constLast().commit);
    ask(PatientRequest::post(
            apiUrl(u"/paths-info/"_s + commit),
            UploadWire::pathsInfo(pathsOf(sampleOf(m_want.larger.value_or(m_want.part)))),
            UploadWire::kJson),
        &CommitSend::takeEntries);
}

bool CommitSend::hasMade(const CommitPart &part, const QList<TreeEntry> &entries)
{
    QHash<QString, QByteArray> there;
    for (const TreeEntry &entry : entries)
        there.insert(entry.path, entry.blobName().toLatin1());
    const auto isAdded = [&](const CommitPart::File &f) {
        return there.value(f.file.path.text()) == contentId(f);
    };
    const auto isLeft = [&](const QByteArray &folder) { // and nothing of it was added again
        const QString path = folderName(folder);
        return there.contains(path)
            && std::ranges::none_of(part.files, [&path](const CommitPart::File &f) {
                   return f.file.path.text().startsWith(path + u'/');
               });
    };
    return std::ranges::all_of(part.files, isAdded)
        && std::ranges::none_of(part.deletedFiles,
                                [&](const RepoPath &path) { return there.contains(path.text()); })
        && std::ranges::none_of(part.deletedFolders, isLeft);
}

QUrl CommitSend::pageOf(const HubAccess &access, const RepoId &repo, const Revision &pullRequest)
{
    return HubAddress{.repo = repo,
                      .section = HubAddress::Section::Community,
                      .discussion = pullRequest.name().section(u'/', -1).toInt()}
        .webUrl(access.endpoint);
}

void CommitSend::takeEntries(const PatientRequest::End &e)
{
    const auto page
        = e.failure ? std::unexpected(HubError::fromHttp(*e.failure)) : parseTreePage(e.body);
    if (!page)
        return end(std::unexpected(page.error()));
    const Candidate candidate = m_candidates.takeLast();
    if (m_want.larger && hasMade(sampleOf(*m_want.larger), page->entries))
        m_want.part = *m_want.larger;
    if (hasMade(sampleOf(m_want.part), page->entries))
        return end(Made{.commit = {.commit = candidate.commit,
                                   .pullRequest = m_want.opensPullRequest
                                       ? pageOf(m_access, m_want.repo, candidate.revision)
                                       : QUrl()},
                        .revision = candidate.revision,
                        .time = std::chrono::milliseconds::max()});
    tryNext();
}

// It is not there, but may still come: so only on top of what was seen.
void CommitSend::repeat()
{
    m_isUnknown = false;
    if (m_onlyLooks || m_isStopped) {
        m_notMade = NotMade{.head = m_headNow};
        return emit finished();
    }
    if (!m_want.opensPullRequest && !m_want.parent.isEmpty() && m_headNow != m_want.parent)
        return end(std::unexpected(HubError::fromHttp({.status = 412, .url = m_access.endpoint})));
    if (m_want.splits && !m_want.opensPullRequest) {
        m_notMade = NotMade{.head = m_headNow, .isSplit = true};
        return emit finished();
    }
    m_repeats = true;
    m_parent = m_want.opensPullRequest ? m_want.parent : m_headNow;
    send();
}

void CommitSend::end(Result<Made> result)
{
    if (!result && m_isUnknown)
        result.error().message
            = HubError::tr("It is not known whether the commit was made. Try again: it is looked "
                           "for first.")
            + u' ' + result.error().message;
    m_result = std::move(result);
    emit finished();
}

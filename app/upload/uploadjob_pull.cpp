#include "app/upload/uploadjob.h"

#include "app/hub/parse.h"

using namespace Qt::StringLiterals;

// How UploadJob opens a pull request for several commits: once, even when an earlier start asked
// for it and did not hear the answer.

void UploadJob::openPullRequest()
{
    ask({.url = apiUrl(u"/refs"_s, u"include_prs=1"_s)}, &UploadJob::takePulls);
}

void UploadJob::takePulls(const Body &body)
{
    const auto refs = parseRefs(body);
    if (!refs)
        return fail(refs.error());
    QStringList pulls;
    for (const Ref &ref : *refs)
        if (ref.type == Ref::Type::PullRequest)
            pulls << ref.ref;
    if (const auto before = std::exchange(m_pullsBefore, std::nullopt))
        for (const QString &pull : std::as_const(pulls))
            if (!before->contains(pull))
                m_pullsToTry << pull;
    m_pullsThere = pulls;
    tryPull();
}

void UploadJob::tryPull()
{
    if (!m_pullsToTry.isEmpty() && m_user.isEmpty())
        return ask({.url = m_access.apiUrl(u"/whoami-v2"_s)}, &UploadJob::takeAccount);
    if (!m_pullsToTry.isEmpty())
        return ask({.url = apiUrl(u"/discussions/"_s + m_pullsToTry.constLast().section(u'/', -1))},
                   &UploadJob::takeTriedPull, {403, 404});
    if (!m_keep(UploadKept::PullAsked{m_pullsThere}))
        return fail(CommitSend::notKept());
    PatientRequest::Want want = PatientRequest::post(
        apiUrl(u"/discussions"_s), UploadWire::pullRequest(m_order.summary, m_order.description),
        UploadWire::kJson);
    want.once = true;
    ask(std::move(want), &UploadJob::takePullRequest);
}

void UploadJob::takeAccount(const Body &body)
{
    const auto account = parseAccount(body);
    if (!account)
        return fail(account.error());
    m_user = account->name;
    tryPull();
}

void UploadJob::takeTriedPull(const Body &body)
{
    m_pullsToTry.removeLast();
    const Discussion pull = parseDiscussionThread(body).value_or(DiscussionThread()).head;
    const bool isOpen = pull.status == "open"_L1 || pull.status == "draft"_L1;
    if (isOpen && pull.author == m_user && pull.title.trimmed() == m_order.summary.trimmed())
        return takePullRequest(body);
    tryPull();
}

void UploadJob::takePullRequest(const Body &body)
{
    const auto pull = UploadWire::parsePullRequest(body);
    if (!pull)
        return fail(pull.error());
    m_revision = pull->revision;
    m_pullRequest = pull->page;
    if (m_pullRequest.isEmpty()) // of one that was looked for
        m_pullRequest = CommitSend::pageOf(m_access, m_order.repo, m_revision);
    m_isOpened = true;
    m_keep(UploadKept::PullOpened{m_revision, m_pullRequest});
    next();
}

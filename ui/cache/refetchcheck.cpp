#include "ui/cache/refetchcheck.h"

using namespace std::chrono_literals;
using Verdict = Refetch::Verdict;

namespace {

constexpr size_t kRefetchAtOnce = 4; // requests; the Hub's limit is shared with everything else

template<typename T>
std::optional<HubError> errorOf(const Result<T> &answer)
{
    return answer ? std::nullopt : std::optional(answer.error());
}

} // namespace

RefetchCheck::RefetchCheck(HubClient &hub, QObject *parent)
    : QObject(parent)
    , m_hub(hub)
{
    m_beat.setSingleShot(true);
    m_beat.setInterval(300ms);
    m_beat.callOnTimeout(this, &RefetchCheck::changed);
}

void RefetchCheck::ask(const DeletePlan &plan, const GoingCommits &going)
{
    stop();
    const std::pair asker(m_hub.endpoint(), m_hub.token());
    if (std::exchange(m_asker, asker) != asker)
        m_known.clear();
    m_known.removeIf([](const auto &known) { return known->verdict == Verdict::Unknown; });
    m_going = going;
    m_repos.clear();
    for (const CacheRepoPtr &repo : plan.seen)
        if (repo->id && going.contains(repo->folder)) {
            m_repos.insert(repo->folder, *repo->id);
            want(repo->folder);
        }
    askNext();
}

void RefetchCheck::stop()
{
    m_waiting.clear();
    m_running.clear();
}

void RefetchCheck::want(const QByteArray &folder)
{
    if (m_known.contains({folder, {}}))
        wantRevisions(folder);
    else
        m_waiting.emplace_back(folder, QByteArray());
}

// A Hub that knows no anonymous access to the one may still give the other.
void RefetchCheck::wantRevisions(const QByteArray &folder)
{
    const Verdict repo = m_known.value({folder, {}}).verdict;
    if (repo != Verdict::Available && repo != Verdict::SignIn)
        return;
    for (const QByteArray &commit : m_going.value(folder))
        if (isSha1Hex(QString::fromLatin1(commit)) && !m_known.contains({folder, commit}))
            m_waiting.emplace_front(folder, commit);
}

void RefetchCheck::askNext()
{
    while (!m_waiting.empty() && m_running.size() < kRefetchAtOnce) {
        const Question question = m_waiting.front();
        m_waiting.pop_front();
        if (m_hub.isOffline()) {
            m_known.insert(question, Refetch::offline());
            continue;
        }
        const RepoId repo = *m_repos.constFind(question.first);
        if (question.second.isEmpty())
            m_running[question] = m_hub.mayRead(repo, [this, question](const Result<bool> &answer) {
                take(question, errorOf(answer));
            });
        else
            m_running[question]
                = m_hub.tree(repo, *Revision::parse(QString::fromLatin1(question.second)), {},
                             HubClient::Depth::OneLevel, HubClient::Detail::Plain,
                             [this, question](const Result<TreePage> &answer) {
                                 take(question, errorOf(answer));
                             });
    }
    if (!m_beat.isActive())
        m_beat.start();
}

void RefetchCheck::take(const Question &question, const std::optional<HubError> &error)
{
    const Question answered = question; // goes with its request
    m_running.erase(answered);
    const bool isRepo = answered.second.isEmpty();
    const Refetch refetch
        = Refetch::of(error, isRepo ? Refetch::Asked::Repo : Refetch::Asked::Revision);
    m_known.insert(answered, refetch);
    if (error && error->kind == HubError::Kind::Offline) {
        for (const Question &each : std::exchange(m_waiting, {}))
            m_known.insert(each, refetch);
    } else if (isRepo) {
        wantRevisions(answered.first);
    }
    askNext();
}

std::optional<Refetch> RefetchCheck::of(const CacheItem &item) const
{
    const auto repo = m_known.constFind({item.repo, {}});
    const QSet<QByteArray> going = m_going.value(item.repo);
    if (repo == m_known.cend() || !m_repos.contains(item.repo)
        || (!item.commit.isEmpty() && !going.contains(item.commit)))
        return {};
    if (repo->verdict != Verdict::Available && repo->verdict != Verdict::SignIn)
        return *repo;
    const QSet<QByteArray> commits = !item.commit.isEmpty() ? QSet{item.commit}
        : item.blob.isEmpty()                               ? going
                                                            : QSet<QByteArray>();
    std::optional<Refetch> worst;
    for (const QByteArray &commit : commits) {
        if (!isSha1Hex(QString::fromLatin1(commit)))
            continue;
        const auto known = m_known.constFind({item.repo, commit});
        if (known == m_known.cend())
            return {};
        if (!worst || known->verdict > worst->verdict)
            worst = *known;
    }
    const bool isGiven = worst && worst->verdict == Verdict::Available;
    return repo->verdict == Verdict::SignIn && !isGiven ? *repo : worst.value_or(*repo);
}

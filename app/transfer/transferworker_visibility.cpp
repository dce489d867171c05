#include "app/transfer/retry.h"
#include "app/transfer/transferworker_p.h"

#include <QJsonDocument>
#include <QJsonObject>

// Whether a group's repository is public: what is not known to be goes when its account is left.

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostOfAnswer = 64 << 10; // bytes; it has one member

} // namespace

// The answer about a branch says it by the way. Of a commit, as a manifest has it, nothing is asked
// otherwise. Not known is no fault: the next start asks again.
void TransferWorker::askVisibility(Group &group)
{
    if (group.request.isPublic || !group.request.revision.isCommit() || m_config.offline
        || m_context.held(Pacing::Bucket::Api).count() > 0)
        return;
    group.visibilityAnswer.clear();
    group.visibility = std::make_unique<Exchange>(
        m_context.curl,
        Exchange::Want{.url = group.access.apiUrl(group.view.repo, {}, u"expand=private"_s),
                       .endpoint = group.access.endpoint,
                       .token = group.access.token,
                       .proxies = group.access.proxies,
                       .silence = group.access.silence},
        Exchange::Handlers{
            .answered = [](const QList<Answer> &) { return true; },
            .received =
                [&group](QByteArrayView bytes) {
                    group.visibilityAnswer += bytes;
                    return group.visibilityAnswer.size() <= kMostOfAnswer;
                },
            .ended
            = [this, &group](const Exchange &exchange) { takeVisibility(group, exchange); }});
}

void TransferWorker::takeVisibility(Group &group, const Exchange &exchange)
{
    const auto failure = exchange.failure();
    if (failure)
        m_context.hold(*failure, group.access.endpoint,
                       retryDelay(1, failure->retryAfter, group.access.retryStep));
    else
        heed(m_context, exchange.hops(), group.access.endpoint);
    group.visibility.reset();
    const QJsonObject answer = QJsonDocument::fromJson(group.visibilityAnswer).object();
    if (failure || answer["private"_L1].toBool(true))
        return;
    takePublic(group);
    save(group);
    if (isOver(group))
        record(group);
}

void TransferWorker::takePublic(Group &group)
{
    group.request.isPublic = true;
    if (!isOver(group))
        emit wentOn(group.view.id, group.request);
}

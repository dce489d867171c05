#include "app/transfer/contentfetch.h"

#include "app/net/origin.h"
#include "app/transfer/filemeta.h"
#include "app/transfer/retry.h"
#include "app/transfer/transfercontext.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kWorthLanes = 2; // segments; less comes by one connection
constexpr int kStalledLooks = 3; // so that a stall is seen, and healed, within five seconds
constexpr int kHealedLooks = 4;
constexpr int kUnheardLooks = 6; // a server that answers at all mostly does sooner
constexpr int kMostHeals = 2; // in a row; then it counts as failed once it was silent for long
constexpr double kHelps = 1.1; // times as fast as before: worth one more connection
constexpr size_t kMostLanes = 8; // of one file; more than browsers open to one host

} // namespace

struct ContentFetch::Lane
{
    ByteRange claim;
    qint64 at = 0; // where the next byte belongs
    qint64 asked = 0; // at, when it was asked
    qint64 seen = 0; // at, at the last look
    int silent = 0; // looks in a row that saw nothing new
    int heals = 0; // without progress since
    bool heard = false; // there was an answer
    Exchange::Peer stuckAt; // what said no more
    bool resumable = false; // the server gives parts
    bool ranged = false; // asked for a part
    bool direct = false; // asked the storage host
    bool renewed = false; // its address, without progress since
    std::unique_ptr<Exchange> exchange;
    End end; // why an answer or a byte was not taken
};

ContentFetch::ContentFetch(TransferContext &context, const HubAccess &access, const FileSpec &spec,
                           std::shared_ptr<PartFile> part, SegmentMap &map, Throttle::Limits limits,
                           Handlers handlers)
    : m_context(context)
    , m_access(access)
    , m_spec(spec)
    , m_part(std::move(part))
    , m_map(map)
    , m_limits(std::move(limits))
    , m_handlers(std::move(handlers))
    , m_alone(spec.size - map.there() < kWorthLanes * access.segment)
    , m_seen(map.there())
{
    connect(&m_looks, &QTimer::timeout, this, &ContentFetch::look);
    m_looks.start(access.lookStep);
    addLane();
}

ContentFetch::~ContentFetch()
{
    while (!m_lanes.empty())
        remove(*m_lanes.back());
}

void ContentFetch::addLane()
{
    auto lane = std::make_unique<Lane>();
    if (!nextClaim(*lane))
        return;
    ++m_context.lanes;
    m_lanes.push_back(std::move(lane));
    ask(*m_lanes.back());
}

bool ContentFetch::nextClaim(Lane &lane)
{
    const auto claim = m_map.claim(m_alone ? m_spec.size : m_access.segment);
    if (!claim)
        return false;
    lane.claim = *claim;
    lane.at = claim->from;
    return true;
}

void ContentFetch::ask(Lane &lane)
{
    lane.end = {};
    lane.silent = 0;
    lane.asked = lane.at;
    const ByteRange rest{lane.at, lane.claim.to < m_spec.size ? lane.claim.to : 0};
    lane.ranged = rest != ByteRange();
    lane.direct = !m_storage.isEmpty();
    lane.exchange = std::make_unique<Exchange>(
        m_context.curl,
        Exchange::Want{.url = lane.direct
                           ? m_storage
                           : m_access.resolveUrl(m_spec.repo, m_spec.commit, m_spec.path.text()),
                       .endpoint = m_access.endpoint,
                       .token = m_access.token,
                       .proxies = m_access.proxies,
                       .range = rest,
                       .silence = m_access.silence,
                       .anew = lane.heals > 0,
                       .avoid = lane.stuckAt},
        Exchange::Handlers{
            .answered = [this, &lane](const QList<Answer> &hops) { return takeAnswer(lane, hops); },
            .received = [this, &lane](QByteArrayView bytes) { return takeBytes(lane, bytes); },
            .ended = [this, &lane](const Exchange &exchange) { takeEnd(lane, exchange); }});
    lane.exchange->limit(m_context.throttle, m_limits);
}

bool ContentFetch::refuse(Lane &lane, const QString &detail)
{
    lane.end.refusal = HubError::badReply(detail);
    return false;
}

bool ContentFetch::takeAnswer(Lane &lane, const QList<Answer> &hops)
{
    m_answered = lane.heard = true;
    m_handlers.answered();
    heed(m_context, hops, m_access.endpoint);
    const Answer &last = hops.constLast();
    if (!lane.direct) {
        const auto meta = fileMetaOf(hops, m_access.endpoint);
        if (!meta) {
            lane.end.refusal = meta.error();
            return false;
        }
        if (meta->commit != m_spec.commit || meta->blob != m_spec.blob
            || (meta->size >= 0 && meta->size != m_spec.size && last.status != 206))
            return refuse(lane, u"the file is not the one that was listed"_s);
    }
    if (const QByteArray coding = last.header("content-encoding");
        !coding.isEmpty() && coding.toLower() != "identity")
        return refuse(lane, u"the file was sent compressed"_s);
    if (last.status == 200)
        return takeWhole(lane);
    if (last.status != 206 || !lane.ranged)
        return refuse(lane, u"status %1 in place of the file"_s.arg(last.status));
    if (!isRangeOf(last.header("content-range"), {lane.at, lane.claim.to}, m_spec.size))
        return refuse(lane, u"another part of the file than asked for"_s);
    if (!m_alone && !sameOrigin(last.url, m_access.endpoint))
        m_storage = last.url;
    lane.resumable = true;
    return true;
}

// All of it: to somebody who asked for a part, by a server that knows no ranges.
bool ContentFetch::takeWhole(Lane &lane)
{
    const Answer &answer = lane.exchange->hops().constLast();
    lane.resumable = answer.header("accept-ranges").toLower() == "bytes";
    if (!lane.ranged)
        return true;
    if (m_lanes.size() > 1)
        return refuse(lane, u"the whole file in place of a part"_s);
    m_alone = true;
    if (m_map.there() > 0) {
        if (const auto cut = truncateFile(m_part->file(), 0); !cut) {
            lane.end.diskError = cut.error();
            return false;
        }
        m_handlers.restarted();
    }
    m_map.release(lane.claim);
    (void)nextClaim(lane);
    lane.ranged = false;
    return true;
}

bool ContentFetch::takeBytes(Lane &lane, QByteArrayView bytes)
{
    if (bytes.size() > lane.claim.to - lane.at)
        return refuse(lane, u"the server sent more than announced"_s);
    if (const auto done = m_handlers.write(bytes, lane.at); !done) {
        lane.end.diskError = done.error();
        return false;
    }
    m_map.add({lane.at, lane.at + bytes.size()});
    lane.at += bytes.size();
    if (lane.at - lane.asked >= kLeastProgress) { // a byte a time would never end
        lane.renewed = false;
        lane.heals = 0;
    }
    m_handlers.grew(bytes.size());
    return true;
}

void ContentFetch::takeEnd(Lane &lane, const Exchange &exchange)
{
    const auto failure = exchange.failure();
    End why = std::exchange(lane.end, {});
    why.failure = failure;
    lane.exchange.reset();
    if (why.diskError) {
        // A disk that gets full takes some of what it refuses.
        const ByteRanges there = m_map.ranges();
        (void)truncateFile(m_part->file(), there.isEmpty() ? 0 : there.constLast().to);
        return end(why);
    }
    // Everything came; how the connection ended does not matter.
    const bool done = !why.refusal && lane.at == lane.claim.to
        && (!failure || failure->cause != HttpFailure::Cause::Status);
    if (done && m_map.isComplete())
        return end({});
    if (done && nextClaim(lane))
        return ask(lane);
    if (!done && renews(lane, failure))
        return ask(lane);
    if (m_lanes.size() == 1)
        return end(why);
    if (!done) {
        m_alone = true; // those that are left go on as they are
        if (failure)
            m_context.hold(*failure, m_access.endpoint, failure->retryAfter);
    }
    remove(lane);
}

// A signed address of the storage host that ran out: the Hub gives a new one.
bool ContentFetch::renews(Lane &lane, const std::optional<HttpFailure> &failure)
{
    const bool refused = failure && failure->elsewhere
        && failure->cause == HttpFailure::Cause::Status && failure->status < 500
        && !isPassing(*failure);
    if (!refused || std::exchange(lane.renewed, true))
        return false;
    m_storage.clear();
    return true;
}

void ContentFetch::remove(Lane &lane)
{
    m_map.release(lane.claim);
    --m_context.lanes;
    std::erase_if(m_lanes, [&lane](const auto &held) { return held.get() == &lane; });
}

// One that is held back by a limit is not silent.
void ContentFetch::look()
{
    bool moved = false;
    bool held = false;
    for (const auto &lane : m_lanes) {
        const bool fresh = lane->at != std::exchange(lane->seen, lane->at);
        held = held || lane->exchange->isHeld();
        lane->silent = fresh || lane->exchange->isHeld() ? 0 : lane->silent + 1;
        moved = moved || lane->silent == 0;
    }
    m_quiet = moved ? 0 : m_quiet + 1;
    if (m_quiet == kStalledLooks)
        m_handlers.stalled(std::ranges::any_of(
            m_lanes, [](const std::unique_ptr<Lane> &lane) { return canHeal(*lane); }));
    for (const auto &lane : m_lanes)
        if (lane->silent >= (lane->heard ? kHealedLooks << lane->heals : kUnheardLooks))
            heal(*lane);
    if (m_answered && !held)
        lookForMore();
}

// One that would begin anew is waited for. So is, for as long as silence is borne, one that said
// nothing on a second connection: it may be slow.
bool ContentFetch::canHeal(const Lane &lane)
{
    return lane.heard ? lane.resumable : lane.heals == 0 && lane.exchange->isReached();
}

// By a new connection, to another address where there is one; the next time by a new link.
void ContentFetch::heal(Lane &lane)
{
    const bool asksHub = m_storage.isEmpty() || lane.heals + 1 == kMostHeals;
    if (!canHeal(lane) || lane.heals >= kMostHeals || (asksHub && m_context.held().count() > 0))
        return;
    if (++lane.heals == kMostHeals)
        m_storage.clear();
    lane.stuckAt = lane.exchange->peer();
    ask(lane);
}

void ContentFetch::lookForMore()
{
    const qint64 came = m_map.there() - std::exchange(m_seen, m_map.there());
    if (m_alone || came < qint64(double(m_best) * kHelps) || m_lanes.size() >= kMostLanes)
        m_settled = true;
    if (m_settled || m_context.lanes >= m_context.mostLanes || m_context.held().count() > 0)
        return;
    m_best = came;
    addLane();
}

void ContentFetch::end(const End &end)
{
    m_looks.stop();
    while (!m_lanes.empty())
        remove(*m_lanes.back());
    // A copy: the handler may delete this object, and its own captures with it.
    const auto ended = m_handlers.ended;
    ended(end);
}

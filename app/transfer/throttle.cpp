#include "app/transfer/throttle.h"

#include <algorithm>

namespace {

constexpr double kKeptSeconds = 0.25; // what a busy thread is late by is caught up on
constexpr double kTurnSeconds = 0.03;
constexpr qint64 kChunk = 16 << 10; // bytes; what libcurl hands over at once
constexpr qint64 kSecondUs = 1'000'000;
constexpr std::chrono::milliseconds kShortestHold{5};

} // namespace

void SpeedLimit::setRate(qint64 bytesPerSecond, qint64 nowUs)
{
    fill(nowUs);
    m_rate = bytesPerSecond <= 0 ? 0 : std::max(bytesPerSecond, kLeast);
    m_balance = 0;
}

void SpeedLimit::fill(qint64 nowUs)
{
    const double fresh = double(m_rate) * double(nowUs - m_filledUs) / double(kSecondUs);
    const double most = std::max(double(m_rate) * kKeptSeconds, double(kChunk));
    m_balance = std::min(m_balance + fresh, most);
    m_filledUs = nowUs;
}

bool SpeedLimit::isOpen(qint64 nowUs)
{
    return microsecondsToOpen(nowUs) == 0;
}

void SpeedLimit::take(qint64 bytes, qint64 nowUs)
{
    if (m_rate == 0)
        return;
    fill(nowUs);
    m_balance -= double(bytes);
}

qint64 SpeedLimit::microsecondsToOpen(qint64 nowUs)
{
    if (m_rate == 0)
        return 0;
    fill(nowUs);
    if (m_balance > 0)
        return 0;
    return qint64(-m_balance * double(kSecondUs) / double(m_rate)) + 1;
}

Throttle::Lane::Lane(Throttle &throttle, Limits limits, std::function<void()> goOn)
    : m_throttle(throttle)
    , m_limits(std::move(limits))
    , m_goOn(std::move(goOn))
{ }

Throttle::Lane::~Lane()
{
    std::erase(m_throttle.m_held, this);
}

bool Throttle::Lane::isLimited() const
{
    return std::ranges::any_of(m_limits, [](const auto &limit) { return limit->rate() > 0; });
}

qint64 Throttle::Lane::microsecondsToOpen(qint64 nowUs) const
{
    qint64 most = 0;
    for (const auto &limit : m_limits)
        most = std::max(most, limit->microsecondsToOpen(nowUs));
    return most;
}

qint64 Throttle::Lane::turn() const
{
    qint64 least = 0;
    for (const auto &limit : m_limits)
        if (limit->rate() > 0 && (least == 0 || limit->rate() < least))
            least = limit->rate();
    return std::max(kChunk, qint64(double(least) * kTurnSeconds));
}

bool Throttle::Lane::take(qint64 bytes)
{
    if (!isLimited())
        return true;
    const qint64 now = m_throttle.nowUs();
    const bool othersFirst = m_left <= 0 && !m_throttle.m_held.empty();
    if (othersFirst || microsecondsToOpen(now) > 0) {
        m_throttle.hold(*this);
        return false;
    }
    for (const auto &limit : std::as_const(m_limits))
        limit->take(bytes, now);
    m_left -= bytes;
    return true;
}

Throttle::Throttle(QObject *parent)
    : QObject(parent)
    , m_timer(this)
{
    m_clock.start();
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &Throttle::letSomeGoOn);
}

void Throttle::setRate(SpeedLimit &limit, qint64 bytesPerSecond)
{
    limit.setRate(bytesPerSecond, nowUs());
    if (!m_held.empty())
        m_timer.start(0);
}

void Throttle::hold(Lane &lane)
{
    if (std::exchange(lane.m_held, true))
        return;
    lane.m_left = 0;
    m_held.push_back(&lane);
    planNext();
}

// One that goes on reads what has come at once, and may be held again, end, or end others.
void Throttle::letSomeGoOn()
{
    const std::deque<Lane *> waiting = m_held;
    for (Lane *lane : waiting) {
        const auto at = std::ranges::find(m_held, lane);
        if (at == m_held.end() || lane->microsecondsToOpen(nowUs()) > 0)
            continue;
        m_held.erase(at);
        lane->m_held = false;
        lane->m_left = lane->turn();
        const auto goOn = lane->m_goOn; // a copy: the lane may go
        goOn();
    }
    planNext();
}

void Throttle::planNext()
{
    if (m_held.empty())
        return;
    qint64 least = kSecondUs;
    for (const Lane *lane : m_held)
        least = std::min(least, lane->microsecondsToOpen(nowUs()));
    const auto delay = std::max(kShortestHold, std::chrono::milliseconds(least / 1'000 + 1));
    if (!m_timer.isActive() || m_timer.remainingTimeAsDuration() > delay)
        m_timer.start(delay);
}

#include "app/upload/patientrequest.h"

#include "app/transfer/retry.h"

#include <utility>

namespace {

constexpr qsizetype kMaxAnswer = qsizetype(64) << 20; // bytes
// What was sent may still be on its way when nothing more can be, and a server that puts a large
// file together or makes a commit says nothing for up to a minute.
constexpr int kAnswerPatience = 4; // times the silence of a download

} // namespace

PatientRequest::PatientRequest(TransferContext &context, const HubAccess &access, Want want,
                               Handlers handlers, std::chrono::milliseconds delay)
    : m_context(context)
    , m_access(access)
    , m_want(std::move(want))
    , m_handlers(std::move(handlers))
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &PatientRequest::send);
    m_timer.start(delay); // never ends inside of the call that made it
}

PatientRequest::Want PatientRequest::post(const QUrl &url, const QByteArray &body,
                                          const QByteArray &type)
{
    return {.method = "POST",
            .url = url,
            .sent = Exchange::Sent::bytes(body),
            .headers = {"Content-Type: " + type, "Accept: " + type}};
}

void PatientRequest::send()
{
    const auto held = m_context.held(Pacing::bucketOf(m_want.url, m_access.endpoint));
    if (held.count() > 0)
        return wait(WaitCause::RateLimit, held, HubError::tr("The Hub asks us to slow down."));
    if (std::exchange(m_patience, {}) != TransferPatience() && m_handlers.changed)
        m_handlers.changed();
    m_body.clear();
    count(0);
    Exchange::Sent sent = m_want.sent;
    if (sent.read)
        sent.read = [this, read = m_want.sent.read](char *to, qint64 max, qint64 from) {
            const qint64 n = read(to, max, from);
            count(from + qMax<qint64>(0, n));
            return n;
        };
    m_clock.start();
    m_exchange = std::make_unique<Exchange>(
        m_context.curl,
        Exchange::Want{.method = m_want.method,
                       .sent = sent,
                       .headers = m_want.headers,
                       .url = m_want.url,
                       .endpoint = m_access.endpoint,
                       .token = m_want.signedIn ? m_access.token : QByteArray(),
                       .proxies = m_access.proxies,
                       .silence
                       = m_access.silence * (m_want.method.isEmpty() ? 1 : kAnswerPatience),
                       .anew = m_want.once}, // libcurl repeats what an old connection lost
        Exchange::Handlers{.answered = [](const QList<Answer> &) { return true; },
                           .received =
                               [this](QByteArrayView bytes) {
                                   m_body += bytes;
                                   return m_body.size() <= kMaxAnswer;
                               },
                           .ended = [this](const Exchange &exchange) { takeEnd(exchange); }});
    if (!m_want.limits.isEmpty())
        m_exchange->limit(m_context.throttle, m_want.limits);
}

void PatientRequest::count(qint64 sent)
{
    m_sent = sent;
    if (m_handlers.sent)
        m_handlers.sent();
}

void PatientRequest::takeEnd(const Exchange &exchange)
{
    const QList<Answer> hops = exchange.hops();
    End e{.body = {.bytes = m_body, .url = hops.constLast().url, .status = hops.constLast().status},
          .answer = hops.constLast(),
          .failure = exchange.failure(),
          .time = std::chrono::milliseconds(m_clock.elapsed()),
          .stopped = exchange.isStopped()};
    m_exchange.reset();
    const bool tooLong = m_body.size() > kMaxAnswer;
    if (e.stopped && !tooLong)
        return end(e);
    const bool odd = !e.failure && m_want.isWhole && !m_want.isWhole(e.answer);
    if (odd || tooLong)
        e.failure = HttpFailure{.cause = HttpFailure::Cause::Garbled, .url = e.answer.url};
    if (!e.failure) {
        heed(m_context, hops, m_access.endpoint);
        return end(e);
    }
    if (e.failure->noConnection) // no number of tries is too many: the user may be on a train
        return wait(WaitCause::Network, probeDelay(++m_probes, m_access.retryStep),
                    cutOffReason(*e.failure));
    m_probes = 0;
    if (mayPass(*e.failure) && ++m_tries <= kMaxTries)
        return tryAgain(*e.failure);
    end(e);
}

bool PatientRequest::mayPass(const HttpFailure &failure) const
{
    if (m_want.once)
        return failure.status == 429;
    return isPassing(failure) || (m_want.passes && m_want.passes(failure));
}

void PatientRequest::tryAgain(const HttpFailure &failure)
{
    const auto delay = retryDelay(m_tries, failure.retryAfter, m_access.retryStep);
    m_context.hold(failure, m_access.endpoint, delay);
    wait(failure.status == 429 ? WaitCause::RateLimit : WaitCause::Server, delay,
         HubError::fromHttp(failure).message);
}

void PatientRequest::wait(WaitCause cause, std::chrono::milliseconds delay, const QString &reason)
{
    m_reason = reason;
    m_patience = {.cause = cause, .until = QDateTime::currentDateTimeUtc().addMSecs(delay.count())};
    m_timer.start(delay);
    if (m_handlers.changed)
        m_handlers.changed();
}

void PatientRequest::goOn()
{
    if (isWaiting() && m_timer.isActive())
        m_timer.start(0);
}

void PatientRequest::end(const End &end)
{
    // A copy: the handler may delete this object, and its own captures with it.
    const auto ended = m_handlers.ended;
    ended(end);
}

#include "app/net/pacer.h"

#include <QPointer>
#include <QRandomGenerator>

#include <algorithm>
#include <utility>

using namespace std::chrono_literals;
using std::chrono::milliseconds;

namespace {

constexpr qsizetype kAtOnce
    = 16; // to one origin; the rest keeps its order here, where it can be stopped
constexpr int kMostTurnedAway = 6; // as many as Qt opens connections to a host
constexpr milliseconds kNarrowFor = 60s;
constexpr milliseconds kPatience = 2s; // for an answer's beginning where Qt may have forgotten it
constexpr int kMostForgotten = 2; // then the Hub is slow rather than the request forgotten

} // namespace

Pacer::Pacer(QObject *parent)
    : QObject(parent)
{
    m_since.start();
    m_ended.setSingleShot(true);
    connect(&m_ended, &QTimer::timeout, this, &Pacer::tellIfChanged);
}

Pacing::Moment Pacer::now() const
{
    return m_began + milliseconds(m_since.elapsed());
}

void Pacer::forget()
{
    m_pacing = Pacing(m_pacing.limits());
    tellIfChanged();
}

void Pacer::hold(Pacing::Bucket bucket, milliseconds pause)
{
    m_pacing.hold(bucket, now() + pause);
    tellIfChanged();
}

std::vector<Pacer::Job>::iterator Pacer::jobOf(const HubRequest *request)
{
    return std::ranges::find(m_jobs, request, &Job::request);
}

void Pacer::send(HubRequest *request, const QUrl &endpoint, Handler<Body> done)
{
    const QString origin = request->url().scheme() + u':' + request->url().authority();
    connect(request, &QObject::destroyed, this, [this, request, origin] {
        std::erase_if(m_jobs, [request](const Job &job) { return job.request == request; });
        startWaiting(origin);
    });
    m_jobs.push_back(
        {.request = request, .endpoint = endpoint, .done = std::move(done), .origin = origin});
    if (m_started)
        begin(m_jobs.back());
}

void Pacer::startAfter(QFuture<void> ready)
{
    m_started = false;
    ready.then(this, [this] {
        m_started = true;
        for (const Job &job : m_jobs)
            begin(job);
    });
}

void Pacer::stopAll(const HubError &error)
{
    for (Job &job : std::exchange(m_jobs, {}))
        if (!job.request->isCancelled())
            job.request->refuse(error, std::move(job.done));
}

void Pacer::begin(const Job &job)
{
    attemptIn(job.request,
              m_pacing.holdFor(Pacing::bucketOf(job.request->url(), job.endpoint), now()));
}

void Pacer::attemptIn(HubRequest *request, milliseconds pause)
{
    if (pause == 0ms)
        return attempt(request);
    QTimer::singleShot(pause, request, [pacer = QPointer(this), request] {
        if (pacer)
            pacer->attempt(request);
    });
}

void Pacer::attempt(HubRequest *request)
{
    const auto job = jobOf(request);
    if (job == m_jobs.end() || request->isCancelled())
        return;
    job->waiting = !mayRun(*job);
    if (job->waiting)
        return;
    job->running = true;
    ++job->attempts;
    request->send(
        [pacer = QPointer(this), request](Result<Body> result) {
            if (pacer)
                pacer->onAnswer(request, std::move(result));
        },
        mayBeForgotten(*job) ? kPatience : milliseconds::max());
}

qsizetype Pacer::running(const QString &origin) const
{
    return std::ranges::count_if(
        m_jobs, [&origin](const Job &job) { return job.running && job.origin == origin; });
}

bool Pacer::isNarrow(const QString &origin) const
{
    return m_narrow.value(origin) > now();
}

bool Pacer::mayRun(const Job &job) const
{
    return running(job.origin) < (isNarrow(job.origin) ? 1 : kAtOnce);
}

// Qt may forget a request whose connections were all reset: nothing is sent, nothing told.
bool Pacer::mayBeForgotten(const Job &job) const
{
    return isNarrow(job.origin) && job.request->isRead() && job.forgotten < kMostForgotten;
}

// Some servers close all connections but one. From then on they get one request at a time.
bool Pacer::isTurnedAway(Job &job)
{
    const bool narrow = isNarrow(job.origin);
    const Pacing::Answer &answer = job.request->answer();
    const bool closed = answer.closed && (narrow || running(job.origin) > 0);
    if (answer.silent && mayBeForgotten(job)) {
        ++job.forgotten;
        --job.attempts;
        return true;
    }
    if (!closed || !job.request->isRead() || ++job.turnedAway > kMostTurnedAway)
        return false;
    m_narrow[job.origin] = now() + kNarrowFor;
    if (!narrow)
        withdrawReads(job.origin);
    --job.attempts;
    return true;
}

// What is under way to a server that turned another one away is asked again in its turn.
void Pacer::withdrawReads(const QString &origin)
{
    for (Job &job : m_jobs) {
        if (!job.running || job.origin != origin || !job.request->isRead()
            || !job.request->withdraw())
            continue;
        job.running = false;
        job.waiting = true;
        --job.attempts;
    }
}

void Pacer::moveBehindNext(std::vector<Job>::iterator job)
{
    const auto next = std::find_if(job + 1, m_jobs.end(), [&job](const Job &other) {
        return other.waiting && other.origin == job->origin;
    });
    if (next != m_jobs.end())
        std::rotate(job, job + 1, next + 1);
}

void Pacer::startWaiting(const QString &origin)
{
    const auto next = std::ranges::find_if(
        m_jobs, [&](const Job &job) { return job.waiting && job.origin == origin; });
    if (next != m_jobs.end())
        attempt(next->request);
}

void Pacer::onAnswer(HubRequest *request, Result<Body> result)
{
    const auto job = jobOf(request);
    if (job == m_jobs.end())
        return; // stopped
    job->running = false;
    const QString origin = job->origin;
    if (isTurnedAway(*job)) {
        if (request->answer().silent) // where it is slow rather than forgotten: others come first
            moveBehindNext(job);
        jobOf(request)->waiting = true;
        return startWaiting(origin);
    }
    const auto pause = m_pacing.retryIn(Pacing::bucketOf(request->url(), job->endpoint),
                                        request->answer(), request->isRead(), job->attempts, now(),
                                        QRandomGenerator::global()->generateDouble());
    Handler<Body> done;
    if (!pause) {
        done = std::move(job->done);
        m_jobs.erase(job);
    }
    tellHolds();
    tellIfChanged();
    if (pause)
        attemptIn(request, *pause);
    else if (!request->isCancelled()) // by whoever was told
        done(std::move(result));
    startWaiting(origin);
}

void Pacer::tellHolds()
{
    using Bucket = Pacing::Bucket;
    for (const Bucket bucket : {Bucket::Api, Bucket::Resolvers})
        if (const milliseconds left = m_pacing.holdFor(bucket, now()); left > 0ms)
            emit held(bucket, left);
}

QDateTime Pacer::limitedUntil() const
{
    const auto until = m_pacing.limitedUntil(now());
    return until ? QDateTime::currentDateTimeUtc().addDuration(*until - now()) : QDateTime();
}

void Pacer::tellIfChanged()
{
    const QDateTime until = limitedUntil();
    if (until.isValid())
        m_ended.start(milliseconds(QDateTime::currentDateTimeUtc().msecsTo(until) + 1));
    // The end moves by rounding alone within some milliseconds; that is no news.
    if (until.isValid() == m_told.isValid()
        && (!until.isValid() || qAbs(m_told.msecsTo(until)) < 100))
        return;
    m_told = until;
    emit limitedUntilChanged();
}

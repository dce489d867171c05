#include "app/net/pacer.h"

#include <QPointer>
#include <QRandomGenerator>
#include <QTimeZone>

using namespace std::chrono_literals;
using std::chrono::milliseconds;

Pacer::Pacer(QObject *parent)
    : QObject(parent)
{
    m_ended.setSingleShot(true);
    connect(&m_ended, &QTimer::timeout, this, &Pacer::tellIfChanged);
}

Pacing::Moment Pacer::now()
{
    return std::chrono::time_point_cast<milliseconds>(std::chrono::system_clock::now());
}

void Pacer::forget()
{
    m_pacing = Pacing(m_pacing.limits());
    tellIfChanged();
}

void Pacer::send(HubRequest *request, const QUrl &endpoint, Handler<Body> done)
{
    const milliseconds hold = m_pacing.holdFor(Pacing::bucketOf(request->url(), endpoint), now());
    if (hold == 0ms)
        return attempt(request, endpoint, 1, done);
    QTimer::singleShot(hold, request,
                       [pacer = QPointer(this), request, endpoint, done = std::move(done)] {
                           if (pacer && !request->isCancelled())
                               pacer->attempt(request, endpoint, 1, done);
                       });
}

void Pacer::attempt(HubRequest *request, const QUrl &endpoint, int number,
                    const Handler<Body> &done)
{
    const Pacing::Bucket bucket = Pacing::bucketOf(request->url(), endpoint);
    request->send(
        [pacer = QPointer(this), request, endpoint, number, bucket, done](Result<Body> result) {
            if (!pacer)
                return done(std::move(result));
            const auto pause
                = pacer->m_pacing.retryIn(bucket, request->answer(), request->isRead(), number,
                                          now(), QRandomGenerator::global()->generateDouble());
            pacer->tellIfChanged();
            if (!pause)
                return done(std::move(result));
            QTimer::singleShot(*pause, request, [pacer, request, endpoint, number, done] {
                if (pacer && !request->isCancelled())
                    pacer->attempt(request, endpoint, number + 1, done);
            });
        });
}

QDateTime Pacer::limitedUntil() const
{
    const auto until = m_pacing.limitedUntil(now());
    return until ? QDateTime::fromMSecsSinceEpoch(until->time_since_epoch().count(), QTimeZone::UTC)
                 : QDateTime();
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

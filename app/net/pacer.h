#pragma once

#include "app/net/hubrequest.h"
#include "app/net/pacing.h"

#include <QDateTime>
#include <QElapsedTimer>
#include <QFuture>
#include <QHash>
#include <QTimer>

#include <vector>

// Sends requests when the pacing policy lets it, and again when it says so. The handle's owner
// notices nothing but the time; the status line shows limitedUntil().
class Pacer final : public QObject
{
    Q_OBJECT

public:
    explicit Pacer(QObject *parent = nullptr);

    void setLimits(Pacing::Limits limits) { m_pacing = Pacing(limits); }
    void forget(); // what a former account or endpoint was told
    void hold(Pacing::Bucket bucket, std::chrono::milliseconds pause); // somebody else was told to

    // Like request->send(done). The request may be dropped at any time.
    void send(HubRequest *request, const QUrl &endpoint, Handler<Body> done);
    // Nothing is sent before ready has finished; requests wait for it.
    void startAfter(QFuture<void> ready);
    // Whatever runs, is held or waits for another try ends with this error, from the event loop.
    void stopAll(const HubError &error);

    QDateTime limitedUntil() const; // invalid: the Hub asks for no pause

signals:
    void limitedUntilChanged();
    void held(Pacing::Bucket bucket, std::chrono::milliseconds pause); // by an answer of the Hub

private:
    struct Job
    {
        HubRequest *request;
        QUrl endpoint;
        Handler<Body> done;
        QString origin; // of the request's address
        int attempts = 0;
        int turnedAway = 0;
        int forgotten = 0; // times that nothing came of it where one connection is served
        bool running = false;
        bool waiting = false; // for its turn
    };
    std::vector<Job>::iterator jobOf(const HubRequest *request);
    bool isNarrow(const QString &origin) const;
    bool mayRun(const Job &job) const;
    qsizetype running(const QString &origin) const;
    bool mayBeForgotten(const Job &job) const;
    bool isTurnedAway(Job &job);
    void withdrawReads(const QString &origin);
    void moveBehindNext(std::vector<Job>::iterator job);
    void startWaiting(const QString &origin);
    void begin(const Job &job);
    void attemptIn(HubRequest *request, std::chrono::milliseconds pause);
    void attempt(HubRequest *request);
    void onAnswer(HubRequest *request, Result<Body> result);
    void tellHolds();
    void tellIfChanged();
    Pacing::Moment now() const;

    // The computer's clock as it was, and the time since: a clock that is set meanwhile must not
    // make a pause a day longer.
    const Pacing::Moment m_began
        = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    QElapsedTimer m_since;
    Pacing m_pacing;
    std::vector<Job> m_jobs; // in the order they were asked for; none whose request is gone
    QHash<QString, Pacing::Moment> m_narrow; // origins that serve one connection, until when
    bool m_started = true;
    QTimer m_ended; // fires when the pause is over
    QDateTime m_told;
};

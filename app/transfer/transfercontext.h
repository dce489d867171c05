#pragma once

#include "app/net/huberror.h"
#include "app/net/origin.h"
#include "app/net/pacing.h"
#include "app/transfer/curlloop.h"
#include "app/transfer/throttle.h"

#include <QElapsedTimer>
#include <QSet>
#include <QThreadPool>

#include <array>
#include <atomic>
#include <functional>
#include <memory>

// What the jobs of one transfer thread share, and nothing else has.
struct TransferContext
{
    explicit TransferContext(QObject *owner)
        : curl(owner) // so that they move to the thread with their owner
        , throttle(owner)
    { }

    // How long the Hub asked everybody to wait; 0 or less: not any more. It counts planning (Api)
    // and files (Resolvers) apart.
    std::chrono::milliseconds held(Pacing::Bucket bucket = Pacing::Bucket::Resolvers) const
    {
        return std::chrono::milliseconds(hubPausedUntil[size_t(bucket)] - clock.elapsed());
    }
    void hold(Pacing::Bucket bucket, std::chrono::milliseconds delay)
    {
        qint64 &until = hubPausedUntil[size_t(bucket)];
        until = qMax<qint64>(until, clock.elapsed() + delay.count());
    }
    // Everybody waits when it was the Hub itself that asked for it.
    void hold(const HttpFailure &failure, const QUrl &endpoint, std::chrono::milliseconds delay)
    {
        if (failure.retryAfter.count() > 0 && sameOrigin(failure.url, endpoint))
            takeHold(Pacing::bucketOf(failure.url, endpoint), delay);
    }
    void takeHold(Pacing::Bucket bucket, std::chrono::milliseconds delay) // from the Hub
    {
        hold(bucket, delay);
        told(bucket, delay);
    }

    CurlLoop curl;
    Throttle throttle;
    QThreadPool pool; // hashes, waits for the disk
    QElapsedTimer clock; // never goes back
    std::array<qint64, 4> hubPausedUntil{}; // ms of clock, by Pacing::Bucket
    // By the Hub to wait.
    std::function<void(Pacing::Bucket, std::chrono::milliseconds)> told = [](auto, auto) { };
    int lanes = 0; // connections that fetch content
    int mostLanes = 16; // beyond one a file
    QSet<QString> lockless; // folders that are known to have no locks
    bool keepsQueue = false; // and so knows at its next start what it leaves
    // The program ends and knows at its next start what was under way.
    std::shared_ptr<std::atomic_bool> leaving = std::make_shared<std::atomic_bool>(false);
};

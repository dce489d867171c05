#pragma once

#include "app/net/huberror.h"
#include "app/net/origin.h"
#include "app/transfer/curlloop.h"
#include "app/transfer/throttle.h"

#include <QElapsedTimer>
#include <QThreadPool>

#include <atomic>
#include <memory>

// What the jobs of one transfer thread share, and nothing else has.
struct TransferContext
{
    explicit TransferContext(QObject *owner)
        : curl(owner) // so that they move to the thread with their owner
        , throttle(owner)
    { }

    // How long the Hub asked everybody to wait; 0 or less: not any more.
    std::chrono::milliseconds held() const
    {
        return std::chrono::milliseconds(hubPausedUntil - clock.elapsed());
    }
    // Everybody waits when it was the Hub itself that asked for it.
    void hold(const HttpFailure &failure, const QUrl &endpoint, std::chrono::milliseconds delay)
    {
        if (failure.retryAfter.count() > 0 && sameOrigin(failure.url, endpoint))
            hubPausedUntil = qMax<qint64>(hubPausedUntil, clock.elapsed() + delay.count());
    }

    CurlLoop curl;
    Throttle throttle;
    QThreadPool pool; // hashes, waits for the disk
    QElapsedTimer clock; // never goes back
    qint64 hubPausedUntil = 0; // ms of clock
    int lanes = 0; // connections that fetch content
    int mostLanes = 16; // beyond one a file
    // The program ends and knows at its next start what was under way.
    std::shared_ptr<std::atomic_bool> leaving = std::make_shared<std::atomic_bool>(false);
};

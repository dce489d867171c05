#pragma once

#include "tests/support/oddserver.h"

#include <atomic>

namespace OddServer {

inline constexpr qint64 kStall = 1'000'000;

// A program that starts again and again. w.bin stops coming after a million bytes until let go.
struct Restarts : TransferBench
{
    Restarts()
    {
        serve(*this, [this](TransferBench &, const Request &r, int) {
            if (refuses)
                return Reply{RawHub::head("403 Forbidden", {"Content-Length: 0"})};
            Reply reply = repo.answer(r);
            if (!letGo && r.path.contains("w.bin")) {
                reply = cutAfter(reply, qMax<qint64>(0, kStall - r.rangeStart()));
                reply.hold = true;
            }
            return reply;
        });
    }

    QString queue() const { return temp.filePath(u"data/queue.sqlite"_s); }
    void start(const Transfers::Config &config)
    {
        transfers.reset();
        restart(config);
        transfers->restore(queue());
    }
    void start() { start(config()); }
    bool hasStalled()
    {
        return QTest::qWaitFor([this] { return file().done == kStall; });
    }
    // Starts, asks for it and waits until it stalls.
    bool begin(const DownloadRequest &request, const Transfers::Config &config)
    {
        start(config);
        transfers->download(request);
        return hasStalled();
    }
    bool begin() { return begin(request(), config()); }
    using TransferBench::hasEnded;
    bool hasEnded() const { return group().state == TransferState::Done; } // the only group

    std::atomic_bool letGo = false;
    std::atomic_bool refuses = false;
};

} // namespace OddServer

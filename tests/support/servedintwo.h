#pragma once

#include "tests/support/oddserver.h"

namespace OddServer {

inline constexpr qsizetype kCut = 1'000'000; // bytes

// The first answer stops after so many bytes and says nothing more.
inline void serveInTwo(TransferBench &b)
{
    serve(b, [](TransferBench &bench, const Request &r, int nth) {
        Reply reply = bench.repo.answer(r);
        if (nth == 1) {
            reply = cutAfter(reply, kCut);
            reply.hold = true;
        }
        return reply;
    });
    Transfers::Config config = b.config();
    config.silenceSeconds = 60;
    b.restart(config);
}

// What this program has open in there.
inline QStringList openBelow(const QString &folder)
{
    QStringList open;
    for (const QFileInfo &fd : QDir(u"/proc/self/fd"_s).entryInfoList(QDir::System))
        if (fd.symLinkTarget().startsWith(folder))
            open << fd.symLinkTarget();
    return open;
}

} // namespace OddServer

#pragma once

#include "tests/support/transferbench.h"

#include <QProcess>

// The downloader in a process of its own, so that a test can kill it or let its system calls fail.
namespace FetchProcess {

using namespace Qt::StringLiterals;

constexpr int kLongestRun = 300'000; // ms; a machine may have much else to do

struct Outcome
{
    int code = -1; // -1: killed, or not ended in time
    QString errors; // what it said
};

// options: after the revision. The server is on this thread, whose event loop runs meanwhile.
inline Outcome run(const TransferBench &b, QStringList wrapper, const QStringList &options = {},
                   const std::function<void(QProcess &)> &whenStarted = {})
{
    wrapper << QCoreApplication::applicationDirPath() + "/hubnaut-fetch-test"_L1
            << b.hub.url().toString() << b.root() << u"model/ada/model"_s << u"main"_s << options;
    QProcess process;
    QSignalSpy finished(&process, &QProcess::finished);
    process.start(wrapper.takeFirst(), wrapper);
    if (whenStarted && process.waitForStarted())
        whenStarted(process);
    const bool ended = finished.wait(kLongestRun) && process.exitStatus() == QProcess::NormalExit;
    return {ended ? process.exitCode() : -1,
            QString::fromLocal8Bit(process.readAllStandardError())};
}

// How strace lets a call fail: "fsync:error=EIO:when=2".
inline QStringList injecting(const QString &fault)
{
    return {u"strace"_s, u"-f"_s,
            u"-o"_s,     u"/dev/null"_s,
            u"-e"_s,     u"trace="_s + fault.section(u':', 0, 0),
            u"-e"_s,     u"inject="_s + fault};
}

} // namespace FetchProcess

#pragma once

#include "app/cache/deleteplan.h"
#include "app/cache/quarantine.h"

#include <atomic>
#include <optional>

// What is asked of a cleaning beside its plan.
struct CleanOrder
{
    DeletePlan plan;
    QString what; // in words, for the history
    QSet<QByteArray> busy; // folders of repositories that this program downloads or reads
    int days = Quarantine::kDaysKept;
};

// What a cleaning did, and what of its plan stayed.
struct CleanReport
{
    struct Stayed
    {
        enum class Why : quint8 {
            Downloading, // by: the process that holds the lock, 0 when not known
            Changed, // it is not what the look had seen
            Used, // something leads to it now
            Failed, // error
            Stopped, // not begun
        };

        DeletePlan::Step step;
        Why why = Why::Changed;
        qint64 by = 0;
        int error = 0; // errno

        bool operator==(const Stayed &) const = default;
    };

    Cleaning cleaning; // without an id: nothing was moved
    QList<Stayed> stayed;
    int error = 0; // errno: nothing could be begun
};

// Seen by the window while it runs.
struct CleanWatch
{
    std::atomic_bool stop = false;
    std::atomic<qint64> steps = 0; // done
    std::atomic<qint64> bytes = 0; // moved or freed
};

// Moves what a plan says into the quarantine: in its order, each part only when it still is what
// the look had seen, contents under the lock that downloads take, and only when nothing leads to
// them any more. Blocking; one thread.
CleanReport runCleaning(Quarantine &quarantine, const CleanOrder &order, CleanWatch &watch);

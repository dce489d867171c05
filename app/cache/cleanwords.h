#pragma once

#include "app/cache/cleanrun.h"

#include <QCoreApplication>

// What the window says about plans and cleanings: translated sentences, plain text.
struct CleanWords
{
    Q_DECLARE_TR_FUNCTIONS(CleanWords)

public:
    // Why it stays; by: what people call that which needs it.
    static QString reason(const DeletePlan::Kept &kept, const QString &by);
    static QString reason(const CleanReport::Stayed &stayed);
    // What came back and what did not, for the end of an undoing.
    static QString sentence(const Quarantine::Returned &returned);
    static QString partOf(const QString &what); // of what was to go, when some of it stayed
    // Each thing that goes and each that stays, one a line, to be kept before anything is done.
    static QString list(const DeletePlan &plan);
};

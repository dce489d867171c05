#pragma once

#include <QList>
#include <QString>

// One row of a unified diff as it is shown.
struct DiffRow
{
    enum class Kind { File, Note, Hunk, Context, Added, Removed };
    enum class Change { Edited, New, Deleted };

    Kind kind = Kind::Context;
    QString text; // of a line without its sign; of a file its path, of a hunk what stands behind @@
    int before = 0; // line numbers from 1, 0: not on that side
    int after = 0;
    int added = 0; // of a File: its lines
    int removed = 0;
    Change change = Change::Edited; // of a File

    bool operator==(const DiffRow &) const = default;
};

// What git writes, without the lines that only a program needs. Anything else becomes a Note, so
// nothing is lost and nothing is believed: numbers come from counting lines within what each hunk
// announces. Texts are foreign. Linear in time; pure.
QList<DiffRow> readUnifiedDiff(const QString &unified);

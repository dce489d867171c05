#pragma once

#include <QList>
#include <QString>
#include <QStringList>

// One key of a card's front matter with what a table can show of it. A nested value is listed by
// its scalars' names only, so a model-index of a thousand results stays one row.
struct FrontMatterEntry
{
    QString key;
    QStringList values; // in order; empty when the value is nested or null
    qsizetype nested = 0; // mappings and lists below this key, which are not shown
    bool operator==(const FrontMatterEntry &) const = default;
};

// What stands between the two `---` lines at the start of a card (hub-api 31), in the order
// written.
struct FrontMatter
{
    enum class State { Absent, Valid, Problem };

    State state = State::Absent;
    QString problem; // one translated sentence, set with Problem
    QList<FrontMatterEntry> entries; // what could be read before a problem

    // The values of a key, empty when it is not there.
    QStringList values(QStringView key) const;
    bool operator==(const FrontMatter &) const = default;
};

struct SplitCard
{
    QStringView yaml; // without the marker lines
    QStringView body;
    bool hasFrontMatter = false;
    bool unclosed = false; // begins like front matter and never ends: all of it is body
};

// Pure, linear, any thread. The views point into text. Line ends may be LF, CRLF or CR.
SplitCard splitCard(QStringView text);

// Reads the YAML between the markers by its events: aliases are never expanded beyond one list,
// depth and size are bounded, tags are ignored, and no exception leaves it. Any thread.
FrontMatter readFrontMatter(QStringView yaml);

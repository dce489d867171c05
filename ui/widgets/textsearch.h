#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

#include <functional>

struct TextQuery
{
    QString text;
    bool caseSensitive = false;
    bool regex = false;
    bool operator==(const TextQuery &) const = default;
};

struct TextMatch
{
    qint64 offset = 0; // bytes in the file
    qint64 length = 0;
    qint64 end() const { return offset + length; }
    bool operator==(const TextMatch &) const = default;
};

struct TextMatches
{
    static constexpr qsizetype kMost = 100'000; // more than anybody steps through

    QList<TextMatch> list; // in order, not overlapping
    QString problem; // of the expression, one sentence
    bool more = false; // kMost was reached
    bool gaveUp = false; // an expression took too many steps somewhere
};

// Neighbouring pieces of a text, and those around them, into which a match may reach.
struct TextRun
{
    qint64 offset = 0; // of the first piece in the file
    QByteArray before; // empty: not here, or there is none
    QList<QByteArray> pieces;
    QByteArray after;
    qint64 from = 0; // matches begin here or later; in the file
};

// Why the query can't be searched for, one sentence; empty when it can.
QString queryProblem(const TextQuery &query);
// Whether a match depends on what stands before it.
bool looksBack(const TextQuery &query);

// Matches within lines that begin in the run's pieces. Bounded: a regular expression may take a
// fixed number of steps a line (M13), and of a line longer than 64 KiB it sees some 96 KiB at a
// time, each part twice at its borders. Any thread; stopped() is asked now and then.
TextMatches findInRun(const TextRun &run, const TextQuery &query,
                      const std::function<bool()> &stopped);
// The same of a text that is all here.
TextMatches findInText(const QByteArray &text, const TextQuery &query,
                       const std::function<bool()> &stopped);

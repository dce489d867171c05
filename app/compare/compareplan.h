#pragma once

#include "app/hub/types.h"
#include "app/upload/uploadscan.h"

#include <QHash>

#include <array>

// A file of a folder of this computer beside that of the same name in a repository. Which of two is
// newer nobody knows: git keeps no times of files.
struct CompareRow
{
    enum class State : quint8 {
        Different,
        OnlyHere,
        OnlyThere,
        Clash, // a file on one side, a folder on the other
        LeftOut, // why
        Same,
    };
    static constexpr int kStates = 6;

    QString path = {}; // in the repository; of what has no place there, on this computer
    State state = State::Same;
    qint64 here = -1; // bytes; -1: it is not here
    qint64 there = -1; // bytes; -1: it is not there
    qint64 changedMs = -1; // of the one here, since 1970
    qsizetype file = -1; // of those given
    bool isLink = false; // the one here is another file's name, and never in the way
    QString why = {}; // translated

    bool operator==(const CompareRow &) const = default;
};

// What a folder and a revision have, name by name. Pure; any thread.
struct ComparePlan
{
    struct Given
    {
        QByteArray root; // the local folder, without links; places are below it
        QList<UploadFile> files; // hashed
        QHash<qsizetype, int> failures; // by file, errno
        QList<UploadLeft> left;
        QList<TreeEntry> remote;
    };

    QList<CompareRow> rows; // by state, then by path
    std::array<qsizetype, CompareRow::kStates> counts{};

    static ComparePlan of(const Given &given);
    qsizetype count(CompareRow::State state) const { return counts.at(size_t(state)); }
};

// What is to be made of it: the Hub like the folder, or the folder like the Hub.
enum class CompareWay { ToHub, ToFolder };

// What of the rows, by number, somebody wants.
struct CompareChoice
{
    QStringList sent; // to the Hub; or fetched, and nothing is there
    QStringList replaced; // fetched, when what is there is out of the way
    QStringList removed; // on the Hub, or here
    QStringList leftOut; // files of this computer that stay as they are

    static bool mayTick(const CompareRow &row, CompareWay way);
    static bool removes(const CompareRow &row, CompareWay way); // once it is ticked
    static bool isTickedAtFirst(const CompareRow &row, CompareWay way);
    static CompareChoice of(const QList<CompareRow> &rows, const QList<bool> &ticks,
                            CompareWay way);
    bool isEmpty() const { return sent.isEmpty() && replaced.isEmpty() && removed.isEmpty(); }
};

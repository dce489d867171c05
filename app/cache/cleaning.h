#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

#include <optional>

// A cleaning as it is written down: first what is about to be moved and how the folders around it
// were, then what became of it. Whoever finds the notes can take the cleaning back.
struct Cleaning
{
    enum class State : quint8 {
        Moving, // not complete: taken back at the next start
        Kept, // in the quarantine
        Returning,
        Returned,
        Freeing, // completed at the next start
        Freed,
    };

    QByteArray id;
    State state = State::Moving;
    QString what; // in words, as the person who did it saw it
    qint64 bytes = 0;
    qint64 repos = 0;
    qint64 revisions = 0;
    qint64 files = 0;
    qint64 contents = 0;
    qint64 atMs = 0; // since 1970
    qint64 untilMs = 0; // when it is freed by itself

    QByteArray toJson() const;
    static std::optional<Cleaning> fromJson(const QByteArray &json);
    bool operator==(const Cleaning &) const = default;
};

// Something that is moved; its name in the quarantine is its number.
struct CleaningMove
{
    QByteArray base; // a repository that lies on another disk; empty: the root
    QByteArray path; // below that

    bool operator==(const CleaningMove &) const = default;
};

// A folder that something is moved out of.
struct CleaningFolder
{
    QByteArray base;
    QByteArray path; // empty: the base itself
    qint64 modifiedNs = 0;
    quint64 inode = 0;
    QByteArray digest; // of the names in it

    bool operator==(const CleaningFolder &) const = default;
};

struct CleaningManifest
{
    QList<CleaningMove> moves; // in the order in which they are done
    QList<CleaningFolder> folders;

    QByteArray toBytes() const;
    static std::optional<CleaningManifest> fromBytes(const QByteArray &bytes);
    bool operator==(const CleaningManifest &) const = default;
};

bool isPlainPath(const QByteArray &path); // relative, and without "." and ".."
QByteArray digestOfNames(QList<QByteArray> names); // of what is no lock

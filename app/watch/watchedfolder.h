#pragma once

#include "app/hub/repoid.h"
#include "app/hub/revision.h"

#include <QByteArray>
#include <QDateTime>
#include <QHash>
#include <QList>
#include <QStringList>
#include <QUrl>

#include <optional>

// What somebody wants of a folder of this computer: that what changes in it is committed to a
// repository every so many minutes.
struct WatchWish
{
    static constexpr int kMostMinutes = 1'440; // a day

    QByteArray local; // absolute, as the disk has it
    RepoId repo;
    Revision revision = {}; // a branch
    QString folder = {}; // of the repository; empty: its root
    QStringList allow = {}; // patterns (hub-api 30) below the folder; empty: everything
    QStringList ignore = {};
    bool removes = false; // on the Hub, what it has sent and is not here any more
    bool pullRequest = false; // to one, which stays the same while it is open
    int minutes = 30; // from the end of one round to the next, 1 to kMostMinutes

    bool leadsTo(const WatchWish &other) const; // from the same folder to the same place
    bool sendsAs(const WatchWish &other) const; // and what is sent is chosen in the same way
    bool operator==(const WatchWish &) const = default;
};

// A file that is not sent before a person has looked at it.
struct WatchHeld
{
    QString path; // in the repository
    QString why; // a translated sentence

    bool operator==(const WatchHeld &) const = default;
};

// How a round ended.
struct WatchResult
{
    enum class Kind : quint8 {
        None, // there was none yet
        Same, // nothing was to be sent, and no commit was made
        Sent,
        Waits, // for the folder to be there again; words say why
        Failed,
    };
    static constexpr qsizetype kMostHeld = 20;

    Kind kind = Kind::None;
    QDateTime at = {}; // UTC
    qint64 files = 0; // committed
    qint64 deleted = 0; // on the Hub
    QByteArray commit = {}; // the last one
    QString words = {}; // a translated sentence
    qint64 young = 0; // files that were being written, for the next round
    qint64 others = 0; // that somebody changed on the Hub only: they stay as they are there
    QList<WatchHeld> held = {}; // kMostHeld of them at most
    qint64 allHeld = 0;

    bool operator==(const WatchResult &) const = default;
};

// Whose a folder is: it never runs for anybody else.
struct WatchOwner
{
    QUrl endpoint = {};
    QString account = {}; // FirstPages::accountName(); empty: nobody is signed in
    QString user = {}; // the name on the Hub; empty while that is not known

    bool isSame(const WatchOwner &other) const; // perhaps with another token
    bool operator==(const WatchOwner &) const = default;
};

// A folder that is watched, as it is kept.
struct WatchedFolder
{
    QString id; // unique, 32 hex digits
    WatchWish wish;
    WatchOwner owner = {};
    bool isPaused = false; // by a person
    bool isEdited = false; // since something was sent: what failed then is not taken up again
    WatchResult last = {};
    WatchResult sent = {}; // the last round that committed something
    Revision pull = {}; // of the pull request that it goes to; main: none is open
    QUrl pullPage = {};

    QByteArray toJson() const;
    static std::optional<WatchedFolder> fromJson(const QByteArray &json);
};

// What was the same here and on the Hub when a round ended: what is otherwise by now, and where,
// tells who has changed it. By path in the repository; contents as TreeEntry::blobName() says them.
struct WatchMemory
{
    QHash<QString, QByteArray> contents;
    QHash<QString, QByteArray> ignored; // that the Hub leaves out
    QByteArray ignoredBy; // the .gitignore that it did so for

    bool operator==(const WatchMemory &) const = default;
};

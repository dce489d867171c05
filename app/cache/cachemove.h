#pragma once

#include "app/disk/directory.h"

#include <QHash>
#include <QSet>

#include <functional>

// Brings a cache to another folder, mostly on another disk, so that one of the two is complete at
// any time: everything is copied under a temporary name, made durable and named; all of it is read
// again and compared; only then may the old one be removed, and of it only what the new one has.
// Each step may be repeated: what is there already is left alone. Works on the calling thread.
class CacheMove final
{
public:
    struct Failure
    {
        int error = 0; // errno; ECANCELED: stopped
        QByteArray path; // below the cache
    };
    template<typename T>
    using Outcome = std::expected<T, Failure>;

    struct Size
    {
        qint64 bytes = 0;
        qint64 files = 0;

        bool operator==(const Size &) const = default;
    };

    // tick hears of each piece of work how many bytes it was; false stops.
    CacheMove(Directory from, Directory to, std::function<bool(qint64)> tick);

    // Of two absolute paths: a sentence why one cannot be moved to the other, or nothing.
    static QString refusal(const QString &from, const QString &to);

    struct Work
    {
        Size all;
        Size missing; // in the new place
    };
    // The new place has to be empty, or to be what an earlier start of this move made: ENOTEMPTY.
    Outcome<void> claim();
    Outcome<Work> measure();
    Outcome<Size> copy(); // what is missing, until nothing new comes; what was copied
    Outcome<Size> compare(); // reads both sides; EILSEQ names the file that differs, and forgets it
    Outcome<Size> remove(); // of the old one; what the new one does not have stays, and is the size

private:
    struct Entry
    {
        const Directory &folder;
        QByteArray path; // below the cache
        QByteArray name;
        EntryFacts facts;
    };
    using Visit = std::function<DiskResult<void>(const Entry &)>;

    Outcome<void> visit(const Visit &each);
    DiskResult<void> copyFile(const Entry &entry, const Directory &to);
    bool nameAgain(const QByteArray &path, const Directory &folder, const QByteArray &name);
    QByteArray retargeted(const QByteArray &target, const QByteArray &path) const;
    DiskResult<void> copyLink(const Entry &entry, const Directory &to);
    DiskResult<bool> isSame(const FileDescriptor &a, const FileDescriptor &b, qint64 size);
    bool isThere(const Entry &entry, const Directory &to) const;
    DiskResult<void> finishFolder(const Entry &entry, const Directory &to);
    DiskResult<void> removeFolders();

    Directory m_from;
    Directory m_to;
    std::function<bool(qint64)> m_tick;
    using Number = std::pair<quint64, quint64>; // of the disk and on it
    QHash<Number, QByteArray> m_named; // of what has several names -> path in to
    QByteArray m_at; // path that is worked on, for a failure
};

// As the original has them: mode, and when it was changed and used last.
DiskResult<void> copyFacts(const FileDescriptor &from, const FileDescriptor &to);
DiskResult<void> copyFacts(const Directory &from, const Directory &to); // its owner may write to it

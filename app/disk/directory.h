#pragma once

#include "app/disk/filedescriptor.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <expected>

// Failed disk calls say their errno; diskerror.h makes a sentence of it.
template<typename T>
using DiskResult = std::expected<T, int>;

struct EntryFacts
{
    enum class Type { File, Folder, Link, Other };

    Type type = Type::Other;
    qint64 size = 0; // bytes
    qint64 modifiedNs = 0; // since 1970
    quint64 device = 0;
    quint64 inode = 0;
    quint64 names = 0; // hard links; 0: removed while open

    bool isSameFile(const EntryFacts &o) const { return device == o.device && inode == o.inode; }
};

DiskResult<EntryFacts> factsOf(const FileDescriptor &file);

struct DiskRoom
{
    qint64 free = 0; // bytes, for this user
    qint64 reserve = 0; // bytes of them that stay free: a full disk harms every program
    quint64 device = 0; // two folders with the same one share it

    qint64 usable() const { return qMax<qint64>(0, free - reserve); }
};

// A folder held open. What happens below it cannot be led elsewhere by links, even when another
// program swaps folders meanwhile: every level is opened by handle and links are not followed.
// Names are one path segment, relative paths have no "." or ".." segments: check them first.
class Directory final
{
public:
    Directory() = default;

    // Links in path are followed: the path is the user's own choice.
    static DiskResult<Directory> open(const QString &path);
    static DiskResult<Directory> make(const QString &path); // with missing parents

    DiskResult<Directory> child(const QByteArray &relative) const; // ELOOP or ENOTDIR for a link
    DiskResult<Directory> makeChild(const QByteArray &relative) const;
    DiskResult<Directory> childMaybeLink(const QByteArray &name) const; // one level
    DiskResult<Directory> makeChildMaybeLink(const QByteArray &name) const;

    DiskResult<EntryFacts> facts(const QByteArray &name) const; // of the link, not its target
    DiskResult<QByteArray> linkTarget(const QByteArray &name) const;
    bool exists(const QByteArray &name) const { return facts(name).has_value(); }
    DiskResult<QList<QByteArray>> names() const; // all of them, or the error

    // To read; regular files only. It counts as no use: when it was last read stays, if the disk
    // and its owner allow.
    DiskResult<FileDescriptor> openFile(const QByteArray &name) const;
    DiskResult<FileDescriptor> openToWrite(const QByteArray &name) const; // and to read
    DiskResult<FileDescriptor>
    createFile(const QByteArray &name) const; // must not exist; mode by umask
    DiskResult<QByteArray> readFile(const QByteArray &name, qint64 max) const; // EFBIG beyond max
    // Complete or not at all: a temporary file in via (or beside it), then a rename.
    DiskResult<void> replaceFile(const QByteArray &name, const QByteArray &content) const;
    DiskResult<void> replaceFile(const QByteArray &name, const QByteArray &content,
                                 const Directory &via) const;

    // At the end of a regular file, in one go and durably; made for everybody when it is missing.
    DiskResult<void> append(const QByteArray &name, const QByteArray &line) const;

    DiskResult<void> makeLink(const QByteArray &name, const QByteArray &target) const; // EEXIST
    DiskResult<void> rename(const QByteArray &from, const Directory &to,
                            const QByteArray &name) const;
    DiskResult<void> renameNew(const QByteArray &from, const Directory &to,
                               const QByteArray &name) const; // EEXIST instead of replacing
    DiskResult<void> hardLink(const QByteArray &from, const Directory &to,
                              const QByteArray &name) const; // EEXIST
    DiskResult<void> remove(const QByteArray &name) const; // a file or a link
    DiskResult<void> removeFolder(const QByteArray &name) const; // an empty one
    DiskResult<void> setModified(qint64 ns) const; // of the folder itself, since 1970
    DiskResult<void> letMeWrite() const; // so that its owner may change what is in it
    DiskResult<void> sync() const; // makes renames and new names durable
    DiskResult<DiskRoom> room() const;
    // Files keep their numbers while nobody has them open. Those of FAT and of some network disks
    // do not.
    bool keepsNumbers() const;
    // What a name in this folder means now is the file it was.
    bool isStill(const EntryFacts &now, const EntryFacts &before) const
    {
        return now.isSameFile(before) || (now.type == before.type && !keepsNumbers());
    }

    bool isOpen() const { return m_fd.isOpen(); }
    QString path() const; // as the system names it now; empty when it has none any more
    int descriptor() const { return m_fd.get(); } // for the *_linux.cpp files

private:
    explicit Directory(FileDescriptor fd)
        : m_fd(std::move(fd))
    { }
    DiskResult<Directory> step(const QByteArray &name, bool create, bool mayBeLink) const;
    DiskResult<Directory> walk(const QByteArray &relative, bool create) const;
    DiskResult<FileDescriptor> openRegular(const QByteArray &name, int flags) const;

    FileDescriptor m_fd;
};

DiskResult<void> writeAt(const FileDescriptor &file, const char *data, qint64 size, qint64 offset);
void willRead(const FileDescriptor &file, qint64 from, qint64 size); // soon: bring it
DiskResult<qint64> readAt(const FileDescriptor &file, char *data, qint64 size, qint64 offset);
DiskResult<void> truncateFile(const FileDescriptor &file, qint64 size);
DiskResult<void> syncFile(const FileDescriptor &file);
void dropFromMemory(const FileDescriptor &file); // a hint: later reads go to the disk
void startWriteback(const FileDescriptor &file, qint64 offset,
                    qint64 size); // a hint; returns at once

// "name.1f2e3d4c.suffix": a name no other process uses.
QByteArray uniqueName(const QByteArray &stem, const QByteArray &suffix);

#pragma once

#include "app/disk/filedescriptor.h"
#include "app/disk/systemcall_linux.h"

#include <QByteArray>
#include <QHashFunctions>
#include <QList>
#include <QSet>

#include <dirent.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <climits>
#include <memory>
#include <vector>

// Reading folders by their descriptors, with as few calls as the system allows.

// One file of the disk, whatever its names.
struct FileNumber
{
    quint64 device = 0;
    quint64 inode = 0;

    bool operator==(const FileNumber &) const = default;
    friend size_t qHash(const FileNumber &n, size_t seed = 0)
    {
        return qHashMulti(seed, n.device, n.inode);
    }
};

inline FileNumber numberOf(const struct stat &s)
{
    return {s.st_dev, s.st_ino};
}

inline qint64 allocatedBy(const struct stat &s)
{
    constexpr qint64 kUnit = 512; // bytes, whatever the disk's own
    return s.st_blocks * kUnit;
}

inline QByteArray copyOf(const QByteArray &raw)
{
    return QByteArray(raw.constData(), raw.size());
}

inline qint64 inNs(const timespec &t)
{
    return t.tv_sec * 1'000'000'000LL + t.tv_nsec;
}

struct FolderEntry
{
    QByteArray name;
    unsigned char type = 0; // DT_*, DT_UNKNOWN where the disk does not say
};

enum class Follow { No, Last }; // a link in the last place

FileDescriptor openFolderAt(int folder, const char *name, Follow follow = Follow::No);
bool lookAt(int folder, const char *name, struct stat *facts, Follow follow = Follow::No);
// Without a copy: of the bytes in the buffer. Empty: there is no such link.
using LinkBuffer = std::array<char, PATH_MAX>;
QByteArray linkTargetIn(LinkBuffer &buffer, int folder, const char *name);
QByteArray linkTargetAt(int folder, const char *name);
QByteArray pathOfDescriptor(int fd); // empty: it has none any more
// Where a name leads in the end, links followed; nothing is opened for reading.
QByteArray realPathAt(int folder, const char *name);
QList<FolderEntry> entriesOf(int folder); // as far as they could be read
// The same without copies: names hold for the one call only. False: it broke off, see errno.
template<typename Use>
bool eachEntry(int folder, Use use)
{
    alignas(dirent64) std::array<char, 32 << 10> buffer;
    (void)lseek(folder, 0, SEEK_SET);
    ssize_t n = 0;
    while (
        (n = untilNotInterrupted([&] { return getdents64(folder, buffer.data(), buffer.size()); }))
        > 0) {
        for (const char *at = buffer.data(); at < buffer.data() + n;) {
            const auto *entry = reinterpret_cast<const dirent64 *>(at);
            at += entry->d_reclen;
            const QByteArrayView name(entry->d_name);
            if (name != "." && name != "..")
                use(FolderEntry{QByteArray::fromRawData(name.data(), name.size()), entry->d_type});
        }
    }
    return n == 0 || errno == ENOENT; // it was removed meanwhile
}
unsigned char typeOf(int folder, const FolderEntry &entry); // asks where the disk did not say

bool isHelper(const QByteArray &name); // a file manager's own, which Python passes over, too
// Bytes of their own, whatever the name is a view of.
QByteArray joined(const QByteArray &folder, const QByteArray &name);
// What a link in that folder means by the text alone, as Python reads it: absolute, no "..".
QByteArray linkEnd(const QByteArray &folder, const QByteArray &target);

// Goes through the folders below one, one at a time in no certain order: never through a link, into
// none twice, as deep as they are. What vanishes meanwhile is passed over.
class FolderWalk final
{
public:
    explicit FolderWalk(FileDescriptor top);

    bool next(); // the next one is open; false: that was all
    int folder() const { return m_now->get(); }
    const QByteArray &path() const { return m_path; } // below the top
    int depth() const { return m_depth; } // the top's is 0
    const struct stat &facts() const { return m_facts; }
    void enter(const QByteArray &name); // a folder in this one: its turn comes

    // Folders that could not be opened for want of a right.
    const QList<QByteArray> &closed() const { return m_closed; }

private:
    using Handle = std::shared_ptr<const FileDescriptor>;
    struct Pending
    {
        Handle parent; // null: too many are open; the way from the top is gone again
        QByteArray path;
        int depth = 0;
    };

    FileDescriptor open(const Pending &pending) const;

    Handle m_top;
    Handle m_now;
    QByteArray m_path;
    int m_depth = 0;
    struct stat m_facts = {};
    std::vector<Pending> m_pending; // children of one folder stand together
    int m_parents = 0; // that are held open
    QSet<FileNumber> m_seen;
    QList<QByteArray> m_closed;
};

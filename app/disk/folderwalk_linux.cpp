#include "app/disk/folderwalk_linux.h"

#include <fcntl.h>

namespace {

constexpr int kOpenWalked = O_RDONLY | O_DIRECTORY | O_CLOEXEC; // never waits: no pipe is a folder
constexpr int kMostOpen = 64; // descriptors are shared with what downloads

} // namespace

FileDescriptor openFolderAt(int folder, const char *name, Follow follow)
{
    const int flags = kOpenWalked | (follow == Follow::No ? O_NOFOLLOW : 0);
    return FileDescriptor(untilNotInterrupted([&] { return openat(folder, name, flags); }));
}

bool lookAt(int folder, const char *name, struct stat *facts, Follow follow)
{
    const int flags = follow == Follow::No ? AT_SYMLINK_NOFOLLOW : 0;
    return untilNotInterrupted([&] { return fstatat(folder, name, facts, flags); }) == 0;
}

QByteArray linkTargetIn(LinkBuffer &buffer, int folder, const char *name)
{
    const auto n = untilNotInterrupted(
        [&] { return readlinkat(folder, name, buffer.data(), buffer.size()); });
    return n > 0 ? QByteArray::fromRawData(buffer.data(), n) : QByteArray();
}

QByteArray linkTargetAt(int folder, const char *name)
{
    LinkBuffer buffer;
    return copyOf(linkTargetIn(buffer, folder, name));
}

QByteArray pathOfDescriptor(int fd)
{
    return linkTargetAt(AT_FDCWD, ("/proc/self/fd/" + QByteArray::number(fd)).constData());
}

QByteArray realPathAt(int folder, const char *name)
{
    const FileDescriptor there(
        untilNotInterrupted([&] { return openat(folder, name, O_PATH | O_CLOEXEC); }));
    return there.isOpen() ? pathOfDescriptor(there.get()) : QByteArray();
}

QList<FolderEntry> entriesOf(int folder)
{
    QList<FolderEntry> all;
    eachEntry(folder, [&all](const FolderEntry &entry) {
        all.emplace_back(copyOf(entry.name), entry.type);
    });
    return all;
}

unsigned char typeOf(int folder, const FolderEntry &entry)
{
    struct stat facts;
    if (entry.type != DT_UNKNOWN || !lookAt(folder, entry.name.constData(), &facts))
        return entry.type;
    return static_cast<unsigned char>(IFTODT(facts.st_mode));
}

bool isHelper(const QByteArray &name)
{
    return name == ".DS_Store" || name == "Thumbs.db" || name == "desktop.ini";
}

QByteArray joined(const QByteArray &folder, const QByteArray &name)
{
    if (folder.isEmpty())
        return QByteArray(name.constData(), name.size());
    return name.isEmpty() ? folder : folder + '/' + name;
}

QByteArray linkEnd(const QByteArray &folder, const QByteArray &target)
{
    QList<QByteArray> parts;
    for (const QByteArray &part :
         (target.startsWith('/') ? target : folder + '/' + target).split('/')) {
        if (part == ".." && !parts.isEmpty())
            parts.removeLast();
        else if (part != ".." && part != "." && !part.isEmpty())
            parts << part;
    }
    return '/' + parts.join('/');
}

FolderWalk::FolderWalk(FileDescriptor top)
    : m_top(std::make_shared<const FileDescriptor>(std::move(top)))
{
    m_pending.push_back({});
}

FileDescriptor FolderWalk::open(const Pending &pending) const
{
    if (pending.parent) {
        const auto slash = pending.path.lastIndexOf('/');
        return openFolderAt(pending.parent->get(), pending.path.constData() + slash + 1);
    }
    FileDescriptor at = openFolderAt(m_top->get(), ".");
    for (const QByteArray &name : pending.path.split('/'))
        if (at.isOpen())
            at = openFolderAt(at.get(), name.constData());
    return at;
}

bool FolderWalk::next()
{
    m_now.reset();
    while (!m_pending.empty()) {
        const Pending pending = std::move(m_pending.back());
        m_pending.pop_back();
        if (pending.parent && (m_pending.empty() || m_pending.back().parent != pending.parent))
            --m_parents;
        Handle now = m_top;
        if (!pending.path.isEmpty()) {
            now = std::make_shared<const FileDescriptor>(open(pending));
            if (!now->isOpen() && errno != ENOENT && errno != ENOTDIR && errno != ELOOP)
                m_closed << pending.path;
        }
        if (!now->isOpen() || fstat(now->get(), &m_facts) < 0)
            continue;
        const auto seen = m_seen.size();
        m_seen.insert(numberOf(m_facts));
        if (m_seen.size() == seen)
            continue;
        m_now = std::move(now);
        m_path = pending.path;
        m_depth = pending.depth;
        return true;
    }
    return false;
}

void FolderWalk::enter(const QByteArray &name)
{
    // Each pending folder holds its parent open, siblings the same one.
    const bool first = m_pending.empty() || m_pending.back().parent != m_now;
    const bool many = first && m_parents == kMostOpen;
    m_parents += first && !many ? 1 : 0;
    m_pending.push_back({.parent = many ? nullptr : m_now,
                         .path = m_path.isEmpty() ? name : m_path + '/' + name,
                         .depth = m_depth + 1});
}

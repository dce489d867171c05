#pragma once

#include "app/disk/directory.h"
#include "app/disk/filelock.h"

#include <memory>

// A file being written under a temporary name of its own. Whoever lets go of it before it was
// published removes it from the disk. The lock goes last.
class PartFile final
{
public:
    static DiskResult<std::shared_ptr<PartFile>> create(Directory folder, const QByteArray &stem,
                                                        FileLock lock);
    ~PartFile();
    Q_DISABLE_COPY_MOVE(PartFile)

    const FileDescriptor &file() const { return m_file; }
    // Our name still means our file, and it has this many bytes (another program may have pruned,
    // replaced or cut it): no error, ESTALE, or EIO.
    DiskResult<void> check(qint64 size) const;
    // Durable content under its final name. renameNew: EEXIST when the name is taken.
    DiskResult<void> renameNew(const Directory &to, const QByteArray &name);
    DiskResult<void> replace(const Directory &to, const QByteArray &name);
    DiskResult<qint64> freeBytes() const { return m_folder.freeBytes(); }

private:
    PartFile(FileLock lock, Directory folder, FileDescriptor file, QByteArray name);

    FileLock m_lock;
    Directory m_folder;
    FileDescriptor m_file;
    QByteArray m_name; // empty once published
};

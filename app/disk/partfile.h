#pragma once

#include "app/disk/directory.h"
#include "app/disk/filelock.h"
#include "app/disk/keptpart.h"

#include <memory>

// A file being written under a temporary name of its own. Whoever lets go of it before it was
// published removes it from the disk. The lock goes last. Or one that was found under its final
// name, only to be read: whoever lets go of it leaves it there.
class PartFile final
{
public:
    // Goes on with kept when there is one and its file is still what it was.
    static DiskResult<std::shared_ptr<PartFile>> create(Directory folder, const QByteArray &stem,
                                                        FileLock lock,
                                                        const std::shared_ptr<KeptPart> &kept);
    static DiskResult<std::shared_ptr<PartFile>> found(Directory folder, const QByteArray &name,
                                                       FileLock lock);
    ~PartFile();
    Q_DISABLE_COPY_MOVE(PartFile)

    bool isFound() const { return m_isFound; }
    const ByteRanges &rangesAtFirst() const { return m_rangesAtFirst; } // kept, or found
    const FileDescriptor &file() const { return m_file; }
    // Our name still means our file, and it has this many bytes (another program may have pruned,
    // replaced or cut it): no error, ESTALE, or EIO.
    DiskResult<void> check(qint64 size) const;
    // Durable content under its final name. renameNew: EEXIST when the name is taken.
    DiskResult<void> renameNew(const Directory &to, const QByteArray &name);
    DiskResult<void> replace(const Directory &to, const QByteArray &name);
    // What has the final name already is damaged, whatever its size.
    void setReplacing() { m_isReplacing = true; }
    bool isReplacing() const { return m_isReplacing; }
    // Gives up the lock and the name; none when the file does not end where ranges, which were
    // written, do. What still holds this object may go on reading, nothing else.
    std::shared_ptr<KeptPart> putAside(const ByteRanges &ranges);
    DiskResult<DiskRoom> room() const { return m_folder.room(); }

private:
    PartFile(FileLock lock, Directory folder, FileDescriptor file, QByteArray name,
             ByteRanges ranges);
    static DiskResult<FileDescriptor> takeUp(const Directory &folder, KeptPart &kept);

    FileLock m_lock;
    Directory m_folder;
    FileDescriptor m_file;
    QByteArray m_name; // empty once published
    ByteRanges m_rangesAtFirst;
    bool m_isFound = false;
    bool m_isReplacing = false;
};

#pragma once

#include "app/disk/directory.h"
#include "app/disk/filelock.h"
#include "app/disk/keptpart.h"
#include "app/disk/partjournal.h"

#include <memory>

// A file being written under a temporary name: always the same one of this user on this machine
// while the lock is held, so that what a killed program left is gone on with; a new one otherwise.
// Whoever lets go of it before it was published removes it from the disk. The lock goes last. Or
// one that was found under its final name, only to be read: whoever lets go of it leaves it there.
class PartFile final
{
public:
    enum class Loss {
        None,
        NoNotes, // what a killed program wrote down of it is missing, old or damaged
        Short, // it has less than they say
        Changed, // it is another file than it was
    };
    struct Wanted
    {
        QByteArray stem; // says which content it is
        qint64 size = 0; // bytes of the whole content
        std::shared_ptr<KeptPart> kept; // gone on with when its file is still what it was; or null
        // Set when the program ends and knows at its next start what was wanted: then what can be
        // gone on with stays. Null: never.
        std::shared_ptr<const std::atomic_bool> leaving;
        bool borrows = false; // what an earlier start left is another program's and stays
        QString lockFolder; // of the lock that goes with it
        QByteArray lockName;
    };
    static DiskResult<std::shared_ptr<PartFile>> create(Directory folder, const Wanted &wanted,
                                                        FileLock lock);
    // The name of a part that create() goes on with, where its notes are right.
    static bool isLasting(const QByteArray &name);
    // What an earlier start of the program left of it; null for nothing. Unclaimed.
    static std::shared_ptr<KeptPart> left(const Directory &folder, const Wanted &wanted);
    // The content is there: what a program that was killed then wrote down of it goes.
    static void forget(const Directory &folder, const QByteArray &stem);
    static DiskResult<std::shared_ptr<PartFile>> found(Directory folder, const QByteArray &name,
                                                       FileLock lock);
    ~PartFile();
    Q_DISABLE_COPY_MOVE(PartFile)

    bool isFound() const { return m_isFound; }
    const ByteRanges &rangesAtFirst() const { return m_rangesAtFirst; } // kept, or found
    const HashMarks &marksAtFirst() const { return m_marksAtFirst; } // of what was kept
    const FileDescriptor &file() const { return m_file; }
    // Our name still means our file, and it has this many bytes (another program may have pruned,
    // replaced or cut it): no error, ESTALE, or EIO.
    DiskResult<void> check(qint64 size) const;
    bool isRemoved() const; // by another program; not when the disk does not say
    // Why nothing of what was there before is gone on with.
    Loss loss() const { return m_loss; }
    // Durable content under its final name. renameNew: EEXIST when the name is taken.
    DiskResult<void> renameNew(const Directory &to, const QByteArray &name);
    DiskResult<void> replace(const Directory &to, const QByteArray &name);
    // What has the final name already is damaged, whatever its size.
    void setReplacing() { m_isReplacing = true; }
    bool isReplacing() const { return m_isReplacing; }
    // Stays on the disk, for whoever asks for the same content next.
    void leave() { m_isOurs = m_isOurs && !m_lasts; }
    // Gives up the lock and the name; none when the file does not end where ranges, which were
    // written, do. What still holds this object may go on reading, nothing else.
    std::shared_ptr<KeptPart> putAside(const ByteRanges &ranges, const HashMarks &marks);
    // Writes down what is there, if it lasts, so that the next start of a killed program goes on
    // with it. durable: makeDurable() went well since. Not while the part is put aside or gets its
    // name.
    void noteDown(const ByteRanges &written, const HashMarks &marks, bool durable) const;
    // What is written survives a failing power now. Takes as long as the disk does.
    DiskResult<void> makeDurable();
    // What makeDurable() met, once: the disk says of lost writes one time only, and what memory
    // shows of them then is not what it has. 0: nothing; else an errno.
    int takeLostWrites() { return m_lostWrites.exchange(0); }
    bool lasts() const { return m_lasts; }
    // There are no locks here: other programs may download the same.
    bool isLockless() const { return m_lock.state() == FileLock::State::Unavailable; }
    DiskResult<DiskRoom> room() const { return m_folder.room(); }

private:
    PartFile(FileLock lock, Directory folder, FileDescriptor file, QByteArray name, qint64 size);
    static DiskResult<FileDescriptor> takeUp(const Directory &folder, KeptPart &kept);
    static DiskResult<std::pair<FileDescriptor, PartJournal::Left>>
    openLeft(const Directory &folder, const QByteArray &name, qint64 size, Loss &loss);
    void published();

    FileLock m_lock;
    Directory m_folder;
    FileDescriptor m_file;
    QByteArray m_name;
    bool m_lasts = false; // a later start of the program finds it
    std::shared_ptr<const std::atomic_bool> m_leaving;
    QString m_lockFolder;
    QByteArray m_lockName;
    bool m_isOurs = true; // to be removed: neither published nor put aside
    qint64 m_size; // bytes, of the whole content
    quint64 m_inode;
    ByteRanges m_rangesAtFirst;
    HashMarks m_marksAtFirst;
    bool m_isFound = false;
    bool m_isBorrowed = false;
    bool m_isReplacing = false;
    Loss m_loss = Loss::None;
    std::atomic_int m_lostWrites = 0; // errno
};

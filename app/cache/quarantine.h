#pragma once

#include "app/cache/cleaning.h"
#include "app/disk/filelock.h"

#include <QSet>

#include <functional>

// Where removed things of a cache wait until they are freed or wanted back. Everything is renamed,
// never copied, so it lies on the cache's own disk: below .locks of the root, which no client of
// the Hub looks through, or inside a repository that lies on another disk. Nothing is reached
// through links. Killed at any time it leaves notes by which recover() restores the old state or
// completes the new one. Blocking; one thread.
class Quarantine final
{
public:
    using IsStopped = std::function<bool()>;

    struct Returned
    {
        qsizetype back = 0; // moves
        QList<QByteArray> stayed; // paths where something else is now
        QList<QByteArray> failed;
    };
    struct Freed
    {
        bool complete = false;
        QList<QByteArray> failed;
    };

    // Of that root; made when it is missing. EBUSY: another program is at it.
    static DiskResult<Quarantine> open(const QString &root);
    // The cleanings that are written down, the newest first; reads only.
    static QList<Cleaning> cleanings(const QString &root);

    const Directory &root() const { return m_root; }

    // Writes down what is about to be moved, durably. Then take() what is still right to be taken,
    // and finish().
    DiskResult<Cleaning> begin(Cleaning cleaning, const QList<CleaningMove> &moves);
    DiskResult<void> take(const Cleaning &cleaning, qsizetype move);
    // A second name for what stays where it is, or goes later: nobody can clear it up meanwhile.
    DiskResult<void> hold(const Cleaning &cleaning, qsizetype move);
    DiskResult<void> putBack(const Cleaning &cleaning, qsizetype move); // what was just taken
    DiskResult<void> finish(Cleaning &cleaning); // in its new state
    DiskResult<void> cancel(Cleaning &cleaning); // as if it had never begun

    // ENODATA: it was freed, or is back already.
    DiskResult<Returned> undo(Cleaning &cleaning);
    DiskResult<Freed> free(Cleaning &cleaning, const IsStopped &isStopped = {});
    // What was killed is taken back or completed; what is due is freed, old history forgotten. What
    // cannot be read now stays as it is, and so does the one that is spared.
    void recover(qint64 nowMs, const IsStopped &isStopped = {}, const QByteArray &spared = {});

    DiskResult<Cleaning> cleaning(const QByteArray &id) const;

    static constexpr int kDaysKept = 7;

private:
    using State = Cleaning::State;

    static constexpr char kHomeInRepo[] = ".hubnaut-quarantine"; // of one on another disk
    static constexpr char kManifest[] = "manifest";
    static constexpr char kState[] = "state";
    static constexpr char kReserve[] = "reserve"; // room for the notes of one when the disk is full

    DiskResult<Directory> base(const QByteArray &base) const;
    DiskResult<Directory> box(const QByteArray &base, const Cleaning &cleaning, bool create);
    DiskResult<CleaningManifest> manifest(const Cleaning &cleaning) const;
    DiskResult<void> write(const Cleaning &cleaning, State state);
    QList<CleaningFolder> foldersOf(const QList<CleaningMove> &moves) const;
    struct Ends
    {
        Directory folder; // where it is moved out of
        Directory box;
    };
    DiskResult<Ends> endsOf(const Cleaning &cleaning, const CleaningMove &move);
    DiskResult<void> giveBack(const Cleaning &cleaning, const CleaningMove &move,
                              const QByteArray &number);
    void showAgain(const Cleaning &cleaning, const CleaningManifest &manifest);
    void makeReserve();
    QSet<QByteArray> awayOf(const CleaningManifest &manifest) const;
    bool isThereAgain(const Directory &box, const QByteArray &number, const Directory &folder,
                      const QByteArray &path);
    void restoreTimes(const QList<CleaningFolder> &folders);
    void sync(const QList<CleaningFolder> &folders);
    void closeBoxes(const Cleaning &cleaning, const CleaningManifest &manifest);
    void forget(const Cleaning &cleaning);

    Directory m_root;
    Directory m_home; // of the quarantine
    FileLock m_lock;
    CleaningManifest m_manifest; // of the cleaning that began last
};

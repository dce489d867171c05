#pragma once

#include "app/disk/diskerror.h"
#include "app/disk/partfile.h"
#include "app/hub/revision.h"
#include "app/hub/types.h"
#include "app/net/huberror.h"
#include "app/text/repopath.h"

#include <atomic>
#include <cerrno>

// One file of one commit, and what its content must be.
struct FileSpec
{
    RepoId repo;
    QString commit; // 40 hex
    RepoPath path;
    QByteArray blob; // 40 or 64 hex: what the content hashes to; empty while not known
    qint64 size = -1; // bytes; -1 while not known
    QByteArray xet; // 64 hex, what Xet storage calls the content; empty when not known
    QByteArray expected; // what blob has to be by a manifest's word; empty: whatever the Hub says
    bool isDoubted = false; // a cache's content is hashed before it counts as there
};

// What takes as long as the file is large, as the disk goes on with it: read by another thread.
struct DiskWork
{
    std::atomic_bool stops = false; // set from outside: end with HubError::Kind::Cancelled
    std::atomic<qint64> read = 0; // bytes of the content
};

struct Attempt
{
    bool force = false; // go on although another program holds the lock
    bool distrust = false; // what is there under the content's name has turned out damaged
    std::shared_ptr<KeptPart> kept; // of an earlier try, to go on with; may be null
    std::shared_ptr<const std::atomic_bool> leaving; // PartFile::Wanted
    bool borrows = false; // PartFile::Wanted
    std::shared_ptr<DiskWork> work = {}; // null: nobody looks
};

struct Prepared
{
    enum class State {
        Present, // complete already, under its final name
        Busy, // another program downloads it
        Ready, // write into part
        Unchecked, // complete under the content's name, but nobody has looked: hash part, publish
    };

    State state = State::Present;
    QString localPath; // when Present
    qint64 holder = 0; // when Busy: process id, 0 when not known
    std::shared_ptr<PartFile> part; // when Ready or Unchecked
    ByteRanges ranges; // of the content, that part holds already
};

struct PublishFailure
{
    HubError error;
    bool contentLost = false; // somebody changed the part, or the disk lost it: fetch it again
};

inline PublishFailure publishFailureOf(int error, const QString &where)
{
    const bool isLost = error == ESTALE; // as PartFile::check() says of what somebody changed
    return {isLost ? contentLostError(where) : diskError(error, where), isContentLost(error)};
}

// Where downloads go. Functions are called on pool threads, several at once; objects hold no state
// but names. They write only below their own folder and never through a link they find there.
class Destination
{
public:
    virtual ~Destination() = default;

    // What is there without asking the Hub. None: not there, or not as it should be.
    virtual std::optional<QString> present(const FileSpec &file) const = 0;
    // The content is there, perhaps under another commit: nothing of it will be downloaded.
    virtual bool hasContent(const FileSpec &file) const = 0;
    // What an earlier start of the program left of it; null for nothing.
    virtual std::shared_ptr<KeptPart> left(const FileSpec &file,
                                           std::shared_ptr<const std::atomic_bool> leaving) const
        = 0;
    // Whether there is room for the rest is for the caller to see.
    virtual Result<Prepared> prepare(const FileSpec &file, const Attempt &attempt) const = 0;
    // The part's content has the right hash. Makes it durable, then visible; says where.
    virtual std::expected<QString, PublishFailure>
    publish(const FileSpec &file, const std::shared_ptr<PartFile> &part) const = 0;

    // The listing of a commit, when it was kept.
    virtual std::optional<QList<TreeEntry>> tree(const RepoId &repo, const QString &commit) const
        = 0;
    virtual void keepTree(const RepoId &repo, const QString &commit,
                          const QList<TreeEntry> &entries) const
        = 0; // best effort
    // The files of revision that were wanted are there: what it means is remembered.
    virtual Result<void> finish(const RepoId &repo, const Revision &revision,
                                const QString &commit) const
        = 0;
    // The Hub says that this commit has no such file.
    virtual void remember404(const RepoId &repo, const Revision &revision, const QString &commit,
                             const RepoPath &path) const
        = 0;
    // The commit that revision meant when last seen; empty for none.
    virtual QString knownCommit(const RepoId &repo, const Revision &revision) const = 0;
    virtual Result<DiskRoom> room() const = 0;
    virtual QString name() const = 0; // the folder, for sentences
};

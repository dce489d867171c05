#pragma once

#include "app/disk/cachestore.h"

// A folder of the user's own, with the bookkeeping in .cache/huggingface/ that lets the Python
// client go on where we stopped (hub-api 25). A file of the user's that is not known to be an older
// version from the Hub is never replaced.
class FolderStore final : public Destination
{
public:
    // cache: where a file may be copied from.
    FolderStore(std::shared_ptr<RootFolder> folder, CacheStore cache);

    std::optional<QString> present(const FileSpec &file) const override;
    bool hasContent(const FileSpec &file) const override;
    std::shared_ptr<KeptPart> left(const FileSpec &file,
                                   std::shared_ptr<const std::atomic_bool> leaving) const override;
    Result<Prepared> prepare(const FileSpec &file, const Attempt &attempt) const override;
    std::expected<QString, PublishFailure>
    publish(const FileSpec &file, const std::shared_ptr<PartFile> &part) const override;
    std::optional<QList<TreeEntry>> tree(const RepoId &repo, const QString &commit) const override;
    void keepTree(const RepoId &repo, const QString &commit,
                  const QList<TreeEntry> &entries) const override;
    Result<void> finish(const RepoId &, const Revision &, const QString &) const override
    {
        return {};
    }
    void remember404(const RepoId &, const Revision &, const QString &,
                     const RepoPath &) const override
    { }
    QString knownCommit(const RepoId &repo, const Revision &revision) const override;
    Result<DiskRoom> room() const override;
    QString name() const override { return m_folder->path(); }

private:
    struct Places;
    struct DownloadNote;
    enum class Standing { Absent, Same, Older, Foreign };

    static std::optional<DownloadNote> readNote(const Directory &notes, const QByteArray &entry);
    std::optional<DownloadNote> noteInForce(const FileSpec &file) const;
    DiskResult<Places> placesFor(const FileSpec &file, bool create) const;
    // work: null when nobody can stop it; when it was stopped, the answer means nothing.
    static Standing standingOf(const Places &places, const FileSpec &file, DiskWork *work);
    Result<Prepared> copyFromCache(const QString &cached, const FileSpec &file,
                                   const std::shared_ptr<PartFile> &part, DiskWork *work) const;
    static PartFile::Wanted wantedFor(const Places &places, const FileSpec &file,
                                      std::shared_ptr<const std::atomic_bool> leaving);
    QString localPath(const FileSpec &file) const { return name() + u'/' + file.path.text(); }

    std::shared_ptr<RootFolder> m_folder;
    CacheStore m_cache;
};

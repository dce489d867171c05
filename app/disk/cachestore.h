#pragma once

#include "app/disk/destination.h"
#include "app/disk/rootfolder.h"

// The cache shared with every other client of the Hub, laid out exactly as they do: content in
// blobs/, links in snapshots/, refs/, .no_exist/, trees/ and .locks/. Source: hub-api 24.
class CacheStore final : public Destination
{
public:
    enum class Links {
        Symbolic, // also to what the repositories share
        OwnOnly, // none of these: HF_HUB_DISABLE_SHARED_BLOBS, HF_HUB_DISABLE_XET
        None // HF_HUB_DISABLE_SYMLINKS
    };

    CacheStore(const QString &root, Links links);
    CacheStore(std::shared_ptr<RootFolder> root, Links links);

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
    Result<void> finish(const RepoId &repo, const Revision &revision,
                        const QString &commit) const override;
    void remember404(const RepoId &repo, const Revision &revision, const QString &commit,
                     const RepoPath &path) const override;
    QString knownCommit(const RepoId &repo, const Revision &revision) const override;
    Result<DiskRoom> room() const override;
    QString name() const override { return m_root->path(); }

private:
    struct Places;

    static DiskResult<std::shared_ptr<PartFile>> foundBlob(Places &places, const FileSpec &file,
                                                           FileLock lock);
    DiskResult<Places> placesFor(const FileSpec &file, bool create) const;
    QString localPath(const FileSpec &file) const;
    PartFile::Wanted wantedFor(const FileSpec &file,
                               std::shared_ptr<const std::atomic_bool> leaving) const;
    static bool isRight(const Places &places, const FileSpec &file);
    DiskResult<void> publishIn(const FileSpec &file, const std::shared_ptr<PartFile> &part) const;
    static DiskResult<void> nameContent(const Places &places, const FileSpec &file, PartFile &part);
    static DiskResult<void> nameShared(const Places &places, const FileSpec &file,
                                       const PartFile &part);
    static DiskResult<void> copyToSnapshot(const Places &places, const FileSpec &file,
                                           const PartFile &part);
    static DiskResult<void> moveToSnapshot(const Places &places, const FileSpec &file,
                                           const PartFile &part);
    DiskResult<void> showFound(const Places &places, const FileSpec &file,
                               const PartFile &part) const;
    DiskResult<void> show(const Places &places, const FileSpec &file, const PartFile &part) const;

    DiskResult<Directory> makeRepo(const RepoId &repo) const;

    std::shared_ptr<RootFolder> m_root;
    Links m_links;
};

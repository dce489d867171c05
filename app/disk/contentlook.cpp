#include "app/disk/contentlook.h"

#include <QFileInfo>

namespace {

// Of the disk on which a folder is or will be.
std::optional<DiskRoom> roomAround(QString path)
{
    for (;;) {
        if (const auto folder = Directory::open(path))
            return folder->room()
                .transform([](const DiskRoom &room) { return std::optional(room); })
                .value_or(std::nullopt);
        const QString above = QFileInfo(path).path();
        if (above == path)
            return {};
        path = above;
    }
}

} // namespace

ContentLook lookForContent(const Destination &destination, const RepoId &repo,
                           const QString &commit, const QList<RepoFile> &files)
{
    ContentLook look{QBitArray(files.size()), QBitArray(files.size()),
                     roomAround(destination.name())};
    for (qsizetype i = 0; i < files.size(); ++i) {
        const RepoFile &file = files.at(i);
        const auto path = RepoPath::parse(file.path);
        if (!path)
            continue;
        const FileSpec spec{.repo = repo,
                            .commit = commit,
                            .path = *path,
                            .blob = file.blob.toLatin1(),
                            .size = file.size};
        look.placed.setBit(i, destination.present(spec).has_value());
        look.here.setBit(i, look.placed.testBit(i) || destination.hasContent(spec));
    }
    return look;
}

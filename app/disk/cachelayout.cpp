#include "app/disk/cachelayout.h"

#include "app/hub/revision.h"

#include <QList>

#include <array>

using namespace Qt::StringLiterals;

namespace CacheLayout {

const QByteArray kTagName = "CACHEDIR.TAG";
const QByteArray kTagContent = "Signature: 8a477f597d28d172789f06886806bc55\n"
                               "# This file is a cache directory tag created by huggingface_hub.\n"
                               "# For information about cache directory tags, see:\n"
                               "#\thttps://bford.info/cachedir/\n";

QString repoFolder(const RepoId &repo)
{
    return cacheFolderPrefix(repo.kind()) + "--"_L1 + repo.id().replace(u'/', "--"_L1);
}

std::optional<RepoId> repoOf(const QString &folder)
{
    for (const RepoKind kind : std::array{RepoKind::Model, RepoKind::Dataset, RepoKind::Space}) {
        const QString prefix = cacheFolderPrefix(kind) + "--"_L1;
        if (folder.startsWith(prefix))
            return RepoId::parse(kind, folder.sliced(prefix.size()).replace("--"_L1, "/"_L1));
    }
    return {};
}

QByteArray linkTarget(const QString &path, const QByteArray &blob)
{
    return QByteArray("../").repeated(path.count(u'/') + 2) + "blobs/" + blob;
}

QByteArray blobOfLink(const QString &path, const QByteArray &target)
{
    const QByteArray name = target.sliced(target.lastIndexOf('/') + 1);
    const QString text = QString::fromLatin1(name);
    return (isSha1Hex(text) || isSha256Hex(text)) && target == linkTarget(path, name)
        ? name
        : QByteArray();
}

QByteArray sharedBlob(const QByteArray &target)
{
    const QByteArray inside = "../../"; // from models--x/blobs/ to the root
    if (!target.startsWith(inside + "blobs/"))
        return {};
    const QList<QByteArray> parts = target.sliced(inside.size()).split('/');
    if (parts.size() != 3 || parts.at(1).size() != 2 || !parts.at(2).startsWith(parts.at(1))
        || !isSha256Hex(QString::fromLatin1(parts.at(2))))
        return {};
    return target.sliced(inside.size());
}

QByteArray folderOf(const QByteArray &path)
{
    const auto slash = path.lastIndexOf('/');
    return slash < 0 ? QByteArray() : path.first(slash);
}

QByteArray nameOf(const QByteArray &path)
{
    return path.sliced(path.lastIndexOf('/') + 1);
}

} // namespace CacheLayout

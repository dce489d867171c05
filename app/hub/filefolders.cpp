#include "app/hub/filefolders.h"

#include <QHash>

#include <algorithm>

namespace {

struct FolderMaker
{
    FileFolders &folders;
    QHash<QString, qint32> known;

    qint32 add(qint32 parent, const QString &name, qint32 file)
    {
        const auto node = static_cast<qint32>(folders.nodes.size());
        folders.nodes << FileFolders::Node{
            .name = name, .parent = parent, .file = file, .children = {}};
        folders.nodes[parent].children << node;
        return node;
    }

    qint32 folder(const QString &path)
    {
        if (path.isEmpty())
            return 0;
        if (const auto found = known.constFind(path); found != known.cend())
            return *found;
        const auto slash = path.lastIndexOf(u'/');
        const qint32 parent = folder(slash < 0 ? QString() : path.first(slash));
        const qint32 node = add(parent, path.sliced(slash + 1), -1);
        known.insert(path, node);
        return node;
    }
};

} // namespace

std::shared_ptr<const FileFolders> FileFolders::of(QList<RepoFile> files)
{
    auto folders = std::make_shared<FileFolders>();
    std::ranges::sort(files, {}, &RepoFile::path);
    folders->files = std::move(files);
    folders->nodes.reserve(folders->files.size() + 1);
    folders->nodes << Node{.name = {}, .children = {}};
    FolderMaker maker{*folders, {}};
    for (qint32 i = 0; i < folders->files.size(); ++i) {
        const RepoFile &file = folders->files.at(i);
        const auto slash = file.path.lastIndexOf(u'/');
        const qint32 parent = maker.folder(slash < 0 ? QString() : file.path.first(slash));
        const qint32 node = maker.add(parent, file.path.sliced(slash + 1), i);
        for (qint32 at = node; at >= 0; at = folders->nodes.at(at).parent)
            folders->nodes[at].bytes += std::max<qint64>(file.size, 0);
    }
    for (qsizetype i = 0; i < folders->nodes.size(); ++i) {
        QList<qint32> children = folders->nodes.at(i).children;
        std::ranges::stable_partition(
            children, [&folders](qint32 child) { return folders->nodes.at(child).isFolder(); });
        for (qint32 row = 0; row < children.size(); ++row)
            folders->nodes[children.at(row)].row = row;
        folders->nodes[i].children = children;
    }
    return folders;
}

QList<qint32> FileFolders::filesBelow(qint32 node) const
{
    QList<qint32> below;
    QList<qint32> open{node};
    while (!open.isEmpty()) {
        const Node &next = nodes.at(open.takeLast());
        if (!next.isFolder())
            below << next.file;
        open += next.children;
    }
    return below;
}

QString FileFolders::pathOf(qint32 node) const
{
    QString path = nodes.at(node).name;
    for (qint32 at = nodes.at(node).parent; at > 0; at = nodes.at(at).parent)
        path.prepend(nodes.at(at).name + u'/');
    return path;
}

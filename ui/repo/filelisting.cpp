#include "ui/repo/filelisting.h"

#include "app/text/wildcard.h"

#include <QCoreApplication>

#include <algorithm>

FileListing::FileListing(QList<RepoFile> files)
    : m_files(std::move(files))
{
    std::ranges::sort(m_files, {}, &RepoFile::path);
    for (const RepoFile &file : std::as_const(m_files))
        m_bytes += std::max<qint64>(file.size, 0);
}

QString FileListing::countText(qint64 files)
{
    return files == 1 ? QCoreApplication::translate("FileListing", "1 file")
                      : QCoreApplication::translate("FileListing", "%1 files").arg(files);
}

const RepoFile *FileListing::find(const QString &path) const
{
    const auto file = std::ranges::lower_bound(m_files, path, {}, &RepoFile::path);
    return file != m_files.cend() && file->path == path ? &*file : nullptr;
}

QHash<QString, qint64> FileListing::folderSizes() const
{
    QHash<QString, qint64> sizes;
    for (const RepoFile &file : m_files)
        for (qsizetype slash = file.path.indexOf(u'/'); slash > 0;
             slash = file.path.indexOf(u'/', slash + 1))
            sizes[file.path.left(slash)] += std::max<qint64>(file.size, 0);
    return sizes;
}

void FileListing::add(Sum &sum, const RepoFile &file, const QSet<QString> &cached) const
{
    const qint64 size = std::max<qint64>(file.size, 0);
    ++sum.files;
    sum.bytes += size;
    if (cached.contains(file.path)) {
        sum.cached += size;
        ++sum.cachedFiles;
    }
    sum.paths << file.path;
}

FileListing::Sum FileListing::below(const QStringList &paths, const QSet<QString> &cached) const
{
    QSet<QString> wanted(paths.cbegin(), paths.cend());
    QSet<QString> folders;
    const auto isWanted = [&](const QString &path) {
        bool found = wanted.contains(path);
        for (qsizetype slash = path.lastIndexOf(u'/'); slash > 0;
             slash = path.lastIndexOf(u'/', slash - 1)) {
            if (!wanted.contains(path.left(slash)))
                continue;
            folders.insert(path.left(slash));
            found = true;
        }
        return found;
    };
    Sum sum;
    for (const RepoFile &file : m_files)
        if (isWanted(file.path))
            add(sum, file, cached);
    sum.folders = static_cast<int>(folders.size());
    return sum;
}

FileListing::Sum FileListing::matching(const QStringList &allow, const QStringList &ignore) const
{
    QStringList paths;
    for (const RepoFile &file : m_files)
        paths << file.path;
    const PathFilter filter{.allow = allow.isEmpty() ? std::nullopt : std::optional(allow),
                            .ignore = ignore};
    const QStringList kept = filter.kept(paths);
    Sum sum;
    auto file = m_files.cbegin();
    for (const QString &path : kept) { // in the order of the files
        while (file != m_files.cend() && file->path != path)
            ++file;
        if (file == m_files.cend())
            break;
        add(sum, *file, {});
    }
    return sum;
}

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
    const auto file = from(path);
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

QList<RepoFile>::const_iterator FileListing::from(const QString &path) const
{
    return std::ranges::lower_bound(m_files, path, {}, &RepoFile::path);
}

bool FileListing::isFolder(const QString &path) const
{
    const auto file = from(path + u'/');
    return file != m_files.cend() && file->path.startsWith(path + u'/');
}

FileListing::Sum FileListing::below(const QStringList &paths, const QSet<QString> &cached) const
{
    Sum sum;
    QSet<qsizetype> rows;
    for (const QString &path : QSet<QString>(paths.cbegin(), paths.cend())) {
        if (const auto file = from(path); file != m_files.cend() && file->path == path)
            rows.insert(file - m_files.cbegin());
        const QString folder = path + u'/';
        auto file = from(folder);
        if (file != m_files.cend() && file->path.startsWith(folder))
            ++sum.folders;
        for (; file != m_files.cend() && file->path.startsWith(folder); ++file)
            rows.insert(file - m_files.cbegin());
    }
    QList<qsizetype> order(rows.cbegin(), rows.cend());
    std::ranges::sort(order);
    for (const qsizetype row : std::as_const(order))
        add(sum, m_files.at(row), cached);
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

#include "ui/widgets/localfiles.h"

#include <QFile>
#include <QMimeData>
#include <QUrl>

#include <algorithm>

QStringList localFilesIn(const QMimeData *data)
{
    const QList<QUrl> urls = data ? data->urls() : QList<QUrl>();
    if (!std::ranges::all_of(urls, &QUrl::isLocalFile))
        return {};
    QStringList files;
    for (const QUrl &url : urls)
        files << url.toLocalFile();
    return files;
}

QList<QByteArray> diskNames(const QStringList &files)
{
    QList<QByteArray> names;
    for (const QString &file : files)
        names << QFile::encodeName(file);
    return names;
}

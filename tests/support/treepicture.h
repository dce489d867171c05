#pragma once

#include <QCryptographicHash>
#include <QDirIterator>
#include <QFileInfo>
#include <QMap>

#include <sys/stat.h>

// Everything below a folder as it is: content, which file it is, rights and times, of links the
// target. Two pictures tell what somebody changed.
namespace TreePicture {

using Picture = QMap<QString, QString>; // by absolute path

inline QString entryPicture(const QString &path)
{
    struct stat s = {};
    lstat(QFile::encodeName(path).constData(), &s);
    QByteArray content;
    if (S_ISREG(s.st_mode)) {
        QFile file(path);
        QCryptographicHash hash(QCryptographicHash::Sha1);
        if (file.open(QIODevice::ReadOnly))
            hash.addData(&file);
        content = QByteArray::number(s.st_mtim.tv_sec) + '.' + QByteArray::number(s.st_mtim.tv_nsec)
            + ' ' + QByteArray::number(s.st_size) + ' ' + hash.result().toHex();
    } else if (S_ISLNK(s.st_mode)) {
        content = QFile::encodeName(QFileInfo(path).readSymLink());
    }
    return QStringLiteral("%1 %2 %3")
        .arg(s.st_ino)
        .arg(s.st_mode, 0, 8)
        .arg(QString::fromLocal8Bit(content));
}

inline Picture of(const QString &folder)
{
    Picture all;
    QDirIterator it(folder, QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot,
                    QDirIterator::Subdirectories);
    while (it.hasNext()) {
        const QString path = it.next();
        all[path] = entryPicture(path);
    }
    return all;
}

// What was there before and is not any more, or is something else. Folders may fill up.
inline QStringList changes(const Picture &before)
{
    QStringList all;
    for (const auto &[path, then] : before.asKeyValueRange())
        if (entryPicture(path) != then)
            all << path;
    return all;
}

} // namespace TreePicture

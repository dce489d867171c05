#pragma once

#include <QCryptographicHash>
#include <QDirIterator>
#include <QFile>
#include <QMap>

#include <sys/stat.h>

// What a cache and a copy of it have in common, byte for byte: no locks but the quarantine, and
// nothing that is not complete.
namespace TreeLook {

using Tree = QMap<QString, QByteArray>; // path below the root -> what is there

inline QByteArray lookOf(const QString &path)
{
    struct stat facts{};
    ::lstat(QFile::encodeName(path).constData(), &facts);
    if (S_ISDIR(facts.st_mode))
        return "folder " + QByteArray::number(facts.st_mode, 8);
    if (S_ISLNK(facts.st_mode))
        return "link " + QFileInfo(path).readSymLink().toUtf8();
    QFile file(path);
    const bool open = S_ISREG(facts.st_mode) && file.open(QIODevice::ReadOnly);
    return QByteArray::number(facts.st_mode, 8) + ' ' + QByteArray::number(facts.st_mtim.tv_sec)
        + '.' + QByteArray::number(facts.st_mtim.tv_nsec) + ' '
        + (open ? QCryptographicHash::hash(file.readAll(), QCryptographicHash::Sha1).toHex()
                : QByteArray("unread"));
}

inline Tree treeOf(const QString &root)
{
    Tree all;
    QDirIterator it(root, QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot,
                    QDirIterator::Subdirectories);
    while (it.hasNext()) {
        const QString path = it.next();
        const QString below = path.mid(root.size());
        const bool isLock = below.startsWith(QStringLiteral("/.locks"))
            && !below.contains(QStringLiteral("quarantine"));
        if (!isLock && !path.endsWith(QStringLiteral(".hubnaut-move")))
            all[path.mid(root.size())] = lookOf(path);
    }
    return all;
}

} // namespace TreeLook

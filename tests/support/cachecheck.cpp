#include "tests/support/cachecheck.h"

#include "app/disk/treefile.h"

#include <QCryptographicHash>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace {

using CacheCheck::Temporaries;

constexpr QDir::Filters kEverything
    = QDir::AllEntries | QDir::NoDotAndDotDot | QDir::Hidden | QDir::System;

bool isHexOf(const QString &name, int length)
{
    static const QRegularExpression hex(u"^[0-9a-f]+$"_s);
    return name.size() == length && hex.match(name).hasMatch();
}

bool isBlobHex(const QString &name)
{
    return isHexOf(name, 40) || isHexOf(name, 64);
}

QByteArray bytesOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// Into the store that repositories share: "../../blobs/ab/ab...", with the store's mark beside it.
bool leadsToStore(const QString &root, const QFileInfo &blob)
{
    static const QRegularExpression form(u"^../../blobs/([0-9a-f]{2})/(\\1[0-9a-f]{62})$"_s);
    return form.match(blob.readSymLink()).hasMatch()
        && QFile::exists(root + "/blobs/.huggingface-shared-blobs"_L1);
}

QStringList blobBreaches(const QString &root, const QString &repo, Temporaries temporaries)
{
    QStringList all;
    for (const QFileInfo &blob : QDir(repo + "/blobs"_L1).entryInfoList(kEverything)) {
        const QString name = blob.fileName();
        if (isBlobHex(name)) {
            if (blob.isSymLink() && !leadsToStore(root, blob))
                all << "V2 a blob that leads elsewhere: "_L1 + blob.filePath();
            else if (CacheCheck::contentName(blob.filePath(), name.size() == 40) != name.toLatin1())
                all << "V1 wrong content: "_L1 + blob.filePath();
        } else if (!name.contains(".incomplete"_L1) || temporaries != Temporaries::Allowed) {
            all << "V6 left behind: "_L1 + blob.filePath();
        }
    }
    return all;
}

// By the commit's listing, when it was kept: the right content under the right name.
QStringList namingBreaches(const QString &repo, const QString &commit)
{
    QStringList all;
    const auto listing = parseTreeFile(bytesOf(repo + "/trees/"_L1 + commit + ".json"_L1));
    for (const TreeEntry &e : listing.value_or(QList<TreeEntry>())) {
        const QFileInfo entry(repo + "/snapshots/"_L1 + commit + u'/' + e.path);
        if (entry.isSymLink() ? QFileInfo(entry.readSymLink()).fileName() != e.blobName()
                              : entry.isFile()
                    && CacheCheck::contentName(entry.filePath(), e.sha256.isEmpty())
                        != e.blobName().toLatin1())
            all << "V1 another file's content: "_L1 + entry.filePath();
    }
    return all;
}

QStringList snapshotBreaches(const QString &repo)
{
    QStringList all;
    const QString snapshots = repo + "/snapshots"_L1;
    if (!QDir(snapshots).exists())
        return {"V7 a repository without snapshots: "_L1 + repo};
    for (const QFileInfo &commit : QDir(snapshots).entryInfoList(kEverything)) {
        if (!commit.isDir() || commit.isSymLink() || !isHexOf(commit.fileName(), 40))
            all << "V7 no snapshot: "_L1 + commit.filePath();
        else
            all += namingBreaches(repo, commit.fileName());
    }
    QDirIterator it(snapshots, QDir::Files | QDir::System | QDir::Hidden,
                    QDirIterator::Subdirectories);
    while (it.hasNext()) {
        const QFileInfo entry = it.nextFileInfo();
        if (!entry.isSymLink())
            continue;
        const QString target = entry.readSymLink();
        const auto depth = entry.filePath().sliced(repo.size() + 1).count(u'/');
        const QString name = target.sliced(target.lastIndexOf(u'/') + 1);
        if (!entry.exists() || !isBlobHex(name)
            || target != u"../"_s.repeated(depth) + "blobs/"_L1 + name)
            all << "V2 leads nowhere: "_L1 + entry.filePath();
    }
    return all;
}

QStringList refBreaches(const QString &repo)
{
    QStringList all;
    QDirIterator it(repo + "/refs"_L1, QDir::Files | QDir::System | QDir::Hidden,
                    QDirIterator::Subdirectories);
    while (it.hasNext()) {
        const QString ref = it.next();
        const QString commit = QString::fromLatin1(bytesOf(ref));
        if (!isHexOf(commit, 40) || !QDir(repo + "/snapshots/"_L1 + commit).exists())
            all << "V3 bad ref: "_L1 + ref;
    }
    return all;
}

// Names of ours that should be gone: among the notes of a repository, its locks, and at the root.
QStringList noteBreaches(const QString &root, const QString &name)
{
    QStringList all;
    for (const QFileInfo &entry : QDir(root + u'/' + name).entryInfoList(kEverything))
        if (!entry.isDir())
            all << "V6 left behind: "_L1 + entry.filePath();
    for (const QFileInfo &entry :
         QDir(root + u'/' + name + "/trees"_L1).entryInfoList({u"*.tmp"_s}, kEverything))
        all << "V6 left behind: "_L1 + entry.filePath();
    for (const QFileInfo &entry : QDir(root + "/.locks/"_L1 + name).entryInfoList(kEverything))
        if (!entry.fileName().endsWith(".lock"_L1))
            all << "V6 left behind: "_L1 + entry.filePath();
    return all;
}

} // namespace

QByteArray CacheCheck::contentName(const QString &path, bool git)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QCryptographicHash hash(git ? QCryptographicHash::Sha1 : QCryptographicHash::Sha256);
    if (git)
        hash.addData(QByteArray("blob " + QByteArray::number(file.size()) + '\0'));
    hash.addData(&file);
    return hash.result().toHex();
}

QStringList CacheCheck::breaches(const QString &root, Temporaries temporaries)
{
    QStringList all;
    const QStringList repos = QDir(root).entryList({u"*--*"_s}, QDir::Dirs);
    for (const QString &name : repos) {
        const QString repo = root + u'/' + name;
        all += blobBreaches(root, repo, temporaries) + snapshotBreaches(repo) + refBreaches(repo);
        if (temporaries == Temporaries::Forbidden)
            all += noteBreaches(root, name);
    }
    return all;
}

#include "tests/support/cachecheck.h"

#include <QCryptographicHash>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace {

bool isHexOf(const QString &name, int length)
{
    static const QRegularExpression hex(u"^[0-9a-f]+$"_s);
    return name.size() == length && hex.match(name).hasMatch();
}

QByteArray hashOfBlob(const QString &path, bool git)
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

QStringList blobBreaches(const QString &repo, CacheCheck::Temporaries temporaries)
{
    QStringList all;
    const auto entries
        = QDir(repo + "/blobs"_L1).entryInfoList(QDir::Files | QDir::System | QDir::Hidden);
    for (const QFileInfo &blob : entries) {
        const QString name = blob.fileName();
        if (isHexOf(name, 40) || isHexOf(name, 64)) {
            if (hashOfBlob(blob.filePath(), name.size() == 40) != name.toLatin1())
                all << "V1 wrong content: "_L1 + blob.filePath();
        } else if (!name.contains(".incomplete"_L1)
                   || temporaries == CacheCheck::Temporaries::Forbidden) {
            all << "V6 left behind: "_L1 + blob.filePath();
        }
    }
    return all;
}

QStringList snapshotBreaches(const QString &repo)
{
    QStringList all;
    const QString blobs = QDir(repo + "/blobs"_L1).canonicalPath();
    QDirIterator it(repo + "/snapshots"_L1, QDir::Files | QDir::System | QDir::Hidden,
                    QDirIterator::Subdirectories);
    while (it.hasNext()) {
        const QFileInfo entry = it.nextFileInfo();
        if (entry.isSymLink() && !entry.canonicalFilePath().startsWith(blobs + u'/'))
            all << "V2 leads nowhere: "_L1 + entry.filePath();
    }
    return all;
}

QStringList refBreaches(const QString &repo)
{
    QStringList all;
    QDirIterator it(repo + "/refs"_L1, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (it.hasNext()) {
        QFile ref(it.next());
        const QString commit
            = ref.open(QIODevice::ReadOnly) ? QString::fromLatin1(ref.readAll()) : QString();
        if (!isHexOf(commit, 40) || !QDir(repo + "/snapshots/"_L1 + commit).exists())
            all << "V3 bad ref: "_L1 + ref.fileName();
    }
    return all;
}

} // namespace

QStringList CacheCheck::breaches(const QString &root, Temporaries temporaries)
{
    QStringList all;
    const QStringList repos = QDir(root).entryList({u"*--*"_s}, QDir::Dirs);
    for (const QString &name : repos) {
        const QString repo = root + u'/' + name;
        all += blobBreaches(repo, temporaries) + snapshotBreaches(repo) + refBreaches(repo);
        if (!QDir(repo + "/snapshots"_L1).exists())
            all << "V7 a repository without snapshots: "_L1 + repo;
    }
    return all;
}

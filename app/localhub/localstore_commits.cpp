// The part of LocalStore that holds files: commits, refs and objects.
#include "app/localhub/localstore.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kSniffedBytes = 512; // what clients send as a sample too

QString wholeRef(const QString &branch)
{
    return branch.startsWith("refs/"_L1) ? branch : u"refs/heads/"_s + branch;
}

// Folders among the deletes become the files below them.
QStringList deletedFiles(const LocalTree &tree, const QStringList &deletes)
{
    QStringList out;
    for (const QString &path : deletes) {
        if (!path.endsWith(u'/')) {
            out.append(path);
            continue;
        }
        for (auto it = tree.lowerBound(path); it != tree.end() && it.key().startsWith(path); ++it)
            out.append(it.key());
    }
    return out;
}

} // namespace

QString LocalStore::objectPath(const QByteArray &sha256) const
{
    return m_folder + u"/objects/"_s + QString::fromLatin1(sha256);
}

bool LocalStore::storeObject(const QByteArray &sha256, const QString &takeFile)
{
    const auto guard = lock();
    return QFile::exists(objectPath(sha256)) || QFile::rename(takeFile, objectPath(sha256));
}

void LocalStore::storeDiscarded(const QByteArray &sha256, qint64 size)
{
    const auto guard = lock();
    m_synthetic[sha256] = Content::synthetic(size, 0, sha256);
}

PartSink &LocalStore::sink(const QString &upload)
{
    return m_sinks.try_emplace(upload, m_folder + u"/incoming/"_s + upload).first->second;
}

bool LocalStore::hasObject(const QByteArray &sha256) const
{
    return object(sha256).has_value();
}

std::optional<Content> LocalStore::object(const QByteArray &sha256) const
{
    const auto guard = lock();
    if (const auto it = m_synthetic.constFind(sha256); it != m_synthetic.cend())
        return *it;
    const QFileInfo info(objectPath(sha256));
    if (!info.exists())
        return {};
    return Content::file(info.filePath(), info.size(), sha256);
}

Content LocalStore::keepBytes(const Content &content, const QByteArray &sha256)
{
    if (content.isSynthetic())
        return content;
    if (!QFile::exists(objectPath(sha256)))
        writeWhole(objectPath(sha256), content.all());
    return Content::file(objectPath(sha256), content.size(), sha256);
}

void LocalStore::rememberSynthetic(const StoredFile &file)
{
    if (file.content.isSynthetic() && file.isLfs())
        m_synthetic[file.sha256] = file.content;
}

StoredFile LocalStore::storedFile(const RepoSetup &setup, const Content &content, bool lfs)
{
    StoredFile file;
    const QByteArray sha256 = lfs || !content.isSynthetic() ? content.sha256() : QByteArray();
    file.content = keepBytes(content, sha256);
    if (!lfs) {
        file.oid = file.content.gitOid();
        return file;
    }
    if (content.isSynthetic()) // said from now on, never computed again
        file.content = Content::synthetic(content.size(), content.seed(), sha256, content.head());
    file.sha256 = sha256;
    file.oid = gitBlobOid(file.pointer());
    if (setup.xet)
        file.xetHash = QCryptographicHash::hash("xet" + sha256, QCryptographicHash::Sha256).toHex();
    rememberSynthetic(file);
    return file;
}

QByteArray LocalStore::commit(const RepoId &id, const QString &branch, const CommitInput &input)
{
    const auto guard = lock();
    LocalRepo *repo = find(id);
    if (!repo)
        return {};
    const QString ref = wholeRef(branch);
    LocalCommit c{.parent = repo->refs.value(ref, repo->head()),
                  .title = input.title,
                  .message = input.message,
                  .author = input.author,
                  .date = orNow(input.date)};
    LocalTree tree = *repo->tree(c.parent);
    c.deletes = deletedFiles(tree, input.deletes);
    for (const QString &path : std::as_const(c.deletes))
        tree.remove(path);
    for (const auto &[path, content] : input.adds.asKeyValueRange()) {
        const QString mode = input.attributes.value(path);
        const bool lfs = mode.isEmpty()
            ? isLfsByRule(path, content.size(), content.read(0, kSniffedBytes))
            : mode == "lfs"_L1;
        tree[path] = c.adds[path] = storedFile(repo->setup, content, lfs);
    }
    c.id = gitCommitOid(c, folderOids(tree).value(QString()));
    for (StoredFile &file : c.adds)
        file.lastCommit = c.id;
    repo->refs[ref] = c.id;
    repo->setup.lastModified = qMax(repo->setup.lastModified, c.date);
    const QByteArray commitId = c.id;
    keepCommit(*repo, std::move(c));
    save(*repo);
    return commitId;
}

QString LocalStore::commitFile(const RepoId &id, const QByteArray &commit) const
{
    return repoFolder(id) + u"/commits/"_s + QString::fromLatin1(commit) + u".json"_s;
}

void LocalStore::keepCommit(LocalRepo &repo, LocalCommit commit)
{
    QDir().mkpath(repoFolder(repo.id) + u"/commits"_s);
    writeWhole(commitFile(repo.id, commit.id),
               QJsonDocument(commitToJson(commit)).toJson(QJsonDocument::Compact));
    const QByteArray commitId = commit.id;
    repo.commits.emplace(commitId, std::move(commit));
}

QByteArray LocalStore::head(const RepoId &id, const QString &revision) const
{
    const auto guard = lock();
    const LocalRepo *repo = find(id);
    return repo ? repo->resolve(revision) : QByteArray();
}

void LocalStore::setRef(const RepoId &id, const QString &ref, const QByteArray &commit)
{
    const auto guard = lock();
    LocalRepo *repo = find(id);
    if (!repo)
        return;
    if (commit.isEmpty())
        repo->refs.remove(ref);
    else
        repo->refs[ref] = commit;
    save(*repo);
}

std::optional<StoredFile> LocalStore::file(const RepoId &id, const QString &path,
                                           const QString &revision) const
{
    const auto guard = lock();
    const LocalRepo *repo = find(id);
    if (!repo)
        return {};
    const auto tree = repo->tree(repo->resolve(revision));
    const auto it = tree->constFind(path);
    return it == tree->cend() ? std::nullopt : std::optional(*it);
}

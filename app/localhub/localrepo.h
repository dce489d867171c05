#pragma once

#include "app/hub/repoid.h"
#include "app/localhub/content.h"

#include <QDateTime>
#include <QHash>
#include <QJsonObject>
#include <QMap>
#include <QStringList>

#include <memory>

// A file at a commit. Large and binary ones are LFS: sha256 is then set and oid is of the pointer.
struct StoredFile
{
    Content content;
    QByteArray oid; // git SHA-1
    QByteArray sha256; // hex, LFS only
    QByteArray xetHash; // 64 hex when the file is said to be in Xet
    QByteArray lastCommit; // the commit that last changed the path

    bool isLfs() const { return !sha256.isEmpty(); }
    QByteArray pointer() const { return lfsPointer(sha256, content.size()); }
};
using LocalTree = QMap<QString, StoredFile>; // by path

struct LocalCommit
{
    QByteArray id;
    QByteArray parent; // empty for the first
    QString title;
    QString message; // below the title
    QString author; // user name
    QDateTime date;
    LocalTree adds;
    QStringList deletes; // paths of files
};

// What a repository is besides its files. info holds any further keys of the info and list answers
// as they are to be served ("safetensors", "gguf", "config", "citation", ...).
struct RepoSetup
{
    bool isPrivate = false;
    bool disabled = false;
    QString gated; // "", "auto", "manual"
    QStringList tags;
    QJsonObject cardData;
    QString task; // pipeline_tag
    QString library;
    qint64 likes = 0;
    qint64 downloads = 0; // of 30 days
    qint64 downloadsAllTime = 0;
    double trendingScore = 0;
    QDateTime createdAt; // now when invalid
    QDateTime lastModified;
    QString sdk; // Spaces
    QJsonObject runtime; // Spaces; made up from sdk when empty
    QJsonObject securityFileStatus; // path -> status object, for expanded trees
    QJsonObject info;
    bool xet = false; // large files carry a Xet hash

    QJsonObject toJson() const;
    static RepoSetup fromJson(const QJsonObject &json);
};

// One repository with its commits, refs and discussions. Not thread safe: LocalStore's lock guards.
struct LocalRepo
{
    explicit LocalRepo(RepoId repoId)
        : id(std::move(repoId))
    { }

    RepoId id;
    RepoSetup setup;
    QMap<QString, QByteArray> refs; // "refs/heads/main", "refs/tags/v1", "refs/pr/3", ... -> commit
    QHash<QByteArray, LocalCommit> commits;
    QMap<int, QJsonObject> discussions; // by number, as the details answer
    QMap<QString, QString> access; // user -> "accepted", "pending", "rejected" (gated)
    QMap<QString, QDateTime> likers; // user -> since when; setup.likes counts others too
    QJsonObject variables, secrets; // Spaces

    QByteArray mongoId() const; // 24 hex
    // Commit of HEAD, a branch, tag, ref or (at least 7 digits of) a commit; empty for none.
    QByteArray resolve(const QString &revision) const;
    QByteArray head() const { return resolve(QStringLiteral("main")); }
    std::shared_ptr<const LocalTree> tree(const QByteArray &commit) const;
    // Oids of the folders at a commit ("" is the root), by path.
    std::shared_ptr<const QHash<QString, QByteArray>> folders(const QByteArray &commit) const;
    QList<QByteArray> history(const QByteArray &commit) const; // newest first
    int nextDiscussion() const { return discussions.isEmpty() ? 1 : discussions.lastKey() + 1; }

    QJsonObject toJson() const; // without commits
    void readJson(const QJsonObject &json);

private:
    mutable QHash<QByteArray, std::shared_ptr<const LocalTree>>
        m_trees; // of the commits asked last
    mutable QHash<QByteArray, std::shared_ptr<const QHash<QString, QByteArray>>> m_folders;
};

// A commit as its own file on disk; objects live at objectFolder/<sha256>.
QJsonObject commitToJson(const LocalCommit &commit);
LocalCommit commitFromJson(const QJsonObject &json, const QString &objectFolder);

// Real git object ids of a tree's folders ("" is the root), by path.
QHash<QString, QByteArray> folderOids(const LocalTree &tree);
QByteArray gitCommitOid(const LocalCommit &commit, const QByteArray &rootOid);

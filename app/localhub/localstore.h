#pragma once

#include "app/localhub/localrepo.h"
#include "app/localhub/partsink.h"
#include "app/localhub/people.h"

#include <QSet>

#include <functional>
#include <map>
#include <mutex>

// A change to one branch. Paths as in the repository, with forward slashes.
struct CommitInput
{
    QString title = QStringLiteral("Update");
    QString message; // below the title
    QString author = QStringLiteral("ada");
    QDateTime date; // now when invalid
    QMap<QString, Content> adds;
    QStringList deletes; // files, or folders with a slash at the end
    QMap<QString, QString>
        attributes; // path -> "lfs" or "regular": how to store, decided when not said
};

// Everything that is on a local Hub, kept in a folder: users, tokens, repositories, objects. Each
// change is on disk (written aside, then renamed) when its call returns. Any thread may call; the
// pointers and references handed out are good only while lock() is held.
class LocalStore final
{
public:
    explicit LocalStore(QString folder);
    bool open(QString *error = nullptr);
    const QString &folder() const { return m_folder; }

    // --- what tests and the demo call ---
    void addUser(const LocalUser &user); // replaces one of the same name
    void addToken(const LocalToken &token);
    void addOrganisation(const QString &name, const QString &fullName);

    bool createRepo(const RepoId &repo, RepoSetup setup = {}); // false: there is one
    void editRepo(const RepoId &repo, const std::function<void(RepoSetup &)> &edit);
    bool deleteRepo(const RepoId &repo);
    bool moveRepo(const RepoId &from, const RepoId &to); // leaves a redirect
    void addRedirect(const RepoId &from, const RepoId &to); // an old or legacy name
    // A gated repository's answer to a user: "accepted", "pending", "rejected" or "" for none.
    void setAccess(const RepoId &repo, const QString &user, const QString &state);

    // branch: a name ("main") or a whole ref ("refs/pr/3", "refs/convert/parquet"); made when
    // missing, from main's head when there is one. Returns the commit's id, empty when the repo is
    // missing.
    QByteArray commit(const RepoId &repo, const QString &branch, const CommitInput &input);
    QByteArray head(const RepoId &repo, const QString &revision = QStringLiteral("main")) const;
    // ref: "refs/tags/v1", "refs/heads/dev", ...; an empty commit removes it.
    void setRef(const RepoId &repo, const QString &ref, const QByteArray &commit);
    // All of a branch as one commit without a parent. Its id; empty when there is no such branch.
    QByteArray squash(const RepoId &repo, const QString &branch, const QString &title,
                      const QString &author);
    // Takes large files, named by the git oid of their pointers, out of every commit. What is built
    // on those gets new ids; bytes that no repository has any more are deleted.
    void removeObjects(const RepoId &repo, const QSet<QByteArray> &oids);
    void setLike(const RepoId &repo, const QString &user, bool likes);
    // The content at a revision; nothing when there is no such file.
    std::optional<StoredFile> file(const RepoId &repo, const QString &path,
                                   const QString &revision = QStringLiteral("main")) const;

    // Number of the new discussion. Pull requests get the ref refs/pr/N at main's head.
    int openDiscussion(const RepoId &repo, const QString &title, const QString &text,
                       const QString &author, bool pullRequest = false, QDateTime date = {});
    // Any event of hub-api 11.2; data as there. author empty: a deleted account. Returns its id.
    QString addEvent(const RepoId &repo, int number, const QString &type, const QString &author,
                     const QJsonObject &data, const QDateTime &date = {});
    QString addComment(const RepoId &repo, int number, const QString &author, const QString &text,
                       QDateTime date = {});
    // Overwrites keys of the details answer: "status", "pinned", "locked", "diff", ...
    void editDiscussion(const RepoId &repo, int number, const QJsonObject &keys);

    // Bytes that an LFS upload brought (checked by the caller); sha256 in hex.
    bool storeObject(const QByteArray &sha256, const QString &takeFile);
    bool hasObject(const QByteArray &sha256) const;
    std::optional<Content> object(const QByteArray &sha256) const;

    // Uploads larger than above are asked for in parts of chunk bytes. Not kept over a restart.
    struct Multipart
    {
        qint64 above = 20 << 20;
        qint64 chunk = 5 << 20; // the least that object stores take
        enum class Keeps { All, Hash, Size } keeps = Keeps::All; // of what comes in parts
    };
    void setMultipart(Multipart limits);
    Multipart multipart() const;
    // Whether repositories that clients create say of large files that they are in Xet, too.
    void setNewAreXet(bool are);
    bool newAreXet() const;
    // Content whose bytes were not kept: made up from now on, of that name and size.
    void storeDiscarded(const QByteArray &sha256, qint64 size);

    // --- what routes call, with the lock held ---
    PartSink &sink(const QString &upload); // of one upload in parts that is not kept
    void dropSink(const QString &upload) { m_sinks.erase(upload); }
    std::unique_lock<std::recursive_mutex> lock() const { return std::unique_lock(m_mutex); }
    LocalRepo *find(const RepoId &repo);
    const LocalRepo *find(const RepoId &repo) const;
    QList<const LocalRepo *> repos(RepoKind kind) const;
    // The repository that an old name leads to, perhaps over several moves.
    std::optional<RepoId> redirect(const RepoId &from) const;
    void save(const LocalRepo &repo) const;
    const People &people() const { return m_people; }

private:
    void loadRepo(const QString &folder);
    QString repoFolder(const RepoId &repo) const;
    QString objectPath(const QByteArray &sha256) const;
    QString commitFile(const RepoId &repo, const QByteArray &commit) const;
    void keepCommit(LocalRepo &repo, LocalCommit commit);
    QByteArray rewriteCommit(LocalRepo &repo, const QByteArray &old,
                             const QHash<QByteArray, QByteArray> &renamed,
                             const QSet<QByteArray> &oids, QSet<QByteArray> &freed);
    StoredFile storedFile(const RepoSetup &setup, const Content &content, bool lfs);
    Content keepBytes(const Content &content, const QByteArray &sha256);
    void rememberSynthetic(const StoredFile &file);
    void savePeople() const;
    void saveRedirects() const;

    const QString m_folder;
    mutable std::recursive_mutex m_mutex;
    People m_people;
    std::map<QString, std::unique_ptr<LocalRepo>> m_repos; // "models/owner/name" -> repo
    QMap<QString, QString> m_redirects; // "models/old" -> "new"
    Multipart m_multipart;
    bool m_newAreXet = false;
    QHash<QByteArray, Content> m_synthetic; // by sha256: objects that need no disk
    std::map<QString, PartSink> m_sinks; // by the uploads' names
};

// A file's mode when a client does not say it: large, binary or of a name that is always LFS.
bool isLfsByRule(const QString &path, qint64 size, const QByteArray &sample);
// "path filter=lfs" lines as .gitattributes has them.
bool matchesLfsAttributes(const QByteArray &gitattributes, const QString &path);
QByteArray defaultGitattributes();
// Written aside and renamed, so that a crash leaves the old or the new content.
bool writeWhole(const QString &path, const QByteArray &bytes);
QDateTime orNow(const QDateTime &date);

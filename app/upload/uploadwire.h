#pragma once

#include "app/net/hubrequest.h"
#include "app/upload/uploadfile.h"

// What is said to the Hub while files are sent, and what it answers: pure functions between values
// and bytes. An answer that would have a file sent in wrong pieces or to where it must not go is
// refused before the first byte is. Sources: hub-api 6.2, 11.3, 12.
namespace UploadWire {

inline constexpr qsizetype kMostChoices = 256; // files of one call, as Python asks
inline constexpr qsizetype kMostObjects = 256; // likewise
inline constexpr qsizetype kMostPaths = 500; // likewise
inline constexpr auto kJson = "application/json";
inline constexpr auto kLfsJson = "application/vnd.git-lfs+json";
inline constexpr auto kLines = "application/x-ndjson";

// What the Hub makes of a file.
struct Choice
{
    bool lfs = false;
    bool ignored = false; // by the repository's .gitignore, or by the one that comes with it
    QByteArray remote; // id of what is there by that name; empty: nothing

    bool operator==(const Choice &) const = default;
};
struct Choices
{
    QList<Choice> files; // in the order they were asked for
    QByteArray head; // commit of the branch; empty: it has none
};
QByteArray preupload(const QList<UploadFile> &files, const QByteArray &gitIgnore);
Result<Choices> parsePreupload(const Body &body, const QList<UploadFile> &asked);

struct LargeObject
{
    QByteArray sha256;
    qint64 size = 0; // bytes
};
// Where an object is to be sent.
struct Storing
{
    std::optional<HubError> refusal; // then nothing else is said
    QList<QUrl> parts; // in order; empty: the object is there already
    qint64 chunk = 0; // bytes of each part but the last; 0: one part, sent as a whole
    QUrl completion; // to be told once all parts are there
    QUrl verify; // to be told after that; empty: nothing

    bool isThere() const { return !refusal && parts.isEmpty(); }
    bool operator==(const Storing &) const = default;
};
// revision: empty for a pull request that is yet to be opened.
QByteArray batch(const QList<LargeObject> &objects, const QString &revision);
// One for each that was asked for. An error: the whole answer is of no use.
Result<QList<Storing>> parseBatch(const Body &body, const QList<LargeObject> &asked,
                                  const QUrl &endpoint);
QByteArray completion(const LargeObject &object, const QByteArrayList &etags);
QByteArray verification(const LargeObject &object);

// Lines of a commit, each with its end.
QByteArray commitHeader(const QString &summary, const QString &description,
                        const QByteArray &parent);
QByteArray commitFile(const RepoPath &path, const QByteArray &content);
QByteArray commitLargeFile(const RepoPath &path, const LargeObject &object);
QByteArray commitDeletedFile(const RepoPath &path);
QByteArray commitDeletedFolder(const QByteArray &path);
struct CommitMade
{
    QByteArray commit;
    QUrl pullRequest; // page of the one that was opened; empty: none
    QString words; // of the Hub's hooks

    bool operator==(const CommitMade &) const = default;
};
Result<CommitMade> parseCommitMade(const Body &body);

QByteArray pathsInfo(const QStringList &paths);

// A large file that another repository is to have, too; said to the one that has it. hub-api 6.3.
struct Shared
{
    QByteArray sha256;
    QByteArray xetHash;
    QString path;
};
QByteArray duplication(const RepoId &target, const QList<Shared> &files);
std::optional<HubError> refusedDuplication(const Body &body); // what of it was not done

QByteArray pullRequest(const QString &title, const QString &description);
struct PullRequest
{
    Revision revision;
    QUrl page;
};
Result<PullRequest> parsePullRequest(const Body &body);

} // namespace UploadWire

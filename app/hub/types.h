#pragma once

#include "app/hub/repoid.h"
#include "app/hub/revision.h"

#include <QDateTime>
#include <QList>
#include <QMap>
#include <QStringList>
#include <QUrl>

// What the Hub answers, as plain values. Every field but the id may be missing in an answer:
// texts are then empty, numbers -1 where 0 would be a claim, times invalid.

enum class Gate { None, Automatic, Manual };

struct RepoQuery
{
    RepoKind kind = RepoKind::Model;
    QString text;
    QString author;
    QStringList filters; // tags as the Hub takes them: "transformers", "license:mit", "en"
    QString task; // pipeline_tag, models only
    QString parameters; // "min:6B,max:128B", either half optional, models only
    std::optional<bool> gated;
    bool warmInference = false;
    QString sort = QStringLiteral("trendingScore"); // downloads, likes, createdAt, lastModified
    int pageSize = 50; // 1 to 1000

    bool operator==(const RepoQuery &) const = default;
};

struct RepoSummary
{
    RepoId id;
    QString author;
    qint64 downloads = -1; // of the last 30 days
    qint64 likes = -1;
    QDateTime createdAt;
    QDateTime updatedAt;
    QStringList tags;
    QString task; // pipeline_tag
    QString library;
    qint64 parameters = -1; // safetensors.total or gguf.total
    bool isPrivate = false;
    Gate gate = Gate::None;
    QString sdk; // Spaces
    QString emoji; // Spaces
    QString stage; // Spaces: runtime.stage

    bool operator==(const RepoSummary &) const = default;
};

struct RepoPage
{
    QList<RepoSummary> repos;
    QUrl next; // empty on the last page
    int skipped = 0; // entries that could not be read
};

struct Facet // an entry of tags-by-type
{
    QString id; // what a query's filters take
    QString label;
    QString type; // "pipeline_tag", "library", "license", ...

    bool operator==(const Facet &) const = default;
};
using Facets = QMap<QString, QList<Facet>>; // by type

struct QuickHit
{
    RepoId id;
    QString emoji;

    bool operator==(const QuickHit &) const = default;
};
struct QuickHits
{
    QList<QuickHit> models, datasets, spaces;
};

struct RepoFile // an entry of siblings
{
    QString path;
    qint64 size = -1;
    QString blob = {}; // TreeEntry::blobName(); empty where the answer does not say

    bool operator==(const RepoFile &) const = default;
};

struct RepoInfo
{
    RepoSummary summary;
    QString commit; // 40 hex; empty for an empty repository
    qint64 downloadsAllTime = -1;
    qint64 usedStorage = -1; // bytes
    QList<RepoFile> files;
    QMap<QString, qint64> parametersByType; // "BF16" -> count
    QString description; // datasets, Spaces (short_description)
    QString license; // from cardData or the license: tag
    QStringList baseModels;
    bool disabled = false;
    QUrl spaceHost; // Spaces: where the app answers
    int skipped = 0; // files that could not be read
};

enum class Storage { Git, Lfs, Xet };

struct TreeEntry
{
    enum class Type { File, Folder };

    Type type = Type::File;
    QString path; // from the root, as the Hub says; validate before it becomes a local path
    qint64 size = -1; // bytes; of the content, not of an LFS pointer
    QString oid; // git SHA-1 of the blob (of the pointer for LFS), or of the tree
    QString sha256; // of the content, LFS and Xet only
    QString xetHash; // 64 hex, Xet only
    Storage storage = Storage::Git;
    QString lastCommitTitle; // with expand
    QString lastCommitId;
    QDateTime lastCommitDate;
    QString scanStatus; // "safe", "unsafe", "queued", ...; empty when not said

    // What the blob is called in the cache: sha256 of LFS files, git SHA-1 of others.
    const QString &blobName() const { return sha256.isEmpty() ? oid : sha256; }
    bool operator==(const TreeEntry &) const = default;
};

struct TreePage
{
    QList<TreeEntry> entries;
    QUrl next;
    int skipped = 0;
};

struct Ref
{
    enum class Type { Branch, Tag, Convert, PullRequest };

    Type type = Type::Branch;
    QString name; // "main", "v1.0", "parquet", "3"
    QString ref; // "refs/heads/main", ...
    QString commit;

    bool operator==(const Ref &) const = default;
};

struct Commit
{
    QString id;
    QString title;
    QString message;
    QStringList authors;
    QDateTime date;

    bool operator==(const Commit &) const = default;
};

struct CommitPage
{
    QList<Commit> commits;
    qint64 total = -1; // X-Total-Count
    QUrl next;
    int skipped = 0;
};

struct Discussion
{
    int number = 0;
    QString title;
    QString status; // draft, open, closed, merged, or what a newer Hub says
    bool isPullRequest = false;
    bool pinned = false;
    QString author; // empty: a deleted account
    QDateTime createdAt;
    int comments = 0;

    bool operator==(const Discussion &) const = default;
};

struct DiscussionPage
{
    QList<Discussion> discussions;
    int count = 0; // of all pages
    int start = 0;
    int skipped = 0;
};

struct DiscussionEvent
{
    QString id;
    QString
        type; // "comment", "status-change", "commit", "title-change", ...; unknown ones are kept
    QString author;
    QDateTime createdAt;
    QString text; // comment: raw Markdown; others: one plain line (new status, subject, new title)
    QString from; // title-change
    QString oid; // commit
    bool hidden = false;
    bool edited = false;

    bool operator==(const DiscussionEvent &) const = default;
};

struct DiscussionThread
{
    Discussion head;
    QList<DiscussionEvent> events;
    bool locked = false;
    QString base; // pull requests: "refs/heads/main"
    QString diff; // unified, when asked for and not too large
    int skipped = 0; // events that could not be read
};

struct SpaceRuntime
{
    QString stage; // RUNNING, BUILDING, ...; unknown ones are kept
    QString hardware; // now, empty when none
    QString hardwareRequested;
    qint64 sleepSeconds = -1; // -1: never
    int replicas = -1;
    QString errorMessage;
    QStringList domains;

    bool operator==(const SpaceRuntime &) const = default;
};

struct Hardware
{
    QString name; // "t4-small"
    QString title; // "Nvidia T4 - small"
    QString cpu;
    QString ram;
    QString accelerator; // "1x Nvidia T4, 16 GB", empty for none
    qint64 microUsdPerMinute = 0;

    bool operator==(const Hardware &) const = default;
};

// What the Hub says of the front matter of a card, in its own words.
struct CardCheck
{
    QStringList errors; // it takes no commit with these
    QStringList warnings;

    bool operator==(const CardCheck &) const = default;
};

struct Account
{
    QString name;
    QString fullName;
    QString email;
    QUrl avatar;
    bool isPro = false;
    QStringList organisations;
    QString tokenName; // displayName
    QString tokenRole; // read, write, fineGrained

    bool operator==(const Account &) const = default;
};

// What a HEAD of a resolve address tells. Source: hub-api 7.1.
struct FileHead
{
    QString commit; // X-Repo-Commit, 40 hex
    QString etag; // normalised: 40 or 64 hex
    qint64 size = -1; // bytes of the content
    QUrl location; // where the bytes are: the last address of the chain
    QString xetHash; // 64 hex, empty when not in Xet
};

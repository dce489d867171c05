#include "app/hub/jsonfields.h"
#include "app/hub/parse.h"

using namespace Qt::StringLiterals;

namespace {

QString hexOr(const QJsonValue &value, bool (*isHexDigest)(QStringView))
{
    const QString text = value.toString();
    return isHexDigest(text) ? text : QString();
}

// A size that is there must be one; a hostile number would end in arithmetic on bytes.
bool hasOddSize(const QJsonValue &size)
{
    return !size.isUndefined() && !size.isNull() && JsonFields::count(size) < 0;
}

std::optional<TreeEntry> treeEntryFrom(const QJsonObject &o)
{
    using Type = TreeEntry::Type;
    const QString type = o["type"_L1].toString();
    const QString path = o["path"_L1].toString();
    const QJsonObject lfs = o["lfs"_L1].toObject();
    const QJsonValue size = o["size"_L1];
    const QJsonValue lfsSize = lfs["size"_L1];
    if (path.isEmpty() || (type != "file"_L1 && type != "directory"_L1) || hasOddSize(size)
        || hasOddSize(lfsSize))
        return {};
    TreeEntry entry{.type = type == "file"_L1 ? Type::File : Type::Folder, .path = path};
    entry.oid = hexOr(o["oid"_L1], isSha1Hex);
    if (const QJsonObject last = o["lastCommit"_L1].toObject(); !last.isEmpty()) {
        entry.lastCommitTitle = last["title"_L1].toString();
        entry.lastCommitId = last["id"_L1].toString();
        entry.lastCommitDate = JsonFields::time(last["date"_L1]);
    }
    entry.scanStatus = o["securityFileStatus"_L1]["status"_L1].toString();
    if (entry.type == Type::Folder)
        return entry;
    entry.size = JsonFields::count(size);
    entry.sha256 = hexOr(lfs["oid"_L1], isSha256Hex);
    if (const qint64 content = JsonFields::count(lfsSize); content >= 0)
        entry.size = content;
    entry.xetHash = hexOr(o["xetHash"_L1], isSha256Hex);
    if (!entry.xetHash.isEmpty())
        entry.storage = Storage::Xet;
    else if (!lfs.isEmpty())
        entry.storage = Storage::Lfs;
    return entry;
}

void readRefs(QList<Ref> &refs, Ref::Type type, const QJsonArray &array)
{
    for (const QJsonValue entry : array) {
        Ref ref{.type = type,
                .name = entry["name"_L1].toString(),
                .ref = entry["ref"_L1].toString(),
                .commit = hexOr(entry["targetCommit"_L1], isSha1Hex)};
        if (!ref.name.isEmpty() && Revision::parse(ref.name) && Revision::parse(ref.ref))
            refs << ref;
    }
}

std::optional<Commit> commitFrom(const QJsonObject &o)
{
    Commit commit{.id = hexOr(o["id"_L1], isSha1Hex),
                  .title = o["title"_L1].toString(),
                  .message = o["message"_L1].toString(),
                  .date = JsonFields::time(o["date"_L1])};
    for (const QJsonValue author : o["authors"_L1].toArray())
        if (const QString user = author["user"_L1].toString(); !user.isEmpty())
            commit.authors << user;
    if (commit.id.isEmpty())
        return {};
    return commit;
}

} // namespace

Result<TreePage> parseTreePage(const Body &body)
{
    const auto root = JsonFields::rootArray(body);
    if (!root)
        return std::unexpected(root.error());
    TreePage page{.next = body.nextPage};
    page.entries.reserve(root->size());
    for (const QJsonValue value : *root) {
        if (auto entry = treeEntryFrom(value.toObject()))
            page.entries << *std::move(entry);
        else
            ++page.skipped;
    }
    return page;
}

Result<QList<Ref>> parseRefs(const Body &body)
{
    const auto root = JsonFields::rootObject(body);
    if (!root)
        return std::unexpected(root.error());
    QList<Ref> refs;
    readRefs(refs, Ref::Type::Branch, (*root)["branches"_L1].toArray());
    readRefs(refs, Ref::Type::Tag, (*root)["tags"_L1].toArray());
    readRefs(refs, Ref::Type::Convert, (*root)["converts"_L1].toArray());
    readRefs(refs, Ref::Type::PullRequest, (*root)["pullRequests"_L1].toArray());
    return refs;
}

Result<CommitPage> parseCommitPage(const Body &body)
{
    const auto root = JsonFields::rootArray(body);
    if (!root)
        return std::unexpected(root.error());
    CommitPage page{.total = body.totalCount, .next = body.nextPage};
    page.commits.reserve(root->size());
    for (const QJsonValue value : *root) {
        if (auto commit = commitFrom(value.toObject()))
            page.commits << *std::move(commit);
        else
            ++page.skipped;
    }
    return page;
}

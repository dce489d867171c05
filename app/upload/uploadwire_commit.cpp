#include "app/hub/jsonfields.h"
#include "app/text/safetext.h"
#include "app/upload/uploadwire.h"

#include <QJsonDocument>

using namespace Qt::StringLiterals;

// What is said of commits.

namespace {

QByteArray line(const QString &key, const QJsonObject &value)
{
    return QJsonDocument(QJsonObject{{u"key"_s, key}, {u"value"_s, value}})
               .toJson(QJsonDocument::Compact)
        + '\n';
}

QByteArray jsonText(const QString &text)
{
    return QJsonDocument(QJsonArray{text}).toJson(QJsonDocument::Compact).sliced(1).chopped(1);
}

} // namespace

QByteArray UploadWire::commitHeader(const QString &summary, const QString &description,
                                    const QByteArray &parent)
{
    QJsonObject value{{u"summary"_s, summary}, {u"description"_s, description}};
    if (!parent.isEmpty())
        value[u"parentCommit"_s] = QString::fromLatin1(parent);
    return line(u"header"_s, value);
}

// By hand: a JSON value would hold the content four times.
QByteArray UploadWire::commitFile(const RepoPath &path, const QByteArray &content)
{
    return R"({"key":"file","value":{"content":")" + content.toBase64()
        + R"(","encoding":"base64","path":)" + jsonText(path.text()) + "}}\n";
}

QByteArray UploadWire::commitLargeFile(const RepoPath &path, const LargeObject &object)
{
    return line(u"lfsFile"_s,
                {{u"path"_s, path.text()},
                 {u"algo"_s, u"sha256"_s},
                 {u"oid"_s, QString::fromLatin1(object.sha256)},
                 {u"size"_s, object.size}});
}

QByteArray UploadWire::commitDeletedFile(const RepoPath &path)
{
    return line(u"deletedFile"_s, {{u"path"_s, path.text()}});
}

QByteArray UploadWire::commitDeletedFolder(const QByteArray &path)
{
    QString name = QString::fromUtf8(path);
    if (!name.endsWith(u'/'))
        name += u'/';
    return line(u"deletedFolder"_s, {{u"path"_s, name}});
}

Result<UploadWire::CommitMade> UploadWire::parseCommitMade(const Body &body)
{
    const auto root = JsonFields::rootObject(body);
    if (!root)
        return std::unexpected(root.error());
    const QString commit = (*root)["commitOid"_L1].toString();
    if (!isSha1Hex(commit))
        return std::unexpected(HubError::badReply(u"the new commit is missing"_s));
    return CommitMade{.commit = commit.toLatin1(),
                      .pullRequest = JsonFields::webAddress((*root)["pullRequestUrl"_L1], body.url),
                      .words = (*root)["hookOutput"_L1].toString()};
}

QByteArray UploadWire::pathsInfo(const QStringList &paths)
{
    return QJsonDocument(
               QJsonObject{{u"paths"_s, QJsonArray::fromStringList(paths)}, {u"expand"_s, false}})
        .toJson(QJsonDocument::Compact);
}

QByteArray UploadWire::pullRequest(const QString &title, const QString &description)
{
    return QJsonDocument(QJsonObject{{u"title"_s, title},
                                     {u"description"_s, description},
                                     {u"pullRequest"_s, true}})
        .toJson(QJsonDocument::Compact);
}

Result<UploadWire::PullRequest> UploadWire::parsePullRequest(const Body &body)
{
    const auto root = JsonFields::rootObject(body);
    if (!root)
        return std::unexpected(root.error());
    const int number = JsonFields::small((*root)["num"_L1]);
    if (number <= 0)
        return std::unexpected(HubError::badReply(u"the pull request's number is missing"_s));
    return PullRequest{.revision = *Revision::parse(u"refs/pr/%1"_s.arg(number)),
                       .page = JsonFields::webAddress((*root)["url"_L1], body.url)};
}

QByteArray UploadWire::duplication(const RepoId &target, const QList<Shared> &files)
{
    QJsonArray list;
    for (const Shared &file : files)
        list << QJsonObject{{u"xetHash"_s, QString::fromLatin1(file.xetHash)},
                            {u"sha256"_s, QString::fromLatin1(file.sha256)},
                            {u"filename"_s, file.path}};
    const QJsonObject to{{u"type"_s, apiSegment(target.kind()).chopped(1)},
                         {u"name"_s, target.id()}};
    return QJsonDocument(QJsonObject{{u"target"_s, to}, {u"files"_s, list}})
        .toJson(QJsonDocument::Compact);
}

std::optional<HubError> UploadWire::refusedDuplication(const Body &body)
{
    const QJsonArray failed = QJsonDocument::fromJson(body.bytes)["failed"_L1].toArray();
    if (failed.isEmpty())
        return {};
    return HubError{
        .kind = HubError::Kind::Forbidden,
        .message = HubError::tr("The Hub does not copy %1 of the large files.").arg(failed.size()),
        .detail = SafeText::line(failed.first()["error"_L1].toString())};
}

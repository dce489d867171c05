#include "app/transfer/manifest.h"

#include "app/text/repopath.h"
#include "app/text/safetext.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostSets = 10'000;
constexpr qsizetype kMostFiles = 1'000'000; // of all sets

struct ManifestWords
{
    Q_DECLARE_TR_FUNCTIONS(ManifestWords)
};

std::unexpected<HubError> wrongMember(const QString &member, const QString &what)
{
    return std::unexpected(HubError::badInput(
        ManifestWords::tr("The manifest cannot be used: %1 %2").arg(member, what)));
}

QString kindWord(RepoKind kind)
{
    return apiSegment(kind).chopped(1);
}

Result<ExpectedContent> contentIn(const QJsonObject &file, const QString &member)
{
    ExpectedContent content;
    if (const QJsonValue size = file["size"_L1]; !size.isUndefined()) {
        content.size = size.toInteger(-1);
        if (content.size < 0)
            return wrongMember(member + ".size"_L1, ManifestWords::tr("is not a number of bytes."));
    }
    if (const QJsonValue sha256 = file["sha256"_L1]; !sha256.isUndefined()) {
        if (!isSha256Hex(sha256.toString()))
            return wrongMember(member + ".sha256"_L1,
                               ManifestWords::tr("is not 64 hexadecimal digits in lower case."));
        content.blob = sha256.toString().toLatin1();
    } else if (const QJsonValue git = file["git"_L1]; !git.isUndefined()) {
        if (!isSha1Hex(git.toString()))
            return wrongMember(member + ".git"_L1,
                               ManifestWords::tr("is not 40 hexadecimal digits in lower case."));
        content.blob = git.toString().toLatin1();
    }
    return content;
}

Result<QList<Manifest::File>> filesIn(const QJsonArray &array, const QString &member)
{
    QList<Manifest::File> files;
    QSet<QString> paths;
    for (qsizetype i = 0; i < array.size(); ++i) {
        const QString name = u"%1.files[%2]"_s.arg(member).arg(i);
        const QJsonObject file = array.at(i).toObject();
        const QString path = file["path"_L1].toString();
        if (const auto safe = RepoPath::parse(path); !safe)
            return wrongMember(name + ".path"_L1,
                               ManifestWords::tr("is no path of a file: %1").arg(safe.error()));
        if (paths.contains(path))
            return wrongMember(name + ".path"_L1,
                               ManifestWords::tr("comes twice: %1").arg(SafeText::line(path)));
        paths.insert(path);
        const auto content = contentIn(file, name);
        if (!content)
            return std::unexpected(content.error());
        files << Manifest::File{path, *content};
    }
    if (files.isEmpty())
        return wrongMember(member + ".files"_L1, ManifestWords::tr("names no file."));
    return files;
}

Result<Manifest::Set> setIn(const QJsonObject &object, const QString &member)
{
    std::optional<RepoKind> kind;
    for (const RepoKind each : {RepoKind::Model, RepoKind::Dataset, RepoKind::Space})
        if (object["type"_L1].toString() == kindWord(each))
            kind = each;
    if (!kind)
        return wrongMember(member + ".type"_L1,
                           ManifestWords::tr("is not “model”, “dataset” or “space”."));
    const QString name = object["repo"_L1].toString();
    const auto at = name.lastIndexOf(u'@');
    const auto repo = RepoId::parse(*kind, name.first(qMax<qsizetype>(at, 0)));
    const QString commit = name.sliced(at + 1);
    if (!repo || !isSha1Hex(commit))
        return wrongMember(member + ".repo"_L1,
                           ManifestWords::tr("is not of the form owner/name@commit."));
    const auto files = filesIn(object["files"_L1].toArray(), member);
    if (!files)
        return std::unexpected(files.error());
    return Manifest::Set{*repo, commit, object["revision"_L1].toString(), *files};
}

} // namespace

QByteArray Manifest::toJson(const QList<Set> &sets)
{
    QJsonArray all;
    for (const Set &set : sets) {
        QJsonArray files;
        for (const File &file : set.files) {
            QJsonObject object{{u"path"_s, file.path}};
            if (file.content.size >= 0)
                object["size"_L1] = file.content.size;
            if (!file.content.blob.isEmpty())
                object[file.content.blob.size() == 64 ? "sha256"_L1 : "git"_L1]
                    = QString::fromLatin1(file.content.blob);
            files << object;
        }
        QJsonObject object{{u"type"_s, kindWord(set.repo.kind())},
                           {u"repo"_s, set.repo.id() + u'@' + set.commit},
                           {u"files"_s, files}};
        if (!set.revision.isEmpty())
            object["revision"_L1] = set.revision;
        all << object;
    }
    return QJsonDocument(QJsonObject{{u"format"_s, u"hubnaut-manifest"_s},
                                     {u"version"_s, 1},
                                     {u"sets"_s, all}})
        .toJson();
}

Result<QList<Manifest::Set>> Manifest::parse(const QByteArray &json)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(json, &error);
    if (error.error != QJsonParseError::NoError)
        return wrongMember(
            ManifestWords::tr("line %1").arg(
                json.first(qMin<qsizetype>(error.offset, json.size())).count('\n') + 1),
            ManifestWords::tr("is no JSON (%1).").arg(error.errorString()));
    if (document["format"_L1].toString() != "hubnaut-manifest"_L1)
        return wrongMember(u"format"_s, ManifestWords::tr("is not “hubnaut-manifest”."));
    if (document["version"_L1].toInt() != 1)
        return wrongMember(u"version"_s,
                           ManifestWords::tr("is not 1, the only one that this program knows."));
    const QJsonArray array = document["sets"_L1].toArray();
    if (array.isEmpty() || array.size() > kMostSets)
        return wrongMember(u"sets"_s, ManifestWords::tr("is empty or too long."));
    QList<Set> sets;
    qsizetype files = 0;
    for (qsizetype i = 0; i < array.size(); ++i) {
        auto set = setIn(array.at(i).toObject(), u"sets[%1]"_s.arg(i));
        if (!set)
            return std::unexpected(set.error());
        files += set->files.size();
        if (files > kMostFiles)
            return wrongMember(u"sets"_s, ManifestWords::tr("is empty or too long."));
        sets << *std::move(set);
    }
    return sets;
}

DownloadRequest Manifest::requestFor(const Set &set)
{
    DownloadRequest request{.repo = set.repo,
                            .revision = Revision::parse(set.commit).value_or(Revision())};
    for (const File &file : set.files) {
        request.paths << file.path;
        if (file.content != ExpectedContent())
            request.expected.insert(file.path, file.content);
    }
    return request;
}

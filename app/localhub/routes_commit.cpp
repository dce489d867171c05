#include "app/localhub/cardyaml.h"
#include "app/localhub/routes.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostPreuploads = 1000; // files of one call; hub-api 12.2

// Whether a writer may commit here: on refs/pr/N and for a new pull request every signed-in user.
std::optional<HttpReply> refuseCommit(const RouteCall &call, const QString &revision)
{
    const bool pull = call.flag(u"create_pr"_s) || revision.startsWith("refs/pr/"_L1);
    const bool may = pull && !call.viewer.anonymous() && call.viewer.token->role != "read"_L1;
    return may ? std::nullopt : refuseWrite(call);
}

QByteArray textAt(const LocalTree &tree, const QString &path)
{
    const auto it = tree.constFind(path);
    return it == tree.cend() ? QByteArray() : it->content.all();
}

// gitignore in its simplest form: names, "*.ext" and "folder/".
bool ignored(const QByteArray &rules, const QString &path)
{
    for (const QByteArray &line : rules.split('\n')) {
        const QString rule = QString::fromUtf8(line).trimmed();
        if (rule.isEmpty() || rule.startsWith(u'#'))
            continue;
        const QString bare = rule.endsWith(u'/') ? rule.chopped(1) : rule;
        const QStringList parts = path.split(u'/');
        if (path == bare || parts.contains(bare) || path.startsWith(bare + u'/')
            || (bare.startsWith("*."_L1) && path.endsWith(bare.mid(1)))) {
            return true;
        }
    }
    return false;
}

struct ParsedCommit
{
    CommitInput input;
    QString parent;
    QStringList folders; // to delete
    QString error;
    QByteArray missing; // a path to delete that isn't there
};

void parseAdd(const LocalStore &store, const QString &key, const QJsonObject &value,
              ParsedCommit &out)
{
    const QString path = value["path"_L1].toString();
    if (key == "file"_L1) {
        const QByteArray content = value["content"_L1].toString().toUtf8();
        const bool base64 = value["encoding"_L1].toString() == "base64"_L1;
        out.input.adds[path] = Content::bytes(base64 ? QByteArray::fromBase64(content) : content);
        out.input.attributes[path] = u"regular"_s;
    } else {
        const QByteArray oid = value["oid"_L1].toString().toLatin1();
        const auto object = store.object(oid);
        if (!object) {
            out.error
                = u"Your push was rejected because an LFS pointer pointed to a file that does not exist: %1 (%2)"_s
                      .arg(path, QString::fromLatin1(oid));
            return;
        }
        out.input.adds[path] = *object;
        out.input.attributes[path] = u"lfs"_s;
    }
    if (const QString old = value["oldPath"_L1].toString(); !old.isEmpty() && old != path)
        out.input.deletes.append(old);
}

void parseDelete(const LocalTree &tree, const QString &key, QString path, ParsedCommit &out)
{
    if (path.endsWith(u'/'))
        path.chop(1);
    const auto below = tree.lowerBound(path + u'/');
    const bool folder = below != tree.cend() && below.key().startsWith(path + u'/');
    if (tree.contains(path) && key != "deletedFolder"_L1)
        out.input.deletes.append(path);
    else if (folder && key != "deletedFile"_L1)
        out.input.deletes.append(path + u'/');
    else
        out.missing = path.toUtf8();
}

ParsedCommit parseCommit(const RouteCall &call, const LocalTree &tree)
{
    ParsedCommit out;
    out.input.title.clear();
    out.input.author = call.viewer.user.name;
    for (const QByteArray &line : call.request.bodyBytes().split('\n')) {
        if (line.trimmed().isEmpty())
            continue;
        const QJsonObject row = QJsonDocument::fromJson(line).object();
        const QString key = row["key"_L1].toString();
        const QJsonObject value = row["value"_L1].toObject();
        if (key == "header"_L1) {
            out.input.title = value["summary"_L1].toString();
            out.input.message = value["description"_L1].toString();
            out.parent = value["parentCommit"_L1].toString();
        } else if (key == "file"_L1 || key == "lfsFile"_L1) {
            parseAdd(call.store, key, value, out);
        } else if (key == "deletedFile"_L1 || key == "deletedFolder"_L1
                   || key == "deletedEntry"_L1) {
            parseDelete(tree, key, value["path"_L1].toString(), out);
        } else {
            out.error = u"✖ Invalid key \"%1\" in a line of the commit"_s.arg(key);
        }
    }
    if (out.input.title.isEmpty() && out.error.isEmpty())
        out.error = u"✖ The commit has no summary"_s;
    return out;
}

// Of the header, which comes first.
QString parentIn(const RouteCall &call)
{
    const QByteArray first = call.request.bodyBytes().split('\n').value(0);
    return QJsonDocument::fromJson(first)["value"_L1]["parentCommit"_L1].toString();
}

bool isSafePath(const QString &path)
{
    const QStringList parts = path.split(u'/');
    for (const QString &part : parts) {
        if (part.isEmpty() || part == "."_L1 || part == ".."_L1 || part == ".git"_L1)
            return false;
    }
    return true;
}

std::optional<HttpReply> refuseContent(const ParsedCommit &parsed, RepoKind kind,
                                       const QByteArray &head)
{
    if (!parsed.error.isEmpty())
        return HttpReply::error(400, {}, parsed.error);
    if (!parsed.missing.isEmpty())
        return notFoundEntry(head, QString::fromUtf8(parsed.missing));
    if (!parsed.parent.isEmpty() && !head.startsWith(parsed.parent.toLatin1()))
        return HttpReply::error(412, {},
                                u"A commit has happened since. Please refresh and try again."_s);
    for (const auto &[path, content] : parsed.input.adds.asKeyValueRange()) {
        if (!isSafePath(path))
            return HttpReply::error(400, {}, u"✖ Invalid path \"%1\""_s.arg(path));
    }
    if (parsed.input.adds.contains(u"README.md"_s)) {
        const CardYaml card = readCardYaml(parsed.input.adds[u"README.md"_s].all());
        if (const QStringList errors = cardErrors(card, apiSegment(kind).chopped(1));
            !errors.isEmpty())
            return HttpReply::error(
                400, {}, u"Invalid metadata in README.md.\n- %1"_s.arg(errors.join(u"\n- "_s)));
    }
    return {};
}

// What the card says about the repository follows the README of main.
void followCard(const RouteCall &call, const CommitInput &input)
{
    if (!input.adds.contains(u"README.md"_s))
        return;
    const QJsonObject card = readCardYaml(input.adds[u"README.md"_s].all()).data;
    call.store.editRepo(*call.id, [&](RepoSetup &setup) {
        setup.cardData = card;
        if (card.contains("pipeline_tag"_L1))
            setup.task = card["pipeline_tag"_L1].toString();
        if (card.contains("library_name"_L1))
            setup.library = card["library_name"_L1].toString();
        if (card.contains("sdk"_L1))
            setup.sdk = card["sdk"_L1].toString();
    });
}

} // namespace

HttpReply preupload(RouteCall &call)
{
    call.rest.removeFirst();
    const QString revision = call.takeRevision();
    if (const auto refused = refuseCommit(call, revision))
        return *refused;
    const QByteArray head = call.repo->resolve(revision);
    if (head.isEmpty() && !call.repo->commits.isEmpty())
        return notFoundRevision(revision);
    const QJsonObject body = call.jsonBody();
    const QJsonArray files = body["files"_L1].toArray();
    if (files.isEmpty() || files.size() > kMostPreuploads)
        return HttpReply::error(422, {},
                                u"✖ files must have 1 to %1 entries"_s.arg(kMostPreuploads));
    const auto tree = call.repo->tree(head);
    const QByteArray attributes = body.contains("gitAttributes"_L1)
        ? body["gitAttributes"_L1].toString().toUtf8()
        : textAt(*tree, u".gitattributes"_s);
    const QByteArray ignore = body.contains("gitIgnore"_L1)
        ? body["gitIgnore"_L1].toString().toUtf8()
        : textAt(*tree, u".gitignore"_s);
    QJsonArray out;
    for (const auto &item : files) {
        const QString path = item["path"_L1].toString();
        const qint64 size = item["size"_L1].toInteger();
        const QByteArray sample = QByteArray::fromBase64(item["sample"_L1].toString().toLatin1());
        const bool lfs = size > 0
            && (matchesLfsAttributes(attributes, path) || isLfsByRule(path, size, sample));
        QJsonObject row{{u"path"_s, path},
                        {u"uploadMode"_s, lfs ? u"lfs"_s : u"regular"_s},
                        {u"shouldIgnore"_s, ignored(ignore, path)}};
        if (const auto it = tree->constFind(path); it != tree->cend())
            row[u"oid"_s] = QString::fromLatin1(it->isLfs() ? it->sha256 : it->oid);
        out.append(row);
    }
    return HttpReply::json(
        QJsonObject{{u"files"_s, out}, {u"commitOid"_s, QString::fromLatin1(head)}});
}

HttpReply commit(RouteCall &call)
{
    call.rest.removeFirst();
    const QString revision = call.takeRevision();
    if (const auto refused = refuseCommit(call, revision))
        return *refused;
    LocalRepo &repo = *call.repo;
    const bool writable
        = repo.refs.contains(revision) || repo.refs.contains(u"refs/heads/"_s + revision);
    const bool pull = call.flag(u"create_pr"_s);
    const QString parent = pull ? parentIn(call) : QString(); // that it is opened from
    const QByteArray head = repo.resolve(parent.isEmpty() ? revision : parent);
    if (!repo.commits.isEmpty() && (head.isEmpty() || (!writable && !pull)))
        return notFoundRevision(revision);
    const ParsedCommit parsed = parseCommit(call, *repo.tree(head));
    if (const auto refused = refuseContent(parsed, call.id->kind(), head))
        return *refused;
    const QString web = call.base.toString() + u'/' + webPrefix(call.id->kind()) + call.id->id();
    QJsonObject out{{u"success"_s, true}, {u"hookOutput"_s, QString()}};
    QString target = revision;
    if (pull) {
        const int number = call.store.openDiscussion(
            *call.id, parsed.input.title, parsed.input.message, parsed.input.author, true);
        call.store.editDiscussion(*call.id, number, {{u"status"_s, u"open"_s}});
        target = u"refs/pr/%1"_s.arg(number);
        if (!parent.isEmpty())
            call.store.setRef(*call.id, target, head);
        out[u"pullRequestUrl"_s] = web + u"/discussions/%1"_s.arg(number);
    }
    const QByteArray id = call.store.commit(*call.id, target, parsed.input);
    if (target.startsWith("refs/pr/"_L1)) {
        call.store.addEvent(
            *call.id, target.section(u'/', -1).toInt(), u"commit"_s, parsed.input.author,
            {{u"subject"_s, parsed.input.title}, {u"oid"_s, QString::fromLatin1(id)}});
    } else if (target == "main"_L1 || target == "refs/heads/main"_L1) {
        followCard(call, parsed.input);
    }
    out[u"commitOid"_s] = QString::fromLatin1(id);
    out[u"commitUrl"_s] = web + u"/commit/"_s + QString::fromLatin1(id);
    return HttpReply::json(out);
}

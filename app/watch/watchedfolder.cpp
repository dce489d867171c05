#include "app/watch/watchedfolder.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTimeZone>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

QJsonObject watchResultJson(const WatchResult &result)
{
    QJsonArray held;
    for (const WatchHeld &each : result.held)
        held << QJsonArray{each.path, each.why};
    return {{u"kind"_s, int(result.kind)},
            {u"at"_s, result.at.toMSecsSinceEpoch()},
            {u"files"_s, result.files},
            {u"deleted"_s, result.deleted},
            {u"commit"_s, QString::fromLatin1(result.commit)},
            {u"words"_s, result.words},
            {u"young"_s, result.young},
            {u"others"_s, result.others},
            {u"held"_s, held},
            {u"allHeld"_s, result.allHeld}};
}

WatchResult watchResultIn(const QJsonObject &o)
{
    const int kind = o["kind"_L1].toInt();
    if (kind <= int(WatchResult::Kind::None) || kind > int(WatchResult::Kind::Failed))
        return {};
    WatchResult result{.kind = WatchResult::Kind(kind),
                       .at = QDateTime::fromMSecsSinceEpoch(o["at"_L1].toInteger(), QTimeZone::UTC),
                       .files = o["files"_L1].toInteger(),
                       .deleted = o["deleted"_L1].toInteger(),
                       .commit = o["commit"_L1].toString().toLatin1(),
                       .words = o["words"_L1].toString(),
                       .young = o["young"_L1].toInteger(),
                       .others = o["others"_L1].toInteger(),
                       .allHeld = o["allHeld"_L1].toInteger()};
    for (const QJsonValue &each : o["held"_L1].toArray())
        if (result.held.size() < WatchResult::kMostHeld)
            result.held << WatchHeld{each[0].toString(), each[1].toString()};
    return result;
}

QStringList watchTexts(const QJsonValue &list)
{
    QStringList all;
    for (const QJsonValue &text : list.toArray())
        all << text.toString();
    return all;
}

} // namespace

bool WatchWish::leadsTo(const WatchWish &other) const
{
    return local == other.local && repo == other.repo && revision == other.revision
        && folder == other.folder && pullRequest == other.pullRequest;
}

bool WatchWish::sendsAs(const WatchWish &other) const
{
    return leadsTo(other) && allow == other.allow && ignore == other.ignore
        && removes == other.removes;
}

bool WatchOwner::isSame(const WatchOwner &other) const
{
    return endpoint == other.endpoint && !account.isEmpty() && !other.account.isEmpty()
        && (account == other.account || (!user.isEmpty() && user == other.user));
}

QByteArray WatchedFolder::toJson() const
{
    return QJsonDocument(QJsonObject{{u"local"_s, QString::fromLatin1(wish.local.toBase64())},
                                     {u"kind"_s, apiSegment(wish.repo.kind())},
                                     {u"repo"_s, wish.repo.id()},
                                     {u"revision"_s, wish.revision.name()},
                                     {u"folder"_s, wish.folder},
                                     {u"allow"_s, QJsonArray::fromStringList(wish.allow)},
                                     {u"ignore"_s, QJsonArray::fromStringList(wish.ignore)},
                                     {u"removes"_s, wish.removes},
                                     {u"pullRequest"_s, wish.pullRequest},
                                     {u"minutes"_s, wish.minutes},
                                     {u"id"_s, id},
                                     {u"endpoint"_s, owner.endpoint.toString(QUrl::FullyEncoded)},
                                     {u"account"_s, owner.account},
                                     {u"user"_s, owner.user},
                                     {u"paused"_s, isPaused},
                                     {u"edited"_s, isEdited},
                                     {u"last"_s, watchResultJson(last)},
                                     {u"sent"_s, watchResultJson(sent)},
                                     {u"pull"_s, pull.name()},
                                     {u"pullPage"_s, pullPage.toString(QUrl::FullyEncoded)}})
        .toJson(QJsonDocument::Compact);
}

std::optional<WatchedFolder> WatchedFolder::fromJson(const QByteArray &json)
{
    const QJsonObject o = QJsonDocument::fromJson(json).object();
    const QByteArray local = QByteArray::fromBase64(o["local"_L1].toString().toLatin1());
    const auto kind = kindNamed(o["kind"_L1].toString());
    const auto repo = kind ? RepoId::parse(*kind, o["repo"_L1].toString()) : std::nullopt;
    const auto revision = Revision::parse(o["revision"_L1].toString());
    const QString id = o["id"_L1].toString();
    if (!local.startsWith('/') || !repo || !revision || id.isEmpty())
        return {};
    WatchedFolder folder{
        .id = id,
        .wish = {.local = local,
                 .repo = *repo,
                 .revision = *revision,
                 .folder = o["folder"_L1].toString(),
                 .allow = watchTexts(o["allow"_L1]),
                 .ignore = watchTexts(o["ignore"_L1]),
                 .removes = o["removes"_L1].toBool(),
                 .pullRequest = o["pullRequest"_L1].toBool(),
                 .minutes = std::clamp(o["minutes"_L1].toInt(), 1, WatchWish::kMostMinutes)},
        .owner = {.endpoint = QUrl::fromEncoded(o["endpoint"_L1].toString().toUtf8()),
                  .account = o["account"_L1].toString(),
                  .user = o["user"_L1].toString()},
        .isPaused = o["paused"_L1].toBool(),
        .isEdited = o["edited"_L1].toBool(),
        .last = watchResultIn(o["last"_L1].toObject()),
        .sent = watchResultIn(o["sent"_L1].toObject()),
        .pull = Revision::parse(o["pull"_L1].toString()).value_or(Revision()),
        .pullPage = QUrl::fromEncoded(o["pullPage"_L1].toString().toUtf8())};
    return folder;
}

#include "app/transfer/requestcolumns.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonObject>
#include <QSqlQuery>
#include <QVariant>

using namespace Qt::StringLiterals;

namespace {

QHash<QString, ExpectedContent> expectedIn(const QJsonObject &files)
{
    QHash<QString, ExpectedContent> all;
    for (auto it = files.begin(); it != files.end(); ++it)
        all.insert(it.key(),
                   {.blob = it.value()["hash"_L1].toString().toLatin1(),
                    .size = it.value()["size"_L1].toInteger(-1)});
    return all;
}

} // namespace

QLatin1StringView requestColumns()
{
    return "kind, repo, revision, folder, public, endpoint, account, root"_L1;
}

void bindRequest(QSqlQuery &query, const AskedFor &asked)
{
    query.addBindValue(apiSegment(asked.request.repo.kind()));
    query.addBindValue(asked.request.repo.id());
    query.addBindValue(asked.request.revision.name());
    query.addBindValue(asked.request.folder);
    query.addBindValue(asked.request.isPublic);
    query.addBindValue(asked.endpoint.toString(QUrl::FullyEncoded));
    query.addBindValue(asked.account);
    query.addBindValue(asked.cacheRoot);
}

std::optional<AskedFor> requestFrom(const QSqlQuery &query, int first, const QJsonObject &lists)
{
    const auto text = [&query, first](int n) { return query.value(first + n).toString(); };
    const auto kind = kindNamed(text(0));
    const auto repo = kind ? RepoId::parse(*kind, text(1)) : std::nullopt;
    const auto revision = Revision::parse(text(2));
    if (!repo || !revision)
        return {};
    AskedFor asked{.request = {.repo = *repo,
                               .revision = *revision,
                               .paths = listIn(lists, "paths"_L1),
                               .allow = listIn(lists, "allow"_L1),
                               .ignore = listIn(lists, "ignore"_L1),
                               .folder = text(3),
                               .isPublic = query.value(first + 4).toBool(),
                               .expected = expectedIn(lists["expected"_L1].toObject()),
                               .checks = lists["checks"_L1].toBool(),
                               .isUpdate = lists["update"_L1].toBool()},
                   .endpoint = QUrl(text(5), QUrl::StrictMode),
                   .account = text(6),
                   .cacheRoot = text(7)};
    const bool places = QDir::isAbsolutePath(asked.cacheRoot)
        && (asked.request.folder.isEmpty() || QDir::isAbsolutePath(asked.request.folder));
    return places && asked.endpoint.isValid() ? std::optional(asked) : std::nullopt;
}

void addLists(QJsonObject &lists, const DownloadRequest &request)
{
    lists["paths"_L1] = QJsonArray::fromStringList(request.paths);
    lists["allow"_L1] = QJsonArray::fromStringList(request.allow);
    lists["ignore"_L1] = QJsonArray::fromStringList(request.ignore);
    QJsonObject files;
    for (const auto &[path, content] : request.expected.asKeyValueRange())
        files[path] = QJsonObject{{u"hash"_s, QString::fromLatin1(content.blob)},
                                  {u"size"_s, content.size}};
    if (!files.isEmpty())
        lists["expected"_L1] = files;
    if (request.checks)
        lists["checks"_L1] = true;
    if (request.isUpdate)
        lists["update"_L1] = true;
}

QStringList listIn(const QJsonObject &lists, QLatin1StringView name)
{
    QStringList texts;
    for (const QJsonValue &text : lists[name].toArray())
        texts << text.toString();
    return texts;
}

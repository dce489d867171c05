#include "app/hub/repopagejson.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace {

QJsonValue gateJson(Gate gate)
{
    switch (gate) {
    case Gate::None: return false;
    case Gate::Automatic: return u"auto"_s;
    case Gate::Manual: return u"manual"_s;
    }
    Q_UNREACHABLE_RETURN({});
}

QJsonObject summaryJson(const RepoSummary &repo)
{
    QJsonObject o{
        {u"id"_s, repo.id.id()},
        {u"tags"_s, QJsonArray::fromStringList(repo.tags)},
        {u"gated"_s, gateJson(repo.gate)},
        {u"private"_s, repo.isPrivate},
        {u"runtime"_s, QJsonObject{{u"stage"_s, repo.stage}}},
    };
    const auto text = [&o](const QString &key, const QString &value) {
        if (!value.isEmpty())
            o.insert(key, value);
    };
    const auto number = [&o](const QString &key, qint64 value) {
        if (value >= 0)
            o.insert(key, value);
    };
    text(u"author"_s, repo.author);
    text(u"createdAt"_s, repo.createdAt.toString(Qt::ISODateWithMs));
    text(u"lastModified"_s, repo.updatedAt.toString(Qt::ISODateWithMs));
    text(u"pipeline_tag"_s, repo.task);
    text(u"library_name"_s, repo.library);
    text(u"sdk"_s, repo.sdk);
    text(u"emoji"_s, repo.emoji);
    number(u"downloads"_s, repo.downloads);
    number(u"likes"_s, repo.likes);
    if (repo.parameters >= 0)
        o.insert(u"safetensors"_s, QJsonObject{{u"total"_s, repo.parameters}});
    return o;
}

} // namespace

QByteArray repoPageJson(const RepoPage &page)
{
    QJsonArray list;
    for (const RepoSummary &repo : page.repos)
        list << summaryJson(repo);
    return QJsonDocument(list).toJson(QJsonDocument::Compact);
}

#include "app/localhub/repojson.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace {

QStringList stringList(const QJsonValue &v)
{
    QStringList out;
    if (v.isString())
        out.append(v.toString());
    for (const auto &item : v.toArray())
        out.append(item.toString());
    return out;
}

void addTag(QStringList &tags, const QString &tag)
{
    if (!tag.isEmpty() && !tags.contains(tag))
        tags.append(tag);
}

QJsonValue gatedValue(const QString &gated)
{
    return gated.isEmpty() ? QJsonValue(false) : QJsonValue(gated);
}

QString hubDate(const QDateTime &t)
{
    return t.toUTC().toString(Qt::ISODateWithMs);
}

QString subdomain(const RepoId &id)
{
    return id.id().toLower().replace(u'/', u'-').replace(u'.', u'-').replace(u'_', u'-');
}

void addSpaceKeys(QJsonObject &o, const LocalRepo &repo)
{
    const QJsonObject &card = repo.setup.cardData;
    o[u"sdk"_s] = repo.setup.sdk;
    o[u"subdomain"_s] = subdomain(repo.id);
    o[u"host"_s] = u"https://%1.hf.space"_s.arg(subdomain(repo.id));
    o[u"runtime"_s] = runtimeJson(repo);
    o[u"models"_s] = card["models"_L1].toArray();
    o[u"datasets"_s] = card["datasets"_L1].toArray();
    for (const auto &key : {u"title"_s, u"emoji"_s, u"colorFrom"_s, u"colorTo"_s}) {
        if (card.contains(key))
            o[key] = card[key];
    }
    if (card.contains("short_description"_L1))
        o[u"shortDescription"_s] = card["short_description"_L1];
}

} // namespace

QStringList allTags(const LocalRepo &repo)
{
    const RepoSetup &s = repo.setup;
    const QJsonObject &card = s.cardData;
    const bool dataset = repo.id.kind() == RepoKind::Dataset;
    QStringList tags;
    addTag(tags, s.library);
    addTag(tags, s.sdk);
    for (const QString &tag : s.tags)
        addTag(tags, tag);
    for (const QString &tag : stringList(card["tags"_L1]))
        addTag(tags, tag);
    addTag(tags, s.task);
    for (const QString &language : stringList(card["language"_L1]))
        addTag(tags, dataset ? u"language:"_s + language : language);
    for (const auto &key : {u"task_categories"_s, u"size_categories"_s, u"task_ids"_s}) {
        for (const QString &value : stringList(card[key]))
            addTag(tags, key + u':' + value);
    }
    for (const QString &value : stringList(card["datasets"_L1]))
        addTag(tags, u"dataset:"_s + value);
    for (const QString &value : stringList(card["base_model"_L1]))
        addTag(tags, u"base_model:"_s + value);
    for (const QString &value : stringList(card["license"_L1]))
        addTag(tags, u"license:"_s + value);
    addTag(tags, u"region:us"_s);
    return tags;
}

QJsonObject runtimeJson(const LocalRepo &repo)
{
    QJsonObject runtime = repo.setup.runtime;
    if (!runtime.isEmpty())
        return runtime;
    const bool files = !repo.head().isEmpty();
    return {{u"stage"_s, files ? u"RUNNING"_s : u"NO_APP_FILE"_s},
            {u"hardware"_s,
             QJsonObject{{u"current"_s, files ? QJsonValue(u"cpu-basic"_s) : QJsonValue()},
                         {u"requested"_s, u"cpu-basic"_s}}},
            {u"storage"_s, QJsonValue()},
            {u"gcTimeout"_s, 172800},
            {u"replicas"_s, QJsonObject{{u"current"_s, files ? 1 : 0}, {u"requested"_s, 1}}},
            {u"devMode"_s, false},
            {u"domains"_s,
             QJsonArray{QJsonObject{{u"domain"_s, subdomain(repo.id) + u".hf.space"_s},
                                    {u"isCustom"_s, false},
                                    {u"stage"_s, u"READY"_s}}}}};
}

QJsonObject repoProperties(const LocalRepo &repo, const QByteArray &commit)
{
    const RepoSetup &s = repo.setup;
    const auto tree = repo.tree(commit);
    qint64 storage = 0;
    for (const StoredFile &file : *tree)
        storage += file.content.size();
    QJsonObject o{{u"_id"_s, QString::fromLatin1(repo.mongoId())},
                  {u"id"_s, repo.id.id()},
                  {u"author"_s, repo.id.owner()},
                  {u"private"_s, s.isPrivate},
                  {u"disabled"_s, s.disabled},
                  {u"gated"_s, gatedValue(s.gated)},
                  {u"lastModified"_s, hubDate(s.lastModified)},
                  {u"createdAt"_s, hubDate(s.createdAt)},
                  {u"likes"_s, s.likes},
                  {u"downloads"_s, s.downloads},
                  {u"downloadsAllTime"_s, qMax(s.downloads, s.downloadsAllTime)},
                  {u"trendingScore"_s, s.trendingScore},
                  {u"tags"_s, QJsonArray::fromStringList(allTags(repo))},
                  {u"usedStorage"_s, storage},
                  {u"siblings"_s, siblings(*tree, false)}};
    if (!commit.isEmpty())
        o[u"sha"_s] = QString::fromLatin1(commit);
    if (!s.cardData.isEmpty())
        o[u"cardData"_s] = s.cardData;
    if (repo.id.kind() == RepoKind::Model) {
        o[u"modelId"_s] = repo.id.id();
        if (!s.task.isEmpty())
            o[u"pipeline_tag"_s] = s.task;
        if (!s.library.isEmpty())
            o[u"library_name"_s] = s.library;
    } else if (repo.id.kind() == RepoKind::Space) {
        o.remove(u"downloads"_s); // nobody downloads those
        o.remove(u"downloadsAllTime"_s);
        addSpaceKeys(o, repo);
    }
    for (auto it = s.info.begin(); it != s.info.end(); ++it)
        o[it.key()] = it.value();
    return o;
}

QStringList expandable(RepoKind kind)
{
    const QString common
        = u"author cardData createdAt disabled lastModified likes private sha siblings tags trendingScore usedStorage resourceGroup gated xetEnabled"_s;
    switch (kind) {
    case RepoKind::Model:
        return (common
                + u" baseModels childrenModelCount config downloads downloadsAllTime evalResults gguf inference inferenceProviderMapping library_name mask_token model-index pipeline_tag safetensors spaces transformersInfo widgetData gitalyUid"_s)
            .split(u' ');
    case RepoKind::Dataset:
        return (common
                + u" citation description downloads downloadsAllTime mainSize paperswithcode_id"_s)
            .split(u' ');
    case RepoKind::Space:
        return (common + u" datasets models region runtime sdk subdomain"_s).split(u' ');
    }
    return {};
}

QStringList infoKeys(RepoKind kind)
{
    QStringList keys
        = u"_id id modelId author sha lastModified createdAt private gated disabled downloads likes library_name pipeline_tag tags mask_token cardData widgetData model-index config transformersInfo siblings spaces safetensors gguf usedStorage description citation paperswithcode_id inference"_s
              .split(u' ');
    if (kind == RepoKind::Space)
        keys += u"sdk subdomain host runtime models datasets title emoji shortDescription region"_s
                    .split(u' ');
    return keys;
}

QStringList listKeys(RepoKind kind, bool full, bool config, bool cardData)
{
    QStringList keys
        = u"likes trendingScore private downloads tags pipeline_tag library_name createdAt modelId sdk"_s
              .split(u' ');
    if (kind == RepoKind::Dataset)
        keys += u"author disabled gated lastModified description sha"_s.split(u' ');
    if (full)
        keys += u"author disabled gated lastModified sha siblings"_s.split(u' ');
    if (full && kind != RepoKind::Model)
        keys += u"cardData subdomain models datasets"_s.split(u' ');
    if (config)
        keys.append(u"config"_s);
    if (cardData)
        keys.append(u"cardData"_s);
    return keys;
}

QJsonObject pick(const QJsonObject &from, const QStringList &keys)
{
    QJsonObject out{{u"_id"_s, from["_id"_L1]}, {u"id"_s, from["id"_L1]}};
    for (const QString &key : keys) {
        if (from.contains(key))
            out[key] = from[key];
    }
    return out;
}

QJsonArray siblings(const LocalTree &tree, bool blobs)
{
    QJsonArray out;
    for (const auto &[path, file] : tree.asKeyValueRange()) {
        QJsonObject o{{u"rfilename"_s, path}};
        if (blobs) {
            o[u"size"_s] = file.content.size();
            o[u"blobId"_s] = QString::fromLatin1(file.oid);
            if (file.isLfs()) {
                o[u"lfs"_s] = QJsonObject{{u"sha256"_s, QString::fromLatin1(file.sha256)},
                                          {u"size"_s, file.content.size()},
                                          {u"pointerSize"_s, file.pointer().size()}};
            }
        }
        out.append(o);
    }
    return out;
}

QJsonObject treeFile(const QString &path, const StoredFile &file)
{
    QJsonObject o{{u"type"_s, u"file"_s},
                  {u"oid"_s, QString::fromLatin1(file.oid)},
                  {u"size"_s, file.content.size()},
                  {u"path"_s, path}};
    if (file.isLfs()) {
        o[u"lfs"_s] = QJsonObject{{u"oid"_s, QString::fromLatin1(file.sha256)},
                                  {u"size"_s, file.content.size()},
                                  {u"pointerSize"_s, file.pointer().size()}};
    }
    if (!file.xetHash.isEmpty())
        o[u"xetHash"_s] = QString::fromLatin1(file.xetHash);
    return o;
}

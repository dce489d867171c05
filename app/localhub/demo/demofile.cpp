#include "app/localhub/demo/demofile.h"

#include "app/localhub/demo/tensorfiles.h"
#include "app/localhub/demo/textfiles.h"

#include <QCryptographicHash>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace {

QByteArray demoResource(const QString &name)
{
    QFile file(u":/demo/"_s + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// SHA-256 of the large made-up files, computed once; a test computes some of them again.
QByteArray knownHash(const QString &key)
{
    static const QJsonObject hashes
        = QJsonDocument::fromJson(demoResource(u"hashes.json"_s)).object();
    return hashes[key].toString().toLatin1();
}

quint64 demoSeedOf(const QString &key)
{
    const QByteArray hash = QCryptographicHash::hash(key.toUtf8(), QCryptographicHash::Sha1);
    quint64 seed = 0;
    for (int i = 0; i < 8; ++i)
        seed = seed << 8 | quint8(hash.at(i));
    return seed;
}

Content demoContent(const RepoId &repo, const QString &path, const QJsonObject &e)
{
    const QString make = e["make"_L1].toString();
    const QString key = repo.id() + u'/' + path;
    const int rows = e["rows"_L1].toInt();
    if (e.contains("text"_L1))
        return Content::bytes(e["text"_L1].toString().toUtf8());
    if (e.contains("resource"_L1))
        return Content::bytes(demoResource(e["resource"_L1].toString()));
    if (make == u"safetensors")
        return demoSafetensors(demoShards(DemoModel::fromJson(e), e["shards"_L1].toInt())
                                   .at(e["shard"_L1].toInt() - 1),
                               demoSeedOf(key), knownHash(key));
    if (make == u"gguf")
        return demoGguf(DemoModel::fromJson(e), repo.name(), e["fileType"_L1].toInt(),
                        demoSeedOf(key), knownHash(key));
    if (make == u"random")
        return Content::synthetic(e["size"_L1].toInteger(), demoSeedOf(key), knownHash(key));
    if (make == u"index")
        return Content::bytes(demoShardIndex(DemoModel::fromJson(e), e["shards"_L1].toInt()));
    if (make == u"tokenizer")
        return Content::bytes(demoTokenizer(e["vocab"_L1].toInteger()));
    if (make == u"jsonl")
        return Content::bytes(demoJsonLines(rows));
    if (make == u"csv" || make == u"tsv")
        return Content::bytes(demoTable(rows, make == u"csv" ? ',' : '\t'));
    if (make == u"longcard")
        return Content::bytes(demoLongCard(e["size"_L1].toInteger()));
    return {};
}

QJsonObject countedParameters(const QJsonObject &entry)
{
    QJsonObject byType;
    qint64 total = 0;
    for (const DemoTensor &t : demoTensors(DemoModel::fromJson(entry))) {
        const QString type = QString::fromLatin1(t.type);
        byType[type] = byType[type].toInteger() + t.parameters();
        total += t.parameters();
    }
    return {{u"parameters"_s, byType}, {u"total"_s, total}};
}

} // namespace

QMap<QString, Content> demoFiles(const RepoId &repo, const QJsonObject &entry)
{
    const QString path = entry["path"_L1].toString();
    if (entry["make"_L1] != "many"_L1)
        return {{path, demoContent(repo, path, entry)}};
    QMap<QString, Content> files;
    for (int i = 0; i < entry["count"_L1].toInt(); ++i)
        files.insert(u"%1/%2/%3.txt"_s.arg(path)
                         .arg(i / 1000, 2, 10, QChar(u'0'))
                         .arg(i, 5, 10, QChar(u'0')),
                     Content::bytes(demoPostcard(i)));
    return files;
}

QJsonObject demoInfo(const QJsonObject &repo)
{
    QJsonObject info;
    if (const QJsonValue inference = repo["inference"_L1]; inference.isString())
        info[u"inference"_s] = inference;
    for (const QJsonValue file : repo["files"_L1].toArray()) {
        const QJsonObject entry = file.toObject();
        const QString path = entry["path"_L1].toString();
        if (entry["make"_L1] == "safetensors"_L1 && path.startsWith("model"_L1)
            && !info.contains("safetensors"_L1))
            info[u"safetensors"_s] = countedParameters(entry);
        if (entry["make"_L1] == "gguf"_L1 && !info.contains("gguf"_L1))
            info[u"gguf"_s] = QJsonObject{{u"total"_s, countedParameters(entry).value("total"_L1)},
                                          {u"architecture"_s, u"llama"_s},
                                          {u"context_length"_s, 32768}};
        if (path == u"config.json")
            info[u"config"_s]
                = QJsonDocument::fromJson(entry["text"_L1].toString().toUtf8()).object();
    }
    return info;
}

#include "app/preview/shards.h"

#include "app/preview/jsonreader.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QSet>

using namespace Qt::StringLiterals;

namespace {

constexpr int kMostShards = 1'000;

struct ShardText
{
    Q_DECLARE_TR_FUNCTIONS(Shards)
};

struct ShardName
{
    QString base; // "dir/model"
    QString suffix; // ".safetensors"
    int count = 0; // 0: not a shard
};

ShardName shardName(const QString &path)
{
    static const QRegularExpression form(u"^(.*)-(\\d{5})-of-(\\d{5})(\\.safetensors|\\.gguf)$"_s);
    const auto match = form.match(path);
    const int count = match.captured(3).toInt();
    const int number = match.captured(2).toInt();
    if (count < 1 || count > kMostShards || number < 1 || number > count)
        return {};
    return {.base = match.captured(1), .suffix = match.captured(4), .count = count};
}

void readWeightMap(JsonReader &json, const QString &folder, ShardIndex &index, QSet<QString> &seen)
{
    using enum JsonReader::Token;
    if (json.next() != BeginObject)
        return;
    while (json.next() == Key) {
        ++index.tensors;
        if (json.next() != String) {
            json.skipRest();
            continue;
        }
        const QString file = json.string();
        if (file.contains(u'/') || file.isEmpty() || seen.contains(file)
            || seen.size() == kMostShards)
            continue;
        seen.insert(file);
        index.files.append(folder + file);
    }
}

void readShardMetadata(JsonReader &json, ShardIndex &index)
{
    using enum JsonReader::Token;
    if (json.next() != BeginObject) {
        json.skipRest();
        return;
    }
    while (json.next() == Key) {
        const bool size = json.string() == "total_size"_L1;
        json.next();
        if (size)
            index.bytes = json.integer().value_or(-1);
        json.skipRest();
    }
}

} // namespace

QStringList shardNames(const QString &path)
{
    const ShardName name = shardName(path);
    QStringList names;
    for (int i = 1; i <= name.count; ++i)
        names.append(u"%1-%2-of-%3%4"_s.arg(name.base)
                         .arg(i, 5, 10, QLatin1Char('0'))
                         .arg(name.count, 5, 10, QLatin1Char('0'))
                         .arg(name.suffix));
    return names;
}

QString shardIndexPath(const QString &path)
{
    const ShardName name = shardName(path);
    return name.suffix == ".safetensors"_L1 ? name.base + name.suffix + u".index.json"_s
                                            : QString();
}

Result<ShardIndex> readShardIndex(const QByteArray &bytes, const QString &folder)
{
    using enum JsonReader::Token;
    JsonReader json(bytes);
    ShardIndex index;
    QSet<QString> seen;
    if (json.next() == BeginObject) {
        while (json.next() == Key) {
            const QString key = json.string();
            if (key == "weight_map"_L1) {
                readWeightMap(json, folder, index, seen);
            } else if (key == "metadata"_L1) {
                readShardMetadata(json, index);
            } else {
                json.next();
                json.skipRest();
            }
        }
    }
    if (json.token() != EndObject || json.next() != End)
        return std::unexpected(
            HubError::badReply(ShardText::tr("The list of shards cannot be read.")));
    index.files.sort();
    return index;
}

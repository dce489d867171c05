#include "app/hub/datasetsplits.h"

#include <QMap>
#include <QRegularExpression>
#include <QSet>

using namespace Qt::StringLiterals;

namespace {

struct ParquetPlace
{
    QString config;
    QString split;
};

std::optional<ParquetPlace> parquetPlaceOf(const QString &path)
{
    static const QRegularExpression sharded(
        u"^(?:(.+)/)?([^/]+?)-\\d{5}-of-\\d{5}(?:-[0-9a-f]+)?\\.parquet$"_s);
    static const QRegularExpression converted(u"^(.+)/(?:partial-)?([^/]+)/\\d{4}\\.parquet$"_s);
    static const QRegularExpression single(
        u"^(?:(.+)/)?(train|test|validation|dev|val)\\.parquet$"_s);
    for (const QRegularExpression &layout : {sharded, converted, single})
        if (const auto match = layout.match(path); match.hasMatch()) {
            const QString folder = match.captured(1);
            return ParquetPlace{folder == "data"_L1 ? QString() : folder, match.captured(2)};
        }
    return {};
}

} // namespace

bool DatasetPart::takes(const QString &path) const
{
    const auto place = parquetPlaceOf(path);
    return place && place->config == config && (split.isEmpty() || place->split == split);
}

QList<DatasetPart> datasetParts(const QList<RepoFile> &files)
{
    QMap<QString, QMap<QString, int>> splits; // by config
    for (const RepoFile &file : files)
        if (const auto place = parquetPlaceOf(file.path))
            ++splits[place->config][place->split];
    QList<DatasetPart> parts;
    for (const auto &[config, named] : splits.asKeyValueRange()) {
        const bool only = splits.size() == 1;
        if (!only)
            parts << DatasetPart{.config = config, .split = {}, .isOnlyConfig = false};
        if (named.size() > 1)
            for (const auto &[split, count] : named.asKeyValueRange())
                parts << DatasetPart{.config = config, .split = split, .isOnlyConfig = only};
    }
    return parts;
}

#include "app/localhub/repojson.h"
#include "app/localhub/routes.h"

#include <QJsonArray>
#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

constexpr int kListPageMost = 1000; // hub-api 4.1

qint64 parameterCount(const LocalRepo &repo)
{
    const QJsonObject &info = repo.setup.info;
    const qint64 tensors = info["safetensors"_L1]["total"_L1].toInteger();
    return tensors > 0 ? tensors : info["gguf"_L1]["total"_L1].toInteger();
}

// "6B", "500M", "0.5B" or a plain number; 0 when it is none.
double parameterBound(QStringView text)
{
    double unit = 1;
    if (text.endsWith(u'B') || text.endsWith(u'b'))
        unit = 1e9;
    else if (text.endsWith(u'M') || text.endsWith(u'm'))
        unit = 1e6;
    else if (text.endsWith(u'K') || text.endsWith(u'k'))
        unit = 1e3;
    return (unit > 1 ? text.chopped(1) : text).toDouble() * unit;
}

bool parametersWithin(const LocalRepo &repo, const QString &bounds)
{
    const double count = double(parameterCount(repo));
    if (count <= 0)
        return false;
    for (const QStringView part : QStringView(bounds).split(u',')) {
        if (part.startsWith("min:"_L1) && count < parameterBound(part.mid(4)))
            return false;
        if (part.startsWith("max:"_L1) && count > parameterBound(part.mid(4)))
            return false;
    }
    return true;
}

bool hasEveryTag(const LocalRepo &repo, const QStringList &filters)
{
    const QStringList tags = allTags(repo);
    for (const QString &filter : filters) {
        for (const QString &tag : filter.split(u',', Qt::SkipEmptyParts)) {
            if (!tags.contains(tag, Qt::CaseInsensitive))
                return false;
        }
    }
    return true;
}

bool wanted(const RouteCall &call, const LocalRepo &repo)
{
    const RepoSetup &s = repo.setup;
    const QString search = call.param(u"search"_s);
    const QString author = call.param(u"author"_s);
    const QString task = call.param(u"pipeline_tag"_s);
    const QString gated = call.param(u"gated"_s);
    const QString parameters = call.param(u"num_parameters"_s);
    const QString inference = call.param(u"inference"_s);
    return call.viewer.canSee(repo)
        && (search.isEmpty() || repo.id.id().contains(search, Qt::CaseInsensitive))
        && (author.isEmpty() || repo.id.owner().compare(author, Qt::CaseInsensitive) == 0)
        && (task.isEmpty() || s.task == task)
        && (gated.isEmpty() || (gated == "true"_L1) == !s.gated.isEmpty())
        && (parameters.isEmpty() || parametersWithin(repo, parameters))
        && (inference.isEmpty() || s.info["inference"_L1].toString() == inference)
        && hasEveryTag(repo, call.params(u"filter"_s));
}

using Less = bool (*)(const LocalRepo *, const LocalRepo *);
Less ordering(const QString &sort)
{
    if (sort == "downloads"_L1)
        return [](const LocalRepo *a, const LocalRepo *b) {
            return a->setup.downloads > b->setup.downloads;
        };
    if (sort == "likes"_L1 || sort == "likes30d"_L1)
        return
            [](const LocalRepo *a, const LocalRepo *b) { return a->setup.likes > b->setup.likes; };
    if (sort == "createdAt"_L1 || sort == "created_at"_L1)
        return [](const LocalRepo *a, const LocalRepo *b) {
            return a->setup.createdAt > b->setup.createdAt;
        };
    if (sort == "lastModified"_L1 || sort == "last_modified"_L1)
        return [](const LocalRepo *a, const LocalRepo *b) {
            return a->setup.lastModified > b->setup.lastModified;
        };
    if (sort == "num_parameters"_L1)
        return [](const LocalRepo *a, const LocalRepo *b) {
            return parameterCount(*a) > parameterCount(*b);
        };
    if (sort == "id"_L1)
        return [](const LocalRepo *a, const LocalRepo *b) { return a->id.id() < b->id.id(); };
    if (sort.isEmpty() || sort == "trendingScore"_L1 || sort == "trending_score"_L1
        || sort == "mainSize"_L1)
        return [](const LocalRepo *a, const LocalRepo *b) {
            return a->setup.trendingScore > b->setup.trendingScore;
        };
    return nullptr;
}

QString facetType(RepoKind kind, const LocalRepo &repo, const QString &tag)
{
    static const QRegularExpression language(u"^[a-z]{2,3}$"_s);
    const QString prefix = tag.section(u':', 0, 0);
    if (tag.contains(u':') && prefix != "base_model"_L1)
        return prefix;
    if (tag == repo.setup.task)
        return u"pipeline_tag"_s;
    if (tag == repo.setup.library || tag == repo.setup.sdk)
        return u"library"_s;
    if (kind == RepoKind::Model && language.match(tag).hasMatch())
        return u"language"_s;
    return u"other"_s;
}

// The Hub writes names in its own way; ids that are in no table get a capital.
QString facetLabel(const QString &tag)
{
    static const QHash<QString, QString> names{
        {u"apache-2.0"_s, u"Apache 2.0"_s},
        {u"mit"_s, u"MIT"_s},
        {u"cc0-1.0"_s, u"CC0 1.0"_s},
        {u"cc-by-4.0"_s, u"CC BY 4.0"_s},
        {u"cc-by-sa-4.0"_s, u"CC BY-SA 4.0"_s},
        {u"cc-by-nc-4.0"_s, u"CC BY-NC 4.0"_s},
        {u"openrail"_s, u"OpenRAIL"_s},
        {u"gguf"_s, u"GGUF"_s},
        {u"mlx"_s, u"MLX"_s},
        {u"peft"_s, u"PEFT"_s},
        {u"onnx"_s, u"ONNX"_s},
        {u"pytorch"_s, u"PyTorch"_s},
        {u"timm"_s, u"timm"_s},
        {u"sentence-transformers"_s, u"sentence-transformers"_s},
        {u"lora"_s, u"LoRA"_s},
        {u"us"_s, u"United States"_s},
        {u"text-to-image"_s, u"Text-to-Image"_s},
        {u"image-to-text"_s, u"Image-to-Text"_s},
        {u"image-text-to-text"_s, u"Image-Text-to-Text"_s},
        {u"text-to-speech"_s, u"Text-to-Speech"_s},
    };
    const QString id = tag.mid(tag.indexOf(u':') + 1);
    if (tag.startsWith("size_categories:"_L1))
        return id;
    if (const auto name = names.constFind(id); name != names.cend())
        return *name;
    QStringList words = id.split(u'-', Qt::SkipEmptyParts);
    for (QString &word : words)
        word[0] = word[0].toUpper();
    return words.join(u' ');
}

QJsonArray quickHits(const RouteCall &call, RepoKind kind, int most, int *count)
{
    const QString text = call.param(u"q"_s);
    QJsonArray out;
    QList<const LocalRepo *> repos = call.store.repos(kind);
    std::ranges::stable_sort(repos, ordering({}));
    for (const LocalRepo *repo : std::as_const(repos)) {
        if (!call.viewer.canSee(*repo) || !repo->id.id().contains(text, Qt::CaseInsensitive))
            continue;
        if (++*count > most)
            continue;
        QJsonObject hit{{u"_id"_s, QString::fromLatin1(repo->mongoId())},
                        {u"id"_s, repo->id.id()},
                        {u"private"_s, repo->setup.isPrivate},
                        {u"trendingWeight"_s, repo->setup.trendingScore}};
        if (kind == RepoKind::Space)
            hit[u"emoji"_s] = repo->setup.cardData["emoji"_L1].toString();
        out.append(hit);
    }
    return out;
}

} // namespace

HttpReply listRepos(RouteCall &call, RepoKind kind)
{
    const QStringList expand = call.params(u"expand"_s);
    const QStringList allowed = expandable(kind);
    for (const QString &key : expand) {
        if (!allowed.contains(key)) {
            return HttpReply::error(400, {},
                                    u"✖ Invalid option: expected one of \"%1\" at expand"_s.arg(
                                        allowed.join("\"|\""_L1)));
        }
    }
    const bool full = call.flag(u"full"_s);
    if (!expand.isEmpty() && (full || call.flag(u"config"_s) || call.flag(u"cardData"_s)))
        return HttpReply::error(400, {},
                                u"expand cannot be combined with full, config or cardData"_s);
    const Less less = ordering(call.param(u"sort"_s));
    if (!less)
        return HttpReply::error(400, {}, u"✖ Invalid sort parameter"_s);
    QList<const LocalRepo *> repos = call.store.repos(kind);
    repos.removeIf([&](const LocalRepo *repo) { return !wanted(call, *repo); });
    std::ranges::stable_sort(repos, less);

    const QStringList keys = expand.isEmpty()
        ? listKeys(kind, full, call.flag(u"config"_s), call.flag(u"cardData"_s))
        : expand;
    const int pageSize = call.number(u"limit"_s, kListPageMost, 1, kListPageMost);
    const qsizetype start = pageStart(call);
    const qsizetype end = qMin(start + pageSize, repos.size());
    QJsonArray page;
    for (qsizetype i = start; i < end; ++i)
        page.append(pick(repoProperties(*repos[i], repos[i]->head()), keys));
    return pagedJson(call, page, end, repos.size());
}

HttpReply tagsByType(RouteCall &call, RepoKind kind)
{
    const QString only = call.param(u"type"_s);
    QMap<QString, QMap<QString, QString>> byType;
    for (const LocalRepo *repo : call.store.repos(kind)) {
        if (!call.viewer.canSee(*repo))
            continue;
        for (const QString &tag : allTags(*repo))
            byType[facetType(kind, *repo, tag)][tag] = facetLabel(tag);
    }
    QJsonObject out;
    if (!only.isEmpty())
        out[only] = QJsonArray();
    for (const auto &[type, tags] : byType.asKeyValueRange()) {
        if (!only.isEmpty() && type != only)
            continue;
        QJsonArray list;
        for (const auto &[id, label] : tags.asKeyValueRange())
            list.append(QJsonObject{
                {u"id"_s, id}, {u"label"_s, label}, {u"type"_s, type}, {u"clickable"_s, true}});
        out[type] = list;
    }
    return HttpReply::json(out);
}

HttpReply quickSearch(RouteCall &call)
{
    const int most = call.number(u"limit"_s, 5, 1, 20);
    const QStringList types = call.params(u"type"_s);
    QJsonObject out{{u"q"_s, call.param(u"q"_s)}};
    for (const RepoKind kind : {RepoKind::Model, RepoKind::Dataset, RepoKind::Space}) {
        const QString name = apiSegment(kind);
        int count = 0;
        const bool asked = types.isEmpty() || types.contains(name.chopped(1));
        out[name] = asked ? quickHits(call, kind, most, &count) : QJsonArray();
        out[name + u"Count"_s] = count;
    }
    for (const auto &name :
         {"orgs"_L1, "users"_L1, "papers"_L1, "collections"_L1, "buckets"_L1, "kernels"_L1}) {
        out[name] = QJsonArray();
        out[QString(name) + u"Count"_s] = 0;
    }
    return HttpReply::json(out);
}

HttpReply trending(RouteCall &call)
{
    const QString type = call.param(u"type"_s);
    const int most = call.number(u"limit"_s, 10, 1, 20);
    QList<const LocalRepo *> repos;
    for (const RepoKind kind : {RepoKind::Model, RepoKind::Dataset, RepoKind::Space}) {
        if (type.isEmpty() || type == "all"_L1 || type == apiSegment(kind).chopped(1))
            repos += call.store.repos(kind);
    }
    repos.removeIf([&](const LocalRepo *repo) { return !call.viewer.canSee(*repo); });
    std::ranges::stable_sort(repos, ordering({}));
    QJsonArray list;
    for (const LocalRepo *repo : std::as_const(repos).first(qMin<qsizetype>(most, repos.size()))) {
        const RepoKind kind = repo->id.kind();
        list.append(QJsonObject{
            {u"repoType"_s, apiSegment(kind).chopped(1)},
            {u"repoData"_s,
             pick(repoProperties(*repo, repo->head()), listKeys(kind, true, false, false))}});
    }
    return HttpReply::json(QJsonObject{{u"recentlyTrending"_s, list}});
}

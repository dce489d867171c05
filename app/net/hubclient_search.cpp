// Lists of repositories.
#include "app/hub/parse.h"
#include "app/net/hubclient_p.h"

using namespace Qt::StringLiterals;

namespace {

QString searchQuery(const RepoQuery &q)
{
    QUrlQuery query;
    if (!q.text.isEmpty())
        addField(query, u"search"_s, q.text);
    if (!q.author.isEmpty())
        addField(query, u"author"_s, q.author);
    for (const QString &filter : q.filters)
        addField(query, u"filter"_s, filter);
    if (!q.task.isEmpty())
        addField(query, u"pipeline_tag"_s, q.task);
    if (!q.parameters.isEmpty())
        addField(query, u"num_parameters"_s, q.parameters);
    if (q.gated)
        addField(query, u"gated"_s, *q.gated ? u"true"_s : u"false"_s);
    if (q.warmInference)
        addField(query, u"inference"_s, u"warm"_s);
    if (!q.sort.isEmpty())
        addField(query, u"sort"_s, q.sort);
    addField(query, u"limit"_s, QString::number(qBound(1, q.pageSize, 1000)));

    // Exactly what a result row shows; the plain answer lacks half of it (hub-api 4.1).
    QStringList fields{u"author"_s,  u"createdAt"_s, u"lastModified"_s, u"likes"_s,
                       u"private"_s, u"tags"_s,      u"trendingScore"_s};
    switch (q.kind) {
    case RepoKind::Model:
        fields << u"downloads"_s << u"gated"_s << u"pipeline_tag"_s << u"library_name"_s
               << u"safetensors"_s << u"gguf"_s;
        break;
    case RepoKind::Dataset: fields << u"downloads"_s << u"gated"_s; break;
    case RepoKind::Space: fields << u"sdk"_s << u"runtime"_s << u"cardData"_s; break;
    }
    for (const QString &field : fields)
        addField(query, u"expand"_s, field);
    return query.toString(QUrl::FullyEncoded);
}

} // namespace

RequestHandle HubClient::searchRepos(const RepoQuery &query, Handler<RepoPage> done)
{
    const RepoKind kind = query.kind;
    return ask(
        apiCall(u"/api/"_s + apiSegment(kind), searchQuery(query)),
        [kind](const Body &body) { return parseRepoPage(kind, body); }, std::move(done));
}

RequestHandle HubClient::nextRepos(RepoKind kind, const QUrl &page, Handler<RepoPage> done)
{
    return ask(
        pageCall(page), [kind](const Body &body) { return parseRepoPage(kind, body); },
        std::move(done));
}

RequestHandle HubClient::tagsByType(RepoKind kind, const QString &type, Handler<Facets> done)
{
    return ask(apiCall(u"/api/%1-tags-by-type"_s.arg(apiSegment(kind)),
                       type.isEmpty() ? QString() : u"type="_s + type),
               parseFacets, std::move(done));
}

RequestHandle HubClient::quickSearch(const QString &text, Handler<QuickHits> done)
{
    QUrlQuery query;
    addField(query, u"q"_s, text);
    addField(query, u"limit"_s, u"5"_s);
    for (const auto &type : {u"model"_s, u"dataset"_s, u"space"_s})
        addField(query, u"type"_s, type);
    return ask(apiCall(u"/api/quicksearch"_s, query.toString(QUrl::FullyEncoded)), parseQuickHits,
               std::move(done));
}

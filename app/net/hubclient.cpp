#include "app/net/hubclient.h"

#include "app/hub/parse.h"
#include "app/net/endpoint.h"
#include "app/net/origin.h"

#include <QRegularExpression>
#include <QUrlQuery>
#include <QtConcurrentRun>

#include <limits>
#include <optional>

using namespace Qt::StringLiterals;

namespace {

QString apiRepoPath(const RepoId &repo)
{
    return u"/api/%1/%2"_s.arg(apiSegment(repo.kind()), repo.id());
}

// One path segment or several: everything is escaped but the slashes.
QString escapedPath(const QString &path)
{
    return QString::fromLatin1(QUrl::toPercentEncoding(path, "/"));
}

void add(QUrlQuery &query, const QString &key, const QString &value)
{
    query.addQueryItem(key, QString::fromLatin1(QUrl::toPercentEncoding(value)));
}

QString searchQuery(const RepoQuery &q)
{
    QUrlQuery query;
    if (!q.text.isEmpty())
        add(query, u"search"_s, q.text);
    if (!q.author.isEmpty())
        add(query, u"author"_s, q.author);
    for (const QString &filter : q.filters)
        add(query, u"filter"_s, filter);
    if (!q.task.isEmpty())
        add(query, u"pipeline_tag"_s, q.task);
    if (!q.parameters.isEmpty())
        add(query, u"num_parameters"_s, q.parameters);
    if (q.gated)
        add(query, u"gated"_s, *q.gated ? u"true"_s : u"false"_s);
    if (q.warmInference)
        add(query, u"inference"_s, u"warm"_s);
    if (!q.sort.isEmpty())
        add(query, u"sort"_s, q.sort);
    add(query, u"limit"_s, QString::number(qBound(1, q.pageSize, 1000)));

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
        add(query, u"expand"_s, field);
    return query.toString(QUrl::FullyEncoded);
}

// Answers carry the public Hub's address even when a mirror sends them. What leads anywhere else,
// or to the page itself, is no next page.
QUrl ownPage(const QUrl &link, const QUrl &asked, const QUrl &endpoint)
{
    const QUrl page = onEndpoint(link, endpoint);
    return page != asked ? page : QUrl();
}

// A server may ignore the range when it starts at the beginning; any other range than the one that
// was asked for would put bytes in the wrong place.
Result<Body> checkedPart(const Body &body, qint64 offset, qint64 length)
{
    if (body.status == 416 || (body.status == 200 && offset == 0))
        return body;
    static const QRegularExpression form(u"^bytes (\\d{1,19})-(\\d{1,19})/(\\d{1,19}|\\*)$"_s);
    const auto range = form.match(QString::fromLatin1(body.contentRange).trimmed());
    const qint64 first = range.captured(1).toLongLong();
    const qint64 size = range.captured(2).toLongLong() - first + 1;
    if (!range.hasMatch() || first != offset || size != body.bytes.size() || size > length)
        return std::unexpected(
            HubError::badReply(u"the server sent another part of the file: %1"_s.arg(
                QString::fromLatin1(body.contentRange.left(100)))));
    return body;
}

} // namespace

HubClient::HubClient(QUrl endpoint, QNetworkAccessManager &nam)
    : m_endpoint(std::move(endpoint))
    , m_nam(nam)
{ }

Call HubClient::apiCall(const QString &path, const QString &query) const
{
    QUrl url(m_endpoint.toString(QUrl::FullyEncoded) + path, QUrl::StrictMode);
    if (!query.isEmpty())
        url.setQuery(query, QUrl::StrictMode);
    return pageCall(url);
}

// A next-page link comes from the server; it earns the token only if it stays on our origin.
Call HubClient::pageCall(const QUrl &page) const
{
    Call call{.url = page};
    if (mayCarryToken(page, m_endpoint))
        call.token = m_token;
    return call;
}

void HubClient::setEndpoint(const QUrl &endpoint)
{
    if (!sameOrigin(endpoint, m_endpoint)) {
        m_token.clear();
        m_pacer.forget();
    }
    m_endpoint = endpoint;
}

void HubClient::setOffline(bool offline)
{
    m_offline = offline;
    if (offline)
        m_pacer.stopAll(HubError::fromHttp({.cause = HttpFailure::Cause::Offline}));
}

void HubClient::exchange(HubRequest *request, Handler<Body> done)
{
    if (m_offline)
        request->refuse(
            HubError::fromHttp({.cause = HttpFailure::Cause::Offline, .url = request->url()}),
            std::move(done));
    else
        m_pacer.send(request, m_endpoint, std::move(done));
}

template<typename T>
RequestHandle HubClient::refuse(HubError error, Handler<T> done)
{
    RequestHandle handle(new HubRequest(m_nam, {}));
    handle->refuse(std::move(error), [done = std::move(done)](const Result<Body> &refused) {
        done(std::unexpected(refused.error()));
    });
    return handle;
}

template<typename Parse, typename T>
RequestHandle HubClient::ask(Call call, Parse parse, Handler<T> done)
{
    RequestHandle handle(new HubRequest(m_nam, std::move(call)));
    HubRequest *const request = handle.get();
    exchange(request,
             [endpoint = m_endpoint, request, parse, done = std::move(done)](Result<Body> body) {
                 if (!body) {
                     done(std::unexpected(body.error()));
                     return;
                 }
                 body->nextPage = ownPage(body->nextPage, request->url(), endpoint);
                 QtConcurrent::run(parse, *std::move(body))
                     .then(request, [request, done](Result<T> value) {
                         if (!request->isCancelled())
                             done(std::move(value));
                     });
             });
    return handle;
}

RequestHandle HubClient::whoAmI(const QByteArray &token, Handler<Account> done)
{
    Call call = apiCall(u"/api/whoami-v2"_s);
    call.token = mayCarryToken(call.url, m_endpoint) ? token : QByteArray();
    return ask(std::move(call), parseAccount, std::move(done));
}

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
    add(query, u"q"_s, text);
    add(query, u"limit"_s, u"5"_s);
    for (const auto &type : {u"model"_s, u"dataset"_s, u"space"_s})
        add(query, u"type"_s, type);
    return ask(apiCall(u"/api/quicksearch"_s, query.toString(QUrl::FullyEncoded)), parseQuickHits,
               std::move(done));
}

RequestHandle HubClient::repoInfo(const RepoId &repo, const Revision &revision,
                                  Handler<RepoInfo> done)
{
    const RepoKind kind = repo.kind();
    return ask(
        apiCall(apiRepoPath(repo) + u"/revision/"_s + revision.encoded(), u"blobs=true"_s),
        [kind](const Body &body) { return parseRepoInfo(kind, body); }, std::move(done));
}

RequestHandle HubClient::refs(const RepoId &repo, Handler<QList<Ref>> done)
{
    return ask(apiCall(apiRepoPath(repo) + u"/refs"_s, u"include_prs=1"_s), parseRefs,
               std::move(done));
}

RequestHandle HubClient::commits(const RepoId &repo, const Revision &revision,
                                 Handler<CommitPage> done)
{
    return ask(apiCall(apiRepoPath(repo) + u"/commits/"_s + revision.encoded(), u"limit=50"_s),
               parseCommitPage, std::move(done));
}

RequestHandle HubClient::nextCommits(const QUrl &page, Handler<CommitPage> done)
{
    return ask(pageCall(page), parseCommitPage, std::move(done));
}

RequestHandle HubClient::tree(const RepoId &repo, const Revision &revision, const QString &folder,
                              Depth depth, Detail detail, Handler<TreePage> done)
{
    QUrlQuery query;
    if (depth == Depth::Recursive)
        add(query, u"recursive"_s, u"true"_s);
    if (detail == Detail::Expanded)
        add(query, u"expand"_s, u"true"_s);
    QString path = apiRepoPath(repo) + u"/tree/"_s + revision.encoded();
    if (!folder.isEmpty())
        path += u'/' + escapedPath(folder);
    return ask(apiCall(path, query.toString(QUrl::FullyEncoded)), parseTreePage, std::move(done));
}

RequestHandle HubClient::nextTree(const QUrl &page, Handler<TreePage> done)
{
    return ask(pageCall(page), parseTreePage, std::move(done));
}

RequestHandle HubClient::readFile(const RepoId &repo, const Revision &revision, const QString &path,
                                  qint64 offset, qint64 length, Handler<Body> done)
{
    constexpr qint64 kLargestPart = qint64(64) << 20;
    if (offset < 0 || length < 1 || length > kLargestPart
        || offset > std::numeric_limits<qint64>::max() - length)
        return refuse(HubError::badInput(HubError::tr("That part of the file cannot be read.")),
                      std::move(done));
    Call call = pageCall(resolveUrl(repo, revision, path));
    call.accept = "*/*";
    call.range
        = "bytes=" + QByteArray::number(offset) + '-' + QByteArray::number(offset + length - 1);
    call.maxBytes = length;
    return ask(
        std::move(call),
        [offset, length](const Body &body) { return checkedPart(body, offset, length); },
        std::move(done));
}

RequestHandle HubClient::fetch(const QUrl &url, qint64 maxBytes, Handler<Body> done)
{
    if (!mayRedirect(m_endpoint, url))
        return refuse(HubError::badInput(HubError::tr("This address is not opened for safety.")),
                      std::move(done));
    Call call{.url = url, .accept = "*/*", .maxBytes = maxBytes};
    return ask(
        std::move(call), [](const Body &body) { return Result<Body>(body); }, std::move(done));
}

RequestHandle HubClient::discussions(const RepoId &repo, int page, const QString &status,
                                     Handler<DiscussionPage> done)
{
    QUrlQuery query;
    add(query, u"p"_s, QString::number(page));
    if (!status.isEmpty())
        add(query, u"status"_s, status);
    return ask(apiCall(apiRepoPath(repo) + u"/discussions"_s, query.toString(QUrl::FullyEncoded)),
               parseDiscussionPage, std::move(done));
}

RequestHandle HubClient::discussion(const RepoId &repo, int number, Handler<DiscussionThread> done)
{
    return ask(apiCall(apiRepoPath(repo) + u"/discussions/%1"_s.arg(number), u"diff=1"_s),
               parseDiscussionThread, std::move(done));
}

RequestHandle HubClient::spaceRuntime(const RepoId &repo, Handler<SpaceRuntime> done)
{
    return ask(apiCall(apiRepoPath(repo) + u"/runtime"_s), parseSpaceRuntime, std::move(done));
}

RequestHandle HubClient::spaceHardware(Handler<QList<Hardware>> done)
{
    return ask(apiCall(u"/api/spaces/hardware"_s), parseHardware, std::move(done));
}

QUrl HubClient::resolveUrl(const RepoId &repo, const Revision &revision, const QString &path) const
{
    return QUrl(u"%1/%2%3/resolve/%4/%5"_s.arg(m_endpoint.toString(QUrl::FullyEncoded),
                                               webPrefix(repo.kind()), repo.id(),
                                               revision.encoded(), escapedPath(path)),
                QUrl::StrictMode);
}

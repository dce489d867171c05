#pragma once

#include "app/net/endpoint.h"
#include "app/net/hubclient.h"

#include <QUrlQuery>
#include <QtConcurrentRun>

// What the parts of HubClient share: addresses, and asking with a parser.

inline QString apiRepoPath(const RepoId &repo)
{
    return QStringLiteral("/api/%1/%2").arg(apiSegment(repo.kind()), repo.id());
}

// One path segment or several: everything is escaped but the slashes.
inline QString escapedPath(const QString &path)
{
    return QString::fromLatin1(QUrl::toPercentEncoding(path, "/"));
}

inline void addField(QUrlQuery &query, const QString &key, const QString &value)
{
    query.addQueryItem(key, QString::fromLatin1(QUrl::toPercentEncoding(value)));
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
             [endpoint = m_endpoint, request, parse = std::move(parse),
              done = std::move(done)](Result<Body> body) {
                 if (!body) {
                     done(std::unexpected(body.error()));
                     return;
                 }
                 // Answers carry the public Hub's address even when a mirror sends them. What
                 // leads anywhere else is no next page.
                 body->nextPage = onEndpoint(body->nextPage, endpoint);
                 QtConcurrent::run(parse, *std::move(body))
                     .then(request, [request, done](Result<T> value) {
                         if (!request->isCancelled())
                             done(std::move(value));
                     });
             });
    return handle;
}

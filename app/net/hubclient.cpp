#include "app/net/hubclient.h"

#include "app/hub/parse.h"
#include "app/net/hubclient_p.h"
#include "app/net/origin.h"

using namespace Qt::StringLiterals;

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
    Call call{.url = page, .timeout = m_silence, .window = m_window};
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

void HubClient::setOffline(bool offline, const QString &decidedBy)
{
    m_offline.reset();
    if (!offline)
        return;
    m_offline = HubError::fromHttp({.cause = HttpFailure::Cause::Offline, .offlineBy = decidedBy});
    m_pacer.stopAll(*m_offline);
}

void HubClient::exchange(HubRequest *request, Handler<Body> done)
{
    if (m_offline)
        request->refuse(*m_offline, std::move(done));
    else
        m_pacer.send(request, m_endpoint, std::move(done));
}

RequestHandle HubClient::whoAmI(const QByteArray &token, Handler<Account> done)
{
    Call call = apiCall(u"/api/whoami-v2"_s);
    call.token = mayCarryToken(call.url, m_endpoint) ? token : QByteArray();
    return ask(std::move(call), parseAccount, std::move(done));
}

#pragma once

#include "app/disk/byterange.h"
#include "app/net/huberror.h"
#include "app/net/proxies.h"
#include "app/transfer/curlloop.h"
#include "app/transfer/throttle.h"

#include <QByteArray>
#include <QList>
#include <QUrl>

#include <array>
#include <functional>
#include <memory>

// The headers of one answer.
struct Answer
{
    QUrl url;
    int status = 0;
    QList<std::pair<QByteArray, QByteArray>> headers; // names in lower case

    QByteArray header(QByteArrayView name) const; // the first, trimmed; empty for none
    bool isRedirect() const;
};

// One HTTP exchange by libcurl, redirects included: the token goes to the endpoint's origin only
// and, once an exchange has left it, nowhere any more. Letting go of it means silence.
class Exchange final : public CurlLoop::Client
{
public:
    struct Peer
    {
        QString host;
        QByteArray address; // numeric; empty: none
    };
    // What a request brings along.
    struct Sent
    {
        qint64 size = 0; // bytes
        // Puts at most max bytes of it, from there on, into to: how many, 0 or less to stop. The
        // same ones may be asked for again.
        std::function<qint64(char *to, qint64 max, qint64 from)> read;

        static Sent bytes(const QByteArray &all);
    };
    struct Want
    {
        QByteArray method; // "POST" or "PUT": sends, and follows no redirect; empty: fetches
        Sent sent;
        QByteArrayList headers; // further ones: "Name: value"
        QUrl url;
        QUrl endpoint; // whose token it is
        QByteArray token; // empty for none
        std::shared_ptr<const EnvironmentProxies> proxies; // null: none
        bool head = false; // does not follow a redirect that leaves the endpoint's origin
        ByteRange range; // bytes, by Range; to 0: until the end
        int silence = 20; // seconds without data after which it ends as a timeout
        bool anew = false; // by a connection of its own
        Peer avoid; // not to be used while the host has another address
    };
    struct Handlers
    {
        // All answers of the chain, the last one is not a redirect (but see head). False: stop.
        // Must not delete the exchange, nor may received.
        std::function<bool(const QList<Answer> &hops)> answered;
        std::function<bool(QByteArrayView bytes)> received; // of a 2xx answer. False: stop
        std::function<void(const Exchange &)> ended; // once; may delete the exchange
    };

    Exchange(CurlLoop &loop, Want want, Handlers handlers);
    // Takes and gives no more of bodies a second than the limits allow. Before the first byte.
    void limit(Throttle &throttle, const Throttle::Limits &limits);
    ~Exchange();
    Q_DISABLE_COPY_MOVE(Exchange)

    const QList<Answer> &hops() const { return m_hops; }
    // Why it failed; none when it went well or when a handler stopped it. 4xx and 5xx are failures.
    const std::optional<HttpFailure> &failure() const { return m_failure; }
    bool isStopped() const { return m_stopped; } // by a handler, or what was to be sent ended
    bool isHeld() const { return m_pace && m_pace->isHeld(); } // by a limit
    Peer peer() const; // that it is connected to
    bool isReached() const; // the server or the proxy, though TLS may not be agreed on yet

private:
    static size_t onHeader(char *data, size_t, size_t n, void *self);
    static size_t onBody(char *data, size_t, size_t n, void *self);
    static size_t onRead(char *to, size_t, size_t n, void *self);
    static int onSeek(void *self, curl_off_t to, int origin);
    static curl_socket_t onOpen(void *self, curlsocktype, curl_sockaddr *address);

    void setSending();
    bool isSending() const { return !m_want.method.isEmpty(); }
    void sendHop(const QUrl &url);
    void goOn();
    void useProxyFor(const QUrl &url);
    bool takeHeader(QByteArrayView line);
    bool takeBody(QByteArrayView bytes);
    bool isLastHop() const;
    QUrl nextHop() const;
    void handleDone(CURLcode code) override;
    int proxyAnswer() const;
    bool isCutOff(CURLcode code) const;
    HttpFailure::Cause causeOf(CURLcode code) const;
    QString technicalOf(CURLcode code) const;
    void fail(HttpFailure::Cause cause, const QString &technical = {});
    void end();

    CurlLoop &m_loop;
    Want m_want;
    Handlers m_handlers;
    CURL *m_easy;
    curl_slist *m_headers = nullptr;
    QList<Answer> m_hops;
    QByteArray m_errorBody;
    qint64 m_given = 0; // bytes of what is sent
    std::array<char, CURL_ERROR_SIZE> m_words{}; // of libcurl, on what went wrong
    QString m_proxy; // "host:port" of this hop; empty: none
    std::optional<HttpFailure> m_failure;
    curl_socket_t m_socket = CURL_SOCKET_BAD; // BAD: uses a connection of before
    bool m_left = false; // the endpoint's origin, for good
    bool m_stopped = false; // by a handler
    bool m_headersDone = false;
    bool m_avoided = false; // an address was passed over
    std::unique_ptr<Throttle::Lane> m_pace; // null: no limit
};

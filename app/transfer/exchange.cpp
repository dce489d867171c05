#include "app/transfer/exchange.h"

#include "app/net/certificates.h"
#include "app/net/origin.h"
#include "app/transfer/retry.h"

#include <QFile>

#include <netdb.h>
#include <sys/socket.h>
#include <utility>

using namespace Qt::StringLiterals;

namespace {

constexpr int kMaxExchangeHops = 5;
constexpr long kBodyBuffer = 512L * 1024; // bytes; libcurl's 16 KiB doubles the cost
constexpr long kConnectSeconds = 15;
constexpr long kLowSpeed = 16; // bytes per second; less counts as silence
constexpr qsizetype kMaxErrorBody = qsizetype(64) << 10;

// Certificates: what the user names, else libcurl's own default, else where distributions keep
// them.
QByteArray certificateFile()
{
    const auto named = CertificateBundle::fromOwnEnvironment(); // a copy of it all costs more
    if (!named.path.isEmpty())
        return QFile::encodeName(named.path);
    const auto *info = curl_version_info(CURLVERSION_NOW);
    if (info->cainfo && QFile::exists(QFile::decodeName(info->cainfo)))
        return {};
    for (const char *file :
         {"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
          "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem"})
        if (QFile::exists(QFile::decodeName(file)))
            return file;
    return {};
}

// libcurl's own sockets would go on in programs that are started meanwhile, as a file manager is.
curl_socket_t openOwnSocket(const curl_sockaddr *address)
{
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

QByteArray numericAddress(const curl_sockaddr *address)
{
    std::array<char, NI_MAXHOST> host{};
    const int failed = getnameinfo(&address->addr, address->addrlen, host.data(), host.size(),
                                   nullptr, 0, NI_NUMERICHOST);
    return failed ? QByteArray() : QByteArray(host.data());
}

void setFixedOptions(CURL *easy)
{
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L); // else a look-up cannot be let go of
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, long(CURL_HTTP_VERSION_1_1));
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_HTTP_CONTENT_DECODING, 0L);
    curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, kBodyBuffer);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, kLowSpeed);
    curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    // A proxy's answer to CONNECT is not the server's.
    curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "hubnaut/" HUBNAUT_VERSION "; qt/" QT_VERSION_STR);
    if (const QByteArray file = certificateFile(); !file.isEmpty())
        curl_easy_setopt(easy, CURLOPT_CAINFO, file.constData());
    if (const QByteArray folder = qgetenv("SSL_CERT_DIR"); !folder.isEmpty())
        curl_easy_setopt(easy, CURLOPT_CAPATH, folder.constData());
}

} // namespace

QByteArray Answer::header(QByteArrayView name) const
{
    for (const auto &[key, value] : headers)
        if (key == name)
            return value;
    return {};
}

bool Answer::isRedirect() const
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

Exchange::Exchange(CurlLoop &loop, Want want, Handlers handlers)
    : m_loop(loop)
    , m_want(std::move(want))
    , m_handlers(std::move(handlers))
    , m_easy(curl_easy_init())
{
    setFixedOptions(m_easy);
    curl_easy_setopt(m_easy, CURLOPT_PRIVATE, static_cast<CurlLoop::Client *>(this));
    curl_easy_setopt(m_easy, CURLOPT_HEADERFUNCTION, &Exchange::onHeader);
    curl_easy_setopt(m_easy, CURLOPT_HEADERDATA, this);
    curl_easy_setopt(m_easy, CURLOPT_WRITEFUNCTION, &Exchange::onBody);
    curl_easy_setopt(m_easy, CURLOPT_WRITEDATA, this);
    curl_easy_setopt(m_easy, CURLOPT_OPENSOCKETFUNCTION, &Exchange::onOpen);
    curl_easy_setopt(m_easy, CURLOPT_OPENSOCKETDATA, this);
    curl_easy_setopt(m_easy, CURLOPT_FRESH_CONNECT, long(m_want.anew));
    curl_easy_setopt(m_easy, CURLOPT_ERRORBUFFER, m_words.data());
    curl_easy_setopt(m_easy, CURLOPT_LOW_SPEED_TIME, long(m_want.silence));
    if (m_want.head)
        curl_easy_setopt(m_easy, CURLOPT_NOBODY, 1L);
    if (isSending())
        setSending();
    sendHop(m_want.url);
}

Exchange::~Exchange()
{
    m_loop.remove(m_easy);
    curl_easy_cleanup(m_easy);
    curl_slist_free_all(m_headers);
}

void Exchange::limit(Throttle &throttle, const Throttle::Limits &limits)
{
    m_pace = std::make_unique<Throttle::Lane>(throttle, limits, [this] { goOn(); });
}

// Hands over what libcurl kept meanwhile, from inside.
void Exchange::goOn()
{
    const CURLcode code = curl_easy_pause(m_easy, CURLPAUSE_CONT);
    if (code == CURLE_OK)
        return;
    m_loop.remove(m_easy); // of an error in here it tells nobody else
    handleDone(code);
}

bool Exchange::isReached() const
{
    curl_off_t lookedUp = 0;
    curl_easy_getinfo(m_easy, CURLINFO_NAMELOOKUP_TIME_T, &lookedUp);
    sockaddr other{};
    socklen_t size = sizeof other;
    return lookedUp > 0 && (m_socket == CURL_SOCKET_BAD || !getpeername(m_socket, &other, &size));
}

Exchange::Peer Exchange::peer() const
{
    const char *address = nullptr;
    curl_easy_getinfo(m_easy, CURLINFO_PRIMARY_IP, &address);
    return {m_hops.constLast().url.host(), address};
}

curl_socket_t Exchange::onOpen(void *self, curlsocktype, curl_sockaddr *address)
{
    auto *exchange = static_cast<Exchange *>(self);
    const Peer &avoid = exchange->m_want.avoid;
    const bool mayBe
        = !avoid.address.isEmpty() && avoid.host == exchange->m_hops.constLast().url.host();
    if (mayBe && numericAddress(address) == avoid.address) {
        exchange->m_avoided = true;
        return CURL_SOCKET_BAD; // the next one is tried
    }
    return exchange->m_socket = openOwnSocket(address);
}

void Exchange::sendHop(const QUrl &url)
{
    m_left = m_left || !mayCarryToken(url, m_want.endpoint);
    m_hops.append({.url = url});
    m_headersDone = false;
    m_socket = CURL_SOCKET_BAD;
    m_given = 0;
    m_words[0] = 0;
    curl_slist_free_all(std::exchange(m_headers, nullptr));
    const auto add = [this](const QByteArray &line) {
        m_headers = curl_slist_append(m_headers, line.constData());
    };
    add("Accept-Encoding: identity"); // sizes, ranges and hashes are of the content itself
    if (isSending())
        add("Expect:"); // many hosts let one wait a second for it
    for (const QByteArray &line : std::as_const(m_want.headers))
        add(line);
    if (m_want.range != ByteRange())
        add("Range: bytes=" + QByteArray::number(m_want.range.from) + '-'
            + (m_want.range.to > 0 ? QByteArray::number(m_want.range.to - 1) : QByteArray()));
    if (!m_left && !m_want.token.isEmpty())
        add("Authorization: Bearer " + m_want.token);
    curl_easy_setopt(m_easy, CURLOPT_HTTPHEADER, m_headers);
    curl_easy_setopt(m_easy, CURLOPT_URL, url.toEncoded(QUrl::RemoveFragment).constData());
    useProxyFor(url);
    m_loop.add(m_easy);
}

// One policy for both network libraries: libcurl's own reading of the environment is switched off.
void Exchange::useProxyFor(const QUrl &url)
{
    const QNetworkProxy proxy
        = m_want.proxies ? m_want.proxies->proxyFor(url) : QNetworkProxy(QNetworkProxy::NoProxy);
    m_proxy.clear();
    curl_easy_setopt(m_easy, CURLOPT_NOPROXY, "");
    curl_easy_setopt(m_easy, CURLOPT_PROXY, "");
    if (proxy.type() == QNetworkProxy::NoProxy)
        return;
    QUrl address;
    address.setScheme(proxy.type() == QNetworkProxy::Socks5Proxy ? u"socks5h"_s : u"http"_s);
    address.setHost(proxy.hostName());
    address.setPort(proxy.port());
    m_proxy = address.authority();
    curl_easy_setopt(m_easy, CURLOPT_PROXY, address.toEncoded().constData());
    curl_easy_setopt(m_easy, CURLOPT_PROXYAUTH, long(CURLAUTH_BASIC));
    const bool named = !proxy.user().isEmpty();
    curl_easy_setopt(m_easy, CURLOPT_PROXYUSERNAME,
                     named ? proxy.user().toUtf8().constData() : nullptr);
    curl_easy_setopt(m_easy, CURLOPT_PROXYPASSWORD,
                     named ? proxy.password().toUtf8().constData() : nullptr);
    // Our headers, the token among them, are the server's, not the proxy's.
    curl_easy_setopt(m_easy, CURLOPT_HEADEROPT, long(CURLHEADER_SEPARATE));
}

size_t Exchange::onHeader(char *data, size_t, size_t n, void *self)
{
    const QByteArrayView line(data, static_cast<qsizetype>(n));
    return static_cast<Exchange *>(self)->takeHeader(line) ? n : 0;
}

size_t Exchange::onBody(char *data, size_t, size_t n, void *self)
{
    const QByteArrayView bytes(data, static_cast<qsizetype>(n));
    auto *exchange = static_cast<Exchange *>(self);
    if (exchange->m_pace && exchange->isLastHop() && !exchange->m_pace->take(bytes.size()))
        return CURL_WRITEFUNC_PAUSE; // and the same bytes come again
    return exchange->takeBody(bytes) ? n : size_t(CURL_WRITEFUNC_ERROR);
}

bool Exchange::takeHeader(QByteArrayView line)
{
    Answer &answer = m_hops.last();
    if (m_headersDone)
        return true; // trailers mean nothing to us
    if (line.startsWith("HTTP/")) {
        answer.headers.clear();
        answer.status = line.toByteArray().simplified().split(' ').value(1).toInt();
        return true;
    }
    line = line.trimmed();
    if (!line.isEmpty()) {
        if (const auto colon = line.indexOf(':'); colon > 0)
            answer.headers.emplaceBack(line.first(colon).trimmed().toByteArray().toLower(),
                                       line.sliced(colon + 1).trimmed().toByteArray());
        return true;
    }
    if (answer.status < 200)
        return true; // 100 and its like: the answer proper follows
    m_headersDone = true;
    if (!isLastHop() || answer.status >= 400)
        return true;
    m_stopped = !m_handlers.answered(m_hops);
    return !m_stopped;
}

bool Exchange::takeBody(QByteArrayView bytes)
{
    const int status = m_hops.constLast().status;
    if (status >= 200 && status < 300) {
        m_stopped = !m_handlers.received(bytes);
        return !m_stopped;
    }
    m_errorBody += bytes.first(qMin(bytes.size(), kMaxErrorBody - m_errorBody.size()));
    return m_errorBody.size() < kMaxErrorBody;
}

bool Exchange::isLastHop() const
{
    const Answer &answer = m_hops.constLast();
    if (!answer.isRedirect())
        return true;
    return m_want.head && !sameOrigin(nextHop(), m_want.endpoint);
}

QUrl Exchange::nextHop() const
{
    const Answer &answer = m_hops.constLast();
    const QByteArray location = answer.header("location");
    return location.isEmpty() ? QUrl() : answer.url.resolved(QUrl::fromEncoded(location));
}

void Exchange::handleDone(CURLcode code)
{
    using Cause = HttpFailure::Cause;
    const Answer &answer = m_hops.constLast();
    if (m_stopped)
        return end();
    if (code == CURLE_COULDNT_CONNECT && std::exchange(m_avoided, false)) {
        m_want.avoid = {}; // there is no other
        return sendHop(m_hops.takeLast().url);
    }
    if (m_headersDone && !isLastHop()) {
        // How the redirect's own body ended does not matter.
        const QUrl next = nextHop();
        m_errorBody.clear();
        if (!isSending() && m_hops.size() <= kMaxExchangeHops && mayRedirect(answer.url, next))
            return sendHop(next);
        fail(next.isEmpty() ? Cause::Status : Cause::RefusedRedirect);
        m_failure->redirect = next;
    } else if (m_headersDone && answer.status >= 400) {
        fail(Cause::Status);
    } else if (code != CURLE_OK) {
        fail(proxyAnswer() >= 300 ? Cause::Proxy : causeOf(code), technicalOf(code));
        m_failure->noConnection = isCutOff(code);
        m_failure->throughProxy = !m_proxy.isEmpty();
    } else if (!m_headersDone) {
        fail(Cause::Unreachable);
    }
    end();
}

// To CONNECT; 0: there was none.
int Exchange::proxyAnswer() const
{
    long status = 0;
    curl_easy_getinfo(m_easy, CURLINFO_HTTP_CONNECTCODE, &status);
    return static_cast<int>(status);
}

HttpFailure::Cause Exchange::causeOf(CURLcode code) const
{
    using Cause = HttpFailure::Cause;
    if (isClientCertificateDemanded(QString::fromLatin1(m_words.data())))
        return Cause::ClientCertificate;
    switch (code) {
    case CURLE_OPERATION_TIMEDOUT: return Cause::Timeout;
    case CURLE_COULDNT_RESOLVE_HOST: return Cause::UnknownHost;
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_PROXY: return Cause::Proxy;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_CACERT_BADFILE: return Cause::Tls;
    case CURLE_UNSUPPORTED_PROTOCOL: // HTTP/0.9: other addresses are not asked at all
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_TOO_LARGE: return Cause::Garbled; // a head, too
    case CURLE_URL_MALFORMAT: return Cause::RefusedRedirect;
    default: return Cause::Unreachable;
    }
}

// Neither the server nor the proxy was reached.
bool Exchange::isCutOff(CURLcode code) const
{
    curl_off_t sendingSince = 0;
    curl_easy_getinfo(m_easy, CURLINFO_PRETRANSFER_TIME_T, &sendingSince);
    return code == CURLE_COULDNT_CONNECT || code == CURLE_COULDNT_RESOLVE_HOST
        || code == CURLE_COULDNT_RESOLVE_PROXY
        || (code == CURLE_OPERATION_TIMEDOUT && sendingSince == 0 && proxyAnswer() == 0);
}

QString Exchange::technicalOf(CURLcode code) const
{
    const QString words = QString::fromLatin1(curl_easy_strerror(code));
    if (m_proxy.isEmpty())
        return words;
    const int answer = proxyAnswer();
    return answer == 0
        ? HubError::tr("By way of the proxy %1: %2").arg(m_proxy, words)
        : HubError::tr("The proxy %1 answered %2: %3").arg(m_proxy, QString::number(answer), words);
}

void Exchange::fail(HttpFailure::Cause cause, const QString &technical)
{
    const Answer &answer = m_hops.constLast();
    const auto firstOf = [&answer](std::initializer_list<const char *> names) {
        for (const char *name : names)
            if (const QByteArray value = answer.header(name); !value.isEmpty())
                return value;
        return QByteArray();
    };
    const bool answered = cause == HttpFailure::Cause::Status;
    // A storage host's words often hold the signed address, which is as good as a password.
    const bool ours = sameOrigin(answer.url, m_want.endpoint);
    m_failure
        = HttpFailure{.cause = cause,
                      .elsewhere = !ours,
                      .status = answered ? answer.status : 0,
                      .url = answer.url,
                      .errorCode = ours ? answer.header("x-error-code") : QByteArray(),
                      .errorMessage = ours ? answer.header("x-error-message") : QByteArray(),
                      .requestId = firstOf({"x-request-id", "x-amzn-trace-id", "x-amz-cf-id"}),
                      .retryAfter = answered ? askedDelay(answer) : std::chrono::seconds{0},
                      .body = ours ? m_errorBody : QByteArray(),
                      .technical = technical};
}

void Exchange::end()
{
    // A copy: the handler may delete this object, and its own captures with it.
    const auto ended = m_handlers.ended;
    ended(*this);
}

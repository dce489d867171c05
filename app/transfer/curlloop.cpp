#include "app/transfer/curlloop.h"

#include <QSocketNotifier>

// Notifiers are deleted later: libcurl changes its wishes from inside their own signals.
struct CurlLoop::Watch
{
    QSocketNotifier *read = nullptr;
    QSocketNotifier *write = nullptr;

    void drop()
    {
        for (QSocketNotifier *notifier : {read, write}) {
            if (!notifier)
                continue;
            notifier->setEnabled(false);
            notifier->disconnect();
            notifier->deleteLater();
        }
        read = write = nullptr;
    }
};

CurlLoop::CurlLoop(QObject *parent)
    : QObject(parent)
    , m_multi(curl_multi_init())
    , m_timer(this)
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, [this] { act(CURL_SOCKET_TIMEOUT, 0); });
    curl_multi_setopt(m_multi, CURLMOPT_SOCKETFUNCTION, &CurlLoop::onSocket);
    curl_multi_setopt(m_multi, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(m_multi, CURLMOPT_TIMERFUNCTION, &CurlLoop::onTimer);
    curl_multi_setopt(m_multi, CURLMOPT_TIMERDATA, this);
    curl_multi_setopt(m_multi, CURLMOPT_PIPELINING, CURLPIPE_NOTHING);
}

CurlLoop::~CurlLoop()
{
    curl_multi_setopt(m_multi, CURLMOPT_SOCKETFUNCTION, nullptr);
    curl_multi_setopt(m_multi, CURLMOPT_TIMERFUNCTION, nullptr);
    for (auto &[socket, watch] : m_watches)
        watch.drop();
    curl_multi_cleanup(m_multi);
}

void CurlLoop::add(CURL *easy)
{
    curl_multi_add_handle(m_multi, easy);
}

void CurlLoop::remove(CURL *easy)
{
    curl_multi_remove_handle(m_multi, easy);
}

int CurlLoop::onSocket(CURL *, curl_socket_t socket, int what, void *self, void *)
{
    static_cast<CurlLoop *>(self)->watch(socket, what);
    return 0;
}

int CurlLoop::onTimer(CURLM *, long milliseconds, void *self)
{
    QTimer &timer = static_cast<CurlLoop *>(self)->m_timer;
    if (milliseconds < 0)
        timer.stop();
    else
        timer.start(
            static_cast<int>(milliseconds)); // never acts from here: libcurl is not reentrant
    return 0;
}

void CurlLoop::watch(curl_socket_t socket, int what)
{
    if (what == CURL_POLL_REMOVE) {
        if (const auto it = m_watches.find(socket); it != m_watches.end()) {
            it->second.drop();
            m_watches.erase(it);
        }
        return;
    }
    Watch &w = m_watches[socket];
    const auto want = [this, socket](QSocketNotifier *&notifier, bool wanted,
                                     QSocketNotifier::Type type, int event) {
        if (!notifier && wanted) {
            notifier = new QSocketNotifier(socket, type, this);
            connect(notifier, &QSocketNotifier::activated, this,
                    [this, socket, event] { act(socket, event); });
        }
        if (notifier)
            notifier->setEnabled(wanted);
    };
    want(w.read, what & CURL_POLL_IN, QSocketNotifier::Read, CURL_CSELECT_IN);
    want(w.write, what & CURL_POLL_OUT, QSocketNotifier::Write, CURL_CSELECT_OUT);
}

void CurlLoop::act(curl_socket_t socket, int events)
{
    int running = 0;
    curl_multi_socket_action(m_multi, socket, events, &running);
    collect();
}

void CurlLoop::collect()
{
    int left = 0;
    while (const CURLMsg *message = curl_multi_info_read(m_multi, &left)) {
        if (message->msg != CURLMSG_DONE)
            continue;
        CURL *easy = message->easy_handle;
        const CURLcode code = message->data.result; // gone once the handle is removed
        void *client = nullptr;
        curl_easy_getinfo(easy, CURLINFO_PRIVATE, &client);
        curl_multi_remove_handle(m_multi, easy);
        static_cast<Client *>(client)->handleDone(code);
    }
}

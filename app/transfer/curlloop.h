#pragma once

#include <QObject>
#include <QTimer>

#include <curl/curl.h>

#include <memory>
#include <unordered_map>

class QSocketNotifier;

// One libcurl multi handle driven by the thread's event loop: sockets by notifiers, time by one
// timer. Everything on the thread that made it.
class CurlLoop final : public QObject
{
public:
    // What is told when a handle is done; found through CURLOPT_PRIVATE.
    class Client
    {
    public:
        virtual void handleDone(CURLcode code) = 0; // may delete the client

    protected:
        ~Client() = default;
    };

    explicit CurlLoop(QObject *parent = nullptr);
    ~CurlLoop() override;

    void add(CURL *easy); // CURLOPT_PRIVATE: its Client
    void remove(CURL *easy); // not from inside a callback of libcurl

private:
    struct Watch;

    static int onSocket(CURL *, curl_socket_t socket, int what, void *self, void *);
    static int onTimer(CURLM *, long milliseconds, void *self);
    void watch(curl_socket_t socket, int what);
    void act(curl_socket_t socket, int events);
    void collect();

    CURLM *m_multi;
    QTimer m_timer;
    std::unordered_map<curl_socket_t, Watch> m_watches;
};

#pragma once

#include "app/localhub/connection.h"
#include "app/localhub/faults.h"
#include "app/localhub/httpmessage.h"

#include <QString>

#include <atomic>
#include <list>
#include <mutex>
#include <thread>

// Listens on loopback and answers each connection on a thread of its own. Written on sockets and
// not on an HTTP library because it must also be able to break every rule of the protocol.
class HttpServer final
{
public:
    using Answer = std::function<HttpReply(HttpRequest &)>;
    // Asked once per connection, before anything is read.
    using Receive = std::function<Welcome()>;

    HttpServer(QByteArray origin, QString spoolFolder, Answer answer, Receive receive,
               Connection::Counts counts = {});
    ~HttpServer();

    bool listen(int port, QString *error); // 0: any free one
    void start(); // answers from now on
    int port() const { return m_port; }
    QByteArray host() const; // 127.0.0.1, of "cdn" 127.0.0.2, of "evil" 127.0.0.3
    void stop();

private:
    struct Peer
    {
        int fd = -1;
        std::thread thread;
        bool admitted = false; // is being talked to
        bool done = false;
    };

    void acceptLoop();
    void serve(Peer &peer);
    bool admit(Peer &peer, Welcome welcome);
    void reap();

    const QByteArray m_origin;
    const QString m_spoolFolder;
    const Answer m_answer;
    const Receive m_receive;
    const Connection::Counts m_counts;
    int m_listener = -1;
    int m_port = 0;
    std::atomic<bool> m_stopping = false;
    std::thread m_acceptor;
    std::mutex m_mutex; // guards m_peers and what each Peer holds besides its thread
    std::list<Peer> m_peers;
};

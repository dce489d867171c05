#pragma once

#include "app/localhub/httpmessage.h"

#include <atomic>

// One accepted socket: reads requests from it and writes answers, as well-formed or as broken as
// their Wire says. Blocking; lives on a thread of its own. The descriptor is its owner's.
class Connection final
{
public:
    // Whether of a request with this head only the size of its body matters.
    using Counts = std::function<bool(const HttpRequest &head)>;

    Connection(int fd, const std::atomic<bool> &stopping, QString spoolFolder, Counts counts);

    // False: the peer closed, sent what is not HTTP, or the server stops.
    bool readRequest(HttpRequest &request);
    // False: this connection is over.
    bool write(const HttpRequest &request, const HttpReply &reply);
    void reset(); // what is closed next ends with RST
    void hang(); // until the peer leaves or the server stops

private:
    bool fill(); // more bytes into m_buffer
    bool readHead(HttpRequest &request);
    bool readBody(HttpRequest &request);
    bool readChunks(const std::function<bool(QByteArrayView)> &take);
    bool readCounted(qint64 left, const std::function<bool(QByteArrayView)> &take);
    bool drop(qint64 left);
    bool readLine(QByteArray &line);
    bool send(QByteArrayView bytes);
    bool sendPaced(QByteArrayView bytes, const Wire &wire);
    bool sendBody(const HttpReply &reply);
    void pause(int ms);
    bool finish(Wire::End end);

    int m_fd;
    const std::atomic<bool> &m_stopping;
    QString m_spoolFolder;
    Counts m_counts;
    QByteArray m_buffer;
};

#pragma once

#include <QByteArray>
#include <QList>
#include <QString>
#include <QUrl>

#include <functional>
#include <memory>

class LocalStore;

// One request as the local Hub saw it.
struct SeenRequest
{
    QByteArray origin; // "hub", "cdn", "evil", "mirror"
    QByteArray method;
    QByteArray target; // path and query as sent
    QList<std::pair<QByteArray, QByteArray>> headers; // names in lower case
    QByteArray bodySha256; // hex
    qint64 bodySize = 0;
    qint64 atMs = 0; // since the Hub started
    qint64 answered = 0; // bytes of the body handed to the socket so far

    QByteArray header(const QByteArray &name) const; // first value, empty for none
};

// A Hub on 127.0.0.1 over a folder: serves, and is written to by, real clients. Runs on threads of
// its own; every method may be called from any thread. Four origins (hosts and ports): "hub", "cdn"
// (signed addresses of large files), "evil" and "mirror", so that tests see what reaches whom.
class LocalHub final
{
public:
    struct Options
    {
        QString folder; // state; made when missing
        int port = 0; // of "hub"; 0: any free one
        QByteArray adminToken = "hf_local_admin"; // user "ada" with write access
        QString recordFile; // each request as a JSON line, as it comes in; none when empty
    };

    explicit LocalHub(Options options);
    ~LocalHub();

    bool start(QString *error = nullptr); // false: the port or the folder cannot be used
    QUrl url(const QByteArray &origin = "hub") const;

    LocalStore &store(); // what is on this Hub; see localstore.h

    // A fault by name (see faults.h) for every request whose target begins with prefix, on origin,
    // times times (-1: until cleared).
    void setFault(const QByteArray &name, const QByteArray &prefix, int times = -1,
                  const QByteArray &origin = "hub", qint64 parameter = 0);
    void clearFaults();

    QList<SeenRequest> requests(const QByteArray &origin = "hub") const;
    void forgetRequests();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

#pragma once

#include "app/net/huberror.h"
#include "app/net/pacing.h"

#include <QNetworkRequest>
#include <QObject>
#include <QTimer>
#include <QUrl>

#include <chrono>
#include <functional>
#include <memory>

class QIODevice;
class QNetworkAccessManager;
class QNetworkReply;

template<typename T>
using Handler = std::function<void(Result<T>)>;

// A finished answer: what parsers get.
struct Body
{
    QByteArray bytes;
    QUrl url; // of the last hop
    QUrl nextPage; // from the Link header, on our endpoint only; empty on the last page
    qint64 totalCount = -1; // X-Total-Count
    QByteArray repoCommit; // X-Repo-Commit of the first answer that had one
    QByteArray contentRange; // Content-Range as sent
    bool isPage = false; // says that it is HTML
    int status = 0;
};

// What to send. Bodies of writes are sent once: Qt cannot rewind them to send them again.
struct Call
{
    QByteArray verb = "GET";
    QUrl url;
    QByteArray body;
    QByteArray contentType;
    QByteArray accept = "application/json";
    QByteArray range; // "bytes=0-99", empty for none
    QByteArray token; // sent to the origin of url only; empty for none
    bool takesBadRequest = false; // status 400 is an answer too: its body is what was asked for
    qint64 maxBytes = qint64(64) << 20; // cap on the answer's body
    std::chrono::milliseconds timeout{30'000}; // longest silence
    std::chrono::milliseconds window{
        60'000}; // in each of these at least 16 KiB come, or the answer ends
};

// One HTTP exchange, redirects included. The handler runs once, on the thread that sent the
// request, or never if the owner lets go of the handle first.
class HubRequest final : public QObject
{
    Q_OBJECT

public:
    HubRequest(QNetworkAccessManager &nam, Call call);
    ~HubRequest() override;

    // May be called again once the handler has run: the pacing policy sends a request more than
    // once. patience: the longest silence, at most that of the call.
    void send(Handler<Body> done,
              std::chrono::milliseconds patience = std::chrono::milliseconds::max());
    // Nothing is sent, or what was sent is given up; the handler gets the error from the event
    // loop, as an answer would come.
    void refuse(HubError error, Handler<Body> done);
    // Gives up what was sent, for send() to be called again. False: an answer is coming already.
    bool withdraw();
    void cancel();
    bool isCancelled() const { return m_cancelled; }
    const QUrl &url() const { return m_given.url; }
    bool isRead() const { return m_given.verb == "GET" || m_given.verb == "HEAD"; }
    // What the last answer said that concerns pacing.
    const Pacing::Answer &answer() const { return m_answer; }

private:
    void start();
    void sendHop(const QNetworkRequest &request);
    QNetworkRequest networkRequest() const;
    bool readMore();
    void onReadyRead();
    void onWindowEnd();
    void onFinished();
    bool followRedirect();
    void dropReply();
    void succeed();
    void fail(HttpFailure::Cause cause);
    void finish(Result<Body> result);

    QNetworkAccessManager &m_nam;
    const Call m_given;
    Call m_call; // of the present hop
    QNetworkReply *m_reply = nullptr;
    QTimer m_window;
    qint64 m_receivedBefore = 0; // when the window began
    Pacing::Answer m_answer;
    QByteArray m_received;
    QByteArray m_repoCommit;
    Handler<Body> m_done;
    int m_hops = 0;
    bool m_left = false; // the origin that was asked
    bool m_cancelled = false;
};

// Dropping the handle cancels. Deletion waits for the event loop because a handler may replace
// the very handle whose request is calling it.
struct CancelThenDelete
{
    void operator()(HubRequest *request) const
    {
        request->cancel();
        request->deleteLater();
    }
};
using RequestHandle = std::unique_ptr<HubRequest, CancelThenDelete>;

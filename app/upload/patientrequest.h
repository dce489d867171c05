#pragma once

#include "app/net/hubrequest.h"
#include "app/transfer/exchange.h"
#include "app/transfer/hubaccess.h"
#include "app/transfer/transfercontext.h"
#include "app/transfer/transferstatus.h"

#include <QElapsedTimer>
#include <QTimer>

// One request of an upload, sent until it is answered or refused for good: what passes is tried
// again, as often as for downloads, and without a network for as long as it takes. Letting go of it
// means silence.
class PatientRequest final : public QObject
{
public:
    struct Want
    {
        QByteArray method; // empty: GET
        QUrl url;
        Exchange::Sent sent;
        QByteArrayList headers;
        bool signedIn = true; // by the token; not at addresses that are signed themselves
        bool once = false; // only again when it is certain that nothing was done
        Throttle::Limits limits; // empty: none
        std::function<bool(const HttpFailure &)> passes; // beyond what always does; null: nothing
        std::function<bool(const Answer &)> isWhole; // else it counts as garbled; null: always
    };
    struct End
    {
        Body body;
        Answer answer;
        std::optional<HttpFailure> failure;
        std::chrono::milliseconds time{}; // that the last try took
        bool stopped = false; // what was to be sent could not be read
    };
    struct Handlers
    {
        std::function<void()> sent; // more; null: no matter
        std::function<void()> changed; // waits, or does not any more
        std::function<void(const End &)> ended; // once; may delete the request
    };

    PatientRequest(TransferContext &context, const HubAccess &access, Want want, Handlers handlers,
                   std::chrono::milliseconds delay = {});

    void goOn(); // while it waits: at once
    qint64 sent() const { return m_sent; } // bytes; goes back when they are sent again
    bool isUnderWay() const { return m_exchange != nullptr; } // may be on its way
    bool isWaiting() const { return m_patience.cause != WaitCause::None; }
    const TransferPatience &patience() const { return m_patience; }
    const QString &reason() const { return m_reason; } // while it waits

    static Want post(const QUrl &url, const QByteArray &body, const QByteArray &type);

private:
    void send();
    void count(qint64 sent);
    void takeEnd(const Exchange &exchange);
    void tryAgain(const HttpFailure &failure);
    bool mayPass(const HttpFailure &failure) const;
    void wait(WaitCause cause, std::chrono::milliseconds delay, const QString &reason);
    void end(const End &end);

    TransferContext &m_context;
    const HubAccess &m_access;
    Want m_want;
    Handlers m_handlers;
    QTimer m_timer;
    std::unique_ptr<Exchange> m_exchange;
    QElapsedTimer m_clock; // of it
    QByteArray m_body;
    qint64 m_sent = 0; // bytes of this try
    int m_tries = 0;
    int m_probes = 0; // for the network
    TransferPatience m_patience;
    QString m_reason;
};

#pragma once

#include "app/net/hubrequest.h"
#include "app/net/pacing.h"

#include <QDateTime>
#include <QTimer>

// Sends requests when the pacing policy lets it, and again when it says so. The handle's owner
// notices nothing but the time; the status line shows limitedUntil().
class Pacer final : public QObject
{
    Q_OBJECT

public:
    explicit Pacer(QObject *parent = nullptr);

    void setLimits(Pacing::Limits limits) { m_pacing = Pacing(limits); }
    void forget(); // what a former account or endpoint was told

    // Like request->send(done). The request may be dropped at any time.
    void send(HubRequest *request, const QUrl &endpoint, Handler<Body> done);

    QDateTime limitedUntil() const; // invalid: the Hub asks for no pause

signals:
    void limitedUntilChanged();

private:
    void attempt(HubRequest *request, const QUrl &endpoint, int number, const Handler<Body> &done);
    void tellIfChanged();
    static Pacing::Moment now();

    Pacing m_pacing;
    QTimer m_ended; // fires when the pause is over
    QDateTime m_told;
};

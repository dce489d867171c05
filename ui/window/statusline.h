#pragma once

#include "app/disk/freeroom.h"
#include "app/transfer/transferstatus.h"

#include <QTimer>
#include <QWidget>

class AppContext;
class ElidedLabel;

// The line at the lower edge: transfers, what is unusual about the connection, and the space that
// is free where the cache lies.
class StatusLine final : public QWidget
{
    Q_OBJECT

public:
    explicit StatusLine(AppContext &app, QWidget *parent = nullptr);

    void showTransfers(const TransferSnapshot &snapshot, int uploads); // files that are sent
    void say(const QString &sentence); // for a few seconds

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void refreshConnection();
    void lookAtDisk();
    void showRoom(const FreeRoom &room);
    void lookMoreOftenIf(bool busy);
    void renderText();

    AppContext &m_app;
    ElidedLabel *m_left;
    ElidedLabel *m_connection;
    ElidedLabel *m_right;
    QTimer m_diskTimer;
    RoomLook m_look;
    QTimer m_sayTimer;
    QTimer m_pauseTimer; // counts a rate limit or a shut gate down
    QString m_transfers;
    QString m_said;
};

// "3 transfers · 84.2 MB/s · 4 min left"; empty when nothing runs or waits.
QString transferSentence(const TransferSnapshot &snapshot, int uploads);

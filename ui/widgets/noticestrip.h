#pragma once

#include "app/net/huberror.h"

#include <QWidget>

class ElidedLabel;
class IconLabel;
class QLabel;
class QPushButton;

// One line above content that is still good: an error with Retry and Copy details, or that a reload
// is going on. After a rate limit it counts down and then asks for the retry by itself.
class NoticeStrip final : public QWidget
{
    Q_OBJECT

public:
    explicit NoticeStrip(QWidget *parent = nullptr);

    void showError(const HubError &error);
    void showReloading(); // appears after 100 ms, so that fast answers do not flicker
    void setVisible(bool visible) override;

signals:
    void retryClicked();

protected:
    void timerEvent(QTimerEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void tick();
    void stopTimer();

    IconLabel *m_icon;
    ElidedLabel *m_text;
    QLabel *m_countdown;
    QPushButton *m_retry;
    QPushButton *m_copy;
    QString m_copied;
    int m_timer = 0;
    qint64 m_secondsLeft = -1;
};

#pragma once

#include "app/net/huberror.h"
#include "ui/theme/tokens.h"

#include <QWidget>

class IconLabel;
class QLabel;
class QPushButton;

// How an error looks: which icon, in which colour.
struct ErrorLook
{
    QString icon;
    Tone tone;

    static ErrorLook of(HubError::Kind kind);
};

// Everything there is to know about an error, for the clipboard. Holds no secret: errors have none.
QString errorDetails(const HubError &error);

// The middle of an otherwise empty pane: one icon, one sentence, perhaps a second, and buttons.
// All of it plain text. After a rate limit Retry counts down and then presses itself.
class Notice final : public QWidget
{
    Q_OBJECT

public:
    explicit Notice(QWidget *parent = nullptr);

    void showWords(const QString &icon, const QString &title, const QString &detail,
                   const QString &action);
    void showError(const HubError &error); // with Retry and Copy details

signals:
    void actionClicked();
    void retryClicked();

protected:
    void timerEvent(QTimerEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void countDownFrom(qint64 seconds); // until the retry goes on by itself; 0: it does not

    IconLabel *m_icon;
    QLabel *m_title;
    QLabel *m_detail;
    QPushButton *m_action;
    QPushButton *m_retry;
    QPushButton *m_copy;
    QString m_copied;
    int m_timer = 0;
    qint64 m_secondsLeft = 0;
};

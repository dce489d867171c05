#pragma once

#include "ui/theme/tokens.h"

#include <QWidget>

#include <functional>

class ElidedLabel;
class IconLabel;
class QHBoxLayout;

// A short message over the lower right corner of a widget, with what can be done about it. There is
// one at a time. It goes by itself, but never while it is pointed at, has the keys, or while nobody
// sits before the window.
class Toast final : public QWidget
{
    Q_OBJECT

public:
    struct Offer
    {
        QString text;
        std::function<void()> action;
    };

    struct Line
    {
        QString text;
        QString name; // the part of it that is cut first: numbers are kept
    };

    // bottom: pixels that stay free below, e.g. for a status line.
    Toast(QWidget *over, int bottom);

    // Plain text; takes the place of what is shown.
    void say(const QString &icon, Tone tone, const Line &title, const Line &detail,
             const QList<Offer> &offers);
    void leave();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void timerEvent(QTimerEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void setOffers(const QList<Offer> &offers);
    void place();

    int m_bottom;
    IconLabel *m_icon;
    ElidedLabel *m_title;
    ElidedLabel *m_detail;
    QHBoxLayout *m_offers;
    int m_timer = 0;
    int m_secondsLeft = 0;
};

#include "ui/widgets/noticestrip.h"

#include "ui/theme/type.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/iconlabel.h"
#include "ui/widgets/notice.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QTimerEvent>

#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

NoticeStrip::NoticeStrip(QWidget *parent)
    : QWidget(parent)
    , m_icon(new IconLabel)
    , m_text(new ElidedLabel)
    , m_countdown(new QLabel)
    , m_retry(new QPushButton(tr("Retry")))
    , m_copy(new QPushButton(tr("Copy details")))
{
    m_countdown->setTextFormat(Qt::PlainText);
    m_countdown->setFont(type::semibold(type::font(type::Scale::Body)));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(metrics::kPagePadding, 5, 12, 6);
    layout->addWidget(m_icon);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_countdown);
    layout->addWidget(m_retry);
    layout->addWidget(m_copy);
    setFixedHeight(metrics::kToolBar);
    connect(m_retry, &QPushButton::clicked, this, &NoticeStrip::retryClicked);
    connect(m_copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_copied); });
}

void NoticeStrip::showError(const HubError &error)
{
    stopTimer();
    const ErrorLook look = ErrorLook::of(error.kind);
    m_icon->setIcon(look.icon, look.tone);
    m_text->setText(error.message);
    m_text->setTone(&Tokens::text);
    m_copied = errorDetails(error);
    m_icon->show();
    m_retry->show();
    m_copy->show();
    m_countdown->hide();
    if (error.kind == HubError::Kind::RateLimited && error.retryAfter > 0s) {
        m_secondsLeft = error.retryAfter.count();
        m_countdown->show();
        tick();
        m_timer = startTimer(1s);
    }
    show();
}

void NoticeStrip::showReloading()
{
    stopTimer();
    hide();
    m_text->setText(tr("Refreshing…"));
    m_text->setTone(&Tokens::secondary);
    for (QWidget *part : QList<QWidget *>{m_icon, m_countdown, m_retry, m_copy})
        part->hide();
    m_timer = startTimer(100ms);
}

void NoticeStrip::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_timer)
        return QWidget::timerEvent(event);
    if (m_secondsLeft < 0) { // the delay of showReloading
        stopTimer();
        show();
        return;
    }
    --m_secondsLeft;
    if (m_secondsLeft > 0)
        return tick();
    stopTimer();
    emit retryClicked();
}

// Not the hide event: there is none while the strip waits to be shown.
void NoticeStrip::setVisible(bool visible)
{
    if (!visible)
        stopTimer();
    QWidget::setVisible(visible);
}

void NoticeStrip::tick()
{
    m_countdown->setText(
        u"%1:%2"_s.arg(m_secondsLeft / 60).arg(m_secondsLeft % 60, 2, 10, QChar(u'0')));
}

void NoticeStrip::stopTimer()
{
    if (m_timer)
        killTimer(m_timer);
    m_timer = 0;
    m_secondsLeft = -1;
}

void NoticeStrip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &tokens = Tokens::of(palette());
    painter.fillRect(rect(), tokens.window);
    painter.fillRect(QRect(0, height() - 1, width(), 1), tokens.border);
}

#include "ui/window/toast.h"

#include "ui/theme/icon.h"
#include "ui/theme/style.h"
#include "ui/theme/stylepaint.h"
#include "ui/theme/type.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/iconlabel.h"

#include <QAccessible>
#include <QApplication>
#include <QGridLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QPushButton>
#include <QTimerEvent>
#include <QToolButton>

#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int kToastWidth = 400;
constexpr int kToastMargin = 16;
constexpr int kToastLift = 40; // leaves the last line of what is below free: a preview's foot
constexpr int kToastSeconds = 10; // time to read it and to reach a button

} // namespace

Toast::Toast(QWidget *over, int bottom)
    : QWidget(over)
    , m_bottom(bottom)
    , m_icon(new IconLabel({}, &Tokens::good, 20))
    , m_title(new ElidedLabel({}, Qt::ElideMiddle))
    , m_detail(new ElidedLabel({}, Qt::ElideMiddle))
    , m_offers(new QHBoxLayout)
{
    m_title->setFont(type::medium(type::font(type::Scale::Body)));
    m_detail->setFont(type::font(type::Scale::Secondary));
    m_detail->setTone(&Tokens::secondary);
    auto *close = new QToolButton;
    close->setIcon(icon(u"close"_s));
    close->setToolTip(tr("Close"));
    close->setAccessibleName(tr("Close the message"));
    connect(close, &QToolButton::clicked, this, &Toast::leave);
    m_offers->setSpacing(metrics::kGap);

    auto *layout = new QGridLayout(this);
    layout->setContentsMargins(14, 12, 8, 12);
    layout->setHorizontalSpacing(metrics::kColumnGap);
    layout->setVerticalSpacing(2);
    layout->addWidget(m_icon, 0, 0, 2, 1, Qt::AlignVCenter);
    layout->addWidget(m_title, 0, 1);
    layout->addWidget(m_detail, 1, 1);
    layout->addWidget(close, 0, 2, 2, 1, Qt::AlignTop);
    layout->addLayout(m_offers, 2, 1);
    layout->setColumnStretch(1, 1);
    setAccessibleName(tr("Message"));
    over->installEventFilter(this);
    hide();
}

void Toast::say(const QString &icon, Tone tone, const Line &title, const Line &detail,
                const QList<Offer> &offers)
{
    m_icon->setIcon(icon, tone);
    m_title->setText(title.text, title.name);
    m_detail->setText(detail.text, detail.name);
    setOffers(offers);
    m_secondsLeft = kToastSeconds;
    if (!m_timer)
        m_timer = startTimer(1s);
    place();
    show();
    raise();
    QAccessibleAnnouncementEvent spoken(this, title.text + u". "_s + detail.text);
    QAccessible::updateAccessibility(&spoken);
}

void Toast::setOffers(const QList<Offer> &offers)
{
    while (QLayoutItem *item = m_offers->takeAt(0)) {
        if (QWidget *button = item->widget()) {
            button->hide();
            button->deleteLater(); // it may be the one whose click led here
        }
        delete item;
    }
    for (const Offer &offer : offers) {
        auto *button = new QPushButton(offer.text);
        setButtonRole(button, ButtonRole::Link);
        connect(button, &QPushButton::clicked, this, [this, action = offer.action] {
            leave();
            action();
        });
        m_offers->addWidget(button);
        button->show(); // or it would take no room yet
    }
    m_offers->addStretch();
}

void Toast::place()
{
    const QSize room = parentWidget()->size();
    const int width = std::min(kToastWidth, room.width() - 2 * kToastMargin);
    layout()->activate();
    const int height = sizeHint().height();
    const int x
        = layoutDirection() == Qt::RightToLeft ? kToastMargin : room.width() - kToastMargin - width;
    setGeometry(x, room.height() - m_bottom - kToastLift - kToastMargin - height, width, height);
}

void Toast::leave()
{
    const bool hadKeys = isAncestorOf(QApplication::focusWidget());
    hide();
    if (m_timer)
        killTimer(std::exchange(m_timer, 0));
    if (hadKeys)
        parentWidget()->setFocus();
}

bool Toast::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == parentWidget() && event->type() == QEvent::Resize && isVisible())
        place();
    return QWidget::eventFilter(watched, event);
}

void Toast::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        leave();
    else
        QWidget::keyPressEvent(event);
}

void Toast::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_timer)
        return QWidget::timerEvent(event);
    if (!isActiveWindow() || underMouse() || isAncestorOf(QApplication::focusWidget()))
        return;
    if (--m_secondsLeft <= 0)
        leave();
}

void Toast::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &tokens = Tokens::of(palette());
    stylepaint::panel(painter, rect(), tokens.surface, tokens.strongBorder, metrics::kPanelRadius);
}

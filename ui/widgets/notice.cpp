#include "ui/widgets/notice.h"

#include "ui/theme/icon.h"
#include "ui/theme/type.h"
#include "ui/widgets/iconlabel.h"
#include "ui/widgets/labels.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHideEvent>
#include <QLabel>
#include <QPushButton>
#include <QTimerEvent>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace {

constexpr int kNoticeWidth = 440; // widest line of text
constexpr int kNoticeIcon = 24;
constexpr int kLongestDetail
    = 300; // characters of a server's words; the rest goes with Copy details

QLabel *noticeLabel(const QFont &font)
{
    auto *label = plainLabel();
    label->setFont(font);
    label->setWordWrap(true);
    label->setAlignment(Qt::AlignCenter);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

} // namespace

ErrorLook ErrorLook::of(HubError::Kind kind)
{
    using enum HubError::Kind;
    switch (kind) {
    case Offline: return {u"offline"_s, &Tokens::warning};
    case Timeout:
    case RateLimited:
    case OpenFiles: return {u"clock"_s, &Tokens::warning};
    case SignInNeeded:
    case BadToken:
    case Gated:
    case Forbidden: return {u"lock"_s, &Tokens::warning};
    case NotFound: return {u"question"_s, &Tokens::secondary};
    case PaymentNeeded:
    case Disabled: return {u"blocked"_s, &Tokens::warning};
    case Cancelled: return {u"close"_s, &Tokens::secondary};
    case Insecure:
    case Conflict:
    case Server:
    case BadReply:
    case BadInput:
    case Disk:
    case DiskAway:
    case NoRoom: return {u"warning"_s, &Tokens::danger};
    }
    Q_UNREACHABLE_RETURN({});
}

QString errorDetails(const HubError &error)
{
    QStringList lines{error.message};
    if (!error.detail.isEmpty())
        lines << error.detail;
    if (!error.requestId.isEmpty())
        lines << u"Request id: %1"_s.arg(error.requestId);
    lines << u"Hubnaut %1"_s.arg(QCoreApplication::applicationVersion());
    return lines.join(u'\n');
}

Notice::Notice(QWidget *parent)
    : QWidget(parent)
    , m_icon(new IconLabel({}, &Tokens::secondary, kNoticeIcon))
    , m_title(noticeLabel(type::medium(type::font(type::Scale::Body))))
    , m_detail(noticeLabel(type::font(type::Scale::Secondary)))
    , m_action(new QPushButton)
    , m_retry(new QPushButton(icon(u"retry"_s, &Tokens::text), tr("Retry")))
    , m_copy(new QPushButton(tr("Copy details")))
{
    m_detail->setForegroundRole(QPalette::PlaceholderText);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(metrics::kGap);
    buttons->addStretch();
    for (QPushButton *button : {m_action, m_retry, m_copy}) {
        button->setAutoDefault(true); // Enter presses it, not only Space
        buttons->addWidget(button);
    }
    buttons->addStretch();

    auto *column = new QVBoxLayout;
    column->setSpacing(0);
    column->addStretch(5);
    column->addWidget(m_icon, 0, Qt::AlignHCenter);
    column->addSpacing(14);
    column->addWidget(m_title);
    column->addSpacing(4);
    column->addWidget(m_detail);
    column->addSpacing(16);
    column->addLayout(buttons);
    column->addStretch(6); // a little above the middle looks centred

    // The labels take the column's width: centred by alignment they would be one line high.
    auto *inner = new QWidget;
    inner->setLayout(column);
    inner->setMaximumWidth(kNoticeWidth);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(24, 24, 24, 24);
    layout->addStretch(1);
    layout->addWidget(inner, 100);
    layout->addStretch(1);

    connect(m_action, &QPushButton::clicked, this, &Notice::actionClicked);
    connect(m_retry, &QPushButton::clicked, this, &Notice::retryClicked);
    connect(m_copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_copied); });
}

void Notice::showWords(const QString &icon, const QString &title, const QString &detail,
                       const QString &action)
{
    m_icon->setIcon(icon);
    m_icon->setVisible(!icon.isEmpty());
    m_title->setText(title);
    m_detail->setText(detail);
    m_detail->setVisible(!detail.isEmpty());
    m_action->setText(action);
    m_action->setVisible(!action.isEmpty());
    m_retry->hide();
    m_copy->hide();
    countDownFrom(0);
}

void Notice::showError(const HubError &error)
{
    const ErrorLook look = ErrorLook::of(error.kind);
    m_icon->setIcon(look.icon, look.tone);
    m_icon->show();
    m_title->setText(error.message);
    QString detail = error.detail.simplified();
    if (detail.size() > kLongestDetail)
        detail = detail.first(kLongestDetail) + u'…';
    m_detail->setText(detail);
    m_detail->setVisible(!detail.isEmpty());
    m_copied = errorDetails(error);
    m_action->hide();
    m_retry->show();
    m_copy->show();
    countDownFrom(error.kind == HubError::Kind::RateLimited ? error.retryAfter.count() : 0);
}

void Notice::countDownFrom(qint64 seconds)
{
    m_secondsLeft = seconds;
    if (seconds > 0 && !m_timer)
        m_timer = startTimer(std::chrono::seconds(1));
    else if (seconds <= 0 && m_timer)
        killTimer(std::exchange(m_timer, 0));
    m_retry->setText(
        seconds > 0 ? tr("Retry in %1:%2").arg(seconds / 60).arg(seconds % 60, 2, 10, QChar(u'0'))
                    : tr("Retry"));
}

void Notice::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_timer)
        return QWidget::timerEvent(event);
    countDownFrom(m_secondsLeft - 1);
    if (m_secondsLeft == 0)
        emit retryClicked();
}

void Notice::hideEvent(QHideEvent *event)
{
    if (!event->spontaneous())
        countDownFrom(0); // what nobody looks at asks for nothing
    QWidget::hideEvent(event);
}

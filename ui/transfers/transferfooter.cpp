#include "ui/transfers/transferfooter.h"

#include "app/text/format.h"
#include "app/transfer/transferhistory.h"
#include "ui/theme/style.h"
#include "ui/theme/type.h"
#include "ui/widgets/elidedlabel.h"

#include <QActionGroup>
#include <QHBoxLayout>
#include <QMenu>
#include <QPushButton>
#include <QToolButton>

#include <algorithm>
#include <numeric>

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::seconds kRoomPeriod{5};

} // namespace

TransferFooter::TransferFooter(QWidget *parent)
    : QWidget(parent)
    , m_order(new QToolButton)
    , m_text(new ElidedLabel)
    , m_clear(new QPushButton(tr("Clear finished")))
{
    m_order->setAutoRaise(true);
    m_order->setFocusPolicy(Qt::StrongFocus);
    m_order->setPopupMode(QToolButton::InstantPopup);
    m_order->setToolButtonStyle(Qt::ToolButtonTextOnly);
    m_order->setFont(type::font(type::Scale::Secondary));
    m_text->setFont(type::font(type::Scale::Secondary));
    m_text->setTone(&Tokens::secondary);
    setButtonRole(m_clear, ButtonRole::Link);
    connect(m_clear, &QPushButton::clicked, this, &TransferFooter::clearClicked);
    makeOrderMenu();
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(metrics::kPagePadding - 8, 2, metrics::kPagePadding, 2);
    row->setSpacing(metrics::kColumnGap);
    row->addWidget(m_order);
    row->addStretch(1);
    row->addWidget(m_text);
    row->addWidget(m_clear);
    connect(&m_look, &RoomLook::found, this, [this](const FreeRoom &room) {
        m_free = room.free;
        say();
    });
    m_looks.setInterval(kRoomPeriod);
    m_looks.callOnTimeout(this, &TransferFooter::lookAtDisk);
    render({});
}

void TransferFooter::makeOrderMenu()
{
    using Order = TransferModel::Order;
    auto *menu = new QMenu(m_order);
    auto *group = new QActionGroup(menu);
    const std::pair<Order, QString> orders[] = {{Order::Queue, tr("as fetched")},
                                                {Order::AsAdded, tr("as added")},
                                                {Order::Name, tr("name")},
                                                {Order::State, tr("state")},
                                                {Order::Progress, tr("progress")}};
    for (const auto &[order, word] : orders) {
        QAction *action = menu->addAction(word);
        action->setCheckable(true);
        group->addAction(action);
        const QString text = tr("Order: %1").arg(word);
        connect(action, &QAction::triggered, this, [this, order, text] {
            m_order->setText(text);
            emit orderChosen(order);
        });
    }
    group->actions().constFirst()->setChecked(true);
    m_order->setText(tr("Order: %1").arg(orders[0].second));
    m_order->setMenu(menu);
}

void TransferFooter::setFolder(const QString &cacheRoot)
{
    m_folder = cacheRoot;
    m_free = -1;
    if (isVisible())
        lookAtDisk();
}

void TransferFooter::render(const TransferSnapshot &now)
{
    m_toWrite = now.total < 0 ? std::accumulate(now.toWrite.cbegin(), now.toWrite.cend(), qint64(0))
                              : qMax<qint64>(0, now.total - now.done);
    m_ended = std::ranges::any_of(now.groups, [](const TransferGroup &group) {
        return group.state == TransferState::Done || group.state == TransferState::Cancelled;
    });
    say();
}

void TransferFooter::showHistory(bool shown)
{
    m_history = shown;
    say();
}

void TransferFooter::say()
{
    m_order->setVisible(!m_history);
    m_clear->setVisible(!m_history && m_ended);
    QStringList parts;
    if (m_history)
        parts << tr("The newest 10,000 are kept.");
    if (!m_history && m_toWrite > 0)
        parts << tr("%1 still to write").arg(Format::size(m_toWrite));
    if (!m_history && m_free >= 0)
        parts << tr("%1 free on the cache's disk").arg(Format::size(m_free));
    m_text->setText(parts.join(u" · "_s));
}

void TransferFooter::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    lookAtDisk();
    m_looks.start();
}

void TransferFooter::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_looks.stop();
}

void TransferFooter::lookAtDisk()
{
    if (!m_folder.isEmpty())
        m_look.at(m_folder);
}

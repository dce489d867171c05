#include "ui/window/sidebar.h"

#include "ui/theme/icon.h"
#include "ui/theme/stylepaint.h"
#include "ui/theme/type.h"
#include "ui/widgets/labels.h"

#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

namespace {

constexpr int kEntryPadding = 10;
constexpr int kEntryIcon = 16;

} // namespace

SidebarEntry::SidebarEntry(const QString &iconName, const QString &text, QWidget *parent)
    : QAbstractButton(parent)
    , m_icon(iconName)
{
    setText(text);
    setCheckable(true);
    setAttribute(Qt::WA_Hover);
    setFocusPolicy(Qt::TabFocus);
    setAccessibleName(text);
}

void SidebarEntry::setNote(const QString &note)
{
    if (note == m_note)
        return;
    m_note = note;
    setAccessibleDescription(note);
    update();
}

void SidebarEntry::setProgress(double share)
{
    if (share == m_progress)
        return;
    m_progress = share;
    update();
}

QSize SidebarEntry::sizeHint() const
{
    return QSize(metrics::kSideBar - 16, metrics::kControl);
}

void SidebarEntry::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    QStyleOption option;
    option.initFrom(this);
    const Tokens &tokens = Tokens::of(option.palette);
    const bool current = isChecked();
    if (current || option.state & QStyle::State_MouseOver)
        stylepaint::panel(painter, rect(), current ? tokens.tint : tokens.sunken, {});
    if (current) { // the edge follows the rounded corners, as in the mock-ups
        painter.save();
        const bool mirrored = layoutDirection() == Qt::RightToLeft;
        painter.setClipRect(mirrored ? QRect(width() - metrics::kEdge, 0, metrics::kEdge, height())
                                     : QRect(0, 0, metrics::kEdge, height()));
        stylepaint::panel(painter, rect(), tokens.accent, {});
        painter.restore();
    }
    const auto place = [this](int x, int width) {
        return style()->visualRect(layoutDirection(), rect(), QRect(x, 0, width, height()));
    };
    QRect square = place(kEntryPadding, kEntryIcon);
    square = QRect(square.x(), (height() - kEntryIcon) / 2, kEntryIcon, kEntryIcon);
    paintIcon(painter, square, m_icon, &Tokens::text, option.palette);

    const QFont noteFont = type::font(type::Scale::Secondary);
    const int noteWidth
        = m_note.isEmpty() ? 0 : QFontMetrics(noteFont).horizontalAdvance(m_note) + 2;
    const int left = kEntryPadding + kEntryIcon + 10;
    const int room = width() - left - kEntryPadding - noteWidth - (noteWidth ? metrics::kGap : 0);
    const int align
        = int(QStyle::visualAlignment(layoutDirection(), Qt::AlignLeft)) | Qt::AlignVCenter;
    painter.setFont(current ? type::medium(font()) : font());
    painter.setPen(tokens.text);
    painter.drawText(place(left, room), align,
                     painter.fontMetrics().elidedText(text(), Qt::ElideRight, room));
    painter.setFont(noteFont);
    painter.setPen(tokens.secondary);
    painter.drawText(place(width() - kEntryPadding - noteWidth, noteWidth), align, m_note);

    if (m_progress >= 0) {
        const QRectF groove(left, height() - 4, width() - left - kEntryPadding, 2);
        stylepaint::panel(painter, groove, tokens.border, {}, 1);
        QRectF done = groove;
        done.setWidth(std::max(2.0, groove.width() * std::min(1.0, m_progress)));
        stylepaint::panel(painter, done, tokens.accent, {}, 1);
    }
    if (stylepaint::hasKeyboardFocus(option))
        stylepaint::focusRing(painter, rect(), tokens);
}

void SidebarEntry::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Up: focusPreviousChild(); break;
    case Qt::Key_Down: focusNextChild(); break;
    case Qt::Key_Return:
    case Qt::Key_Enter: click(); break;
    default: QAbstractButton::keyPressEvent(event);
    }
}

Sidebar::Sidebar(QWidget *parent)
    : QWidget(parent)
    , m_layout(new QVBoxLayout(this))
{
    setFixedWidth(metrics::kSideBar);
    setAccessibleName(tr("Pages"));
    m_layout->setContentsMargins(8, 10, 8, 10);
    m_layout->setSpacing(2);
    m_layout->addStretch();
}

void Sidebar::addHeading(const QString &text)
{
    auto *heading = plainLabel(text);
    heading->setFont(type::medium(type::font(type::Scale::Badge)));
    heading->setForegroundRole(QPalette::PlaceholderText);
    heading->setContentsMargins(kEntryPadding, 12, kEntryPadding, 4);
    m_layout->insertWidget(m_layout->count() - 1, heading);
}

void Sidebar::addPage(PageId page, const QString &icon, const QString &text)
{
    auto *entry = new SidebarEntry(icon, text);
    m_entries.insert(page, entry);
    m_layout->insertWidget(m_layout->count() - 1, entry);
    connect(entry, &SidebarEntry::clicked, this, [this, page, entry] {
        entry->setChecked(true); // a click on the current one leaves it current
        emit pageClicked(page);
    });
}

void Sidebar::setCurrent(std::optional<PageId> page)
{
    for (auto it = m_entries.cbegin(); it != m_entries.cend(); ++it)
        it.value()->setChecked(it.key() == page);
}

void Sidebar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &tokens = Tokens::of(palette());
    painter.fillRect(rect(), tokens.window);
    const int x = layoutDirection() == Qt::RightToLeft ? 0 : width() - 1;
    painter.fillRect(x, 0, 1, height(), tokens.border);
}

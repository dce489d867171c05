#include "ui/widgets/searchbox.h"

#include "ui/theme/icon.h"
#include "ui/theme/style.h"
#include "ui/theme/stylepaint.h"
#include "ui/theme/type.h"

#include <QAction>
#include <QKeyEvent>
#include <QPainter>

using namespace Qt::StringLiterals;

SearchBox::SearchBox(const QString &placeholder, QWidget *parent)
    : QLineEdit(parent)
    , m_clear(addAction(icon(u"close"_s), TrailingPosition))
{
    setPlaceholderText(placeholder);
    setAccessibleName(placeholder);
    setQuietField(this);
    addAction(icon(u"search"_s), LeadingPosition)->setEnabled(true);
    m_clear->setToolTip(tr("Clear"));
    m_clear->setVisible(false);
    connect(m_clear, &QAction::triggered, this, &QLineEdit::clear);
    connect(this, &QLineEdit::textChanged, m_clear,
            [this](const QString &text) { m_clear->setVisible(!text.isEmpty()); });
}

void SearchBox::setKeyHint(const QString &hint)
{
    m_keyHint = hint;
    update();
}

QSize SearchBox::sizeHint() const
{
    return QSize(std::max(160, QLineEdit::sizeHint().width()), metrics::kControl);
}

void SearchBox::paintEvent(QPaintEvent *event)
{
    QLineEdit::paintEvent(event);
    if (m_keyHint.isEmpty() || !text().isEmpty() || hasFocus())
        return;
    QPainter painter(this);
    const Tokens &tokens = Tokens::of(palette());
    const QFont font = type::font(type::Scale::Badge);
    const int wide = QFontMetrics(font).horizontalAdvance(m_keyHint) + 12;
    const QRect box(width() - wide - 10, (height() - metrics::kBadge) / 2, wide, metrics::kBadge);
    const QRect place = style()->visualRect(layoutDirection(), rect(), box);
    stylepaint::panel(painter, place, {}, tokens.strongBorder, 4);
    painter.setFont(font);
    painter.setPen(tokens.secondary);
    painter.drawText(place, Qt::AlignCenter, m_keyHint);
}

void SearchBox::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && !text().isEmpty())
        clear();
    else
        QLineEdit::keyPressEvent(event);
}

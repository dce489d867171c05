#include "ui/commit/editortext.h"

#include "ui/theme/tokens.h"
#include "ui/theme/type.h"

#include <QPaintEvent>
#include <QPainter>
#include <QTextBlock>

namespace {

constexpr int kTabWidth = 4; // characters
constexpr int kLeastDigits = 2;

} // namespace

EditorText::EditorText(QWidget *parent)
    : QPlainTextEdit(parent)
    , m_numbers(new QWidget(this))
{
    setFont(type::font(type::Scale::Mono));
    setTabStopDistance(kTabWidth * QFontMetricsF(font()).horizontalAdvance(u' '));
    setFrameShape(NoFrame);
    setLayoutDirection(Qt::LeftToRight); // code
    document()->setDocumentMargin(metrics::kGap);
    m_numbers->installEventFilter(this);
    connect(this, &QPlainTextEdit::blockCountChanged, this, &EditorText::placeNumbers);
    connect(this, &QPlainTextEdit::updateRequest, m_numbers, [this] { m_numbers->update(); });
    connect(this, &QPlainTextEdit::cursorPositionChanged, m_numbers,
            [this] { m_numbers->update(); });
    placeNumbers();
}

int EditorText::numbersWidth() const
{
    const int digits = qMax(kLeastDigits, int(QString::number(blockCount()).size()));
    return digits * fontMetrics().horizontalAdvance(u'0') + metrics::kPagePadding;
}

void EditorText::placeNumbers()
{
    const int width = numbersWidth();
    setViewportMargins(width, 0, 0, 0);
    m_numbers->setGeometry(contentsRect().left(), contentsRect().top(), width,
                           contentsRect().height());
}

void EditorText::resizeEvent(QResizeEvent *event)
{
    QPlainTextEdit::resizeEvent(event);
    placeNumbers();
}

bool EditorText::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_numbers || event->type() != QEvent::Paint)
        return QPlainTextEdit::eventFilter(watched, event);
    paintNumbers(static_cast<QPaintEvent *>(event)->rect());
    return true;
}

void EditorText::paintNumbers(const QRect &area)
{
    const Tokens &tokens = Tokens::of(palette());
    QPainter painter(m_numbers);
    painter.fillRect(area, tokens.surface);
    painter.setFont(font());
    const int current = textCursor().blockNumber();
    for (QTextBlock block = firstVisibleBlock(); block.isValid(); block = block.next()) {
        const QRectF line = blockBoundingGeometry(block).translated(contentOffset());
        if (line.top() > area.bottom())
            return;
        painter.setPen(block.blockNumber() == current ? tokens.text : tokens.secondary);
        painter.drawText(
            QRectF(0, line.top(), m_numbers->width() - metrics::kGap, fontMetrics().height()),
            Qt::AlignRight | Qt::AlignTop, QString::number(block.blockNumber() + 1));
    }
}

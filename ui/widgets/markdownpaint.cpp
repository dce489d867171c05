// What MarkdownView draws around its text and how the mouse works on it.
#include "ui/theme/icon.h"
#include "ui/widgets/markdownimages.h"
#include "ui/widgets/markdownview.h"

#include <QAbstractTextDocumentLayout>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QTextBlock>

using namespace Qt::StringLiterals;

namespace {

Tone quoteTone(const QString &alert)
{
    if (alert == u"tip")
        return &Tokens::good;
    if (alert == u"important")
        return &Tokens::accent;
    if (alert == u"warning")
        return &Tokens::warning;
    if (alert == u"caution")
        return &Tokens::danger;
    return alert == u"note" ? &Tokens::info : &Tokens::strongBorder;
}

} // namespace

QPointF MarkdownView::documentPoint(const QPointF &viewportPoint) const
{
    return viewportPoint + QPointF(horizontalScrollBar()->value(), verticalScrollBar()->value());
}

QTextBlock MarkdownView::blockAt(const QPointF &point) const
{
    return m_document->findBlock(
        qMax(0, m_document->documentLayout()->hitTest(point, Qt::FuzzyHit)));
}

void MarkdownView::paintEvent(QPaintEvent *event)
{
    if (m_document) {
        QPainter painter(viewport());
        painter.setRenderHint(QPainter::Antialiasing);
        painter.translate(-horizontalScrollBar()->value(), -verticalScrollBar()->value());
        m_copyButtons.clear();
        paintBoxes(painter, QRectF(documentPoint(event->rect().topLeft()), event->rect().size()));
    }
    QTextBrowser::paintEvent(event);
    QPainter painter(viewport());
    painter.translate(-horizontalScrollBar()->value(), -verticalScrollBar()->value());
    for (const QRectF &button : std::as_const(m_copyButtons)) {
        const QRect sign(button.center().toPoint() - QPoint(7, 7), QSize(16, 16));
        paintIcon(painter, sign, u"copy"_s, &Tokens::secondary, palette());
    }
}

void MarkdownView::paintBoxes(QPainter &painter, const QRectF &clip)
{
    QAbstractTextDocumentLayout *layout = m_document->documentLayout();
    QTextBlock block = blockAt({double(m_sideMargin) + 1, clip.top() - 40});
    int painted = 0;
    for (; block.isValid(); block = block.next()) {
        const QRectF rect = layout->blockBoundingRect(block);
        if (rect.top() > clip.bottom() + 40)
            break;
        paintBlock(painter, block, rect);
        const int box = markdown::codeBoxOf(block);
        if (box && box != painted)
            paintCodeBox(painter, codeBoxRect(block));
        painted = box;
    }
}

void MarkdownView::paintBlock(QPainter &painter, const QTextBlock &block, const QRectF &rect) const
{
    const QTextBlockFormat format = block.blockFormat();
    if (format.boolProperty(markdown::Rule)) {
        const double left
            = m_sideMargin + format.leftMargin() + format.indent() * m_document->indentWidth();
        const double right = lineWrapColumnOrWidth() - m_sideMargin;
        painter.fillRect(QRectF(left, qRound(rect.center().y()), right - left, 1),
                         m_look.tokens.border);
    }
    if (format.intProperty(markdown::Task))
        paintTask(painter, block, rect);
    const int depth = format.intProperty(markdown::QuoteDepth);
    if (!depth)
        return;
    const QTextBlock next = block.next();
    const bool goesOn = next.isValid()
        && next.blockFormat().intProperty(markdown::QuoteBox)
            == format.intProperty(markdown::QuoteBox);
    const double bottom
        = goesOn ? m_document->documentLayout()->blockBoundingRect(next).top() : rect.bottom();
    const Tone tone = quoteTone(format.stringProperty(markdown::Alert));
    for (int level = 0; level < depth; ++level) {
        const double x = rect.left() + level * markdown::kQuoteStep;
        painter.fillRect(QRectF(x, rect.top(), 3, bottom - rect.top()), m_look.tokens.*tone);
    }
}

void MarkdownView::paintTask(QPainter &painter, const QTextBlock &block, const QRectF &rect) const
{
    const QTextBlockFormat format = block.blockFormat();
    const double left
        = rect.left() + format.leftMargin() + (format.indent() - 1) * m_document->indentWidth();
    const double line
        = block.layout()->lineCount() ? block.layout()->lineAt(0).height() : rect.height();
    const QRectF box(left + 0.5, rect.top() + qRound((line - 15) / 2) + 0.5, 15, 15);
    const bool done = format.intProperty(markdown::Task) == 2;
    painter.setPen(done ? m_look.tokens.accent : m_look.tokens.secondary);
    painter.setBrush(done ? QBrush(m_look.tokens.accent) : QBrush(Qt::NoBrush));
    painter.drawRoundedRect(box, 3, 3);
    if (!done)
        return;
    painter.setPen(QPen(m_look.tokens.onAccent, 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPolyline(QPolygonF{box.topLeft() + QPointF(4, 8),
                                   box.topLeft() + QPointF(6.5, 10.5),
                                   box.topLeft() + QPointF(11, 5)});
}

QRectF MarkdownView::codeBoxRect(const QTextBlock &anyLine) const
{
    const int box = markdown::codeBoxOf(anyLine);
    QTextBlock first = anyLine;
    while (markdown::codeBoxOf(first.previous()) == box)
        first = first.previous();
    QTextBlock last = anyLine;
    while (markdown::codeBoxOf(last.next()) == box)
        last = last.next();
    QAbstractTextDocumentLayout *layout = m_document->documentLayout();
    const QRectF top = layout->blockBoundingRect(first);
    const QRectF bottom = layout->blockBoundingRect(last);
    const QTextBlockFormat format = first.blockFormat();
    const double indent = format.leftMargin() - markdown::kCodePadding
        + format.indent() * m_document->indentWidth();
    return QRectF(QPointF(top.left() + indent, top.top() - markdown::kCodePadding),
                  QPointF(top.right() + indent + markdown::kCodePadding + format.rightMargin(),
                          bottom.bottom() + markdown::kCodePadding));
}

QRectF MarkdownView::copyButton(const QRectF &box) const
{
    return {box.right() - 36, box.top() + 6, 28, 28};
}

void MarkdownView::paintCodeBox(QPainter &painter, const QRectF &box)
{
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_look.tokens.sunken);
    painter.drawRoundedRect(box, metrics::kRadius, metrics::kRadius);
    m_copyButtons.append(copyButton(box));
}

QString MarkdownView::imageAt(const QPointF &viewportPoint) const
{
    if (!m_document)
        return {};
    const QTextFormat format = m_document->documentLayout()->formatAt(documentPoint(viewportPoint));
    return format.objectType() == QTextFormat::ImageObject
        ? format.stringProperty(QTextFormat::ImageName)
        : QString();
}

void MarkdownView::mouseMoveEvent(QMouseEvent *event)
{
    QTextBrowser::mouseMoveEvent(event);
    const MarkdownImages::State state = m_images->state(imageAt(event->position()));
    const bool loadable
        = state == MarkdownImages::State::Blocked || state == MarkdownImages::State::Failed;
    if (event->buttons() == Qt::NoButton
        && (loadable || copyButtonAt(documentPoint(event->position())).isValid()))
        viewport()->setCursor(Qt::PointingHandCursor);
}

void MarkdownView::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && !textCursor().hasSelection()) {
        const QString image = imageAt(event->position());
        const MarkdownImages::State state = m_images->state(image);
        if (state == MarkdownImages::State::Blocked || state == MarkdownImages::State::Failed) {
            m_images->setState(image, MarkdownImages::State::Asked);
            viewport()->update();
            emit imageLoadClicked(image);
            return event->accept(); // also where the image is within a link
        }
        if (const QTextBlock line = copyButtonAt(documentPoint(event->position())); line.isValid())
            return copyCode(line);
    }
    QTextBrowser::mouseReleaseEvent(event);
}

bool MarkdownView::blockIsAbove(const QTextBlock &block, int viewportY) const
{
    return m_document->documentLayout()->blockBoundingRect(block).top()
        < documentPoint({0, double(viewportY)}).y();
}

void MarkdownView::resizeEvent(QResizeEvent *event)
{
    QTextBrowser::resizeEvent(event);
    fitColumn();
    if (m_fits)
        updateGeometry();
}

void MarkdownView::changeEvent(QEvent *event)
{
    QTextBrowser::changeEvent(event);
    const bool look = event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange;
    if (look && m_document && this->look() != m_look)
        rebuild();
}

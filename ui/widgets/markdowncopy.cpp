// How text gets out of a MarkdownView: by selection, and whole boxes of code.
#include "ui/widgets/markdownview.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QMenu>
#include <QTextBlock>
#include <QToolTip>

namespace {

constexpr int kCopiedTime = 8'000; // ms; two sentences are read well within

} // namespace

QTextBlock MarkdownView::copyButtonAt(const QPointF &point) const
{
    const QTextBlock line = m_document ? blockAt(point) : QTextBlock();
    for (const QTextBlock &candidate : {line, line.isValid() ? line.next() : line}) {
        if (markdown::codeBoxOf(candidate) && copyButton(codeBoxRect(candidate)).contains(point))
            return candidate;
    }
    return {};
}

void MarkdownView::copyCode(QTextBlock line)
{
    const int box = markdown::codeBoxOf(line);
    while (markdown::codeBoxOf(line.previous()) == box)
        line = line.previous();
    const bool shell = line.blockFormat().boolProperty(markdown::ShellCode);
    const QPointF at = codeBoxRect(line).topRight();
    QStringList code;
    for (; markdown::codeBoxOf(line) == box; line = line.next())
        code.append(line.text());
    QApplication::clipboard()->setText(code.join(u'\n'));
    sayCopied(code.size(), shell, at);
}

// What Ctrl+C and the menu do; a warning follows when several lines for a terminal are among it.
void MarkdownView::copySelection()
{
    copy();
    const QTextCursor cursor = textCursor();
    qsizetype lines = 0;
    const QTextBlock first = m_document->findBlock(cursor.selectionStart());
    for (QTextBlock block = first; block.isValid() && block.position() < cursor.selectionEnd();
         block = block.next())
        lines += block.blockFormat().boolProperty(markdown::ShellCode) ? 1 : 0;
    if (lines > 1)
        sayCopied(lines, true, cursorRect().bottomLeft() + documentPoint({}));
}

// A terminal runs each pasted line at its end, before anybody has read it (reliability M15).
void MarkdownView::sayCopied(qsizetype lines, bool shell, const QPointF &at)
{
    QString said = lines == 1 ? tr("Copied.") : tr("Copied %1 lines.").arg(lines);
    if (shell && lines > 1)
        said += u'\n'
            + tr("A terminal runs each of them as soon as they are pasted: read them first.");
    const QPointF place = at - documentPoint({});
    QToolTip::showText(viewport()->mapToGlobal(place.toPoint()), said, viewport(), {}, kCopiedTime);
    QAccessibleAnnouncementEvent heard(this, said);
    QAccessible::updateAccessibility(&heard);
    emit codeCopied(said);
}

void MarkdownView::keyPressEvent(QKeyEvent *event)
{
    if (!event->matches(QKeySequence::Copy))
        return QTextBrowser::keyPressEvent(event);
    copySelection();
    event->accept();
}

void MarkdownView::contextMenuEvent(QContextMenuEvent *event)
{
    const bool byMouse = event->reason() == QContextMenuEvent::Mouse;
    const QTextBlock block
        = byMouse && m_document ? blockAt(documentPoint(event->pos())) : textCursor().block();
    const QString link = byMouse ? anchorAt(event->pos()) : textCursor().charFormat().anchorHref();
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QAction *copy = menu->addAction(tr("Copy"), this, &MarkdownView::copySelection);
    copy->setShortcut(QKeySequence::Copy);
    copy->setEnabled(textCursor().hasSelection());
    if (markdown::codeBoxOf(block))
        menu->addAction(tr("Copy code"), this, [this, at = block.position(), mine = m_generation] {
            if (mine == m_generation) // else the menu outlived the text
                copyCode(m_document->findBlock(at));
        });
    if (!link.isEmpty())
        menu->addAction(tr("Copy link"), this,
                        [link] { QApplication::clipboard()->setText(link); });
    menu->addAction(tr("Select all"), this, &QTextEdit::selectAll)
        ->setShortcut(QKeySequence::SelectAll);
    menu->popup(event->globalPos());
}

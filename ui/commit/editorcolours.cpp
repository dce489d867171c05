#include "ui/commit/editorcolours.h"

#include "ui/theme/tokens.h"

#include <QGuiApplication>
#include <QTextBlockUserData>

namespace {

constexpr int kMostColoured = 256'000; // characters; more at once would be felt

struct LineState final : QTextBlockUserData
{
    SyntaxState after;
};

} // namespace

EditorColours::EditorColours(QTextDocument *document)
    : QSyntaxHighlighter(document)
{ }

void EditorColours::setFileName(const QString &name)
{
    m_engine.setFileName(name);
    rehighlight();
}

// The line below is looked at again when what this one leaves open has changed: a highlighter goes
// on for as long as the numbers of blocks change.
void EditorColours::highlightBlock(const QString &text)
{
    if (!m_engine.hasLanguage() || document()->characterCount() > kMostColoured)
        return;
    const auto *before = static_cast<LineState *>(currentBlock().previous().userData());
    SyntaxState state = before ? before->after : SyntaxState();
    const QPalette palette = QGuiApplication::palette();
    const Tokens &tokens = Tokens::of(palette);
    for (const CodeSpan &span : m_engine.highlight(text, state))
        setFormat(int(span.start), int(span.length), tokens.*toneOf(span.tone));
    auto *mine = static_cast<LineState *>(currentBlockUserData());
    if (!mine)
        setCurrentBlockUserData(mine = new LineState);
    if (mine->after == state)
        return;
    mine->after = state;
    setCurrentBlockState(currentBlockState() + 1);
}

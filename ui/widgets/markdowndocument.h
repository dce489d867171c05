#pragma once

#include "ui/theme/tokens.h"

#include <QFont>
#include <QHash>
#include <QTextBlock>
#include <QTextDocument>
#include <QTextFormat>

#include <memory>

// What a document is drawn with; values only, so that a worker can have it.
struct MarkdownLook
{
    Tokens tokens;
    QFont body;
    QFont code;
    bool operator==(const MarkdownLook &other) const
    {
        return tokens.dark == other.tokens.dark && body == other.body && code == other.code;
    }
};

// Properties of blocks and images that our own painting reads.
namespace markdown {
enum Property {
    CodeBox = QTextFormat::UserProperty + 1, // int, the same for the lines of one box
    ShellCode, // bool: a line that a terminal would run
    QuoteDepth, // int, above 0 within a quote
    QuoteBox, // int, the same for the blocks of one outermost quote
    Task, // int: 1 open, 2 done
    Alert, // QString: note, tip, ...
    Rule, // bool: a line across
    ImageAlt, // QString
    ImageWidth, // QString: pixels or "50%"
    ImageHeight,
    ImageShare, // int: percent of the column at most
    ImageIndent, // int: pixels of the column that lists and quotes around it take
};
int codeBoxOf(const QTextBlock &block); // 0: not of a box
constexpr int kSideMargin = 32; // pixels left and right of the text column
constexpr int kCodePadding = 12;
constexpr int kCopyRoom = 44; // right of a code box's first line, for the button
constexpr int kQuoteStep = 18; // pixels of indent per level
constexpr int kListStep = 24; // the same of lists
} // namespace markdown

// A text document that reads no resource by itself: QTextDocument opens local files when nobody
// answers for an image, so everything is answered with one clear pixel.
class MarkdownDocument final : public QTextDocument
{
    Q_OBJECT

public:
    // html: of sanitizeHtml. Built without any layout, so it may be done on a worker; the document
    // is then moved to thread, where it must be used.
    static std::unique_ptr<MarkdownDocument> build(const QString &html, const MarkdownLook &look,
                                                   QThread *thread);

    int anchorPosition(const QString &anchor) const { return m_anchors.value(anchor, -1); }

protected:
    QVariant loadResource(int type, const QUrl &url) override;

private:
    QHash<QString, int> m_anchors;
};

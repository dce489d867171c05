#include "ui/widgets/markdowndocument.h"

#include "ui/widgets/markdownbuilder.h"

#include <QImage>

int markdown::codeBoxOf(const QTextBlock &block)
{
    return block.isValid() ? block.blockFormat().intProperty(CodeBox) : 0;
}

std::unique_ptr<MarkdownDocument> MarkdownDocument::build(const QString &html,
                                                          const MarkdownLook &look, QThread *thread)
{
    auto document = std::make_unique<MarkdownDocument>();
    document->setUndoRedoEnabled(false);
    // Formats carry no font features: set here they reach the code, where "!=" stays two signs.
    QFont font = look.body;
    font.setFeature("liga", 0);
    font.setFeature("calt", 0);
    document->setDefaultFont(font);
    document->setDocumentMargin(0);
    document->setIndentWidth(markdown::kListStep);
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    document->setDefaultTextOption(option);
    document->m_anchors = MarkdownBuilder(*document, look).build(html);
    document->moveToThread(thread);
    return document;
}

QVariant MarkdownDocument::loadResource(int, const QUrl &)
{
    QImage blank(1, 1, QImage::Format_ARGB32_Premultiplied);
    blank.fill(0);
    return blank;
}

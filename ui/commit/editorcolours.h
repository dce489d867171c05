#pragma once

#include "ui/widgets/syntax.h"

#include <QSyntaxHighlighter>

// The colours of a text that is edited: those of the previews.
class EditorColours final : public QSyntaxHighlighter
{
    Q_OBJECT

public:
    explicit EditorColours(QTextDocument *document);

    void setFileName(const QString &name); // no known language: everything stays plain

protected:
    void highlightBlock(const QString &text) override;

private:
    SyntaxEngine m_engine;
};

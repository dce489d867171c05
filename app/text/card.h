#pragma once

#include "app/text/cardhtml.h"
#include "app/text/frontmatter.h"

#include <QByteArray>

// A README.md ready to be shown: metadata for a table, safe HTML for MarkdownView.
struct Card
{
    FrontMatter frontMatter;
    QString html; // of sanitizeHtml
    QList<CardHeading> outline;
    bool truncated = false; // larger than what is shown; says so to the reader
};

// Any bytes: UTF-8, or UTF-16 with its mark; what is invalid becomes U+FFFD (M14). Takes some 2 ms
// for 100 kB: call it on the pool.
Card readCard(const QByteArray &readme);

// The same for Markdown without front matter: a comment, a notebook's cell.
Card readMarkdown(const QString &markdown);

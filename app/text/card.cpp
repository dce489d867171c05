#include "app/text/card.h"

#include "app/text/footnotes.h"

#include <QStringConverter>

#include <md4c-html.h>

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMaxCardSource = 2 << 20; // characters; the Hub's own cards end far below

constexpr unsigned kCardDialect = MD_DIALECT_GITHUB | MD_FLAG_LATEXMATHSPANS;

QString decodeCard(const QByteArray &bytes)
{
    const auto encoding = QStringConverter::encodingForData(bytes).value_or(QStringConverter::Utf8);
    QStringDecoder decode(encoding == QStringConverter::Utf16LE
                                  || encoding == QStringConverter::Utf16BE
                              ? encoding
                              : QStringConverter::Utf8);
    return decode(bytes);
}

void appendMarkdownOutput(const MD_CHAR *text, MD_SIZE size, void *target)
{
    static_cast<QByteArray *>(target)->append(text, qsizetype(size));
}

void renderBody(QStringView body, Card &card)
{
    card.truncated = body.size() > kMaxCardSource;
    const QByteArray markdown
        = withFootnotes(body.first(qMin(body.size(), kMaxCardSource))).toUtf8();
    QByteArray html;
    html.reserve(markdown.size() * 5 / 4);
    md_html(markdown.constData(), MD_SIZE(markdown.size()), appendMarkdownOutput, &html,
            kCardDialect, 0);
    SafeHtml safe = sanitizeHtml(QString::fromUtf8(html));
    card.html = std::move(safe.html);
    card.outline = std::move(safe.outline);
    card.truncated = card.truncated || safe.truncated;
}

} // namespace

Card readCard(const QByteArray &readme)
{
    const QString text = decodeCard(readme);
    const SplitCard split = splitCard(text);
    Card card;
    if (split.hasFrontMatter)
        card.frontMatter = readFrontMatter(split.yaml);
    renderBody(split.body, card);
    return card;
}

Card readMarkdown(const QString &markdown)
{
    Card card;
    renderBody(markdown, card);
    return card;
}

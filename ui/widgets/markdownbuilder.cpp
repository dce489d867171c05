#include "ui/widgets/markdownbuilder.h"

#include "app/text/cardpolicy.h"

#include <QTextTable>

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMaxBlockText = 20000; // characters; a block is laid out in one go
constexpr int kLineGap = 5; // pixels between lines of running text
constexpr int kParagraphGap = 12;
constexpr int kTightGap = 4;

Qt::Alignment alignmentOf(const QString &align, Qt::Alignment otherwise)
{
    if (align == u"center")
        return Qt::AlignHCenter;
    if (align == u"right")
        return Qt::AlignRight;
    return align == u"left" ? Qt::AlignLeft : otherwise;
}

Tone alertTone(const QString &kind)
{
    if (kind == u"tip")
        return &Tokens::good;
    if (kind == u"important")
        return &Tokens::accent;
    if (kind == u"warning")
        return &Tokens::warning;
    return kind == u"caution" ? &Tokens::danger : &Tokens::info;
}

} // namespace

MarkdownBuilder::MarkdownBuilder(QTextDocument &document, const MarkdownLook &look)
    : m_look(look)
    , m_document(document)
    , m_cursor(&document)
{
    m_contexts.append(Context{});
}

QHash<QString, int> MarkdownBuilder::build(const QString &html)
{
    HtmlTokens reader(html);
    for (HtmlToken token; reader.next(token);)
        m_tokens.append(token);
    m_cursor.beginEditBlock();
    run(m_tokens.size());
    m_cursor.endEditBlock();
    return std::move(m_anchors);
}

void MarkdownBuilder::run(qsizetype end)
{
    while (m_at < end) {
        const HtmlToken token = m_tokens[m_at++];
        switch (token.kind) {
        case HtmlToken::Kind::Text: text(token.text); break;
        case HtmlToken::Kind::Open: open(token); break;
        case HtmlToken::Kind::Close: close(token); break;
        case HtmlToken::Kind::Skipped: break;
        }
    }
}

void MarkdownBuilder::open(const HtmlToken &token)
{
    if (token.name == u"br") {
        ++m_dueBreaks;
        m_afterSpace = true;
    } else if (token.name == u"hr") {
        rule();
    } else if (token.name == u"img") {
        image(token);
    } else if (token.name == u"pre") {
        codeBox(token);
    } else if (token.name == u"table") {
        table();
    } else {
        m_contexts.append(Context(m_contexts.last()));
        ruleFor(token.name).fate == ElementRule::Fate::Inline ? openInline(token)
                                                              : openBlock(token);
    }
}

void MarkdownBuilder::openInline(const HtmlToken &token)
{
    QTextCharFormat &format = m_contexts.last().text;
    const QString &name = token.name;
    if (name == u"b") {
        format.setFontWeight(QFont::DemiBold);
    } else if (name == u"i" || name == u"q") {
        format.setFontItalic(true);
    } else if (name == u"u") {
        format.setFontUnderline(true);
    } else if (name == u"s") {
        format.setFontStrikeOut(true);
    } else if (name == u"sub" || name == u"sup") {
        format.setVerticalAlignment(name == u"sub" ? QTextCharFormat::AlignSubScript
                                                   : QTextCharFormat::AlignSuperScript);
    } else if (name == u"small") {
        format.setFontPointSize(m_look.body.pointSizeF() * 0.88);
    } else if (name == u"mark") {
        format.setBackground(m_look.tokens.tint);
    } else if (name == u"code") {
        format.merge(codeFormat());
        format.setBackground(m_look.tokens.sunken);
        m_contexts.last().code = true;
    } else if (name == u"a") {
        if (const QString anchor = token.attribute(u"name"); !anchor.isEmpty())
            m_dueAnchor = anchor;
        if (const QString href = token.attribute(u"href"); !href.isEmpty()) {
            format.setAnchor(true);
            format.setAnchorHref(href);
            format.setForeground(m_look.tokens.accent);
        }
    }
}

void MarkdownBuilder::openBlock(const HtmlToken &token)
{
    Context &context = m_contexts.last();
    const QString &name = token.name;
    needBlock();
    context.align = alignmentOf(token.attribute(u"align"), context.align);
    if (isHtmlHeading(name)) {
        context.heading = name[1].digitValue();
        context.text.merge(headingFormat(context.heading));
        m_dueAnchor = token.attribute(u"id");
    } else if (name == u"blockquote") {
        if (++context.quotes == 1)
            context.quoteBox = ++m_boxes;
        context.itemStart = false;
        if (const QString kind = token.attribute(u"class"); kind.startsWith(u"alert-"))
            startAlert(kind.sliced(6));
    } else if (name == u"ul" || name == u"ol") {
        QTextListFormat format;
        static constexpr QTextListFormat::Style kBullets[]
            = {QTextListFormat::ListDisc, QTextListFormat::ListCircle, QTextListFormat::ListSquare};
        format.setStyle(name == u"ol" ? QTextListFormat::ListDecimal
                                      : kBullets[qMin(m_levels.size(), qsizetype(2))]);
        format.setIndent(int(m_levels.size()) + 1);
        if (const int start = token.attribute(u"start").toInt(); start > 1)
            format.setStart(start);
        m_levels.append({{}, format});
        context.tight = true;
    } else if (name == u"li") {
        context.itemStart = true;
    } else if (name == u"summary") {
        context.text.setFontWeight(QFont::DemiBold);
        text(u"▾ "_s);
    }
}

void MarkdownBuilder::startAlert(const QString &kind)
{
    static const QHash<QString, QString> titles{
        {u"note"_s, QObject::tr("Note")},           {u"tip"_s, QObject::tr("Tip")},
        {u"important"_s, QObject::tr("Important")}, {u"warning"_s, QObject::tr("Warning")},
        {u"caution"_s, QObject::tr("Caution")},
    };
    m_contexts.last().alert = kind;
    m_contexts.append(Context(m_contexts.last()));
    m_contexts.last().text.setForeground(m_look.tokens.*alertTone(kind));
    m_contexts.last().text.setFontWeight(QFont::DemiBold);
    m_contexts.last().tight = true;
    text(titles.value(kind));
    m_contexts.removeLast();
    needBlock();
}

void MarkdownBuilder::close(const HtmlToken &token)
{
    const bool block = ruleFor(token.name).fate == ElementRule::Fate::Block;
    const bool markerLeft = token.name == u"li" && m_contexts.last().itemStart;
    if (m_contexts.size() > 1)
        m_contexts.removeLast();
    if (markerLeft && m_contexts.last().tight) {
        // An item without content still shows its bullet.
        m_contexts.last().itemStart = true;
        startContent();
        m_contexts.last().itemStart = false;
    }
    if ((token.name == u"ul" || token.name == u"ol") && !m_levels.isEmpty()) {
        m_levels.removeLast();
        if (m_levels.isEmpty()) {
            QTextBlockFormat last = m_cursor.blockFormat();
            last.setBottomMargin(kParagraphGap);
            m_cursor.setBlockFormat(last);
        }
    }
    if (block)
        needBlock();
}

void MarkdownBuilder::text(const QString &raw)
{
    QString shown;
    shown.reserve(raw.size());
    bool afterSpace = m_afterSpace || m_blockDue;
    for (const QChar c : raw) {
        const bool space = c == u' ' || c == u'\n' || c == u'\t';
        if (!space || !afterSpace)
            shown += space ? u' ' : c;
        afterSpace = space;
    }
    if (shown.isEmpty())
        return;
    // A cell's code has its bars escaped: Markdown has no other way to write them.
    if (m_contexts.last().cell && m_contexts.last().code)
        shown.replace(u"\\|"_s, u"|"_s);
    const bool task
        = m_contexts.last().itemStart && (shown.startsWith(u'☑') || shown.startsWith(u'☐'));
    const bool done = task && shown.startsWith(u'☑');
    if (task)
        shown = shown.sliced(1).trimmed() + (shown.endsWith(u' ') ? u" "_s : QString());
    if (task)
        startTask(done);
    startContent();
    while (m_cursor.positionInBlock() + shown.size() > kMaxBlockText) {
        const qsizetype part = qMax(qsizetype(0), kMaxBlockText - m_cursor.positionInBlock());
        m_cursor.insertText(shown.first(part), m_contexts.last().text);
        shown = shown.sliced(part);
        m_cursor.insertBlock(blockFormat());
    }
    m_cursor.insertText(shown, m_contexts.last().text);
    m_afterSpace = afterSpace;
}

void MarkdownBuilder::image(const HtmlToken &token)
{
    startContent();
    QTextImageFormat format;
    format.merge(m_contexts.last().text);
    format.setObjectType(QTextFormat::ImageObject);
    format.setName(token.attribute(u"src"));
    format.setProperty(markdown::ImageAlt, token.attribute(u"alt"));
    format.setProperty(markdown::ImageWidth, token.attribute(u"width"));
    format.setProperty(markdown::ImageHeight, token.attribute(u"height"));
    format.setProperty(markdown::ImageShare, m_contexts.last().share);
    format.setProperty(markdown::ImageIndent,
                       m_contexts.last().quotes * markdown::kQuoteStep
                           + int(m_levels.size()) * markdown::kListStep);
    m_cursor.insertText(QString(QChar::ObjectReplacementCharacter), format);
    m_afterSpace = false;
}

void MarkdownBuilder::rule()
{
    QTextBlockFormat format = blockFormat();
    format.setProperty(markdown::Rule, true);
    format.setTopMargin(8);
    format.setBottomMargin(8);
    placeBlock(format);
    needBlock();
}

// An item with a box of its own instead of a bullet.
void MarkdownBuilder::startTask(bool done)
{
    for (Context &open : m_contexts)
        open.itemStart = false;
    QTextBlockFormat format = blockFormat();
    format.setProperty(markdown::Task, done ? 2 : 1);
    placeBlock(format);
}

void MarkdownBuilder::startContent()
{
    if (!m_blockDue && !m_fresh) {
        for (; m_dueBreaks > 0; --m_dueBreaks)
            m_cursor.insertText(QString(QChar::LineSeparator));
        return;
    }
    Context &context = m_contexts.last();
    placeBlock(blockFormat());
    if (context.itemStart && !m_levels.isEmpty()) {
        Level &level = m_levels.last();
        if (level.list)
            level.list->add(m_cursor.block());
        else
            level.list = m_cursor.createList(level.format);
    }
    for (Context &open : m_contexts)
        open.itemStart = false;
    if (!m_dueAnchor.isEmpty())
        m_anchors.insert(std::exchange(m_dueAnchor, {}), m_cursor.position());
}

void MarkdownBuilder::placeBlock(const QTextBlockFormat &format)
{
    QTextCharFormat plain;
    if (m_fresh) {
        m_cursor.setBlockFormat(format);
        m_cursor.setBlockCharFormat(plain);
    } else {
        m_cursor.insertBlock(format, plain);
    }
    m_fresh = false;
    m_blockDue = false;
    m_dueBreaks = 0;
    m_afterSpace = true;
}

QTextBlockFormat MarkdownBuilder::blockFormat() const
{
    const Context &context = m_contexts.last();
    QTextBlockFormat format;
    format.setAlignment(context.align);
    format.setLineHeight(kLineGap, QTextBlockFormat::LineDistanceHeight);
    format.setBottomMargin(context.tight ? kTightGap : kParagraphGap);
    if (context.heading) {
        format.setTopMargin(context.heading == 1 ? 14 : 18);
        format.setBottomMargin(8);
        format.setHeadingLevel(context.heading);
    }
    if (context.quotes) {
        format.setLeftMargin(context.quotes * markdown::kQuoteStep);
        format.setProperty(markdown::QuoteDepth, context.quotes);
        format.setProperty(markdown::QuoteBox, context.quoteBox);
        if (!context.alert.isEmpty())
            format.setProperty(markdown::Alert, context.alert);
    }
    if (!context.itemStart && !m_levels.isEmpty())
        format.setIndent(int(m_levels.size()));
    return format;
}

QTextCharFormat MarkdownBuilder::headingFormat(int level) const
{
    static constexpr double kSizes[] = {1.7, 1.2, 1.08, 1.0, 1.0, 1.0}; // of the body, 10 pt
    QTextCharFormat format;
    format.setFontPointSize(m_look.body.pointSizeF() * kSizes[qBound(1, level, 6) - 1]);
    format.setFontWeight(QFont::DemiBold);
    if (level > 4)
        format.setForeground(m_look.tokens.secondary);
    return format;
}

QTextCharFormat MarkdownBuilder::codeFormat() const
{
    QTextCharFormat format;
    format.setFontFamilies(m_look.code.families());
    format.setFontFixedPitch(true);
    format.setFontPointSize(m_look.code.pointSizeF());
    return format;
}

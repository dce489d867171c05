#include "app/text/cardhtml.h"

#include "app/text/cardalert.h"
#include "app/text/cardoutline.h"
#include "app/text/cardpolicy.h"
#include "app/text/cardtokens.h"

#include <QStringList>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMaxHtmlDepth
    = 32; // open elements; laying out grows faster than linear with it
constexpr int kMaxHtmlBlocks = 20000; // blocks and cells; about half a second of layout in all
constexpr qsizetype kMaxHtmlText = 1 << 20; // characters
constexpr qsizetype kMaxTableNesting = 3; // a nested table is laid out several times per level
constexpr qsizetype kMaxListNesting = 8;
constexpr int kMaxSpan = 64;
constexpr int kMaxRowCells = 64;
constexpr qsizetype kMaxAltText = 300;

// Writes the safe document while reading the unsafe one. m_open is at any time what a browser would
// call the stack of open elements, and every element on it was written.
class HtmlSanitizer final
{
public:
    explicit HtmlSanitizer(QStringView html)
        : m_tokens(html)
    { }

    SafeHtml run()
    {
        HtmlToken token;
        while (!m_result.truncated && m_tokens.next(token))
            take(token);
        while (!m_open.isEmpty())
            pop();
        m_result.html = std::move(m_out);
        m_result.outline = m_outline.take();
        return std::move(m_result);
    }

private:
    void take(const HtmlToken &token)
    {
        switch (token.kind) {
        case HtmlToken::Kind::Text: text(token.text); break;
        case HtmlToken::Kind::Open: open(token); break;
        case HtmlToken::Kind::Close: close(token); break;
        case HtmlToken::Kind::Skipped: break;
        }
    }

    void open(const HtmlToken &token)
    {
        const ElementRule rule = ruleFor(token.name);
        using Fate = ElementRule::Fate;
        switch (rule.fate) {
        case Fate::Unknown: return text(token.text);
        case Fate::Unwrapped:
        case Fate::DroppedVoid: return;
        case Fate::Dropped: m_tokens.skipTo(token.name); return;
        case Fate::Inline:
        case Fate::Block:
        case Fate::Void: break;
        }
        if (isOpen(u"pre")) { // a code block is text and nothing else
            if (token.name == u"br")
                text(u"\n"_s);
        } else if (token.name == u"x-equation") {
            equation();
        } else if (rule.fate == Fate::Inline) {
            openInline(token, rule.becomes);
        } else if (rule.fate == Fate::Block) {
            openBlock(token, rule.becomes);
        } else {
            openVoid(token);
        }
    }

    void close(const HtmlToken &token)
    {
        const ElementRule rule = ruleFor(token.name);
        if (rule.fate == ElementRule::Fate::Unknown)
            return text(token.text);
        if (token.name == u"br") // `</br>` is a line break to every browser
            return open(token);
        if (isOpen(u"pre") && rule.becomes != u"pre")
            return;
        for (qsizetype i = m_open.size() - 1; i >= 0; --i) {
            if (m_open[i] == rule.becomes) {
                popTo(i);
                return;
            }
            const bool cell = isOneOf(rule.becomes, u"td th tr table");
            const bool item = isOneOf(rule.becomes, u"li ul ol blockquote details");
            if (m_open[i] == u"table" || (isHtmlScope(m_open[i]) && !cell && !item)
                || (item && isOneOf(m_open[i], u"td th")))
                return;
        }
    }

    void openInline(const HtmlToken &token, const QString &name)
    {
        if (!fits())
            return;
        if (name == u"a")
            closeNearest(u"a");
        prepareForContent();
        QString attributes;
        if (name == u"a") {
            attributes += attribute(u"href", safeLink(token.attribute(u"href")));
            QString anchor = token.attribute(u"name");
            if (anchor.isEmpty())
                anchor = token.attribute(u"id");
            attributes += attribute(u"name", safeAnchor(anchor));
        }
        push(name, attributes);
    }

    void openBlock(const HtmlToken &token, const QString &name)
    {
        if (!count())
            return;
        if (isOneOf(name, u"tr td th"))
            return openTablePart(token, name);
        if (!fits())
            return;
        closeParagraph();
        if (name == u"li")
            return openItem();
        if ((name == u"table" && m_open.count(u"table") >= kMaxTableNesting)
            || (isOneOf(name, u"ul ol")
                && m_open.count(u"ul") + m_open.count(u"ol") >= kMaxListNesting)
            || (name == u"blockquote" && m_open.count(u"blockquote") >= kMaxListNesting))
            return;
        prepareForContent();
        push(name, blockAttributes(token, name));
        if (isHtmlHeading(name))
            m_outline.open(m_out.size() - 1, token.attribute(u"id"));
        if (name == u"blockquote")
            startQuote(token);
    }

    QString blockAttributes(const HtmlToken &token, const QString &name)
    {
        if (name == u"ol") {
            const int start = safeCount(token.attribute(u"start"), 1000000);
            return start > 1 ? attribute(u"start", QString::number(start)) : QString();
        }
        if (name == u"pre")
            return attribute(u"class", languageOf(token));
        if (token.name == u"center")
            return attribute(u"align", u"center"_s);
        if (name == u"p" || name == u"div" || isHtmlHeading(name))
            return attribute(u"align", safeAlign(token.attribute(u"align")));
        return {};
    }

    // `<pre><code class="language-x">` from Markdown, `<pre class="language-x">` from ourselves.
    QString languageOf(const HtmlToken &pre)
    {
        QString given = pre.attribute(u"class");
        if (given.isEmpty()) {
            HtmlTokens ahead = m_tokens;
            HtmlToken code;
            if (ahead.next(code) && code.kind == HtmlToken::Kind::Open && code.name == u"code")
                given = code.attribute(u"class");
        }
        constexpr QStringView kPrefix = u"language-";
        const QString language = given.startsWith(kPrefix)
            ? safeLanguage(QStringView(given).sliced(kPrefix.size()))
            : QString();
        return language.isEmpty() ? QString() : kPrefix.toString() + language;
    }

    void openTablePart(const HtmlToken &token, const QString &name)
    {
        const qsizetype table = m_open.lastIndexOf(u"table"_s);
        if (table < 0)
            return;
        const bool inRow = table + 1 < m_open.size() && m_open[table + 1] == u"tr";
        popTo(inRow && name != u"tr" ? table + 2 : table + 1);
        if (m_open.size() + (name != u"tr" && inRow ? 1 : 2) > kMaxHtmlDepth)
            return;
        if (name == u"tr" || !inRow) {
            push(u"tr"_s, {});
            m_cells = 0;
        }
        if (name == u"tr" || ++m_cells > kMaxRowCells)
            return;
        QString attributes = attribute(u"align", safeAlign(token.attribute(u"align")));
        for (const QStringView span : {u"colspan", u"rowspan"}) {
            const int cells = safeCount(token.attribute(span), kMaxSpan);
            attributes += cells > 1 ? attribute(span, QString::number(cells)) : QString();
        }
        push(name, attributes);
    }

    void openItem()
    {
        for (qsizetype i = m_open.size() - 1; i >= 0; --i) {
            if (isOneOf(m_open[i], u"ul ol")) {
                popTo(i + 1);
                return push(u"li"_s, {});
            }
            if (isOneOf(m_open[i], u"td th table"))
                break;
        }
        prepareForContent();
        push(u"div"_s, {});
    }

    void openVoid(const HtmlToken &token)
    {
        if (token.name == u"input") {
            if (token.attribute(u"type").toLower() == u"checkbox") {
                const bool checked
                    = std::any_of(token.attributes.cbegin(), token.attributes.cend(),
                                  [](const HtmlAttribute &a) { return a.name == u"checked"; });
                text(checked ? u"☑ "_s : u"☐ "_s);
            }
            return;
        }
        if (!count())
            return;
        if (token.name == u"hr")
            closeParagraph();
        prepareForContent();
        if (token.name != u"img")
            return writeTag(token.name, {});
        const QString src = safeImage(token.attribute(u"src"));
        const QString alt = visibleText(token.attribute(u"alt").left(kMaxAltText)).simplified();
        if (src.isEmpty())
            return text(alt);
        writeTag(token.name,
                 attribute(u"src", src) + attribute(u"alt", alt)
                     + attribute(u"width", safeLength(token.attribute(u"width")))
                     + attribute(u"height", safeLength(token.attribute(u"height"))));
    }

    // `$...$` is as often money as mathematics: without any sign of a formula it stays as it was.
    void equation()
    {
        QString formula;
        HtmlToken token;
        while (m_tokens.next(token)
               && !(token.kind == HtmlToken::Kind::Close && token.name == u"x-equation"))
            formula += token.text;
        if (!looksLikeFormula(formula))
            return text(u'$' + formula + u'$');
        prepareForContent();
        push(u"code"_s, {});
        text(formula.trimmed());
        pop();
    }

    void text(const QString &raw)
    {
        QString shown = visibleText(raw, m_out);
        const bool blank = QStringView(shown).trimmed().isEmpty();
        m_alert.textWritten(blank);
        if (!m_open.isEmpty() && isOneOf(m_open.last(), u"table tr ul ol")) {
            if (blank)
                return;
            prepareForContent();
        }
        m_length += shown.size();
        if (m_length > kMaxHtmlText) {
            shown.chop(qMin(shown.size(), m_length - kMaxHtmlText));
            m_result.truncated = true;
        }
        m_outline.addText(shown);
        write(shown.toHtmlEscaped());
    }

    // Whether an element has room, with those that prepareForContent() will put around it.
    bool fits() const
    {
        qsizetype around = 0;
        if (!m_open.isEmpty() && isOneOf(m_open.last(), u"table tr ul ol"))
            around = m_open.last() == u"table" ? 2 : 1;
        return m_open.size() + around < kMaxHtmlDepth;
    }

    // Text right inside a table goes into a cell, right inside a list into an item.
    void prepareForContent()
    {
        if (m_open.isEmpty())
            return;
        if (isOneOf(m_open.last(), u"ul ol"))
            push(u"li"_s, {});
        if (m_open.last() == u"table") {
            push(u"tr"_s, {});
            m_cells = 0;
        }
        if (m_open.last() == u"tr") {
            ++m_cells;
            push(u"td"_s, {});
        }
    }

    void startQuote(const HtmlToken &token)
    {
        const QString kind = token.attribute(u"class");
        if (kind.startsWith(u"alert-") && isAlertKind(QStringView(kind).sliced(6)))
            m_out.insert(m_out.size() - 1, attribute(u"class", kind));
        else
            m_alert.quoteOpened(m_out.size() - 1);
    }

    void closeParagraph()
    {
        for (qsizetype i = m_open.size() - 1; i >= 0; --i) {
            if (m_open[i] == u"p" || isHtmlHeading(m_open[i]) || m_open[i] == u"summary")
                return popTo(i);
            if (isHtmlScope(m_open[i]))
                return;
        }
    }

    void closeNearest(QStringView name)
    {
        for (qsizetype i = m_open.size() - 1; i >= 0 && !isHtmlScope(m_open[i]); --i) {
            if (m_open[i] == name)
                return popTo(i);
        }
    }

    bool count()
    {
        if (++m_blocks > kMaxHtmlBlocks)
            m_result.truncated = true;
        return !m_result.truncated;
    }

    void push(const QString &name, const QString &attributes)
    {
        writeTag(name, attributes);
        m_open.append(name);
    }

    void pop()
    {
        const QString name = m_open.takeLast();
        m_alert.beforeTag({}, m_out);
        if (isHtmlHeading(name)) {
            const auto [at, anchor] = m_outline.close(name[1].digitValue());
            m_out.insert(at, attribute(u"id", anchor));
        }
        write(u"</"_s + name + u'>');
    }

    void popTo(qsizetype size)
    {
        while (m_open.size() > size)
            pop();
    }

    bool isOpen(QStringView name) const { return !m_open.isEmpty() && m_open.last() == name; }
    void write(const QString &html) { m_out += html; }

    void writeTag(const QString &name, const QString &attributes)
    {
        m_alert.beforeTag(name, m_out);
        write(u'<' + name + attributes + u'>');
    }

    static QString attribute(QStringView name, const QString &value)
    {
        return value.isEmpty() ? QString()
                               : u' ' + name.toString() + u"=\""_s + value.toHtmlEscaped() + u'"';
    }

    HtmlTokens m_tokens;
    QString m_out;
    SafeHtml m_result;
    QStringList m_open;
    CardOutline m_outline;
    CardAlert m_alert;
    qsizetype m_length = 0;
    int m_blocks = 0, m_cells = 0; // m_cells: of the row being written
};

} // namespace

SafeHtml sanitizeHtml(QStringView html)
{
    return HtmlSanitizer(html).run();
}

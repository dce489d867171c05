#include "app/text/cardpolicy.h"

#include <QHash>
#include <QUrl>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

using Fate = ElementRule::Fate;

QHash<QString, ElementRule> makeElementRules()
{
    QHash<QString, ElementRule> rules;
    const auto same = [&rules](Fate fate, QStringView names) {
        for (const QStringView name : names.split(u' '))
            rules.insert(name.toString(), {fate, name.toString()});
    };
    const auto mapped = [&rules](Fate fate, QStringView names, QStringView becomes) {
        for (const QStringView name : names.split(u' '))
            rules.insert(name.toString(), {fate, becomes.toString()});
    };
    same(Fate::Inline, u"a b i u s sub sup code small mark q");
    mapped(Fate::Inline, u"strong", u"b");
    mapped(Fate::Inline, u"em cite var dfn", u"i");
    mapped(Fate::Inline, u"ins", u"u");
    mapped(Fate::Inline, u"del strike", u"s");
    mapped(Fate::Inline, u"tt kbd samp x-equation", u"code");
    same(Fate::Block,
         u"p div h1 h2 h3 h4 h5 h6 ul ol li blockquote pre table tr td th details summary");
    mapped(Fate::Block,
           u"center section article main header footer nav figure aside address hgroup dl fieldset",
           u"div");
    mapped(Fate::Block, u"figcaption caption dt dd legend", u"p");
    same(Fate::Void, u"br hr img input");
    same(Fate::Unwrapped,
         u"span font label thead tbody tfoot colgroup abbr nobr big picture html head body "
         u"form button bdi bdo time ruby rb rt rp menu output data marquee");
    same(Fate::Dropped,
         u"script style iframe object svg math template noscript title textarea select "
         u"audio video canvas applet frameset noembed noframes xmp");
    same(Fate::DroppedVoid,
         u"meta link base source track col param wbr area embed frame basefont keygen");
    return rules;
}

bool hasControls(const QString &text)
{
    return std::any_of(text.cbegin(), text.cend(),
                       [](QChar c) { return c < u' ' || c == QChar(0x7F); });
}

} // namespace

bool isOneOf(QStringView name, QStringView list)
{
    for (const QStringView item : list.split(u' ')) {
        if (item == name)
            return true;
    }
    return false;
}

bool isAlertKind(QStringView name)
{
    return isOneOf(name, u"note tip important warning caution");
}

bool isHtmlHeading(QStringView name)
{
    return name.size() == 2 && name[0] == u'h' && name[1].isDigit();
}

bool isHtmlScope(QStringView name)
{
    return isOneOf(name, u"td th li blockquote details");
}

ElementRule ruleFor(const QString &element)
{
    static const QHash<QString, ElementRule> rules = makeElementRules();
    return rules.value(element);
}

bool looksLikeFormula(const QString &text)
{
    return !text.contains(u' ') || std::any_of(text.cbegin(), text.cend(), [](QChar c) {
        return QStringView(u"\\^_{}=<>|").contains(c);
    });
}

QString safeImage(const QString &src)
{
    const QString link = safeLink(src);
    return link.startsWith(u"mailto:", Qt::CaseInsensitive) || link.startsWith(u'#') ? QString()
                                                                                     : link;
}

QString safeLink(const QString &href)
{
    constexpr qsizetype kMaxLink = 4096;
    QString link = href.trimmed();
    if (link.isEmpty() || link.size() > kMaxLink || hasControls(link))
        return {};
    link.replace(u'\\', u'/'); // browsers read \\host\x as //host/x
    if (link.startsWith(u"//"))
        link.prepend(u"https:");
    const QUrl url(link, QUrl::TolerantMode);
    if (!url.isValid())
        return {};
    const QString scheme = url.scheme().toLower();
    if (scheme == u"http" || scheme == u"https")
        return url.host().isEmpty() ? QString() : link;
    return scheme.isEmpty() || scheme == u"mailto" ? link : QString();
}

QString safeLength(const QString &value)
{
    constexpr int kMaxPixels = 4000;
    QString digits = value.trimmed();
    const bool percent = digits.endsWith(u'%');
    if (digits.endsWith(u"px"))
        digits.chop(2);
    if (percent)
        digits.chop(1);
    bool ok = false;
    const double number = digits.toDouble(&ok);
    if (!ok || !(number >= 1))
        return {};
    return percent ? QString::number(int(qMin(number, 100.0))) + u'%'
                   : QString::number(int(qMin(number, double(kMaxPixels))));
}

int safeCount(const QString &value, int limit)
{
    bool ok = false;
    const int count = value.trimmed().toInt(&ok);
    return ok ? qBound(1, count, limit) : 1;
}

QString safeAlign(const QString &value)
{
    const QString align = value.trimmed().toLower();
    if (align == u"middle")
        return u"center"_s;
    return align == u"left" || align == u"right" || align == u"center" ? align : QString();
}

QString safeLanguage(QStringView value)
{
    constexpr qsizetype kMaxLanguage = 24;
    const QString language = value.first(qMin(value.size(), kMaxLanguage)).toString().toLower();
    for (const QChar c : language) {
        if (!(c >= u'a' && c <= u'z') && !(c >= u'0' && c <= u'9')
            && !QStringView(u"+#-_.").contains(c))
            return {};
    }
    return language;
}

QString headingAnchor(QStringView heading)
{
    QString anchor;
    for (const QChar c : heading.toString().toLower()) {
        if (c.isSpace())
            anchor += u'-';
        else if (c.isLetterOrNumber() || c.isMark() || c.isSurrogate() || c == u'-' || c == u'_')
            anchor += c;
    }
    return safeAnchor(anchor);
}

QString safeAnchor(QStringView name)
{
    constexpr qsizetype kMaxAnchor = 100;
    QString anchor;
    for (const QChar c : name.first(qMin(name.size(), kMaxAnchor))) {
        if (c > u' ' && !QStringView(u"<>&\"'#%").contains(c))
            anchor += c;
    }
    return anchor;
}

QString visibleText(QStringView text, QStringView before)
{
    constexpr int kMaxMarks = 8;
    QString out;
    out.reserve(text.size());
    int marks = 0; // at the end of what is shown so far
    while (marks < kMaxMarks && marks < before.size() && before[before.size() - 1 - marks].isMark())
        ++marks;
    for (const QChar c : text) {
        if (c == u'\r' || (c.isMark() && marks >= kMaxMarks))
            continue;
        const bool bidiOverride = c == QChar(0x202D) || c == QChar(0x202E);
        const bool control
            = (c < u' ' && c != u'\t' && c != u'\n') || (c >= QChar(0x7F) && c < QChar(0xA0));
        // U+FDD0.. and U+FFFE/F are used by text layout engines as marks of their own.
        const bool noCharacter = (c >= QChar(0xFDD0) && c <= QChar(0xFDEF)) || c >= QChar(0xFFFE);
        const bool separator = c == QChar(0x2028) || c == QChar(0x2029) || c == QChar(0xFFFC);
        if (!c.isNull() && (bidiOverride || control || noCharacter))
            continue;
        marks = c.isMark() ? marks + 1 : 0;
        out += c.isNull() ? QChar(QChar::ReplacementCharacter) : separator ? QChar(u' ') : c;
    }
    return out;
}

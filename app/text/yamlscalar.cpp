#include "app/text/yamlscalar.h"

#include <QRegularExpression>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace {

// What cannot stand in a line as it is: controls, the line ends of YAML 1.1, marks that no editor
// shows.
bool needsEscape(QChar c)
{
    return c.category() == QChar::Other_Control || c == QChar::LineSeparator
        || c == QChar::ParagraphSeparator || c == QChar::ByteOrderMark
        || (c.unicode() & 0xfffe) == 0xfffe;
}

// Numbers of any base, dates and times: more is taken for one than is one.
bool looksLikeNumber(QStringView text)
{
    static const QRegularExpression form(u"^[0-9.][0-9a-fA-FoxX_.:TtZz +-]*$"_s);
    return form.matchView(text).hasMatch();
}

QString inDoubleQuotes(QStringView text)
{
    QString out = u"\""_s;
    for (const QChar c : text) {
        if (c == u'"' || c == u'\\')
            out += u'\\';
        if (c == u'\n')
            out += u"\\n"_s;
        else if (c == u'\t')
            out += u"\\t"_s;
        else if (needsEscape(c))
            out += u"\\u%1"_s.arg(int(c.unicode()), 4, 16, QChar(u'0'));
        else
            out += c;
    }
    return out + u'"';
}

} // namespace

bool YamlScalar::isSpecialWord(QStringView text)
{
    static constexpr std::array kWords{"y"_L1,    "n"_L1,    "yes"_L1,  "no"_L1,
                                       "on"_L1,   "off"_L1,  "true"_L1, "false"_L1,
                                       "null"_L1, ".inf"_L1, ".nan"_L1};
    return std::ranges::any_of(kWords, [text](QLatin1StringView word) {
        return text.compare(word, Qt::CaseInsensitive) == 0;
    });
}

bool YamlScalar::isPlainText(QStringView text, Context context)
{
    if (text.isEmpty() || text.front().isSpace() || text.back().isSpace()
        || std::ranges::any_of(text, needsEscape))
        return false;
    if (u"-?:,[]{}#&*!|>'\"%@`~=<+"_s.contains(text.front()) || text.startsWith(u"..."_s))
        return false;
    if (text.contains(u": "_s) || text.contains(u" #"_s) || text.endsWith(u':'))
        return false;
    if (context == Context::Flow
        && std::ranges::any_of(text, [](QChar c) { return u",[]{}:"_s.contains(c); }))
        return false;
    return !isSpecialWord(text) && !looksLikeNumber(text);
}

bool YamlScalar::isLiteral(QStringView text)
{
    static const QRegularExpression form(
        u"^(?:true|false|-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)$"_s);
    return form.matchView(text).hasMatch();
}

QString YamlScalar::written(QStringView text, Style wish, Context context)
{
    if (wish == Style::Plain && isPlainText(text, context))
        return text.toString();
    if (wish == Style::Single && std::ranges::none_of(text, needsEscape))
        return u'\'' + text.toString().replace(u'\'', u"''"_s) + u'\'';
    return inDoubleQuotes(text);
}

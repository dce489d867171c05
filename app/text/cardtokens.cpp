#include "app/text/cardtokens.h"

#include <QHash>

using namespace Qt::StringLiterals;

namespace {

// A longer "tag" is text. Images written into the card as data: need the first limit; after some
// tags that never ended the second one holds, so that a million of them stay linear.
constexpr qsizetype kMaxTagLength = 1 << 20; // characters
constexpr qsizetype kMaxTagLengthThen = 1024;
constexpr int kMaxEndlessTags = 20;
constexpr qsizetype kMaxNameLength = 64;
constexpr qsizetype kMaxAttributes = 32;
constexpr qsizetype kMaxEntityLength = 10;

bool isNameStart(QChar c)
{
    return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z');
}

bool isNamePart(QChar c)
{
    return isNameStart(c) || (c >= u'0' && c <= u'9') || c == u'-' || c == u'_' || c == u':';
}

const QHash<QString, char32_t> &entityTable()
{
    static const QHash<QString, char32_t> table{
        {u"amp"_s, U'&'},      {u"lt"_s, U'<'},      {u"gt"_s, U'>'},      {u"quot"_s, U'"'},
        {u"apos"_s, U'\''},    {u"nbsp"_s, 0xA0},    {u"ensp"_s, 0x2002},  {u"emsp"_s, 0x2003},
        {u"thinsp"_s, 0x2009}, {u"copy"_s, 0xA9},    {u"reg"_s, 0xAE},     {u"trade"_s, 0x2122},
        {u"deg"_s, 0xB0},      {u"plusmn"_s, 0xB1},  {u"middot"_s, 0xB7},  {u"para"_s, 0xB6},
        {u"sect"_s, 0xA7},     {u"laquo"_s, 0xAB},   {u"raquo"_s, 0xBB},   {u"times"_s, 0xD7},
        {u"divide"_s, 0xF7},   {u"ndash"_s, 0x2013}, {u"mdash"_s, 0x2014}, {u"lsquo"_s, 0x2018},
        {u"rsquo"_s, 0x2019},  {u"ldquo"_s, 0x201C}, {u"rdquo"_s, 0x201D}, {u"bull"_s, 0x2022},
        {u"hellip"_s, 0x2026}, {u"larr"_s, 0x2190},  {u"uarr"_s, 0x2191},  {u"rarr"_s, 0x2192},
        {u"darr"_s, 0x2193},   {u"harr"_s, 0x2194},  {u"minus"_s, 0x2212}, {u"infin"_s, 0x221E},
        {u"asymp"_s, 0x2248},  {u"ne"_s, 0x2260},    {u"le"_s, 0x2264},    {u"ge"_s, 0x2265},
        {u"check"_s, 0x2713},  {u"eacute"_s, 0xE9},  {u"egrave"_s, 0xE8},  {u"agrave"_s, 0xE0},
        {u"ccedil"_s, 0xE7},   {u"auml"_s, 0xE4},    {u"ouml"_s, 0xF6},    {u"uuml"_s, 0xFC},
        {u"szlig"_s, 0xDF},    {u"Auml"_s, 0xC4},    {u"Ouml"_s, 0xD6},    {u"Uuml"_s, 0xDC},
        {u"aring"_s, 0xE5},    {u"oslash"_s, 0xF8},  {u"alpha"_s, 0x3B1},  {u"beta"_s, 0x3B2},
        {u"gamma"_s, 0x3B3},   {u"lambda"_s, 0x3BB}, {u"mu"_s, 0x3BC},     {u"sigma"_s, 0x3C3},
        {u"micro"_s, 0xB5},    {u"half"_s, 0xBD},    {u"frac12"_s, 0xBD},  {u"euro"_s, 0x20AC},
        {u"pound"_s, 0xA3},
    };
    return table;
}

// 0 when the name between & and ; is not known.
char32_t entityCharacter(QStringView name)
{
    if (!name.startsWith(u'#'))
        return entityTable().value(name.toString(), 0);
    bool ok = false;
    const QStringView digits = name.sliced(1);
    const uint code = digits.startsWith(u'x') || digits.startsWith(u'X')
        ? digits.sliced(1).toUInt(&ok, 16)
        : digits.toUInt(&ok, 10);
    if (!ok)
        return 0;
    return code == 0 || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)
        ? char32_t(QChar::ReplacementCharacter)
        : char32_t(code);
}

} // namespace

QString decodeEntities(QStringView text)
{
    QString out;
    out.reserve(text.size());
    for (qsizetype at = 0; at < text.size();) {
        if (text[at] == u'&') {
            const qsizetype end
                = text.sliced(at, qMin(kMaxEntityLength, text.size() - at)).indexOf(u';');
            if (const char32_t c = end > 1 ? entityCharacter(text.sliced(at + 1, end - 1)) : 0) {
                out += QStringView(QChar::fromUcs4(c));
                at += end + 1;
                continue;
            }
        }
        out += text[at++];
    }
    return out;
}

QString HtmlToken::attribute(QStringView wanted) const
{
    for (const HtmlAttribute &a : attributes) {
        if (a.name == wanted)
            return a.value;
    }
    return {};
}

HtmlTokens::HtmlTokens(QStringView html)
    : m_html(html)
{ }

bool HtmlTokens::next(HtmlToken &token)
{
    if (m_at >= m_html.size())
        return false;
    token = {};
    if (m_html[m_at] != u'<' || !(readDeclaration(token) || readTag(token)))
        readText(token);
    return true;
}

bool HtmlTokens::skipTo(const QString &name)
{
    if (m_neverClosed.contains(name))
        return false;
    const qsizetype end = m_html.indexOf(u"</"_s + name, m_at, Qt::CaseInsensitive);
    if (end < 0)
        m_neverClosed.append(name);
    else
        m_at = end;
    return end >= 0;
}

bool HtmlTokens::readDeclaration(HtmlToken &token)
{
    const QStringView rest = m_html.sliced(m_at);
    qsizetype length = -1;
    if (rest.startsWith(u"<!--") && !m_noCommentEnd) {
        const qsizetype end = m_html.indexOf(u"-->", m_at + 4);
        m_noCommentEnd = end < 0;
        length = end < 0 ? -1 : end + 3 - m_at;
    } else if (rest.startsWith(u"<!") || rest.startsWith(u"<?")) {
        const qsizetype end = rest.first(qMin(kMaxTagLengthThen, rest.size())).indexOf(u'>');
        length = end < 0 ? -1 : end + 1;
    }
    if (length < 0)
        return false;
    token.kind = HtmlToken::Kind::Skipped;
    m_at += length;
    return true;
}

bool HtmlTokens::readTag(HtmlToken &token)
{
    qsizetype at = m_at + 1;
    const bool closing = at < m_html.size() && m_html[at] == u'/';
    at += closing ? 1 : 0;
    const qsizetype nameStart = at;
    if (at >= m_html.size() || !isNameStart(m_html[at]))
        return false;
    while (at < m_html.size() && at - nameStart < kMaxNameLength && isNamePart(m_html[at]))
        ++at;
    token.name = m_html.sliced(nameStart, at - nameStart).toString().toLower();
    if (!readAttributes(token, at)) {
        ++m_endlessTags;
        return false;
    }
    token.kind = closing ? HtmlToken::Kind::Close : HtmlToken::Kind::Open;
    token.text = m_html.sliced(m_at, at - m_at).toString();
    m_at = at;
    return true;
}

// From behind the name to behind the `>`; false when there is none within the longest tag.
bool HtmlTokens::readAttributes(HtmlToken &token, qsizetype &at) const
{
    const qsizetype longest = m_endlessTags < kMaxEndlessTags ? kMaxTagLength : kMaxTagLengthThen;
    const qsizetype limit = qMin(m_html.size(), m_at + longest);
    while (at < limit && m_html[at] != u'<') {
        const QChar c = m_html[at];
        if (c == u'>') {
            ++at;
            return true;
        }
        if (c.isSpace() || c == u'/') {
            ++at;
            continue;
        }
        const qsizetype nameStart = at;
        ++at; // whatever it is, so that each turn moves on
        while (at < limit && !m_html[at].isSpace() && !QStringView(u"=></").contains(m_html[at]))
            ++at;
        HtmlAttribute attribute{.name
                                = m_html.sliced(nameStart, at - nameStart).toString().toLower()};
        skipSpace(at, limit);
        if (at < limit && m_html[at] == u'=') {
            ++at;
            attribute.value = readValue(at, limit);
        }
        if (token.attributes.size() < kMaxAttributes)
            token.attributes.append(std::move(attribute));
    }
    return false;
}

void HtmlTokens::skipSpace(qsizetype &at, qsizetype limit) const
{
    while (at < limit && m_html[at].isSpace())
        ++at;
}

QString HtmlTokens::readValue(qsizetype &at, qsizetype limit) const
{
    skipSpace(at, limit);
    const bool quoted = at < limit && (m_html[at] == u'"' || m_html[at] == u'\'');
    const QChar quote = quoted ? m_html[at++] : QChar();
    const qsizetype start = at;
    while (at < limit
           && (quoted ? m_html[at] != quote
                      : !m_html[at].isSpace() && m_html[at] != u'>' && m_html[at] != u'<'))
        ++at;
    const QString value = decodeEntities(m_html.sliced(start, at - start));
    at += quoted ? 1 : 0;
    return value;
}

void HtmlTokens::readText(HtmlToken &token)
{
    const qsizetype start = m_at++;
    while (m_at < m_html.size() && m_html[m_at] != u'<')
        ++m_at;
    token.kind = HtmlToken::Kind::Text;
    token.name.clear();
    token.attributes.clear();
    token.text = decodeEntities(m_html.sliced(start, m_at - start));
}

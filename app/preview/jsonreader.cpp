#include "app/preview/jsonreader.h"

namespace {

constexpr qsizetype kJsonDepth = 1024; // what Qt's own reader allows
constexpr qsizetype kLongestEscape = 6; // bytes of a code unit in hex; no character takes more

bool isJsonDigit(char c)
{
    return c >= '0' && c <= '9';
}

// The code unit of \uXXXX whose X begin at at, or -1.
int jsonCodeUnit(QByteArrayView text, qsizetype at)
{
    if (text.size() - at < 4)
        return -1;
    int unit = 0;
    for (const char c : text.sliced(at, 4)) {
        const int digit = isJsonDigit(c) ? c - '0'
            : c >= 'a' && c <= 'f'       ? c - 'a' + 10
            : c >= 'A' && c <= 'F'       ? c - 'A' + 10
                                         : -1;
        if (digit < 0)
            return -1;
        unit = unit * 16 + digit;
    }
    return unit;
}

// Qt takes a byte order mark at a text's beginning away; within a document it is a character.
QString jsonPlain(QByteArrayView utf8)
{
    qsizetype marks = 0;
    for (; utf8.startsWith("\xEF\xBB\xBF"); ++marks)
        utf8 = utf8.sliced(3);
    return QString(marks, QChar(QChar::ByteOrderMark)) + QString::fromUtf8(utf8);
}

char16_t jsonEscape(char c)
{
    switch (c) {
    case 'b': return u'\b';
    case 'f': return u'\f';
    case 'n': return u'\n';
    case 'r': return u'\r';
    case 't': return u'\t';
    default: return static_cast<uchar>(c); // " \ /
    }
}

} // namespace

JsonReader::JsonReader(QByteArrayView text)
    : m_text(text)
{
    if (m_text.startsWith("\xEF\xBB\xBF"))
        m_at = 3;
}

JsonReader::Token JsonReader::next()
{
    if (m_token == Token::Error || m_token == Token::End)
        return m_token;
    skipSpace();
    if (m_expect == Expect::AfterValue) {
        const char inside = m_open.isEmpty() ? '\0' : m_open.back();
        if (inside && take(',')) {
            m_expect = inside == '{' ? Expect::Key : Expect::Value;
            skipSpace();
        } else if (inside && m_at < m_text.size()) {
            return close(m_text.at(m_at));
        }
    }
    m_tokenStart = m_at;
    if (m_at == m_text.size())
        return m_expect == Expect::AfterValue && m_open.isEmpty() ? m_token = Token::End : fail();
    const char c = m_text.at(m_at);
    switch (m_expect) {
    case Expect::FirstKey:
        if (c == '}')
            return close(c);
        [[fallthrough]];
    case Expect::Key: return c == '"' ? readString(true) : fail();
    case Expect::FirstItem:
        if (c == ']')
            return close(c);
        [[fallthrough]];
    case Expect::Value: return value(c);
    case Expect::AfterValue:
    case Expect::Nothing: break;
    }
    return fail();
}

JsonReader::Token JsonReader::value(char first)
{
    switch (first) {
    case '{':
    case '[': return open(first);
    case '"': return readString(false);
    case 't': return readWord("true", Token::True);
    case 'f': return readWord("false", Token::False);
    case 'n': return readWord("null", Token::Null);
    default: return first == '-' || isJsonDigit(first) ? readNumber() : fail();
    }
}

JsonReader::Token JsonReader::fail()
{
    m_expect = Expect::Nothing;
    return m_token = Token::Error;
}

JsonReader::Token JsonReader::open(char bracket)
{
    if (m_open.size() == kJsonDepth)
        return fail();
    m_open.append(bracket);
    ++m_at;
    const bool object = bracket == '{';
    m_expect = object ? Expect::FirstKey : Expect::FirstItem;
    return m_token = object ? Token::BeginObject : Token::BeginArray;
}

JsonReader::Token JsonReader::close(char bracket)
{
    m_tokenStart = m_at;
    const bool object = bracket == '}';
    if ((!object && bracket != ']') || m_open.back() != (object ? '{' : '['))
        return fail();
    m_open.chop(1);
    ++m_at;
    m_expect = Expect::AfterValue;
    return m_token = object ? Token::EndObject : Token::EndArray;
}

JsonReader::Token JsonReader::readString(bool isKey)
{
    ++m_at;
    while (m_at < m_text.size() && m_text.at(m_at) != '"') {
        const char c = m_text.at(m_at);
        if (static_cast<uchar>(c) < 0x20)
            return fail();
        if (c == '\\') {
            if (++m_at == m_text.size())
                return fail();
            const char escaped = m_text.at(m_at);
            if (!QByteArrayView("\"\\/bfnrtu").contains(escaped))
                return fail();
            if (escaped == 'u' && jsonCodeUnit(m_text, m_at + 1) < 0)
                return fail();
            m_at += escaped == 'u' ? 4 : 0;
        }
        ++m_at;
    }
    if (!take('"'))
        return fail();
    if (!isKey) {
        m_expect = Expect::AfterValue;
        return m_token = Token::String;
    }
    skipSpace();
    if (!take(':'))
        return fail();
    m_expect = Expect::Value;
    return m_token = Token::Key;
}

JsonReader::Token JsonReader::readNumber()
{
    const auto digits = [this] {
        const qsizetype from = m_at;
        while (m_at < m_text.size() && isJsonDigit(m_text.at(m_at)))
            ++m_at;
        return m_at > from;
    };
    take('-');
    if (!take('0') && !digits())
        return fail();
    if (take('.') && !digits())
        return fail();
    if (take('e') || take('E')) {
        if (!take('+'))
            take('-');
        if (!digits())
            return fail();
    }
    m_expect = Expect::AfterValue;
    return m_token = Token::Number;
}

JsonReader::Token JsonReader::readWord(QByteArrayView word, Token token)
{
    if (!m_text.sliced(m_at).startsWith(word))
        return fail();
    m_at += word.size();
    m_expect = Expect::AfterValue;
    return m_token = token;
}

void JsonReader::skipSpace()
{
    while (m_at < m_text.size() && QByteArrayView(" \t\r\n").contains(m_text.at(m_at)))
        ++m_at;
}

bool JsonReader::take(char c)
{
    if (m_at == m_text.size() || m_text.at(m_at) != c)
        return false;
    ++m_at;
    return true;
}

bool JsonReader::skipRest()
{
    if (m_token == Token::Key)
        next();
    if (m_token == Token::BeginObject || m_token == Token::BeginArray) {
        const qsizetype depth = m_open.size();
        while (m_open.size() >= depth && m_token != Token::Error)
            next();
    }
    return m_token != Token::Error;
}

QString JsonReader::string() const
{
    return unescaped(m_text.sliced(m_tokenStart + 1));
}

QString JsonReader::unescaped(QByteArrayView text, qsizetype most)
{
    if (most < text.size() / kLongestEscape)
        text.truncate(most * kLongestEscape);
    QString out;
    qsizetype at = 0;
    qsizetype plain = 0; // where what needs no care began
    for (; at < text.size() && text.at(at) != '"'; ++at) {
        if (text.at(at) != '\\')
            continue;
        out += jsonPlain(text.sliced(plain, at - plain));
        const bool unit = text.sliced(at).startsWith("\\u");
        plain = at + (unit ? kLongestEscape : 2);
        if (plain > text.size()) // cut within
            return out.left(most);
        out += unit ? QChar(static_cast<char16_t>(jsonCodeUnit(text, at + 2)))
                    : QChar(jsonEscape(text.at(at + 1)));
        at = plain - 1;
    }
    return (out + jsonPlain(text.sliced(plain, at - plain))).left(most);
}

std::optional<qint64> JsonReader::integer() const
{
    if (m_token != Token::Number)
        return {};
    bool ok = false;
    const qint64 value = raw().toLongLong(&ok);
    return ok ? std::optional(value) : std::nullopt;
}

#include "app/text/safetext.h"

#include <QStringList>

using namespace Qt::StringLiterals;

namespace {

// Characters that show nothing themselves but change or hide what is around them. The joiners
// U+200C and U+200D stay: Persian and emoji need them.
bool isTricky(char32_t c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xad || c == 0x61c || c == 0x180e
        || c == 0x200b || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e)
        || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || (c >= 0xfff9 && c <= 0xfffb)
        || (c >= 0xe0000 && c <= 0xe007f);
}

QString cleaned(QStringView text, bool keepLines)
{
    QString result;
    result.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        if (c == u'\n' || c == u'\t' || c.unicode() == 0x2028 || c.unicode() == 0x2029) {
            result += keepLines ? (c == u'\t' ? c : QChar(u'\n')) : QChar(u' ');
        } else if (c.isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate()) {
            if (!isTricky(QChar::surrogateToUcs4(c, text[i + 1])))
                result.append(c).append(text[i + 1]);
            ++i;
        } else if (c.isSurrogate()) {
            result += QChar(QChar::ReplacementCharacter);
        } else if (!isTricky(c.unicode())) {
            result += c;
        }
    }
    return result;
}

} // namespace

QString SafeText::line(QStringView text)
{
    return cleaned(text, false);
}

QString SafeText::lines(QStringView text)
{
    return cleaned(text, true);
}

QString SafeText::isolated(QStringView text)
{
    return QChar(0x2068) + text.toString() + QChar(0x2069);
}

QString SafeText::repoName(QStringView owner, QStringView name)
{
    const QString right = isolated(line(name));
    return owner.isEmpty() ? right : isolated(line(owner)) + " / "_L1 + right;
}

QString SafeText::path(QStringView path)
{
    QStringList parts;
    for (const QStringView part : path.tokenize(u'/'))
        parts << isolated(line(part));
    return parts.join(u'/');
}

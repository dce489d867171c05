#include "ui/widgets/textline.h"

#include <QChar>

#include <algorithm>

namespace {

// Bytes of the sequence that starts here when it is valid UTF-8, and its character; 0 when not.
int utf8Sequence(QByteArrayView bytes, char32_t &character)
{
    const auto byteAt = [&bytes](int i) { return uchar(bytes[i]); };
    const uchar lead = byteAt(0);
    const int length = lead < 0x80    ? 1
        : lead >= 0xC2 && lead < 0xE0 ? 2
        : (lead & 0xF0) == 0xE0       ? 3
        : lead >= 0xF0 && lead < 0xF5 ? 4
                                      : 0;
    if (length == 0 || length > bytes.size())
        return 0;
    character = length == 1 ? lead : lead & (0x7F >> length);
    for (int i = 1; i < length; ++i) {
        if ((byteAt(i) & 0xC0) != 0x80)
            return 0;
        character = (character << 6) | (byteAt(i) & 0x3F);
    }
    const bool overlong
        = (length == 3 && character < 0x800) || (length == 4 && character < 0x10000);
    const bool surrogate = character >= 0xD800 && character < 0xE000;
    return overlong || surrogate || character > 0x10FFFF ? 0 : length;
}

// What is drawn for a character that cannot be seen or that moves others; 0 to draw it as it is.
char16_t signFor(char32_t c)
{
    if (c < 0x20 && c != '\t')
        return char16_t(0x2400 + c);
    if (c == 0x7F)
        return 0x2421;
    const bool control = c >= 0x80 && c < 0xA0;
    const bool bidi = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x200E
        || c == 0x200F || c == 0x061C;
    const bool invisible
        = c == 0x200B || c == 0x2060 || c == 0xFEFF || c == 0x2028 || c == 0x2029 || c == 0xFFFC;
    return control || bidi || invisible ? 0x2426 : 0;
}

} // namespace

int ShownText::unitAt(int byte) const
{
    const auto after = std::upper_bound(bytes.cbegin(), bytes.cend(), byte);
    return qBound(0, int(after - bytes.cbegin()) - 1, int(text.size()));
}

ShownText shownText(QByteArrayView bytes)
{
    ShownText shown;
    shown.text.reserve(bytes.size());
    shown.bytes.reserve(bytes.size() + 1);
    const auto add = [&shown](char16_t unit, qsizetype at) {
        shown.text += QChar(unit);
        shown.bytes.append(int(at));
    };
    for (qsizetype at = 0; at < bytes.size();) {
        char32_t c = 0;
        const int length = utf8Sequence(bytes.sliced(at, qMin(qsizetype(4), bytes.size() - at)), c);
        const char16_t sign = length ? signFor(c) : char16_t(QChar::ReplacementCharacter);
        if (sign)
            shown.signs.append(int(shown.text.size()));
        if (sign || c < 0x10000) {
            add(sign ? sign : char16_t(c), at);
        } else {
            add(QChar::highSurrogate(c), at);
            add(QChar::lowSurrogate(c), at);
        }
        at += qMax(1, length);
    }
    shown.bytes.append(int(bytes.size()));
    return shown;
}

qsizetype characterStart(QByteArrayView bytes, qsizetype at)
{
    qsizetype start = at;
    while (start > 0 && start < bytes.size() && at - start < 4
           && (uchar(bytes[start]) & 0xC0) == 0x80)
        --start;
    return start;
}

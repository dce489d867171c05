#include "app/preview/textencoding.h"

#include <QCoreApplication>
#include <QStringConverter>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kLongestUtf8 = 4; // bytes of a character
// Control characters other than tab, line ends, form feed, backspace, bell and escape (in logs).
constexpr double kMostControls = 0.02;

struct TextEncodingText
{
    Q_DECLARE_TR_FUNCTIONS(TextEncoding)
};

bool isControl(char c)
{
    const auto byte = static_cast<uchar>(c);
    return byte < 0x20 && !(byte >= 0x07 && byte <= 0x0D) && byte != 0x1B;
}

bool isUtf8Start(QByteArrayView bytes)
{
    for (qsizetype cut = 0; cut < kLongestUtf8 && cut <= bytes.size(); ++cut) {
        if (bytes.chopped(cut).isValidUtf8())
            return true;
    }
    return false;
}

} // namespace

TextEncoding detectEncoding(QByteArrayView firstBytes)
{
    if (firstBytes.startsWith("\xFF\xFE") || firstBytes.startsWith("\xFE\xFF"))
        return TextEncoding::Utf16;
    if (firstBytes.contains('\0'))
        return TextEncoding::Binary;
    const auto controls = std::ranges::count_if(firstBytes, isControl);
    if (double(controls) > double(firstBytes.size()) * kMostControls)
        return TextEncoding::Binary;
    return isUtf8Start(firstBytes) ? TextEncoding::Utf8 : TextEncoding::Latin1;
}

QString encodingName(TextEncoding encoding)
{
    switch (encoding) {
    case TextEncoding::Utf8: return u"UTF-8"_s;
    case TextEncoding::Utf16: return u"UTF-16"_s;
    case TextEncoding::Latin1: return u"Latin-1"_s;
    case TextEncoding::Binary: return TextEncodingText::tr("Binary");
    }
    return {};
}

QByteArray toUtf8(const QByteArray &bytes, TextEncoding encoding)
{
    switch (encoding) {
    case TextEncoding::Utf16: {
        QStringDecoder decode(QStringConverter::Utf16); // takes the byte order mark
        return QString(decode(bytes)).toUtf8();
    }
    case TextEncoding::Latin1: return QString::fromLatin1(bytes).toUtf8();
    case TextEncoding::Utf8:
    case TextEncoding::Binary: break;
    }
    return bytes.startsWith("\xEF\xBB\xBF") ? bytes.sliced(3) : bytes;
}

#include "ui/theme/type.h"

#include <QFontDatabase>
#include <QGuiApplication>

using namespace Qt::StringLiterals;

namespace {

// Sizes in points; source: the design's type scale.
constexpr qreal kBodySize = 10;
constexpr qreal kSecondarySize = 9;
constexpr qreal kBadgeSize = 8.5;
constexpr qreal kSectionSize = 12;
constexpr qreal kTitleSize = 17;

QFont sizedFont(qreal points, QFont::Weight weight = QFont::Normal)
{
    QFont font = QGuiApplication::font();
    font.setPointSizeF(points);
    font.setWeight(weight);
    return font;
}

QFont monoFont()
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    if (QFontDatabase::hasFamily(u"JetBrains Mono"_s))
        font.setFamilies({u"JetBrains Mono"_s, font.family()});
    font.setStyleHint(QFont::Monospace);
    font.setFixedPitch(true);
    font.setFeature("liga", 0); // "!=" stays two characters wide and two characters
    font.setFeature("calt", 0);
    font.setPointSizeF(kSecondarySize);
    return font;
}

} // namespace

QFont type::font(Scale scale)
{
    switch (scale) {
    case Scale::Body: return sizedFont(kBodySize);
    case Scale::Secondary: return sizedFont(kSecondarySize);
    case Scale::Badge: return sizedFont(kBadgeSize);
    case Scale::Section: return sizedFont(kSectionSize, QFont::DemiBold);
    case Scale::Title: return sizedFont(kTitleSize, QFont::DemiBold);
    case Scale::Mono: return monoFont();
    }
    Q_UNREACHABLE_RETURN({});
}

QFont type::medium(const QFont &font)
{
    QFont result = font;
    result.setWeight(QFont::Medium);
    return result;
}

QFont type::semibold(const QFont &font)
{
    QFont result = font;
    result.setWeight(QFont::DemiBold);
    return result;
}

QFont type::tabular(const QFont &font)
{
    QFont result = font;
    result.setFeature("tnum", 1);
    return result;
}

QFont type::applicationFont()
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::GeneralFont);
    if (QFontDatabase::hasFamily(u"Inter"_s))
        font.setFamilies({u"Inter"_s, font.family()});
    font.setPointSizeF(kBodySize);
    return font;
}

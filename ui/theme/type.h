#pragma once

#include <QFont>

// The type scale. All but mono derive from the application's font.
namespace type {

enum class Scale {
    Body, // 10 pt
    Secondary, // 9 pt
    Badge, // 8.5 pt
    Section, // 12 pt semibold
    Title, // 17 pt semibold
    Mono, // 9 pt, JetBrains Mono or the system's fixed font
};

QFont font(Scale scale);
QFont medium(const QFont &font); // the weight of what is current
QFont semibold(const QFont &font);

QFont tabular(const QFont &font); // figures of one width: for numbers in columns, not for names,
                                  // whose hyphens would become as wide as figures

QFont applicationFont(); // Inter where installed, else the desktop's, 10 pt

} // namespace type

#pragma once

#include <QString>

// How one value is written into YAML so that every reader takes it for that text: the Hub's, the
// Python client's (YAML 1.1, where `no` is false and 1:30 is ninety) and ours. Pure.
namespace YamlScalar {

enum class Style { Plain, Single, Double };
enum class Context { Block, Flow };

bool isPlainText(QStringView text, Context context); // without quotes it is that text to all
bool isSpecialWord(QStringView text); // without quotes some read it as true, false or nothing
bool isLiteral(QStringView text); // true, false or a number, which stand without quotes

// In the style that is wished where that can hold it.
QString written(QStringView text, Style wish, Context context);

} // namespace YamlScalar

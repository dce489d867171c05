#pragma once

#include <QString>

// Foreign text made fit for one place on the screen: what could reorder, hide or break the text
// around it is gone. Still plain text: show it with Qt::PlainText.
namespace SafeText {

// One line: control, bidi and invisible characters removed, line breaks and tabs as spaces.
QString line(QStringView text);
// The same with line breaks and tabs kept.
QString lines(QStringView text);
// Wrapped in U+2068 and U+2069: its direction cannot swap what stands beside it.
QString isolated(QStringView text);
// "owner / name" with both parts cleaned and isolated; only the name when there is no owner.
QString repoName(QStringView owner, QStringView name);
// Cleaned, and every "/" separated part isolated.
QString path(QStringView path);

} // namespace SafeText

#pragma once

#include <QString>

// Markdown with its footnotes turned into what every renderer knows: `[^1]` into a raised link and
// the definitions into a numbered list at the end. Code keeps its brackets. Linear, any thread.
QString withFootnotes(QStringView markdown);

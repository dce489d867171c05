#pragma once

#include <QString>

// A word for a POSIX shell that stands for itself, whatever is in it.
QString shellQuoted(const QString &word);

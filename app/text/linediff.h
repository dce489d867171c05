#pragma once

#include <QString>

// What became of a text's lines, as git writes it for one file: a unified diff with three lines
// around each change. Empty: nothing. The shortest one, but texts that have very little in common
// are replaced as a whole. Pure; a large text takes a moment.
QString unifiedDiff(const QString &path, const QString &before, const QString &after);

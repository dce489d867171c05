#pragma once

#include <QStringList>

class QPlainTextEdit;

// Where patterns are typed, one a line. hint: what none of them means; name: for screen readers.
QPlainTextEdit *patternField(const QString &hint, const QString &name);

// Without the spaces around them, and without empty lines.
QStringList patternsIn(const QPlainTextEdit &field);
// Of a text, as a field would give it back, which knows no spaces but the plain one.
QStringList patternsIn(QString text);

#pragma once

#include <QString>

class QLabel;
class QVBoxLayout;
class QWidget;

// Labels of plain text, whatever it holds: names and sentences of others never become markup.
QLabel *plainLabel(const QString &text = {}, QWidget *parent = nullptr);
// In the small face of captions and notes, greyed.
QLabel *secondaryLabel(const QString &text = {});
// Sentences: wrap, and can be selected and copied by mouse and keyboard.
QLabel *sentenceLabel(const QString &text = {});
// The small words above a field, whose mnemonic leads to buddy (null: to none).
QLabel *fieldLabel(const QString &text, QWidget *buddy);
QVBoxLayout *fieldColumn(const QString &text, QWidget *field); // the words above their field

#pragma once

#include <QString>

class QLabel;
class QWidget;

// The small words above a field, whose mnemonic leads to buddy (null: to none).
QLabel *fieldLabel(const QString &text, QWidget *buddy);

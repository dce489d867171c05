#pragma once

#include <QMessageBox>

// Whether to close while files are incomplete: what they have so far goes with the program. Enter
// and Escape go on downloading.
class CloseQuestion final : public QMessageBox
{
    Q_OBJECT

public:
    CloseQuestion(qint64 files, qint64 bytes, QWidget *parent = nullptr);

signals:
    void closeChosen();
};

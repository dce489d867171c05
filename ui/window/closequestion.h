#pragma once

#include <QMessageBox>

// Whether to close while files are incomplete: what they have so far goes with the program. Enter
// and Escape go on downloading.
class CloseQuestion final : public QMessageBox
{
    Q_OBJECT

public:
    // goesOn: at the next start of the program.
    CloseQuestion(qint64 files, qint64 bytes, bool goesOn, QWidget *parent = nullptr);

signals:
    void closeChosen();
};

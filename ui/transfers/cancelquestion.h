#pragma once

#include <QMessageBox>

// Asks before work that took long is thrown away. Closing it keeps the download.
class CancelQuestion final : public QMessageBox
{
    Q_OBJECT

public:
    // bytes: what would be lost. canPause: some of it is on its way. Deletes itself when closed;
    // open() it.
    CancelQuestion(qint64 bytes, bool canPause, QWidget *parent);

signals:
    void cancelChosen();
    void pauseChosen(); // instead
};

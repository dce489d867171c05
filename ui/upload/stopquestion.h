#pragma once

#include <QMessageBox>

// Asks before an upload is stopped. Deletes itself when closed; open() it.
class StopQuestion final : public QMessageBox
{
    Q_OBJECT

public:
    explicit StopQuestion(QWidget *parent);

signals:
    void stopChosen();
};

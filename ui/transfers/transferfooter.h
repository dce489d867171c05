#pragma once

#include "app/disk/freeroom.h"
#include "models/transfermodel.h"

#include <QTimer>
#include <QWidget>

class ElidedLabel;
class QPushButton;
class QToolButton;

// Under the list: in which order it is shown, what is still to be written and the room for it, and
// what clears it.
class TransferFooter final : public QWidget
{
    Q_OBJECT

public:
    explicit TransferFooter(QWidget *parent = nullptr);

    void setFolder(const QString &cacheRoot); // on whose disk the room is
    void render(const TransferSnapshot &now);
    void showHistory(bool shown); // what the queue has to say is not of use there

signals:
    void orderChosen(TransferModel::Order order);
    void clearClicked();

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void makeOrderMenu();
    void lookAtDisk();
    void say();

    QToolButton *m_order;
    ElidedLabel *m_text;
    QPushButton *m_clear;
    QTimer m_looks;
    QString m_folder;
    RoomLook m_look;
    bool m_history = false;
    bool m_ended = false; // there is something to clear
    qint64 m_toWrite = 0; // bytes
    qint64 m_free = -1; // bytes; -1: not known
};

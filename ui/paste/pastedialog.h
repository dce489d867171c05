#pragma once

#include "ui/paste/pastecontroller.h"

#include <QDialog>
#include <QTimer>

class QLabel;
class QPlainTextEdit;
class QPushButton;

// Many downloads from one text: a field for ids, addresses and command lines, one a line, and what
// each of them turns out to be. Nothing starts before the button is pressed.
class PasteDialog final : public QDialog
{
    Q_OBJECT

public:
    explicit PasteDialog(HubClient &hub, QWidget *parent = nullptr);

    void setText(const QString &text);
    void addText(const QString &text); // below what is there
    PasteController &controller() { return m_controller; }

signals:
    void requested(const QList<DownloadRequest> &requests);

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    QWidget *list();
    QWidget *buttonRow();
    void showSums();

    PasteController m_controller;
    HubClient &m_hub;
    QPlainTextEdit *m_text;
    QLabel *m_sum;
    QPushButton *m_retry;
    QPushButton *m_download;
    QTimer m_typing;
};

#pragma once

#include "ui/upload/uploadcontroller.h"

#include <QDialog>
#include <QTimer>

class ElidedLabel;
class ProgressLine;
class QLabel;
class QPushButton;
class StateView;
class UploadChoices;
class UploadFilter;
class UploadPatterns;
class UploadView;

// What an upload would change, before a byte of it is sent; then how far it is; then its receipt.
// Nothing is written to the Hub before its button. While it is sent it does not close unasked.
class UploadDialog final : public QDialog
{
    Q_OBJECT

public:
    struct Place // of what it needs besides
    {
        QString memory; // of UploadHash
        QUrl endpoint;
        UploadStart start = {};
        bool isFixed = false; // where in the repository
    };

    UploadDialog(HubClient &hub, Uploads &uploads, const UploadTarget &target,
                 const QList<UploadSource> &sources, const Place &place, QWidget *parent = nullptr);

    const UploadController &controller() const { return m_controller; }
    QString sentence() const; // empty while its plan is shown and all of it is known
    QString totals() const; // of the plan
    void send(); // what its button does
    void showConnection(); // online or not, signed in or not, as the client is now

    void reject() override;

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override; // adds to the upload
    void keyPressEvent(QKeyEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

signals:
    void browserWanted(const QUrl &page);

private:
    QWidget *header();
    QWidget *result();
    QWidget *buttonRow();
    void connectParts();
    void rename(const QString &path, const QString &typed);
    void render();
    void renderList();
    void showPlan();
    void showSentence(const QString &text);
    void askForMore(bool isFolder);
    void fit();
    QString receipt() const;
    void copyReceipt();
    void takeFolder(const QString &typed);
    void askToStop();
    void askToThrowAway();
    void askToSendSecrets();
    QUrl webPage() const; // of the repository

    const Place m_place;
    UploadController m_controller;
    ElidedLabel *m_where;
    UploadView *m_tree;
    StateView *m_states;
    QLabel *m_sentence;
    ProgressLine *m_progress;
    UploadFilter *m_filter;
    UploadPatterns *m_patterns;
    UploadChoices *m_choices;
    QLabel *m_whyNot;
    QPushButton *m_command; // copies it
    QPushButton *m_copy; // the receipt
    QPushButton *m_save;
    QPushButton *m_open;
    QPushButton *m_hide; // while it is sent
    QPushButton *m_close;
    QPushButton *m_main; // uploads, later looks again
    QTimer m_typing;
    bool m_isTouched = false; // the plan, by hand
};

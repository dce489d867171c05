#pragma once

#include "ui/upload/uploadcontroller.h"

#include <QWidget>

class BranchButton;
class CommitFields;
class QCheckBox;
class QLineEdit;
class QListWidget;
class UploadTotals;

// What somebody should know of an upload's plan, what they say of its commit, and what it comes to.
class UploadChoices final : public QWidget
{
    Q_OBJECT

public:
    // hint: the commit message when none is typed.
    UploadChoices(HubClient &hub, const UploadTarget &target, const QString &hint,
                  QWidget *parent = nullptr);

    void setRevision(const Revision &revision);
    void setFolder(const QString &folder); // of the repository
    void hidePlace(); // in the repository: it cannot be another one
    bool isTyped() const; // the commit's words
    void show(const UploadController &controller); // its plan
    UploadController::Want want() const;
    bool hasMessage(const QWidget *widget) const; // the commit's words, or where it goes
    QString totals() const; // UploadTotals::text()

signals:
    void pointed(const QString &path); // at the file of a warning
    void branchChosen(const Revision &branch);
    void folderTyped(const QString &folder); // as it is typed
    void bareChosen(bool isBare);

private:
    void showWarnings(const QList<UploadWarning> &warnings);
    void fitWarnings();
    void resizeEvent(QResizeEvent *event) override;
    QWidget *place(const QString &folder);
    void showPlace(const UploadController &controller);

    BranchButton *m_branch;
    CommitFields *m_commit;
    QLineEdit *m_folder; // of the repository
    QCheckBox *m_bare;
    QWidget *m_place;
    QListWidget *m_warnings;
    UploadTotals *m_totals;
};

#pragma once

#include "ui/commit/commitdialog.h"

#include <QObject>

// Copies files of one repository into another without their bytes coming here: asks which one and
// which folder of it, then makes a commit there. Goes away with its questions.
class RepoCopy final : public QObject
{
    Q_OBJECT

public:
    struct What
    {
        RepoPlace place;
        FileListing listing; // all of it
        QStringList chosen; // files and folders
    };

    RepoCopy(const CommitDialog::Place &place, const Account &account, const What &what,
             QWidget *parent);

signals:
    void committed(const FileChange &change, const RepoChanged &end);
    void said(const QString &sentence);

private:
    void askForFolder(const RepoId &repo);
    void openCommit(const RepoPlace &target);

    const CommitDialog::Place m_place;
    const What m_what;
    QWidget *m_parent;
    RequestHandle m_request;
};

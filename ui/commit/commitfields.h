#pragma once

#include "app/hub/revision.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QRadioButton;

// A commit's words, and whether it goes to the branch or opens a pull request.
class CommitFields final : public QWidget
{
    Q_OBJECT

public:
    // hint: the message when none is typed.
    CommitFields(const Revision &revision, const QString &hint, QWidget *parent = nullptr);

    void setHint(const QString &hint);
    QString title() const;
    QString description() const;
    bool opensPullRequest() const;

private:
    void nameBranch(const Revision &revision);

    QString m_hint;
    QLineEdit *m_title;
    QPlainTextEdit *m_description;
    QRadioButton *m_branch;
    QRadioButton *m_pullRequest;
};

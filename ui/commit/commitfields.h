#pragma once

#include "app/hub/revision.h"

#include <QWidget>

class QLineEdit;
class QPlainTextEdit;
class QRadioButton;

// A commit's words, and whether it goes to the branch or opens a pull request.
class CommitFields final : public QWidget
{
    Q_OBJECT

public:
    // hint: the message when none is typed. branches: names the branch and lets another one be
    // chosen; null: none can be.
    CommitFields(const Revision &revision, const QString &hint, QWidget *branches = nullptr,
                 QWidget *parent = nullptr);

    void setRevision(const Revision &revision);
    void setHint(const QString &hint);
    QString title() const;
    QString description() const;
    bool opensPullRequest() const;
    bool isTyped() const; // some words are

private:
    QString m_hint;
    QWidget *m_branches;
    QLineEdit *m_title;
    QPlainTextEdit *m_description;
    QRadioButton *m_branch;
    QRadioButton *m_pullRequest;
};

#pragma once

#include "ui/upload/uploadcontroller.h"

#include <QWidget>

class CommitFields;
class QPlainTextEdit;

// What somebody decides about an upload besides its ticks: the commit's words, branch or pull
// request, and patterns.
class UploadChoices final : public QWidget
{
    Q_OBJECT

public:
    // hint: the commit message when none is typed.
    UploadChoices(const UploadTarget &target, const QString &hint, QWidget *parent = nullptr);

    void setPatterns(const UploadStart &start);
    UploadController::Want want() const;
    QStringList allow() const;
    QStringList ignore() const;
    QStringList remove() const; // on the Hub
    void addRemoval(const QString &pattern); // as if it were typed

signals:
    void patternsEdited();

private:
    QPlainTextEdit *patternField(const QString &hint, const QString &name);

    CommitFields *m_commit;
    QPlainTextEdit *m_allow;
    QPlainTextEdit *m_ignore;
    QPlainTextEdit *m_remove;
};

#pragma once

#include "app/upload/uploadplan.h"

#include <QWidget>

class QFormLayout;
class QLabel;

// What an upload comes to, beside the button that sends it.
class UploadTotals final : public QWidget
{
    Q_OBJECT

public:
    explicit UploadTotals(QWidget *parent = nullptr);

    // found: files and what was left out. deletedBytes: of what the plan deletes.
    void show(const UploadPlan &plan, qsizetype found, qint64 deletedBytes);
    QString text() const; // "Files to send: 7 of 21", a line each; for tests and screen readers

private:
    QLabel *addRow(const QString &caption);

    QFormLayout *m_form;
    QLabel *m_files;
    QLabel *m_bytes;
    QLabel *m_there;
    QLabel *m_commits;
    QLabel *m_deleted;
};

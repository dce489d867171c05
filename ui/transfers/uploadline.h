#pragma once

#include "app/upload/uploads.h"

#include <QWidget>

class ElidedLabel;
class ProgressLine;
class QToolButton;

// One upload of those that are known: what it is, how far it is, and what can be done with it.
class UploadLine final : public QWidget
{
    Q_OBJECT

public:
    UploadLine(Uploads &uploads, qint64 upload, QWidget *parent = nullptr);

    void render(const UploadStatus &status);

signals:
    void openWanted(); // its repository
    void receiptWanted(); // on the clipboard

private:
    QToolButton *button(const QString &icon, const QString &text);
    void goOnOrPause();
    void stopOrForget();

    Uploads &m_uploads;
    const qint64 m_upload;
    UploadStep m_step = UploadStep::Asking;
    ElidedLabel *m_name;
    ElidedLabel *m_sentence;
    ProgressLine *m_progress;
    QToolButton *m_open;
    QToolButton *m_receipt;
    QToolButton *m_now;
    QToolButton *m_pause;
    QToolButton *m_stop;
};

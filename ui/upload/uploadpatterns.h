#pragma once

#include "ui/upload/uploadtarget.h"

#include <QWidget>

class QCheckBox;
class QPlainTextEdit;
class QPushButton;

// What of an upload patterns decide, and what else may come with it. The fields are folded away
// until somebody wants them.
class UploadPatterns final : public QWidget
{
    Q_OBJECT

public:
    explicit UploadPatterns(QWidget *parent = nullptr);

    void setPatterns(const UploadStart &start);
    // Those that delete what a dropped folder does not have; none: no folder was dropped.
    void setMirror(const QStringList &patterns);
    QStringList allow() const;
    QStringList ignore() const;
    QStringList remove() const; // on the Hub
    void addRemoval(const QString &pattern); // as if it were typed

signals:
    void edited();
    void moreWanted(bool isFolder); // files, or a folder

private:
    QWidget *bar();
    QPlainTextEdit *field(const QString &hint, const QString &name);
    void show(bool shown);
    void mirror(bool on);
    void showMirror();

    QCheckBox *m_mirror;
    QPushButton *m_unfold;
    QPushButton *m_more;
    QWidget *m_fields;
    QPlainTextEdit *m_allow;
    QPlainTextEdit *m_ignore;
    QPlainTextEdit *m_remove;
    QStringList m_mirrored;
};

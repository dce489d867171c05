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
    void setMayMirror(bool may); // a folder was dropped
    QStringList allow() const;
    QStringList ignore() const;
    QStringList remove() const; // on the Hub
    // As if it were typed; false: it cannot be, its spaces are lost.
    bool addRemoval(const QString &pattern);

signals:
    void edited();
    void mirrorChosen(bool on); // deletes on the Hub what the dropped folders do not have
    void moreWanted(bool isFolder); // files, or a folder

private:
    QWidget *bar();
    void show(bool shown);

    QCheckBox *m_mirror;
    QPushButton *m_unfold;
    QPushButton *m_more;
    QWidget *m_fields;
    QPlainTextEdit *m_allow;
    QPlainTextEdit *m_ignore;
    QPlainTextEdit *m_remove;
};

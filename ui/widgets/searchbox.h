#pragma once

#include <QLineEdit>

// A line edit with a magnifier, a button that empties it (Esc does too) and a hint such as a
// shortcut.
class SearchBox : public QLineEdit
{
    Q_OBJECT

public:
    explicit SearchBox(const QString &placeholder = {}, QWidget *parent = nullptr);

    // A key shown at the right end while the box is empty and without focus, e.g. "Ctrl+K".
    void setKeyHint(const QString &hint);

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    QAction *m_clear;
    QString m_keyHint;
};

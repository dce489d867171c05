#pragma once

#include "ui/widgets/textfind.h"

#include <QWidget>

class QLabel;
class QToolButton;
class SearchBox;

// "Find in this file": words, count, previous and next, case, expression. Enter and Shift+Enter
// step, Esc closes. The same bar takes a line number for Ctrl+G.
class FindBar final : public QWidget
{
    Q_OBJECT

public:
    explicit FindBar(QWidget *parent = nullptr);

    void setName(const QString &name); // "Find in this file" unless told
    void openFind(const QString &words); // empty: keeps what stands there
    void openGoTo(qint64 lines);
    TextQuery query() const; // empty while it asks for a line
    void setCount(qsizetype current, qsizetype count, bool more, const QString &problem);

signals:
    void queryChanged();
    void stepped(int direction); // 1 or -1
    void lineChosen(qint64 line); // from 0
    void closed();

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QToolButton *button(const QString &iconName, const QString &name, bool checkable);
    bool handleKey(QKeyEvent *event);
    void setFinding(bool finding);
    void chooseLine();

    QString m_name;
    SearchBox *m_box;
    QLabel *m_count;
    QToolButton *m_previous, *m_next, *m_case, *m_regex;
    bool m_finding = true;
};

#pragma once

#include "ui/widgets/textsearch.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QToolButton;
class SearchBox;

// "Find in this file": words, count, previous and next, case, expression. Enter and Shift+Enter
// step, Esc closes. The same bar takes a line number for Ctrl+G. A second row says what the count
// alone would not.
class FindBar final : public QWidget
{
    Q_OBJECT

public:
    struct Count
    {
        qsizetype current = -1; // -1: none of them
        qsizetype count = 0;
        bool more = false; // than are counted
        QString problem = {}; // of the expression, one sentence
        bool soFar = false; // not everything was searched
        bool busy = false;
    };

    explicit FindBar(QWidget *parent = nullptr);

    void setName(const QString &name); // "Find in this file" unless told
    void openFind(const QString &words); // empty: keeps what stands there
    void openGoTo(qint64 lines); // as setLines()
    void setLines(qint64 lines); // of the text; -1: not known
    bool isFinding() const { return m_finding; } // not asking for a line
    TextQuery query() const; // empty while it asks for a line
    void setCount(const Count &count);
    // A sentence below the box, and what can be done about it; both may be empty.
    void setNote(const QString &sentence, const QString &action = {});
    bool hasNote() const;

signals:
    void queryChanged();
    void stepped(int direction); // 1 or -1
    void lineChosen(qint64 line); // from 0
    void lineEdited();
    void noteActionClicked();
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
    static QString countText(const Count &count);
    QWidget *noteRow();

    QString m_name;
    SearchBox *m_box;
    QLabel *m_count;
    QLabel *m_note;
    QPushButton *m_noteAction;
    QToolButton *m_previous, *m_next, *m_case, *m_regex;
    bool m_finding = true;
};

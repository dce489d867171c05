#pragma once

#include "ui/widgets/textfind.h"

#include <QList>
#include <QObject>
#include <QTextEdit>
#include <QTimer>

#include <functional>

class FindBar;
class QAbstractItemView;
class QPlainTextEdit;

// Find in what a page shows, a rendered text or a list: a bar above it, the search on the pool and
// the way from match to match. Whoever changes what is shown calls refresh().
class PageFind final : public QObject
{
    Q_OBJECT

public:
    struct Span // UTF-16 units of the text
    {
        qsizetype from = 0;
        qsizetype length = 0;
        bool operator==(const Span &) const = default;
    };

    struct Target
    {
        QWidget *keys = nullptr; // gets them back when the bar is closed
        std::function<QString()> text; // as it is now; matches lie within its lines
        std::function<qsizetype()> start; // where in it the user is
        std::function<void(const QList<Span> &, qsizetype current)> show; // -1: none
        bool oncePerLine = false;
    };

    // name: "Find in this card". The bar is hidden until open(), and belongs into a layout.
    PageFind(FindBar *bar, const QString &name, QObject *parent);

    void setTarget(const Target &target);
    void open();
    void refresh();

    static Target in(QTextEdit *text);
    static Target in(QPlainTextEdit *text);
    static Target in(QAbstractItemView *list); // by the text of its rows, the loaded ones

private:
    void search();
    void onFound(const TextMatches &matches);
    void step(int direction);
    void close();
    void show();

    FindBar *m_bar;
    TextFind m_find;
    QTimer m_searchSoon; // while typing
    Target m_target;
    QString m_text; // what is searched
    QList<Span> m_spans;
    qsizetype m_current = -1;
    qsizetype m_start = 0; // the first match from here is the current one
    bool m_more = false;
    QString m_problem;
};

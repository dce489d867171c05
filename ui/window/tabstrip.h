#pragma once

#include "ui/window/tablist.h"

#include <QTimer>
#include <QWidget>

class QDropEvent;
class QTabBar;
class QToolButton;

// Draws a TabList and says what the user wants with it. It decides nothing: the owner changes the
// list and calls render() again.
class TabStrip final : public QWidget
{
    Q_OBJECT

public:
    explicit TabStrip(QWidget *parent = nullptr);

    void render(const TabList &tabs, const QString &pageTitle, const QString &pageIcon);

signals:
    void selected(int index);
    void filesDropped(int index, const QStringList &files); // of this computer
    void closeWanted(int index);
    void moved(int from, int to);
    void newTabWanted();
    void menuWanted(int index, QPoint globalPosition);

protected:
    void paintEvent(QPaintEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void listTabs();
    bool onDrag(QDropEvent &event);

    QTabBar *m_bar;
    QToolButton *m_new;
    QToolButton *m_all; // a list of them, when they are many
    bool m_updating = false;
    QTimer m_hover; // over a tab with files
    int m_hovered = -1;
};

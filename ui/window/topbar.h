#pragma once

#include "app/session/session.h"

#include <QWidget>

class Omnibox;
class QAction;
class QMenu;
class QToolButton;

// Back, forward, the omnibox in the middle, the account and the menu of everything.
class TopBar final : public QWidget
{
    Q_OBJECT

public:
    TopBar(Omnibox *omnibox, QAction *back, QAction *forward, QWidget *parent = nullptr);

    void setMenu(QMenu *menu);
    void openMenu();
    void showSession(const Session &session);

signals:
    void accountClicked();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QToolButton *m_account;
    QToolButton *m_menu;
};

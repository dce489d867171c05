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

    void setMenus(QMenu *menu, QMenu *account);
    void openMenu();
    void showSession(const Session &session);

signals:
    void signInClicked(); // by who is signed out; everybody else gets the menu

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QToolButton *m_account;
    QMenu *m_accountMenu = nullptr;
    QToolButton *m_menu;
};

#pragma once

#include <QMenu>

class QLabel;
class Session;

// Behind the name in the top bar: who is signed in and what can be done about it. The same menu is
// a part of the window's menu.
class AccountMenu final : public QMenu
{
    Q_OBJECT

public:
    explicit AccountMenu(Session &session, QWidget *parent = nullptr);

signals:
    void signInWanted();
    void profileWanted(const QString &name); // on the Hub
    void settingsWanted();

private:
    void addHeading();
    void render();

    Session &m_session;
    QLabel *m_title;
    QLabel *m_detail;
    QAction *m_signIn;
    QAction *m_check;
    QAction *m_profile;
    QAction *m_signOut;
};

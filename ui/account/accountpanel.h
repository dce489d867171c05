#pragma once

#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;
class Session;

// Who is signed in, and signing in by a pasted token or out again. The token's text stays in the
// masked field until the Hub has accepted it, then the field is emptied.
class AccountPanel final : public QWidget
{
    Q_OBJECT

public:
    explicit AccountPanel(Session &session, QWidget *parent = nullptr);

    void setDemo(); // whose token is known, and which has no page to make others
    void focusToken(); // for "Sign in" elsewhere in the window

signals:
    void tokenPageWanted(); // open the Hub's page where tokens are made

private:
    void render();
    void submit();

    Session &m_session;
    QLabel *m_who;
    QLabel *m_detail;
    QLabel *m_problem;
    QLineEdit *m_token;
    QPushButton *m_signIn;
    QPushButton *m_signOut;
    QPushButton *m_makeToken;
};

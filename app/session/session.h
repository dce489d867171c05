#pragma once

#include "app/hub/types.h"
#include "app/net/hubrequest.h"

#include <QObject>
#include <QTimer>

#include <optional>

class HubClient;
struct Environment;
struct TokenStore;

// Who is signed in. The token comes from the environment or from the files that the Python client
// uses, in its order (hub-api 28), and goes to the Hub that it would ask. Another Hub that was
// chosen here gets only a token that was given for it, which is kept apart. It is shown nowhere.
class Session final : public QObject
{
    Q_OBJECT

public:
    enum class State { SignedOut, Checking, SignedIn, Rejected, Unchecked };
    Q_ENUM(State)

    Session(HubClient &hub, const Environment &environment, QObject *parent = nullptr);
    ~Session() override;

    State state() const { return m_state; }
    const std::optional<Account> &account() const { return m_account; }
    const std::optional<HubError> &error() const
    {
        return m_error;
    } // why Rejected or Unchecked, or why the last step failed
    QString source() const { return m_source; } // "HF_TOKEN" or the token file's path; empty: none
    // Where the token is kept is being read: who is signed in is not known yet.
    bool isReading() const { return m_reading; }
    bool isFromEnvironment() const; // then signing out is not ours to do
    // The host that the environment's and the Python client's token is for, when another Hub is
    // asked, which does not get it. Else empty.
    QString otherTokensHost() const;
    const QByteArray &token() const { return m_token; } // for the transfer thread only
    QString notice() const { return m_notice; } // a warning about the token file, empty for none

    void restore(); // reads the token where it is kept, asks the Hub once who it is
    // Checks the token with the Hub first; only a good one is stored (0600, temporary file and
    // rename) in the token file and under its name in stored_tokens.
    void signIn(const QString &token);
    void signOut(); // removes the token file and its section in stored_tokens

signals:
    void changed();

private:
    bool isPythonsHub() const;
    TokenStore tokenStore() const;
    void readLater();
    void adopt(const QByteArray &token, const QString &source);
    void store(const QByteArray &token, const Account &account);
    void forget();
    void set(State state, std::optional<Account> account = {}, std::optional<HubError> error = {});

    HubClient &m_hub;
    const Environment &m_environment;
    State m_state = State::SignedOut;
    std::optional<Account> m_account;
    std::optional<HubError> m_error;
    QString m_source;
    QString m_notice;
    QByteArray m_token;
    bool m_reading = false;
    QTimer m_patience; // with the disk
    int m_round = 0; // answers from the disk of an earlier round are dropped
    RequestHandle m_pending;
};

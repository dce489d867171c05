#include "app/session/session.h"

#include "app/disk/background.h"
#include "app/net/hubclient.h"
#include "app/net/origin.h"
#include "app/session/tokenstore.h"
#include "app/settings/environment.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::seconds kTokenPatience{
    5}; // for a file of some bytes; a server may be asleep

bool isRefused(const HubError &error)
{
    return error.kind == HubError::Kind::BadToken || error.kind == HubError::Kind::SignInNeeded;
}

// A bare 401 speaks of repositories elsewhere; here only the token can be meant.
HubError aboutToken(HubError error)
{
    if (isRefused(error)) {
        error.kind = HubError::Kind::BadToken;
        error.message
            = Session::tr("The Hub does not accept this token. Copy it again, or make a new one.");
    }
    return error;
}

} // namespace

Session::Session(HubClient &hub, const Environment &environment, QObject *parent)
    : QObject(parent)
    , m_hub(hub)
    , m_environment(environment)
{
    m_patience.setSingleShot(true);
    m_patience.setInterval(kTokenPatience);
    connect(&m_patience, &QTimer::timeout, this, &Session::readLater);
}

Session::~Session() = default;

bool Session::isFromEnvironment() const
{
    return !m_source.isEmpty() && m_source == m_environment.token.variable;
}

// As Python does: HF_TOKEN and the token file are for HF_ENDPOINT, or else for the public Hub.
bool Session::isPythonsHub() const
{
    return sameOrigin(QUrl(m_environment.endpoint.value), m_hub.endpoint());
}

QString Session::otherTokensHost() const
{
    return isPythonsHub() ? QString() : QUrl(m_environment.endpoint.value).host();
}

TokenStore Session::tokenStore() const
{
    const QString &shared = m_environment.tokenPath.value;
    return isPythonsHub() ? TokenStore{shared} : TokenStore::apart(shared, m_hub.endpoint());
}

void Session::restore()
{
    ++m_round;
    // What was known belongs to the Hub that was asked before.
    m_pending.reset();
    m_token.clear();
    m_source.clear();
    m_notice.clear();
    m_reading = false;
    if (!m_environment.implicitToken)
        return set(State::SignedOut);
    if (const auto &given = m_environment.token; !given.value.isEmpty() && isPythonsHub())
        return adopt(given.value.toLatin1(), given.variable);
    m_reading = true;
    m_patience.start();
    set(State::Checking);
    const TokenStore store = tokenStore();
    onOwnThread([store] { return store.read(); })
        .then(this,
              [this, round = m_round,
               path = store.tokenPath](std::expected<TokenStore::Found, QString> found) {
                  if (round != m_round)
                      return;
                  m_reading = false;
                  m_notice.clear();
                  if (!found)
                      return set(
                          State::Unchecked, {},
                          HubError::disk(tr("The stored token cannot be read."), found.error()));
                  if (found->readableByOthers && !found->token.isEmpty())
                      m_notice = tr("Other users of this computer can read %1. Make it private "
                                    "with: chmod 600")
                                     .arg(path);
                  adopt(found->token, path);
              });
}

// What the disk says in the end is still taken.
void Session::readLater()
{
    if (!std::exchange(m_reading, false))
        return;
    set(State::Unchecked, {},
        HubError::disk(tr("The disk does not say what your token is. Public repositories work; "
                          "you are signed in as soon as it does."),
                       tokenStore().tokenPath));
}

void Session::adopt(const QByteArray &token, const QString &source)
{
    if (token.isEmpty())
        return forget();
    m_token = token;
    m_source = source;
    m_hub.setToken(token);
    set(State::Checking);
    m_pending = m_hub.whoAmI(token, [this](Result<Account> account) {
        if (account)
            return set(State::SignedIn, *account);
        if (account.error().kind != HubError::Kind::BadToken
            && account.error().kind != HubError::Kind::SignInNeeded)
            return set(State::Unchecked, {}, account.error());
        // A bad token makes the Hub refuse even public pages: go on without it.
        m_hub.setToken({});
        set(State::Rejected, {}, aboutToken(account.error()));
    });
}

void Session::signIn(const QString &text)
{
    const QByteArray token = text.trimmed().toUtf8();
    const auto refuse = [this](const QString &sentence) {
        set(m_account ? State::SignedIn : State::SignedOut, m_account,
            HubError::badInput(sentence));
    };
    if (!isTokenText(token))
        return refuse(tr("This is no token: copy it again from the Hub's settings, without spaces "
                         "or line breaks."));
    if (token.startsWith("api_org"))
        return refuse(tr(
            "Tokens of organisations are not accepted any more. Make one for your own account."));
    ++m_round;
    m_reading = false;
    set(State::Checking, m_account);
    m_pending = m_hub.whoAmI(token, [this, token](Result<Account> account) {
        if (account)
            return store(token, *account);
        set(m_account ? State::SignedIn : State::Rejected, m_account, aboutToken(account.error()));
    });
}

void Session::store(const QByteArray &token, const Account &account)
{
    const TokenStore kept = tokenStore();
    onOwnThread([kept, name = account.tokenName, token] { return kept.save(name, token); })
        .then(
            this,
            [this, round = m_round, token, account,
             path = kept.tokenPath](std::expected<void, QString> saved) {
                if (round != m_round)
                    return;
                m_token = token;
                m_source = path;
                m_notice.clear();
                m_hub.setToken(token);
                // Signed in all the same: only the next start will ask again.
                if (!saved)
                    return set(
                        State::SignedIn, account,
                        HubError::disk(
                            tr("The token could not be stored. You are signed in until you quit."),
                            saved.error()));
                set(State::SignedIn, account);
            });
}

void Session::signOut()
{
    if (m_token.isEmpty() || isFromEnvironment())
        return;
    ++m_round;
    const TokenStore kept = tokenStore();
    onOwnThread([kept, token = m_token] {
        return kept.remove(token);
    }).then(this, [this, round = m_round](std::expected<void, QString> removed) {
        if (round == m_round && !removed)
            set(State::SignedOut, {},
                HubError::disk(tr("The stored token could not be removed."), removed.error()));
    });
    forget();
}

void Session::forget()
{
    m_pending.reset();
    m_token.fill('\0');
    m_token.clear();
    m_source.clear();
    m_notice.clear();
    m_hub.setToken({});
    set(State::SignedOut);
}

void Session::set(State state, std::optional<Account> account, std::optional<HubError> error)
{
    m_state = state;
    m_account = std::move(account);
    m_error = std::move(error);
    emit changed();
}

#include "ui/account/accounttext.h"

#include "app/session/session.h"
#include "app/text/safetext.h"

#include <QCoreApplication>
#include <QStringList>

using namespace Qt::StringLiterals;

namespace {

struct AccountWords
{
    Q_DECLARE_TR_FUNCTIONS(Account)
};

QString rights(const QString &role)
{
    if (role == "read"_L1)
        return AccountWords::tr("may read");
    if (role == "write"_L1)
        return AccountWords::tr("may read and write");
    return role.isEmpty() ? QString() : AccountWords::tr("may do what was chosen for it");
}

QString describeAccount(const Account &account)
{
    QStringList parts;
    if (account.fullName != account.name)
        parts << account.fullName;
    parts << account.email;
    if (!account.organisations.isEmpty())
        parts << AccountWords::tr("member of %1").arg(account.organisations.join(u", "_s));
    if (!account.tokenName.isEmpty())
        parts << AccountWords::tr("token “%1”").arg(account.tokenName);
    parts << rights(account.tokenRole);
    parts.removeAll(QString());
    return SafeText::line(parts.join(u" · "_s));
}

} // namespace

QString AccountText::title(const Session &session)
{
    switch (session.state()) {
    case Session::State::SignedOut: return AccountWords::tr("Not signed in");
    case Session::State::Checking: return AccountWords::tr("Asking the Hub who you are…");
    case Session::State::Rejected:
        return AccountWords::tr("The Hub does not accept the stored token");
    case Session::State::Unchecked:
        return session.source().isEmpty()
            ? AccountWords::tr("Not signed in: the stored token could not be read")
            : AccountWords::tr("Signed in, but the Hub could not be asked");
    case Session::State::SignedIn:
        return session.account()
            ? AccountWords::tr("Signed in as %1").arg(SafeText::line(session.account()->name))
            : AccountWords::tr("Signed in");
    }
    Q_UNREACHABLE_RETURN({});
}

QString AccountText::detail(const Session &session)
{
    QString text = session.state() == Session::State::SignedIn && session.account()
        ? describeAccount(*session.account())
        : AccountWords::tr(
              "Public repositories need no account. A token opens private and gated ones.");
    if (const QString host = session.otherTokensHost();
        !host.isEmpty() && session.state() == Session::State::SignedOut)
        text += u'\n'
            + AccountWords::tr("A token for %1 is not sent to this Hub: sign in here with one of "
                               "its own. It is kept apart.")
                  .arg(host);
    if (session.isFromEnvironment())
        text += u'\n'
            + AccountWords::tr("The token comes from %1; unset it to use another one.")
                  .arg(session.source());
    return text;
}

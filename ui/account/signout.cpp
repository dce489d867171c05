#include "ui/account/signout.h"

#include "app/session/session.h"
#include "ui/theme/style.h"

#include <QCoreApplication>
#include <QMessageBox>
#include <QPushButton>

namespace {

struct SignOutWords
{
    Q_DECLARE_TR_FUNCTIONS(SignOut)
};

} // namespace

void askToSignOut(Session &session, QWidget *parent)
{
    auto *box = new QMessageBox(QMessageBox::NoIcon, SignOutWords::tr("Sign out"),
                                SignOutWords::tr("Sign out on this computer?"), QMessageBox::Cancel,
                                parent);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    box->setInformativeText(
        session.otherTokensHost().isEmpty()
            ? SignOutWords::tr("The token is removed from the folder that Python programs read it "
                               "from, too. It stays valid on the Hub until you delete it there.")
            : SignOutWords::tr("The token for this Hub is removed. It stays valid on the Hub until "
                               "you delete it there."));
    auto *out = box->addButton(SignOutWords::tr("Sign out"), QMessageBox::AcceptRole);
    setButtonRole(out, ButtonRole::Primary);
    box->setDefaultButton(QMessageBox::Cancel);
    QObject::connect(out, &QPushButton::clicked, &session, &Session::signOut);
    box->open();
}

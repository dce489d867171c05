#include "ui/account/accountmenu.h"

#include "app/session/session.h"
#include "ui/account/accounttext.h"
#include "ui/account/signout.h"
#include "ui/theme/icon.h"
#include "ui/theme/theme.h"
#include "ui/theme/type.h"
#include "ui/widgets/labels.h"

#include <QLabel>
#include <QVBoxLayout>
#include <QWidgetAction>

using namespace Qt::StringLiterals;

namespace {

constexpr int kAccountMenuWidth = 260;

QLabel *headingLabel()
{
    auto *label = plainLabel();
    label->setWordWrap(true);
    label->setFixedWidth(kAccountMenuWidth);
    return label;
}

} // namespace

AccountMenu::AccountMenu(Session &session, QWidget *parent)
    : QMenu(tr("&Account"), parent)
    , m_session(session)
    , m_title(headingLabel())
    , m_detail(headingLabel())
{
    addHeading();
    m_signIn = addAction(::icon(u"key"_s), tr("Sign &in…"), this, &AccountMenu::signInWanted);
    m_check = addAction(::icon(u"retry"_s), tr("Ask the Hub &again"), &session, &Session::restore);
    m_profile = addAction(::icon(u"external"_s), tr("Open your &profile on the Hub"), this,
                          [this] { emit profileWanted(m_session.account()->name); });
    addAction(::icon(u"settings"_s), tr("Account &settings"), this, &AccountMenu::settingsWanted);
    addSeparator();
    m_signOut = addAction(::icon(u"sign-out"_s), tr("Sign &out…"), this,
                          [this] { askToSignOut(m_session, parentWidget()); });
    connect(&session, &Session::changed, this, &AccountMenu::render);
    render();
}

void AccountMenu::addHeading()
{
    auto *heading = new QWidget;
    auto *layout = new QVBoxLayout(heading);
    layout->setContentsMargins(12, 8, 12, 8);
    layout->setSpacing(2);
    layout->addWidget(m_title);
    layout->addWidget(m_detail);
    m_title->setFont(type::medium(type::font(type::Scale::Body)));
    m_detail->setFont(type::font(type::Scale::Secondary));
    setTone(m_title, &Tokens::text); // also where they are disabled, as they always are here
    setTone(m_detail, &Tokens::secondary);
    auto *action = new QWidgetAction(this);
    action->setDefaultWidget(heading);
    action->setEnabled(false); // words, nothing to choose
    addAction(action);
    addSeparator();
}

void AccountMenu::render()
{
    using State = Session::State;
    const State state = m_session.state();
    m_title->setText(AccountText::title(m_session));
    m_detail->setText(m_session.error() ? m_session.error()->message
                                        : AccountText::detail(m_session));
    m_signIn->setVisible((state == State::SignedOut || state == State::Rejected)
                         && !m_session.isFromEnvironment());
    m_check->setVisible(state == State::Unchecked);
    m_profile->setVisible(state == State::SignedIn && m_session.account());
    m_signOut->setVisible(!m_session.source().isEmpty() && !m_session.isFromEnvironment());
}

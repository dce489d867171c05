#include "ui/account/accountpanel.h"

#include "app/session/session.h"
#include "ui/account/accounttext.h"
#include "ui/account/signout.h"
#include "ui/theme/style.h"
#include "ui/theme/theme.h"
#include "ui/theme/type.h"
#include "ui/widgets/labels.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

AccountPanel::AccountPanel(Session &session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_who(sentenceLabel())
    , m_detail(sentenceLabel())
    , m_problem(sentenceLabel())
    , m_token(new QLineEdit)
    , m_signIn(new QPushButton(tr("Sign in")))
    , m_signOut(new QPushButton(tr("Sign out")))
    , m_makeToken(new QPushButton(tr("Make a token…")))
{
    m_who->setFont(type::medium(type::font(type::Scale::Body)));
    m_detail->setForegroundRole(QPalette::PlaceholderText);
    setTone(m_problem, &Tokens::danger);
    m_token->setEchoMode(QLineEdit::Password);
    m_token->setPlaceholderText(tr("Paste an access token (hf_…)"));
    m_token->setAccessibleName(tr("Access token"));
    m_token->setMaxLength(512); // longer than any token; a pasted file is not one
    setButtonRole(m_signIn, ButtonRole::Primary);
    setButtonRole(m_makeToken, ButtonRole::Link);

    auto *line = new QHBoxLayout;
    line->setSpacing(metrics::kGap);
    line->addWidget(m_token, 1);
    line->addWidget(m_signIn);
    auto *below = new QHBoxLayout;
    below->addWidget(m_signOut);
    below->addWidget(m_makeToken);
    below->addStretch();
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metrics::kGap);
    column->addWidget(m_who);
    column->addWidget(m_detail);
    column->addLayout(line);
    column->addWidget(m_problem);
    column->addLayout(below);

    connect(m_token, &QLineEdit::returnPressed, this, &AccountPanel::submit);
    connect(m_token, &QLineEdit::textChanged, this, &AccountPanel::render);
    connect(m_signIn, &QPushButton::clicked, this, &AccountPanel::submit);
    connect(m_signOut, &QPushButton::clicked, this, [this] { askToSignOut(m_session, this); });
    connect(m_makeToken, &QPushButton::clicked, this, &AccountPanel::tokenPageWanted);
    connect(&m_session, &Session::changed, this, [this] {
        if (m_session.state() == Session::State::SignedIn && !m_session.error())
            m_token->clear();
        render();
    });
    render();
}

void AccountPanel::setDemo()
{
    m_token->setPlaceholderText(tr("The demo's own token is hf_local_admin"));
    m_makeToken->hide();
}

void AccountPanel::focusToken()
{
    m_token->setFocus(Qt::ShortcutFocusReason);
}

void AccountPanel::submit()
{
    if (m_signIn->isEnabled())
        m_session.signIn(m_token->text());
}

void AccountPanel::render()
{
    using State = Session::State;
    const State state = m_session.state();
    m_who->setText(AccountText::title(m_session));
    m_detail->setText(AccountText::detail(m_session));
    QString problem = m_session.error() ? m_session.error()->message : QString();
    if (problem.isEmpty())
        problem = m_session.notice();
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    m_token->setEnabled(!m_session.isFromEnvironment());
    m_signIn->setEnabled(state != State::Checking && !m_token->text().isEmpty()
                         && !m_session.isFromEnvironment());
    m_signOut->setVisible(!m_session.source().isEmpty() && !m_session.isFromEnvironment());
}

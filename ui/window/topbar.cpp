#include "ui/window/topbar.h"

#include "app/text/safetext.h"
#include "ui/theme/icon.h"
#include "ui/widgets/plaintip.h"
#include "ui/window/omnibox.h"

#include <QAction>
#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace {

constexpr int kOmniboxWidth = 640;
constexpr qsizetype kLongestAccount = 24; // characters of a name in the bar

QToolButton *barButton(QAction *action)
{
    auto *button = new QToolButton;
    button->setDefaultAction(action);
    button->setFixedSize(metrics::kControl, metrics::kControl);
    return button;
}

} // namespace

TopBar::TopBar(Omnibox *omnibox, QAction *back, QAction *forward, QWidget *parent)
    : QWidget(parent)
    , m_account(new QToolButton)
    , m_menu(new QToolButton)
{
    setFixedHeight(metrics::kTopBar);
    omnibox->setMaximumWidth(kOmniboxWidth);
    omnibox->setMinimumWidth(220);
    m_account->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_account->setPopupMode(QToolButton::InstantPopup);
    m_account->hide();
    m_menu->setIcon(icon(u"menu"_s));
    m_menu->setFixedSize(metrics::kControl, metrics::kControl);
    m_menu->setPopupMode(QToolButton::InstantPopup);
    m_menu->setToolTip(tr("Menu (F10)"));
    m_menu->setAccessibleName(tr("Menu"));

    // Equal sides keep the omnibox in the middle of the window whatever stands beside it.
    auto *left = new QHBoxLayout;
    left->setSpacing(metrics::kGap);
    left->addWidget(barButton(back));
    left->addWidget(barButton(forward));
    left->addStretch();
    auto *right = new QHBoxLayout;
    right->setSpacing(metrics::kGap);
    right->addStretch();
    right->addWidget(m_account);
    right->addWidget(m_menu);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 0, 12, 1);
    layout->setSpacing(12);
    layout->addLayout(left, 1);
    layout->addWidget(omnibox, 2);
    layout->addLayout(right, 1);
    connect(m_account, &QToolButton::clicked, this, &TopBar::signInClicked);
}

void TopBar::setMenus(QMenu *menu, QMenu *account)
{
    m_menu->setMenu(menu);
    m_accountMenu = account;
}

void TopBar::openMenu()
{
    m_menu->showMenu();
}

void TopBar::showSession(const Session &session)
{
    QString name = session.account() ? SafeText::line(session.account()->name) : QString();
    if (name.size() > kLongestAccount)
        name = name.first(kLongestAccount - 1) + u'…';
    switch (session.state()) {
    case Session::State::SignedIn:
        m_account->setIcon(icon(u"user"_s, &Tokens::good));
        m_account->setText(name);
        break;
    case Session::State::Checking:
        m_account->setIcon(icon(u"user"_s));
        m_account->setText(name.isEmpty() ? tr("Signing in…") : name);
        break;
    case Session::State::SignedOut:
        m_account->setIcon(icon(u"user"_s));
        m_account->setText(tr("Sign in"));
        break;
    case Session::State::Rejected:
        m_account->setIcon(icon(u"warning"_s, &Tokens::warning));
        m_account->setText(tr("Sign in again"));
        break;
    case Session::State::Unchecked:
        m_account->setIcon(icon(u"user"_s, &Tokens::warning));
        m_account->setText(name.isEmpty() ? tr("Not checked") : name);
        break;
    }
    m_account->setMenu(session.state() == Session::State::SignedOut ? nullptr : m_accountMenu);
    m_account->setAccessibleName(tr("Account: %1").arg(m_account->text()));
    setPlainTip(m_account, session.error() ? session.error()->message : QString());
    m_account->show();
}

void TopBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &tokens = Tokens::of(palette());
    painter.fillRect(rect(), tokens.surface);
    painter.fillRect(0, height() - 1, width(), 1, tokens.border);
}

#include "ui/repo/repotrouble.h"

#include "app/text/safetext.h"
#include "ui/theme/style.h"
#include "ui/theme/type.h"
#include "ui/widgets/iconlabel.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/plaintip.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace {

constexpr int kTroubleWidth = 460; // widest line of text
constexpr int kLeastTroubleWidth = 240; // a preview beside the tree has little more
constexpr int kTroubleIcon = 28;
constexpr int kRoomForTroubleButtons = 400; // beside each other; two, and not the longest
constexpr qsizetype kSearchedName = 28; // characters of it on the button

enum TroubleHelp : quint8 { HelpSignIn = 1, HelpSearch = 2, HelpBrowser = 4, HelpMain = 8 };

QLabel *troubleLabel()
{
    auto *label = plainLabel();
    label->setAlignment(Qt::AlignCenter);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

QString shownRepo(const RepoId &repo)
{
    return SafeText::repoName(repo.owner(), repo.name());
}

// The Hub gives the same answer for both, so that nobody learns which private ones there are.
QString missingTitle(const RepoId &repo)
{
    switch (repo.kind()) {
    case RepoKind::Model: return RepoTrouble::tr("There is no model %1, or it is private.");
    case RepoKind::Dataset: return RepoTrouble::tr("There is no dataset %1, or it is private.");
    case RepoKind::Space: return RepoTrouble::tr("There is no Space %1, or it is private.");
    }
    Q_UNREACHABLE_RETURN({});
}

} // namespace

struct RepoTrouble::Words
{
    QString icon;
    Tone tone = &Tokens::warning;
    QString title;
    QString text;
    int help = 0; // of TroubleHelp; the first one shown is the main one
};

RepoTrouble::RepoTrouble(QWidget *parent)
    : QWidget(parent)
    , m_icon(new IconLabel({}, &Tokens::warning, kTroubleIcon))
    , m_title(troubleLabel())
    , m_text(troubleLabel())
    , m_signIn(new QPushButton(tr("Sign in")))
    , m_search(new QPushButton)
    , m_browser(new QPushButton(tr("Open on the Hub")))
    , m_main(new QPushButton(tr("Show main")))
    , m_retry(new QPushButton(tr("Check again")))
    , m_buttons(new QBoxLayout(QBoxLayout::LeftToRight))
{
    setMinimumWidth(kLeastTroubleWidth);
    m_title->setFont(type::medium(font()));
    m_text->setForegroundRole(QPalette::PlaceholderText);
    m_buttons->setSpacing(metrics::kGap);
    m_buttons->addStretch();
    for (QPushButton *button : {m_main, m_signIn, m_search, m_browser, m_retry}) {
        button->setAutoDefault(true); // Enter presses it, not only Space
        m_buttons->addWidget(button);
    }
    m_buttons->addStretch();
    connect(m_signIn, &QPushButton::clicked, this, &RepoTrouble::signInClicked);
    connect(m_search, &QPushButton::clicked, this, &RepoTrouble::searchClicked);
    connect(m_browser, &QPushButton::clicked, this, &RepoTrouble::browserClicked);
    connect(m_main, &QPushButton::clicked, this, &RepoTrouble::mainClicked);
    connect(m_retry, &QPushButton::clicked, this, &RepoTrouble::retryClicked);
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(metrics::kGap);
    layout->addStretch(2);
    layout->addWidget(m_icon, 0, Qt::AlignHCenter);
    // By stretches, not by alignment: an aligned label gets the height of one line.
    for (QLabel *label : {m_title, m_text}) {
        label->setMaximumWidth(kTroubleWidth);
        auto *row = new QHBoxLayout;
        row->addStretch(1);
        row->addWidget(label, kTroubleWidth); // all there is before the stretches get any
        row->addStretch(1);
        layout->addLayout(row);
    }
    layout->addSpacing(metrics::kGap);
    layout->addLayout(m_buttons);
    layout->addStretch(3);
}

void RepoTrouble::resizeEvent(QResizeEvent *)
{
    m_buttons->setDirection(width() < kRoomForTroubleButtons ? QBoxLayout::TopToBottom
                                                             : QBoxLayout::LeftToRight);
}

bool RepoTrouble::explains(HubError::Kind kind)
{
    using enum HubError::Kind;
    switch (kind) {
    case SignInNeeded:
    case BadToken:
    case Gated:
    case Forbidden:
    case NotFound:
    case Disabled: return true;
    case Offline:
    case Timeout:
    case Insecure:
    case Conflict:
    case PaymentNeeded:
    case RateLimited:
    case Server:
    case BadReply:
    case BadInput:
    case Disk:
    case DiskAway:
    case NoRoom:
    case OpenFiles:
    case Cancelled: return false;
    }
    Q_UNREACHABLE_RETURN(false);
}

RepoTrouble::Words RepoTrouble::wordsOf(const RepoId &repo, HubError::Kind kind, bool signedIn)
{
    using enum HubError::Kind;
    const QString owner
        = SafeText::isolated(SafeText::line(repo.owner().isEmpty() ? repo.name() : repo.owner()));
    const int signIn = signedIn ? 0 : HelpSignIn;
    if (kind == Gated)
        return {u"lock"_s, &Tokens::warning, tr("%1 asks you to accept its terms.").arg(owner),
                signedIn
                    ? tr("They are on the Hub's own page of this repository, where your user name "
                         "and e-mail address go to the owner. Access is granted at once or when "
                         "the owner agrees.")
                    : tr("Sign in first. The terms are on the Hub's own page of this repository, "
                         "where your user name and e-mail address go to the owner."),
                signIn | HelpBrowser};
    if (kind == Disabled)
        return {u"blocked"_s, &Tokens::warning, tr("The Hub has disabled %1.").arg(shownRepo(repo)),
                tr("Its page may say why. Copies by others can be found by its name."),
                HelpBrowser | HelpSearch};
    if (kind == Forbidden)
        return {u"lock"_s, &Tokens::warning, tr("Your token may not read %1.").arg(shownRepo(repo)),
                tr("It may be limited to other repositories. Sign in with another token, or look "
                   "at the page on the Hub."),
                HelpSignIn | HelpBrowser};
    if (kind == BadToken)
        return {u"key"_s, &Tokens::warning, tr("Your token is not valid any more."),
                tr("Sign in again, or sign out to browse without it."), HelpSignIn};
    return {u"question"_s, &Tokens::secondary, missingTitle(repo).arg(shownRepo(repo)),
            signedIn ? tr("Your account may not see it, its owner may have renamed or deleted it, "
                          "or the name is misspelt.")
                     : tr("Sign in to see what your account may see. If the name is misspelt, "
                          "search for it."),
            signIn | HelpSearch | (kind == SignInNeeded ? HelpBrowser : 0)};
}

void RepoTrouble::setWords(const Words &words, const RepoId &repo)
{
    m_icon->setIcon(words.icon, words.tone);
    m_title->setText(words.title);
    m_text->setText(words.text);
    setAccessibleName(words.title);
    QString name = SafeText::line(repo.name());
    if (name.size() > kSearchedName)
        name = name.left(kSearchedName - 1) + u'…';
    m_search->setText(tr("Search for “%1”").arg(name.replace(u'&', "&&"_L1)));
    bool main = true;
    const std::pair<QPushButton *, int> choices[] = {{m_main, HelpMain},
                                                     {m_signIn, HelpSignIn},
                                                     {m_search, HelpSearch},
                                                     {m_browser, HelpBrowser}};
    for (const auto &[button, help] : choices) {
        const bool shown = words.help & help;
        button->setVisible(shown);
        button->setFont(QFont()); // a main button's is stronger
        setButtonRole(button, shown && main ? ButtonRole::Primary : ButtonRole::Normal);
        main = main && !shown;
    }
}

void RepoTrouble::setError(const RepoId &repo, const HubError &error, bool signedIn)
{
    setWords(wordsOf(repo, error.kind, signedIn), repo);
    setPlainTip(m_text, SafeText::line(error.detail));
}

void RepoTrouble::setMissingRevision(const RepoId &repo, const Revision &revision)
{
    const QString name = SafeText::isolated(SafeText::line(revision.name()));
    setWords({u"branch"_s, &Tokens::secondary,
              tr("%1 has no revision %2.").arg(shownRepo(repo), name),
              tr("It may have been deleted or renamed. Choose another one above."),
              revision == Revision() ? 0 : HelpMain},
             repo);
    setPlainTip(m_text, {});
}

#include "ui/window/startpage.h"

#include "ui/theme/icon.h"
#include "ui/theme/style.h"
#include "ui/theme/stylepaint.h"
#include "ui/theme/type.h"
#include "ui/widgets/iconlabel.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/noticestrip.h"

#include <QGridLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QSvgRenderer>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace {

constexpr int kStartWidth = 720;
constexpr int kHelmet = 72;

QLabel *startLabel(const QString &text, const QFont &font, bool dimmed)
{
    auto *label = plainLabel(text);
    label->setFont(font);
    label->setWordWrap(true);
    if (dimmed)
        label->setForegroundRole(QPalette::PlaceholderText);
    return label;
}

class Helmet final : public QWidget
{
public:
    Helmet()
        : m_picture(u":/hubnaut.svg"_s)
    {
        setFixedSize(kHelmet, kHelmet);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        m_picture.render(&painter, rect());
    }

private:
    QSvgRenderer m_picture;
};

// One thing that can be done: icon, name, a sentence, a button.
class Offer final : public QWidget
{
public:
    Offer(const QString &iconName, Tone tone, const QString &title, const QString &text,
          QPushButton *button)
    {
        auto *mark = new IconLabel(iconName, tone, 36);
        mark->setTile(true);
        auto *layout = new QGridLayout(this);
        layout->setContentsMargins(16, 16, 16, 16);
        layout->setHorizontalSpacing(12);
        layout->setVerticalSpacing(2);
        layout->addWidget(mark, 0, 0, 2, 1, Qt::AlignTop);
        layout->addWidget(startLabel(title, type::semibold(type::font(type::Scale::Body)), false),
                          0, 1);
        layout->addWidget(startLabel(text, type::font(type::Scale::Secondary), true), 1, 1);
        layout->addWidget(button, 0, 2, 2, 1, Qt::AlignVCenter);
        layout->setColumnStretch(1, 1);
        layout->setRowStretch(2, 1);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        const Tokens &tokens = Tokens::of(palette());
        stylepaint::panel(painter, rect(), tokens.surface, tokens.border, metrics::kPanelRadius);
    }
};

} // namespace

StartPage::StartPage(Offers offers, QWidget *parent)
    : QWidget(parent)
{
    auto *column = new QWidget;
    column->setMaximumWidth(kStartWidth);
    auto *rows = new QVBoxLayout(column);
    rows->setContentsMargins(24, 24, 24, 24);
    rows->setSpacing(12);
    rows->addStretch(2);
    rows->addWidget(new Helmet, 0, Qt::AlignHCenter);
    auto *title = startLabel(tr("Welcome aboard"), type::font(type::Scale::Title), false);
    title->setAlignment(Qt::AlignCenter);
    auto *lead = startLabel(
        tr("Search the Hub, look into repositories, and fetch what you need into the cache "
           "that your Python code already uses."),
        type::font(type::Scale::Body), true);
    lead->setAlignment(Qt::AlignCenter);
    lead->setContentsMargins(72, 0, 72, 0); // two lines of about the same length
    rows->addSpacing(4);
    rows->addWidget(title);
    rows->addWidget(lead);
    rows->addSpacing(12);

    auto *browse = new QPushButton(tr("Browse models"));
    setButtonRole(browse, ButtonRole::Primary);
    connect(browse, &QPushButton::clicked, this, [this] { emit pageWanted(PageId::Models); });
    rows->addWidget(new Offer(u"cube"_s, &Tokens::model, tr("Browse what is public"),
                              tr("Models, datasets and Spaces. No account needed."), browse));
    auto *paste = new QPushButton(tr("Enter an address"));
    connect(paste, &QPushButton::clicked, this, &StartPage::addressWanted);
    rows->addWidget(new Offer(
        u"link"_s, &Tokens::secondary, tr("Go straight to a repository"),
        tr("By its id (owner/name), web or hf:// address. Ctrl+K from anywhere."), paste));
    auto *signIn = new QPushButton(tr("Sign in"));
    connect(signIn, &QPushButton::clicked, this, &StartPage::signInWanted);
    m_signIn = new Offer(
        u"key"_s, &Tokens::secondary, tr("Sign in, if you like"),
        tr("For private and gated repositories. Tokens stay where Python keeps them."), signIn);
    rows->addWidget(m_signIn);
    offerSignIn(offers.signIn);
    if (offers.demo) {
        auto *demo = new QPushButton(tr("Open the demo"));
        connect(demo, &QPushButton::clicked, this, &StartPage::demoWanted);
        rows->addWidget(
            new Offer(u"globe"_s, &Tokens::space, tr("Look around without a network"),
                      tr("A small Hub on this computer, with repositories to play with."), demo));
    }
    rows->addStretch(3);

    m_trouble = new NoticeStrip;
    m_trouble->hide();
    connect(m_trouble, &NoticeStrip::retryClicked, this, &StartPage::retryClicked);
    auto *middle = new QHBoxLayout;
    middle->addStretch(1);
    middle->addWidget(column, 20);
    middle->addStretch(1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_trouble);
    layout->addLayout(middle, 1);
}

void StartPage::showTrouble(const std::optional<HubError> &error)
{
    if (error)
        m_trouble->showError(*error);
    else
        m_trouble->hide();
}

void StartPage::offerSignIn(bool offered)
{
    m_signIn->setVisible(offered);
}

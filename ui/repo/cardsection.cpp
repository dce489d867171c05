#include "ui/repo/cardsection.h"

#include "app/text/safetext.h"
#include "ui/repo/frontmatterview.h"
#include "ui/repo/repotrouble.h"
#include "ui/theme/icon.h"
#include "ui/theme/tokens.h"
#include "ui/theme/type.h"
#include "ui/widgets/findbar.h"
#include "ui/widgets/markdownview.h"
#include "ui/widgets/pagefind.h"
#include "ui/widgets/plaintip.h"
#include "ui/widgets/segmentedcontrol.h"
#include "ui/widgets/stateview.h"

#include <QLabel>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace {

constexpr int kSideWidth = 352;
constexpr int kFoldBelow = 900; // of the section: a window of 1,100
constexpr int kDeepestInOutline = 3; // level of headings
constexpr int kFoldedHeight = 60; // the switch alone
constexpr qsizetype kMaxSource
    = 1'000'000; // bytes shown as written: a text edit's own limit of comfort

} // namespace

CardSection::CardSection(HubClient &hub, QWidget *parent)
    : RepoSection(parent)
    , m_hub(hub)
    , m_controller(hub)
    , m_images(hub)
    , m_card(new MarkdownView)
    , m_source(new QPlainTextEdit)
    , m_views(new QStackedWidget)
    , m_states(new StateView(m_views))
    , m_gate(new RepoTrouble)
    , m_stack(new QStackedWidget)
    , m_findBar(new FindBar)
    , m_find(new PageFind(m_findBar, tr("Find in this card"), this))
    , m_mode(new SegmentedControl({tr("Rendered"), tr("Source")}))
    , m_matter(new FrontMatterView)
    , m_editMatter(new QPushButton(icon(u"edit"_s), tr("Edit metadata")))
    , m_outlineTitle(new QLabel(tr("On this page")))
    , m_outline(new QListWidget)
    , m_details(new QToolButton)
    , m_side(new QScrollArea)
    , m_columns(new QBoxLayout(QBoxLayout::LeftToRight, this))
{
    m_card->setAccessibleName(tr("Card"));
    m_source->setReadOnly(true);
    m_source->setFrameShape(QFrame::NoFrame);
    m_source->setFont(type::font(type::Scale::Mono));
    m_source->setAccessibleName(tr("Source of the card"));
    m_states->setEmptyWords({u"file-text"_s, tr("This repository has no card."),
                             tr("A file called README.md would be shown here."),
                             tr("Write a card")});
    m_views->addWidget(m_card);
    m_views->addWidget(m_source);
    m_stack->addWidget(m_states);
    m_stack->addWidget(m_gate);
    m_columns->setContentsMargins(0, 0, 0, 0);
    m_columns->setSpacing(0);
    auto *text = new QVBoxLayout;
    text->setSpacing(0);
    text->addWidget(m_findBar);
    text->addWidget(m_stack, 1);
    m_columns->addLayout(text, 1);
    m_columns->addWidget(sideColumn());
    m_find->setTarget(PageFind::in(m_card));
    connectCard();
}

QWidget *CardSection::sideColumn()
{
    m_outlineTitle->setTextFormat(Qt::PlainText);
    m_outlineTitle->setFont(type::semibold(font()));
    m_outline->setFrameShape(QFrame::NoFrame);
    m_outline->setAccessibleName(tr("On this page"));
    m_outline->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_outline->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_outline->setUniformItemSizes(true);
    m_outline->viewport()->setAutoFillBackground(false);
    m_mode->setAccessibleName(tr("How the card is shown"));
    m_side->setAccessibleName(tr("Front matter and contents"));
    m_details->setText(tr("Front matter and contents"));
    m_details->setCheckable(true);
    m_details->setAutoRaise(true);
    auto *switches = new QHBoxLayout;
    switches->addWidget(m_mode);
    switches->addStretch();
    switches->addWidget(m_details);
    auto *inside = new QWidget;
    inside->setBackgroundRole(QPalette::Window);
    inside->setAutoFillBackground(true);
    auto *layout = new QVBoxLayout(inside);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(metrics::kGap);
    layout->addLayout(switches);
    layout->addSpacing(metrics::kGap);
    layout->addWidget(m_matter);
    layout->addWidget(m_editMatter, 0, Qt::AlignLeft);
    layout->addSpacing(metrics::kGap);
    layout->addWidget(m_outlineTitle);
    layout->addWidget(m_outline);
    layout->addStretch();
    m_side->setWidget(inside);
    m_side->setWidgetResizable(true);
    m_side->setFrameShape(QFrame::NoFrame);
    m_side->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_side->setFixedWidth(kSideWidth);
    return m_side;
}

void CardSection::connectCard()
{
    connect(&m_controller, &CardController::stateChanged, this, &CardSection::render);
    connect(&m_controller, &CardController::readmeRead, this, &CardSection::showReadme);
    connect(m_states, &StateView::retryClicked, this, &RepoSection::reload);
    connect(m_states, &StateView::actionClicked, this, &CardSection::writingWanted);
    connect(m_gate, &RepoTrouble::retryClicked, this, &RepoSection::reload);
    connect(m_gate, &RepoTrouble::browserClicked, this, &CardSection::browserWanted);
    connect(m_gate, &RepoTrouble::signInClicked, this, &CardSection::signInWanted);
    connect(m_editMatter, &QPushButton::clicked, this, &CardSection::metadataWanted);
    connect(m_details, &QToolButton::toggled, this, &CardSection::fold);
    connect(m_mode, &SegmentedControl::currentChanged, this, [this](int index) {
        m_views->setCurrentIndex(index);
        m_find->setTarget(index == 0 ? PageFind::in(m_card) : PageFind::in(m_source));
    });
    connect(m_card, &MarkdownView::contentShown, m_find, &PageFind::refresh);
    connect(m_card, &MarkdownView::contentShown, this, &CardSection::showSide);
    connect(m_card, &MarkdownView::linkActivated, this, &CardSection::linkActivated);
    connect(m_card, &MarkdownView::imageWanted, &m_images, &HubImages::want);
    connect(m_card, &MarkdownView::imageLoadClicked, &m_images, &HubImages::load);
    connect(&m_images, &HubImages::ready, m_card, &MarkdownView::setImage);
    connect(&m_images, &HubImages::blocked, m_card, &MarkdownView::setImageBlocked);
    connect(&m_images, &HubImages::failed, m_card, &MarkdownView::setImageFailed);
    connect(m_matter, &FrontMatterView::linkActivated, this, &CardSection::matterLinkActivated);
    connect(m_card->verticalScrollBar(), &QScrollBar::valueChanged, this,
            &CardSection::markOutline);
    const auto jump = [this](QListWidgetItem *item) {
        m_mode->setCurrent(0);
        m_card->showAnchor(item->data(Qt::UserRole).toString());
        m_outline->setCurrentItem(item); // near the end it cannot come to the top
    };
    connect(m_outline, &QListWidget::itemClicked, this, jump);
    connect(m_outline, &QListWidget::itemActivated, this, jump);
}

QWidget *CardSection::keyTarget() const
{
    return m_views->currentWidget();
}

void CardSection::load(const RepoPlace &place)
{
    m_states->forgetContent();
    m_images.setBase(place);
    m_controller.open(place);
}

void CardSection::openFind()
{
    if (m_views->isVisible())
        m_find->open();
}

void CardSection::retryRefused()
{
    if (m_stack->currentWidget() == m_gate)
        reload();
}

void CardSection::render(const ViewState &state)
{
    const bool gated = state.error && state.error->kind == HubError::Kind::Gated;
    m_stack->setCurrentWidget(gated ? static_cast<QWidget *>(m_gate) : m_states);
    m_side->setVisible(state.phase == ViewState::Phase::Ready);
    if (gated) {
        m_gate->setError(place()->repo(), *state.error, m_hub.hasToken());
        return;
    }
    m_states->render(state);
}

void CardSection::showReadme(const QByteArray &readme)
{
    m_card->setReadme(readme);
    const QString text = QString::fromUtf8(readme.first(std::min(readme.size(), kMaxSource)));
    m_source->setPlainText(readme.size() > kMaxSource ? text + u"\n…"_s : text);
}

void CardSection::showSide()
{
    const Card &card = m_card->card();
    m_matter->setFrontMatter(card.frontMatter);
    m_outline->clear();
    for (const CardHeading &heading : card.outline) {
        if (heading.level > kDeepestInOutline)
            continue;
        const QString indent(2 + 3 * (heading.level - 1), u' ');
        auto *item = new QListWidgetItem(indent + SafeText::isolated(SafeText::line(heading.text)),
                                         m_outline);
        item->setData(Qt::UserRole, heading.anchor);
        item->setSizeHint({0, 26});
        item->setToolTip(plainTip(SafeText::line(heading.text)));
    }
    m_outline->setFixedHeight(26 * m_outline->count() + 4);
    m_outline->setVisible(m_outline->count() > 0);
    m_outlineTitle->setVisible(m_outline->count() > 0);
    fold();
    markOutline();
}

void CardSection::markOutline()
{
    const QString anchor = m_card->currentAnchor();
    int row = 0; // also above the first heading
    int next = 0;
    for (const CardHeading &heading : m_card->card().outline) {
        if (anchor.isEmpty())
            break;
        if (heading.level <= kDeepestInOutline)
            row = next++; // a deeper one stands under this one
        if (heading.anchor == anchor)
            break;
    }
    m_outline->setCurrentRow(m_outline->count() > 0 ? row : -1);
}

void CardSection::resizeEvent(QResizeEvent *event)
{
    RepoSection::resizeEvent(event);
    fold();
}

// Without room beside the card its details stand above it, behind a button.
void CardSection::fold()
{
    const bool folded = width() < kFoldBelow;
    const bool details = !folded || m_details->isChecked();
    m_columns->setDirection(folded ? QBoxLayout::BottomToTop : QBoxLayout::LeftToRight);
    m_details->setVisible(folded);
    m_editMatter->setVisible(details);
    m_matter->setVisible(details && m_card->card().frontMatter.state != FrontMatter::State::Absent);
    m_outline->setVisible(details && m_outline->count() > 0);
    m_outlineTitle->setVisible(details && m_outline->count() > 0);
    m_side->setVerticalScrollBarPolicy(details ? Qt::ScrollBarAsNeeded : Qt::ScrollBarAlwaysOff);
    const int height = details ? this->height() / 2 : kFoldedHeight;
    m_side->setMinimumSize(folded ? 0 : kSideWidth, folded ? height : 0);
    m_side->setMaximumSize(folded ? QWIDGETSIZE_MAX : kSideWidth,
                           folded ? height : QWIDGETSIZE_MAX);
}

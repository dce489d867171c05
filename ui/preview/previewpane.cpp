#include "ui/preview/previewpane.h"

#include "app/net/hubclient.h"
#include "app/text/format.h"
#include "app/text/safetext.h"
#include "ui/preview/hexview.h"
#include "ui/preview/imagepanel.h"
#include "ui/preview/jsonpanel.h"
#include "ui/preview/previewwords.h"
#include "ui/preview/tablepanel.h"
#include "ui/preview/tensorpanel.h"
#include "ui/preview/textpanel.h"
#include "ui/repo/repotrouble.h"
#include "ui/theme/icon.h"
#include "ui/theme/style.h"
#include "ui/theme/theme.h"
#include "ui/theme/type.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/iconlabel.h"
#include "ui/widgets/needsnetwork.h"
#include "ui/widgets/segmentedcontrol.h"
#include "ui/widgets/stateview.h"
#include "ui/widgets/textview.h"

#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace {

constexpr int kRoomForFacts = 520; // of the pane; below it the name needs the room
constexpr int kRoomForChoices = 440; // beside the name; below it they get a line of their own

} // namespace

PreviewPane::PreviewPane(HubClient &hub, QWidget *parent)
    : QWidget(parent)
    , m_hub(hub)
    , m_controller(hub)
    , m_panels(new QStackedWidget(this))
    , m_text(new TextPanel(hub, m_controller, this))
    , m_tensors(new TensorPanel(m_controller.tensors(), this))
    , m_table(new TablePanel(m_controller, this))
    , m_tree(new JsonPanel(m_controller, this))
    , m_image(new ImagePanel(this))
    , m_hex(new HexView(this))
{
    for (QWidget *panel :
         std::initializer_list<QWidget *>{m_text, m_tensors, m_table, m_tree, m_image, m_hex})
        m_panels->addWidget(panel);
    m_states = new StateView(m_panels, this);
    m_states->setEmptyWords({u"file"_s, tr("This file is empty."), {}, {}});
    m_states->setSkeletonRowHeight(metrics::kRow);
    connect(m_states, &StateView::retryClicked, &m_controller, &PreviewController::retry);
    m_trouble = new RepoTrouble(this);
    connect(m_trouble, &RepoTrouble::retryClicked, &m_controller, &PreviewController::retry);
    connect(m_trouble, &RepoTrouble::browserClicked, this, &PreviewPane::termsWanted);
    connect(m_trouble, &RepoTrouble::signInClicked, this, &PreviewPane::signInWanted);
    m_body = new QStackedWidget(this);
    m_body->addWidget(m_states);
    m_body->addWidget(m_trouble);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(header());
    auto *line = new QFrame(this);
    line->setFrameShape(QFrame::HLine);
    line->setFrameShadow(QFrame::Plain);
    line->setForegroundRole(QPalette::Mid);
    layout->addWidget(line);
    m_noticeRow = noticeRow();
    layout->addWidget(m_noticeRow);
    layout->addWidget(m_body, 1);

    connect(&m_controller, &PreviewController::changed, this, &PreviewPane::refresh);
    connect(&m_controller, &PreviewController::tableChanged, m_table, &TablePanel::refresh);
    addAction(m_text->source().wrapAction()); // its key counts in the header, too
    connect(&m_text->source(), &TextView::wrapChosen, this, &PreviewPane::wrapChosen);
    connect(m_text, &TextPanel::linkActivated, this, [this](const QString &address) {
        if (const PreviewFile *file = m_controller.file())
            emit linkActivated(file->folder(), address);
    });
    clear();
}

PreviewPane::~PreviewPane() = default;

// Not by a background role: labels inside would then ignore their tones.
void PreviewPane::paintEvent(QPaintEvent *)
{
    QPainter(this).fillRect(rect(), palette().base());
}

void PreviewPane::resizeEvent(QResizeEvent *)
{
    fitHeader();
    const bool roomy = width() >= kRoomForFacts;
    m_noticeLine->setDirection(roomy ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
}

QToolButton *PreviewPane::tool(const QString &iconName, const QString &name)
{
    auto *button = new QToolButton(this);
    button->setIcon(icon(iconName));
    button->setToolTip(name);
    button->setAccessibleName(name);
    button->setAutoRaise(true);
    return button;
}

QHBoxLayout *PreviewPane::headerLine(QWidget *bar)
{
    auto *line = new QWidget(bar);
    line->setFixedHeight(metrics::kToolBar);
    auto *layout = new QHBoxLayout(line);
    layout->setContentsMargins(16, 0, 12, 0);
    layout->setSpacing(metrics::kGap);
    return layout;
}

QWidget *PreviewPane::header()
{
    auto *bar = new QWidget(this);
    m_headerLine = headerLine(bar);
    m_choicesLine = headerLine(bar);
    m_choicesLine->addStretch(1);
    auto *lines = new QVBoxLayout(bar);
    lines->setContentsMargins(0, 0, 0, 0);
    lines->setSpacing(0);
    lines->addWidget(m_headerLine->parentWidget());
    lines->addWidget(m_choicesLine->parentWidget());
    m_icon = new IconLabel(u"file"_s, &Tokens::secondary, 16, bar);
    m_name = new ElidedLabel({}, Qt::ElideMiddle, bar);
    m_name->setFont(type::medium(font()));
    m_facts = new QLabel(bar);
    m_facts->setTextFormat(Qt::PlainText);
    m_facts->setFont(type::font(type::Scale::Secondary));
    setTone(m_facts, &Tokens::secondary);
    m_choices = new SegmentedControl({}, bar);
    m_choices->setAccessibleName(tr("How the file is shown"));
    m_copy = tool(u"copy"_s, tr("Copy the file's address"));
    m_download = tool(u"download"_s, tr("Download this file"));
    m_more = tool(u"more"_s, tr("More"));
    m_more->setPopupMode(QToolButton::InstantPopup);
    m_more->setMenu(moreMenu());
    m_headerLine->addWidget(m_icon);
    m_headerLine->addWidget(m_name);
    m_headerLine->addWidget(m_facts);
    m_headerLine->addStretch(1);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_choices, m_copy, m_download, m_more})
        m_headerLine->addWidget(widget);
    connect(m_copy, &QToolButton::clicked, this, [this] { emit copyAddressClicked(path()); });
    connect(m_download, &QToolButton::clicked, this, [this] { emit downloadClicked(path()); });
    connect(m_choices, &SegmentedControl::currentChanged, this, [this](int index) {
        if (m_shownViews.startsWith(PreviewView::Tensors))
            m_controller.tensors().setAllShards(index == 1);
        else if (index < m_shownViews.size())
            showView(*(m_chosen = m_shownViews.at(index)));
    });
    return bar;
}

QWidget *PreviewPane::noticeRow()
{
    auto *row = new QWidget(this);
    m_notice = new QLabel(row);
    m_notice->setTextFormat(Qt::PlainText);
    m_notice->setWordWrap(true);
    setTone(m_notice, &Tokens::secondary);
    m_noticeDownload = new QPushButton(icon(u"download"_s, &Tokens::text), tr("Download"), row);
    connect(m_noticeDownload, &QPushButton::clicked, m_download, &QToolButton::click);
    auto *words = new QHBoxLayout;
    words->setSpacing(metrics::kGap);
    words->addWidget(new IconLabel(u"info"_s, &Tokens::secondary, 16, row), 0, Qt::AlignTop);
    words->addWidget(m_notice, 1);
    m_noticeLine = new QBoxLayout(QBoxLayout::LeftToRight, row);
    m_noticeLine->setContentsMargins(16, 10, 16, 10);
    m_noticeLine->setSpacing(metrics::kColumnGap);
    m_noticeLine->addLayout(words, 1);
    m_noticeLine->addWidget(m_noticeDownload, 0, Qt::AlignLeft | Qt::AlignVCenter);
    row->hide();
    return row;
}

QMenu *PreviewPane::moreMenu()
{
    auto *menu = new QMenu(this);
    menu->addAction(m_text->source().wrapAction());
    menu->addAction(tr("Edit\tCtrl+E"), this, &PreviewPane::editClicked);
    menu->addAction(tr("Show its bytes"), &m_controller, &PreviewController::showBytes);
    m_toFolder = menu->addAction(tr("Download to a folder…"), this,
                                 [this] { emit toFolderClicked(path()); });
    menu->addAction(tr("Open in the browser"), this, [this] { emit browserClicked(path()); });
    menu->addAction(tr("Read again"), &m_controller, &PreviewController::retry);
    return menu;
}

void PreviewPane::show(const PreviewFile &file)
{
    const PreviewFile *old = m_controller.file();
    if (old && old->repo == file.repo && old->revision == file.revision && old->entry == file.entry
        && old->localPath == file.localPath)
        return;
    if (!old || old->repo != file.repo || old->entry.path != file.entry.path)
        m_chosen.reset();
    m_states->forgetContent();
    m_view.reset();
    m_controller.show(file);
}

void PreviewPane::clear(const QString &why)
{
    const QString usual = tr("Choose a file to look at it here.");
    m_states->setIdleWords(
        {u"file"_s, why.isEmpty() ? usual : why, why.isEmpty() ? QString() : usual, {}});
    m_states->forgetContent();
    m_view.reset();
    m_controller.clear();
}

void PreviewPane::refresh()
{
    refreshHeader();
    refreshChoices();
    const QList<PreviewView> &views = m_controller.views();
    if (views.isEmpty())
        m_view.reset();
    else if (!m_view || !views.contains(*m_view))
        showView(m_chosen && views.contains(*m_chosen) ? *m_chosen : views.first());
    if (m_view == PreviewView::Tensors)
        m_tensors->refresh();
    refreshNotice();
    refreshBody();
}

// What the whole repository keeps from this account is said as its other sections say it.
void PreviewPane::refreshBody()
{
    using enum HubError::Kind;
    const ViewState state = m_controller.state();
    const auto kind = state.error ? state.error->kind : Cancelled;
    const bool refused = state.phase == ViewState::Phase::Failed && m_controller.file()
        && (kind == Gated || kind == Forbidden || kind == BadToken);
    if (refused)
        m_trouble->setError(m_controller.file()->repo, *state.error, m_hub.hasToken());
    m_states->render(state);
    m_body->setCurrentWidget(refused ? static_cast<QWidget *>(m_trouble) : m_states);
}

void PreviewPane::retryRefused()
{
    if (m_body->currentWidget() == m_trouble)
        m_controller.retry();
}

void PreviewPane::setOffline(const QString &why)
{
    enableOnline(m_download, true, why, m_download->accessibleName());
    enableOnline(m_noticeDownload, true, why);
    m_toFolder->setEnabled(why.isEmpty());
}

bool PreviewPane::openFind()
{
    if (!m_panels->isVisible() || !m_view)
        return false;
    switch (*m_view) {
    case PreviewView::Text:
    case PreviewView::Markdown:
    case PreviewView::Notebook: m_text->openFind(); return true;
    case PreviewView::Tensors: m_tensors->focusFilter(); return true;
    case PreviewView::Table:
    case PreviewView::Tree:
    case PreviewView::Image:
    case PreviewView::Bytes: return false;
    }
    return false;
}

void PreviewPane::refreshNotice()
{
    const QString advice
        = m_view == PreviewView::Bytes ? kindAdvice(m_controller.kind()) : QString();
    QStringList notices{advice, m_controller.notice()};
    notices.removeAll({});
    m_notice->setText(notices.join(u' '));
    m_noticeDownload->setVisible(!advice.isEmpty() && m_controller.kind() != FileKind::Pickle);
    m_noticeRow->setVisible(!notices.isEmpty());
}

void PreviewPane::refreshHeader()
{
    const PreviewFile *file = m_controller.file();
    for (QWidget *widget :
         std::initializer_list<QWidget *>{m_icon, m_name, m_facts, m_copy, m_download, m_more})
        widget->setVisible(file != nullptr);
    if (!file)
        return;
    m_icon->setIcon(kindIconName(m_controller.kind()));
    m_name->setText(SafeText::line(file->name()));
    QStringList facts{Format::size(file->entry.size), storageName(file->entry)};
    if (m_controller.kind() != FileKind::Safetensors && m_controller.kind() != FileKind::Gguf)
        facts.append(fileKindName(m_controller.kind()));
    facts.removeAll({});
    m_facts->setText(facts.join(u" · "_s));
}

void PreviewPane::fitHeader()
{
    const bool file = m_controller.file();
    const bool choices = m_choices->count() > 0;
    const bool below = choices && width() < kRoomForChoices;
    QHBoxLayout *const line = below ? m_choicesLine : m_headerLine;
    m_facts->setVisible(file && width() >= kRoomForFacts);
    const bool keys = window()->focusWidget() == m_choices; // a new parent takes them away
    if (line->indexOf(m_choices) < 0) // before the tools, or at the beginning of its own line
        line->insertWidget(below ? 0 : line->indexOf(m_copy), m_choices);
    m_choices->setVisible(choices);
    m_choicesLine->parentWidget()->setVisible(below);
    if (keys && choices)
        m_choices->setFocus();
}

// Two ways to show the file, or for weights this file and all its shards.
void PreviewPane::refreshChoices()
{
    const QList<PreviewView> &views = m_controller.views();
    m_shownViews = views;
    const qsizetype shards = m_controller.tensors().shards().size();
    QStringList choices;
    if (views.startsWith(PreviewView::Tensors)) {
        if (shards > 1)
            choices = {tr("This file"), tr("All %1 shards").arg(shards)};
    } else if (views.size() > 1) {
        for (const PreviewView view : views)
            choices.append(viewName(view));
        if (views.contains(PreviewView::Tree))
            choices.first() = tr("Text");
    }
    const QSignalBlocker quiet(m_choices);
    m_choices->setChoices(choices);
    fitHeader();
    if (views.startsWith(PreviewView::Tensors))
        m_choices->setCurrent(m_controller.tensors().showsAllShards() ? 1 : 0);
    else if (m_view && views.contains(*m_view))
        m_choices->setCurrent(static_cast<int>(views.indexOf(*m_view)));
    else
        m_choices->setCurrent(0);
}

QWidget *PreviewPane::panel(PreviewView view)
{
    switch (view) {
    case PreviewView::Text:
    case PreviewView::Markdown:
    case PreviewView::Notebook: return m_text;
    case PreviewView::Table: return m_table;
    case PreviewView::Tree: return m_tree;
    case PreviewView::Tensors: return m_tensors;
    case PreviewView::Image: return m_image;
    case PreviewView::Bytes: return m_hex;
    }
    return m_hex;
}

void PreviewPane::setWrap(bool wrap)
{
    m_text->source().setWrap(wrap);
}

void PreviewPane::showView(PreviewView view)
{
    m_view = view;
    m_text->source().wrapAction()->setVisible(view == PreviewView::Text);
    switch (view) {
    case PreviewView::Text:
    case PreviewView::Markdown:
    case PreviewView::Notebook: m_text->showView(view); break;
    case PreviewView::Table: m_table->start(); break;
    case PreviewView::Tree: m_tree->start(); break;
    case PreviewView::Tensors: break;
    case PreviewView::Image: m_image->setImage(m_controller.image()); break;
    case PreviewView::Bytes: m_hex->setSource(m_controller.bytes()); break;
    }
    m_panels->setCurrentWidget(panel(view));
    const QSignalBlocker quiet(m_choices);
    if (view != PreviewView::Tensors && m_shownViews.contains(view))
        m_choices->setCurrent(static_cast<int>(m_shownViews.indexOf(view)));
}

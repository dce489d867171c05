#include "ui/upload/repoquestion.h"

#include "app/text/safetext.h"
#include "ui/repo/hairline.h"
#include "ui/search/repodelegate.h"
#include "ui/theme/icon.h"
#include "ui/theme/style.h"
#include "ui/theme/type.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/segmentedcontrol.h"
#include "ui/widgets/stateview.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace {

constexpr QSize kRepoQuestion(560, 520);
constexpr int kMostOfAnOwner = 1'000; // as many as one answer has
constexpr RepoKind kAskedKinds[] = {RepoKind::Model, RepoKind::Dataset, RepoKind::Space};

} // namespace

RepoQuestion::RepoQuestion(HubClient &hub, const Account &account, const Words &words,
                           QWidget *parent)
    : QDialog(parent)
    , m_hub(hub)
    , m_owners(QStringList{account.name} + account.organisations)
    , m_words(words)
    , m_kind(new SegmentedControl({tr("Models"), tr("Datasets"), tr("Spaces")}))
    , m_name(new QLineEdit)
    , m_list(new QListView)
    , m_delegate(new RepoDelegate(m_list))
    , m_states(new StateView(m_list))
    , m_fresh(new QPushButton(icon(u"plus"_s), tr("&New repository…")))
    , m_main(new QPushButton)
{
    setObjectName(u"repoQuestion"_s);
    setWindowTitle(words.verb);
    setAttribute(Qt::WA_DeleteOnClose);
    m_shown.setSourceModel(&m_repos);
    m_shown.setFilterRole(RepoListModel::IdRole);
    m_shown.setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_list->setModel(&m_shown);
    m_list->setItemDelegate(m_delegate);
    m_list->setUniformItemSizes(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setAccessibleName(tr("Your repositories"));
    buildLayout();
    m_name->installEventFilter(this);
    connect(m_kind, &SegmentedControl::currentChanged, this, &RepoQuestion::ask);
    connect(m_name, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_delegate->forget(); // it remembers rows by their numbers
        m_shown.setFilterFixedString(text.trimmed());
        m_list->setCurrentIndex(m_shown.index(0, 0));
        render();
    });
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &RepoQuestion::render);
    connect(m_list, &QListView::activated, this, &RepoQuestion::choose);
    connect(m_states, &StateView::retryClicked, this, &RepoQuestion::ask);
    connect(m_states, &StateView::actionClicked, this, [this] { emit newRepoWanted(kind()); });
    resize(kRepoQuestion);
    m_name->setFocus();
    ask();
}

void RepoQuestion::buildLayout()
{
    auto *title = new ElidedLabel(m_words.title);
    title->setFont(type::font(type::Scale::Section));
    m_kind->setAccessibleName(tr("Kind"));
    m_name->setAccessibleName(tr("Repository"));
    m_name->setPlaceholderText(tr("Find one of yours, or type owner/name"));
    m_name->setClearButtonEnabled(true);
    m_states->setSkeletonRowHeight(metrics::kTallRow);
    m_states->setEmptyWords({u"plus"_s, tr("There is none of this kind yet."),
                             tr("Make one, or type the name of another."), tr("New repository…")});
    auto *top = new QHBoxLayout;
    top->setSpacing(metrics::kGap);
    top->addWidget(m_kind);
    top->addWidget(m_name, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::kPagePadding, 16, metrics::kPagePadding, 16);
    layout->setSpacing(metrics::kColumnGap);
    layout->addWidget(title);
    layout->addLayout(top);
    layout->addWidget(m_states, 1);
    layout->addWidget(hairline());
    layout->addLayout(buttonRow());
}

QLayout *RepoQuestion::buttonRow()
{
    auto *cancel = new QPushButton(tr("Cancel"));
    setButtonRole(m_main, ButtonRole::Primary);
    for (QPushButton *button : {m_fresh, cancel})
        button->setAutoDefault(false);
    m_main->setDefault(true);
    connect(m_fresh, &QPushButton::clicked, this, [this] { emit newRepoWanted(kind()); });
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_main, &QPushButton::clicked, this, &RepoQuestion::choose);
    auto *row = new QHBoxLayout;
    row->setSpacing(metrics::kGap);
    row->addWidget(m_fresh);
    row->addStretch(1);
    row->addWidget(cancel);
    row->addWidget(m_main);
    return row;
}

void RepoQuestion::hideNewRepo()
{
    m_fresh->hide();
    m_states->setEmptyWords(
        {u"search"_s, tr("There is none of this kind yet."), tr("Type the name of another."), {}});
}

RepoKind RepoQuestion::kind() const
{
    return kAskedKinds[m_kind->current()];
}

void RepoQuestion::ask()
{
    m_requests.clear(); // what is on its way is not wanted any more
    m_error.reset();
    m_delegate->forget();
    m_repos.clear();
    m_waiting = m_owners.size();
    for (const QString &owner : m_owners)
        m_requests.push_back(
            m_hub.searchRepos({.kind = kind(),
                               .author = owner,
                               .sort = u"lastModified"_s,
                               .pageSize = kMostOfAnOwner},
                              [this](const Result<RepoPage> &page) { take(page); }));
    render();
}

void RepoQuestion::take(const Result<RepoPage> &page)
{
    --m_waiting;
    m_delegate->forget();
    if (page)
        m_repos.appendPage(*page);
    else
        m_error = page.error();
    if (!m_list->currentIndex().isValid())
        m_list->setCurrentIndex(m_shown.index(0, 0));
    render();
}

// What is chosen in the list; else what is typed, when it is the whole name of one.
std::optional<RepoId> RepoQuestion::answer() const
{
    if (const QModelIndex row = m_list->currentIndex(); row.isValid())
        return m_repos.at(m_shown.mapToSource(row).row()).id;
    const QString typed = m_name->text().trimmed();
    return typed.contains(u'/') ? RepoId::parse(kind(), typed) : std::nullopt;
}

void RepoQuestion::choose()
{
    const auto repo = answer();
    if (!repo)
        return;
    emit chosen(*repo);
    accept();
}

// Arrows lead through the list while a name is typed.
bool RepoQuestion::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Down || key == Qt::Key_Up) {
            const int row = m_list->currentIndex().row() + (key == Qt::Key_Down ? 1 : -1);
            if (const QModelIndex next = m_shown.index(row, 0); next.isValid())
                m_list->setCurrentIndex(next);
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

void RepoQuestion::render()
{
    using Phase = ViewState::Phase;
    const bool isEmpty = m_repos.rowCount() == 0;
    m_states->render(m_waiting > 0 && isEmpty ? ViewState{Phase::Loading, {}}
                         : m_error            ? ViewState{Phase::Failed, m_error}
                         : isEmpty            ? ViewState{Phase::Empty, {}}
                                              : ViewState{Phase::Ready, {}});
    const auto repo = answer();
    m_main->setEnabled(repo.has_value());
    m_main->setText(repo ? m_words.verbTo.arg(SafeText::repoName(repo->owner(), repo->name()))
                         : m_words.verb);
}

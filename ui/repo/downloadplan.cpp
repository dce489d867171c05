#include "ui/repo/downloadplan.h"

#include "app/text/format.h"
#include "app/text/safetext.h"
#include "ui/repo/hairline.h"
#include "ui/repo/plandelegate.h"
#include "ui/repo/plansummary.h"
#include "ui/theme/icon.h"
#include "ui/theme/style.h"
#include "ui/theme/type.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/needsnetwork.h"
#include "ui/widgets/plaintip.h"
#include "ui/widgets/stateview.h"

#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QListView>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStandardItemModel>
#include <QTreeView>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int kPlanIntoCharacters = 18; // of a folder's name; longer ones are elided
constexpr int kPlanChoicesWidth = 292;
constexpr int kPlanSizeWidth = 84;
constexpr int kPlanStateWidth = 218;
constexpr int kPlanFieldHeight = 64; // three patterns
constexpr QSize kPlanSize(980, 660);

} // namespace

DownloadPlan::DownloadPlan(const RepoPlace &place, const QString &cacheRoot, QWidget *parent)
    : QDialog(parent)
    , m_maker(place, cacheRoot)
    , m_presetRows(new QStandardItemModel(this))
    , m_presets(new QListView)
    , m_about(new QLabel)
    , m_allow(patternField(tr("Everything"), tr("Patterns to allow, one a line")))
    , m_ignore(patternField(tr("Nothing"), tr("Patterns to ignore, one a line")))
    , m_tree(new QTreeView)
    , m_states(new StateView(m_tree))
    , m_summary(new PlanSummary)
    , m_byHand(new QPushButton)
    , m_into(new QComboBox)
    , m_copy(new QPushButton(tr("Copy as hf command")))
    , m_download(new QPushButton)
{
    setWindowTitle(tr("Choose what to download"));
    resize(kPlanSize);
    auto *columns = new QHBoxLayout;
    columns->setSpacing(metrics::kPagePadding);
    columns->addWidget(choices());
    columns->addWidget(result(), 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::kPagePadding, 16, metrics::kPagePadding, 16);
    layout->setSpacing(metrics::kColumnGap);
    layout->addWidget(header());
    layout->addLayout(columns, 1);
    layout->addWidget(hairline());
    layout->addWidget(buttonRow());
    connectParts();
    m_states->setSkeletonRowHeight(metrics::kRow);
    m_states->setEmptyWords({u"folder-open"_s, tr("This revision has no files yet."), {}, {}});
    m_states->render({ViewState::Phase::Loading, {}});
    for (auto *button : m_states->findChildren<QPushButton *>())
        button->setAutoDefault(false); // Enter belongs to the download
    m_download->setDefault(true);
    setFolder({});
    setOffline({});
    m_maker.start();
}

QWidget *DownloadPlan::header()
{
    const RepoPlace &place = m_maker.place();
    auto *title = new ElidedLabel(SafeText::repoName(place.repo().owner(), place.repo().name()),
                                  Qt::ElideMiddle);
    title->setFont(type::font(type::Scale::Section));
    auto *revision = new ElidedLabel(tr("Revision %1").arg(SafeText::line(place.revision.name())));
    revision->setFont(type::font(type::Scale::Secondary));
    revision->setTone(&Tokens::secondary);
    auto *box = new QWidget;
    auto *layout = new QHBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metrics::kColumnGap);
    layout->addWidget(title);
    layout->addWidget(revision, 1, Qt::AlignBottom);
    return box;
}

QPlainTextEdit *DownloadPlan::patternField(const QString &placeholder, const QString &name)
{
    auto *edit = new QPlainTextEdit;
    edit->setPlaceholderText(placeholder);
    edit->setAccessibleName(name);
    edit->setFont(type::font(type::Scale::Mono));
    edit->setTabChangesFocus(true);
    edit->setLineWrapMode(QPlainTextEdit::NoWrap);
    edit->setMinimumHeight(kPlanFieldHeight);
    return edit;
}

QWidget *DownloadPlan::choices()
{
    m_presets->setModel(m_presetRows);
    m_presets->setItemDelegate(new PresetDelegate(this));
    m_presets->setAccessibleName(tr("Presets"));
    m_presets->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_presets->setUniformItemSizes(true);
    m_presets->setMinimumHeight(4 * metrics::kRow);
    m_about->setTextFormat(Qt::PlainText);
    m_about->setWordWrap(true);
    m_about->setFont(type::font(type::Scale::Secondary));
    m_about->setForegroundRole(QPalette::PlaceholderText);
    m_about->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_about->setMinimumHeight(3 * QFontMetrics(m_about->font()).lineSpacing());
    auto *hint = fieldLabel(tr("* is any text, slashes too; ? is one character; [a-z] is a set."),
                            nullptr);
    hint->setWordWrap(true);
    auto *box = new QWidget;
    box->setFixedWidth(kPlanChoicesWidth);
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(fieldLabel(tr("Presets"), m_presets));
    layout->addWidget(m_presets, 5);
    layout->addWidget(m_about);
    layout->addSpacing(metrics::kGap);
    layout->addWidget(fieldLabel(tr("Take files that match"), m_allow));
    layout->addWidget(m_allow, 1);
    layout->addSpacing(metrics::kGap);
    layout->addWidget(fieldLabel(tr("Except files that match"), m_ignore));
    layout->addWidget(m_ignore, 2);
    layout->addWidget(hint);
    return box;
}

QWidget *DownloadPlan::result()
{
    m_tree->setModel(&m_model);
    m_tree->setItemDelegate(new PlanDelegate(this));
    m_tree->setAccessibleName(tr("Files with ticks"));
    m_tree->setUniformRowHeights(true);
    m_tree->setAllColumnsShowFocus(true);
    m_tree->setIndentation(20);
    m_tree->setRootIsDecorated(true);
    setRowLines(m_tree);
    QHeaderView *columns = m_tree->header();
    columns->setStretchLastSection(false);
    columns->setSectionsMovable(false);
    columns->setFixedHeight(metrics::kTableHeader);
    columns->setSectionResizeMode(QHeaderView::Interactive);
    columns->setSectionResizeMode(FilePlanModel::NameColumn, QHeaderView::Stretch);
    columns->resizeSection(FilePlanModel::SizeColumn, kPlanSizeWidth);
    columns->resizeSection(FilePlanModel::StateColumn, kPlanStateWidth);
    auto *box = new QWidget;
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metrics::kColumnGap);
    layout->addWidget(m_states, 1);
    layout->addWidget(m_summary);
    return box;
}

QWidget *DownloadPlan::buttonRow()
{
    auto *row = new QWidget;
    m_into->addItems({tr("The cache"), {}});
    m_into->setAccessibleName(tr("Where the files go"));
    m_into->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_into->setMinimumContentsLength(kPlanIntoCharacters);
    m_copy->setIcon(icon(u"copy"_s));
    m_copy->setAutoDefault(false);
    m_byHand->setAutoDefault(false);
    setButtonRole(m_byHand, ButtonRole::Link);
    m_byHand->hide();
    auto *cancel = new QPushButton(tr("Cancel"));
    cancel->setAutoDefault(false);
    m_download->setIcon(icon(u"download"_s, &Tokens::onAccent));
    m_download->setDefault(true);
    setButtonRole(m_download, ButtonRole::Primary);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metrics::kGap);
    layout->addWidget(fieldLabel(tr("Into"), m_into));
    layout->addWidget(m_into);
    layout->addWidget(m_copy);
    layout->addWidget(m_byHand);
    layout->addStretch();
    layout->addWidget(cancel);
    layout->addWidget(m_download);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    return row;
}

void DownloadPlan::connectParts()
{
    m_typing.setSingleShot(true);
    m_typing.setInterval(40ms); // a burst of keys makes one plan
    connect(&m_typing, &QTimer::timeout, this, [this] {
        m_maker.setPatterns(patterns(*m_allow), patterns(*m_ignore));
        showButtons(); // they may be the same as before
    });
    for (QPlainTextEdit *edit : {m_allow, m_ignore}) {
        connect(edit, &QPlainTextEdit::textChanged, &m_typing, qOverload<>(&QTimer::start));
        connect(edit, &QPlainTextEdit::textChanged, this, &DownloadPlan::markPreset);
        connect(edit, &QPlainTextEdit::textChanged, this, &DownloadPlan::showButtons);
    }
    connect(&m_maker, &PlanMaker::prepared, this, &DownloadPlan::showPresets);
    connect(&m_maker, &PlanMaker::outdated, this, &DownloadPlan::showButtons);
    connect(&m_maker, &PlanMaker::planned, this, &DownloadPlan::showPlan);
    connect(&m_model, &FilePlanModel::ticked, &m_maker, &PlanMaker::tick);
    connect(m_byHand, &QPushButton::clicked, &m_maker, &PlanMaker::clearTicks);
    connect(m_presets->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &DownloadPlan::applyPreset);
    connect(m_into, &QComboBox::activated, this, &DownloadPlan::chooseTarget);
    connect(m_copy, &QPushButton::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(command());
        m_copy->setText(tr("Copied"));
    });
    connect(m_download, &QPushButton::clicked, this, [this] {
        if (!isReady())
            return; // no paths would mean all
        emit requested(request());
        accept();
    });
}

void DownloadPlan::showPresets()
{
    m_model.setFolders(m_maker.folders());
    const bool empty = m_maker.folders()->files.isEmpty();
    m_states->render({empty ? ViewState::Phase::Empty : ViewState::Phase::Ready, {}});
    for (const FilePreset &preset : m_maker.presets()) {
        auto *item = new QStandardItem(SafeText::line(preset.title));
        item->setData(Format::size(preset.bytes), PresetDelegate::kWeightRole);
        item->setData(
            tr("%1, %2, %3")
                .arg(SafeText::line(preset.title), Format::size(preset.bytes), preset.about),
            Qt::AccessibleTextRole);
        item->setToolTip(plainTip(preset.about));
        m_presetRows->appendRow(item);
    }
    markPreset();
    // One folder that holds everything would hide it.
    if (m_model.rowCount() == 1)
        m_tree->expand(m_model.index(0, 0));
}

void DownloadPlan::applyPreset(const QModelIndex &index)
{
    if (!index.isValid())
        return;
    const FilePreset &preset = m_maker.presets().at(index.row());
    m_about->setText(preset.about);
    if (preset.allow == patterns(*m_allow) && preset.ignore == patterns(*m_ignore))
        return;
    const QSignalBlocker allowQuiet(m_allow); // halfway they say something else
    const QSignalBlocker ignoreQuiet(m_ignore);
    m_allow->setPlainText(preset.allow.join(u'\n'));
    m_ignore->setPlainText(preset.ignore.join(u'\n'));
    m_typing.stop();
    m_maker.setPreset(preset);
}

void DownloadPlan::markPreset()
{
    const QStringList allow = patterns(*m_allow);
    const QStringList ignore = patterns(*m_ignore);
    const QList<FilePreset> &presets = m_maker.presets();
    const auto same = std::ranges::find_if(presets, [&](const FilePreset &preset) {
        return preset.allow == allow && preset.ignore == ignore;
    });
    if (same != presets.cend())
        return m_presets->setCurrentIndex(
            m_presetRows->index(static_cast<int>(same - presets.cbegin()), 0));
    m_presets->setCurrentIndex({});
    m_about->setText(tr("Your own patterns."));
}

void DownloadPlan::showPlan()
{
    m_model.setPlan(m_maker.plan(), m_maker.words());
    m_summary->show(m_maker);
    const auto byHand = m_maker.choice().byHand.size();
    m_byHand->setVisible(byHand > 0);
    m_byHand->setText(
        tr("Undo %1").arg(Format::plural(byHand, tr("1 tick by hand"), tr("%1 ticks by hand"))));
    m_copy->setText(tr("Copy as hf command"));
    showButtons();
}

void DownloadPlan::setOffline(const QString &why)
{
    m_offline = why;
    showButtons();
}

bool DownloadPlan::isReady() const
{
    return !m_typing.isActive() && m_maker.isDecided() && m_maker.plan().total().taken > 0;
}

void DownloadPlan::showButtons()
{
    const FilePlan &plan = m_maker.plan();
    const bool any = !plan.isEmpty() && plan.total().taken > 0;
    const bool nothingToFetch = any && plan.total().here == plan.total().taken;
    m_download->setText(!any                 ? tr("Download")
                            : nothingToFetch ? tr("Complete from this computer")
                                             : tr("Download %1").arg(Format::size(plan.toFetch())));
    m_copy->setEnabled(isReady());
    enableOnline(m_download, isReady(), m_offline);
}

void DownloadPlan::setAccess(RepoAccess access)
{
    const bool gated = m_maker.place().info.summary.gate != Gate::None;
    m_summary->setGated(gated && access != RepoAccess::Granted);
    m_summary->show(m_maker);
}

void DownloadPlan::setPromised(const QHash<quint64, qint64> &bytes)
{
    m_summary->setPromised(bytes);
    m_summary->show(m_maker);
}

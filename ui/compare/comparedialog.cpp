#include "ui/compare/comparedialog.h"

#include "app/text/format.h"
#include "app/text/safetext.h"
#include "ui/repo/hairline.h"
#include "ui/theme/icon.h"
#include "ui/theme/style.h"
#include "ui/theme/type.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/progressline.h"
#include "ui/widgets/segmentedcontrol.h"
#include "ui/widgets/stateview.h"

#include <QCheckBox>
#include <QFile>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QStyledItemDelegate>
#include <QTreeView>

using namespace Qt::StringLiterals;

namespace {

constexpr QSize kCompareSize(980, 640);
constexpr int kCompareHereWidth = 190;
constexpr int kCompareThereWidth = 90;
constexpr int kCompareFateWidth = 210;
constexpr qsizetype kMostKept = 5; // that are named

// Names stand below each other, with a tick and without.
class CompareNames final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        if (option->features.testFlag(QStyleOptionViewItem::HasCheckIndicator))
            return;
        const QStyle *style = option->widget->style();
        option->features |= QStyleOptionViewItem::HasDecoration;
        option->decorationSize = {style->pixelMetric(QStyle::PM_IndicatorWidth), 1};
    }
};

} // namespace

CompareDialog::CompareDialog(HubClient &hub, const CompareController::Target &target,
                             const QString &memory, const CompareTrash::Move &move, QWidget *parent)
    : QDialog(parent)
    , m_controller(hub, target, memory, move)
    , m_list(new QTreeView)
    , m_states(new StateView(m_list))
    , m_way(new SegmentedControl(
          {tr("Make the Hub like this folder"), tr("Make this folder like the Hub")}))
    , m_removes(new QCheckBox)
    , m_same(new QCheckBox(tr("Show what is the same")))
    , m_sentence(sentenceLabel())
    , m_progress(new ProgressLine)
    , m_whyNot(secondaryLabel())
    , m_again(new QPushButton(tr("Compare again")))
    , m_close(new QPushButton(tr("Close")))
    , m_main(new QPushButton)
{
    setObjectName(u"compare"_s);
    setWindowTitle(tr("Compare with a folder"));
    setAttribute(Qt::WA_DeleteOnClose);
    resize(kCompareSize);
    m_list->setModel(&m_controller.model());
    m_list->setAccessibleName(tr("Files of both"));
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setAllColumnsShowFocus(true);
    m_list->setTextElideMode(Qt::ElideMiddle);
    m_list->setItemDelegateForColumn(CompareModel::PathColumn, new CompareNames(m_list));
    setRowLines(m_list);
    QHeaderView *columns = m_list->header();
    columns->setStretchLastSection(false);
    columns->setSectionsMovable(false);
    columns->setFixedHeight(metrics::kTableHeader);
    columns->setSectionResizeMode(CompareModel::PathColumn, QHeaderView::Stretch);
    columns->resizeSection(CompareModel::HereColumn, kCompareHereWidth);
    columns->resizeSection(CompareModel::ThereColumn, kCompareThereWidth);
    columns->resizeSection(CompareModel::StateColumn, kCompareFateWidth);
    m_states->setSkeletonRowHeight(metrics::kRow);
    m_states->setEmptyWords(
        {u"equal"_s, tr("The folder and the Hub have the same files."), {}, {}});
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::kPagePadding, 16, metrics::kPagePadding, 16);
    layout->setSpacing(metrics::kColumnGap);
    layout->addWidget(header());
    layout->addWidget(choices());
    layout->addWidget(m_sentence);
    layout->addWidget(m_progress);
    layout->addWidget(m_states, 1);
    layout->addWidget(hairline());
    layout->addWidget(buttonRow());
    connectParts();
    for (auto *button : findChildren<QPushButton *>())
        button->setAutoDefault(false);
    m_main->setDefault(true);
    m_controller.start();
    render();
}

QWidget *CompareDialog::header()
{
    const CompareController::Target &target = m_controller.target();
    auto *title
        = new ElidedLabel(tr("%1 at %2")
                              .arg(SafeText::repoName(target.repo.owner(), target.repo.name()),
                                   SafeText::isolated(SafeText::line(target.revision.name()))),
                          Qt::ElideMiddle);
    title->setFont(type::font(type::Scale::Section));
    auto *local = new ElidedLabel(SafeText::path(QFile::decodeName(target.local)), Qt::ElideMiddle);
    local->setTone(&Tokens::secondary);
    auto *box = new QWidget;
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(title);
    layout->addWidget(local);
    return box;
}

QWidget *CompareDialog::choices()
{
    m_way->setAccessibleName(tr("What is made like what"));
    auto *row = new QWidget;
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metrics::kGap);
    layout->addWidget(m_way);
    layout->addStretch();
    layout->addWidget(m_removes);
    layout->addWidget(m_same);
    return row;
}

QWidget *CompareDialog::buttonRow()
{
    m_again->setIcon(icon(u"retry"_s));
    m_whyNot->setWordWrap(true);
    setButtonRole(m_main, ButtonRole::Primary);
    auto *row = new QWidget;
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metrics::kGap);
    layout->addWidget(m_again);
    layout->addWidget(m_whyNot, 1);
    layout->addWidget(m_close);
    layout->addWidget(m_main);
    return row;
}

void CompareDialog::connectParts()
{
    connect(&m_controller, &CompareController::changed, this, &CompareDialog::render);
    connect(&m_controller, &CompareController::fetchWanted, this, &CompareDialog::fetchWanted);
    connect(&m_controller.model(), &CompareModel::ticked, this, &CompareDialog::render);
    connect(m_states, &StateView::retryClicked, &m_controller, &CompareController::start);
    connect(m_way, &SegmentedControl::currentChanged, this, [this](int way) {
        m_removes->setChecked(false);
        m_controller.model().setWay(way == 0 ? CompareWay::ToHub : CompareWay::ToFolder);
        render();
    });
    connect(m_removes, &QCheckBox::clicked, this,
            [this](bool on) { m_controller.model().tickRemovals(on); });
    connect(m_same, &QCheckBox::toggled, this, [this](bool shown) {
        m_controller.model().showSame(shown);
        render();
    });
    connect(m_again, &QPushButton::clicked, &m_controller, &CompareController::start);
    connect(m_close, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_main, &QPushButton::clicked, this, &CompareDialog::go);
}

void CompareDialog::showConnection()
{
    render();
}

QString CompareDialog::sentence() const
{
    const UploadHash::Progress &reading = m_controller.reading();
    const ComparePlan &plan = m_controller.plan();
    if (m_controller.state().phase == ViewState::Phase::Failed)
        return tr("They could not be compared.");
    switch (m_controller.phase()) {
    case CompareController::Phase::Looking:
        return Format::plural(m_controller.foundSoFar(),
                              tr("Looking at the repository and at 1 file so far."),
                              tr("Looking at the repository and at %1 files so far."));
    case CompareController::Phase::Reading:
        return tr("Reading the files: %1, %2 of %3.")
            .arg(Format::sizeOf(reading.bytes, reading.total), Format::exactCount(reading.files),
                 Format::exactCount(reading.of));
    case CompareController::Phase::Moving: return tr("Moving files to the trash.");
    case CompareController::Phase::Compared: break;
    }
    if (const auto &done = m_controller.outcome()) {
        QStringList parts{Format::plural(done->fetched,
                                         tr("1 file is fetched, among the transfers."),
                                         tr("%1 files are fetched, among the transfers."))};
        if (!done->trashed.isEmpty())
            parts << Format::plural(done->trashed.size(), tr("1 file is in the trash."),
                                    tr("%1 files are in the trash."));
        for (const CompareTrash::Kept &kept : done->kept.first(qMin(done->kept.size(), kMostKept)))
            parts << tr("%1: %2").arg(SafeText::path(kept.path), kept.why);
        if (const qsizetype more = done->kept.size() - kMostKept; more > 0)
            parts << Format::plural(more, tr("1 more file stays."), tr("%1 more files stay."));
        return parts.join(u' ');
    }
    return tr("%1 different, %2 only here, %3 only on the Hub, %4 the same, %5 left out.")
        .arg(Format::exactCount(plan.count(CompareRow::State::Different)),
             Format::exactCount(plan.count(CompareRow::State::OnlyHere)),
             Format::exactCount(plan.count(CompareRow::State::OnlyThere)),
             Format::exactCount(plan.count(CompareRow::State::Same)),
             Format::exactCount(plan.count(CompareRow::State::LeftOut)
                                + plan.count(CompareRow::State::Clash)));
}

QString CompareDialog::button() const
{
    const CompareChoice choice = m_controller.phase() == CompareController::Phase::Compared
        ? m_controller.model().choice()
        : CompareChoice();
    if (m_way->current() == 0)
        return tr("Plan the upload…");
    const qsizetype files = choice.sent.size() + choice.replaced.size();
    if (files == 0 && !choice.removed.isEmpty())
        return Format::plural(choice.removed.size(), tr("Move 1 file to the trash…"),
                              tr("Move %1 files to the trash…"));
    return Format::plural(files, tr("Download 1 file…"), tr("Download %1 files…"));
}

void CompareDialog::render()
{
    const bool isOver = m_controller.outcome().has_value();
    m_states->render(m_controller.state());
    m_sentence->setText(sentence());
    const bool isBusy = m_controller.phase() != CompareController::Phase::Compared
        && m_controller.state().phase != ViewState::Phase::Failed;
    const UploadHash::Progress &reading = m_controller.reading();
    m_progress->setVisible(isBusy);
    m_progress->setShare(m_controller.phase() == CompareController::Phase::Reading
                                 && reading.total > 0
                             ? double(reading.bytes) / double(reading.total)
                             : -1);
    const QString whyNot = m_controller.whyNot();
    m_whyNot->setText(isBusy || isOver ? QString() : whyNot);
    m_way->setEnabled(!isOver);
    m_list->setEnabled(!isOver);
    m_removes->setText(m_way->current() == 0 ? tr("Delete what is only on the Hub")
                                             : tr("Move what is only here to the trash"));
    m_removes->setVisible(!isOver && m_controller.model().removals() > 0);
    m_close->setEnabled(m_controller.phase() != CompareController::Phase::Moving);
    m_main->setText(button());
    m_main->setIcon(icon(m_way->current() == 0 ? u"upload"_s : u"download"_s, &Tokens::onAccent));
    m_main->setVisible(!isOver);
    m_main->setEnabled(whyNot.isEmpty());
    m_again->setEnabled(m_controller.phase() == CompareController::Phase::Compared
                        || m_controller.state().error);
}

// What is in the trash by then would never be fetched.
void CompareDialog::reject()
{
    if (m_controller.phase() != CompareController::Phase::Moving)
        QDialog::reject();
}

void CompareDialog::go()
{
    if (!m_controller.whyNot().isEmpty())
        return;
    if (m_controller.model().way() == CompareWay::ToFolder)
        return askToFetch();
    emit uploadWanted(m_controller.target().local, m_controller.model().choice());
    accept();
}

void CompareDialog::askToFetch()
{
    const CompareChoice choice = m_controller.model().choice();
    const qsizetype files = choice.sent.size() + choice.replaced.size();
    QStringList parts;
    if (files > 0)
        parts << Format::plural(files, tr("1 file is downloaded, %2."),
                                tr("%1 files are downloaded, %2."))
                     .replace(u"%2"_s, Format::size(m_controller.bytesToFetch()));
    if (!choice.replaced.isEmpty())
        parts << Format::plural(
            choice.replaced.size(),
            tr("1 file that is different here is moved to the trash first."),
            tr("%1 files that are different here are moved to the trash first."));
    if (!choice.removed.isEmpty())
        parts << Format::plural(choice.removed.size(),
                                tr("1 file that the Hub does not have is moved to the trash."),
                                tr("%1 files that the Hub does not have are moved to the trash."));
    parts << tr("What has changed since it was compared stays as it is.");
    auto *question
        = new QMessageBox(QMessageBox::Question, windowTitle(),
                          tr("Make this folder like the Hub?"), QMessageBox::Cancel, this);
    question->setTextFormat(Qt::PlainText);
    question->setInformativeText(parts.join(u' '));
    question->setAttribute(Qt::WA_DeleteOnClose);
    QPushButton *yes = question->addButton(tr("Do it"), QMessageBox::AcceptRole);
    connect(yes, &QPushButton::clicked, &m_controller, &CompareController::fetch);
    question->open();
}

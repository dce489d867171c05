#include "ui/preview/tensorpanel.h"

#include "app/text/format.h"
#include "app/text/safetext.h"
#include "ui/preview/metadatatable.h"
#include "ui/preview/tensordelegate.h"
#include "ui/preview/typebar.h"
#include "ui/theme/style.h"
#include "ui/theme/theme.h"
#include "ui/theme/type.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/iconlabel.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/searchbox.h"

#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QScrollBar>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace {

constexpr int kPanelSide = 16;
constexpr int kCellMargin = 6; // of the style, before a cell's text
constexpr int kRoomForTypes = 520;
constexpr int kRoomForCount = 420;
constexpr int kLeastMetadata = 72; // px: its title and a row
constexpr int kMetadataShare = 6; // of the panel's height at most, for the tensors are what counts
constexpr qsizetype kTypeChips = 5;

QFrame *panelLine(QFrame::Shape shape, QWidget *parent)
{
    auto *line = new QFrame(parent);
    line->setFrameShape(shape);
    line->setFrameShadow(QFrame::Plain);
    line->setForegroundRole(QPalette::Mid);
    return line;
}

} // namespace

TensorPanel::TensorPanel(TensorPreview &preview, QWidget *parent)
    : QWidget(parent)
    , m_preview(preview)
    , m_types(new TypeBar(this))
    , m_notice(new ElidedLabel({}, Qt::ElideRight, this))
    , m_goOn(new QPushButton(this))
    , m_filter(new SearchBox(tr("Filter tensors"), this))
    , m_chips(new QHBoxLayout)
    , m_count(plainLabel({}, this))
    , m_table(new QTableView(this))
    , m_columns(*m_table, preview.model())
    , m_splitter(new QSplitter(Qt::Vertical, this))
    , m_metadata(new MetadataTable(this))
    , m_read(plainLabel({}, this))
    , m_cost(new ElidedLabel({}, Qt::ElideRight, this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(factsRow());
    layout->addWidget(panelLine(QFrame::HLine, this));
    m_noticeRow = noticeRow();
    layout->addWidget(m_noticeRow);
    layout->addWidget(filterRow());
    setUpTable();
    // The first column's text stands below the facts: cells have a margin of their own.
    auto *inset = new QWidget(this);
    auto *insetLayout = new QVBoxLayout(inset);
    insetLayout->setContentsMargins(kPanelSide - kCellMargin, 0, kCellMargin, 0);
    insetLayout->addWidget(m_table);
    m_splitter->addWidget(inset);
    m_splitter->addWidget(m_metadata);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setStretchFactor(0, 1);
    connect(m_splitter, &QSplitter::splitterMoved, this, [this] { m_handleMoved = true; });
    layout->addWidget(m_splitter, 1);
    layout->addWidget(panelLine(QFrame::HLine, this));
    layout->addWidget(footer());
}

TensorPanel::Fact TensorPanel::factCell(QHBoxLayout *row, const QString &title)
{
    auto *cell = new QVBoxLayout;
    cell->setContentsMargins(kPanelSide, 10, kPanelSide, 10);
    cell->setSpacing(2);
    QLabel *head = plainLabel(title, this);
    head->setFont(type::font(type::Scale::Secondary));
    setTone(head, &Tokens::secondary);
    Fact fact{plainLabel({}, this), plainLabel({}, this)};
    fact.value->setFont(type::font(type::Scale::Section));
    fact.detail->setFont(type::font(type::Scale::Secondary));
    setTone(fact.detail, &Tokens::secondary);
    cell->addWidget(head);
    cell->addWidget(fact.value);
    cell->addWidget(fact.detail);
    row->addLayout(cell, 2);
    row->addWidget(panelLine(QFrame::VLine, this));
    return fact;
}

QWidget *TensorPanel::factsRow()
{
    auto *facts = new QWidget(this);
    auto *row = new QHBoxLayout(facts);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    m_parameters = factCell(row, tr("Parameters"));
    m_tensors = factCell(row, tr("Tensors"));
    m_typesCell = new QWidget(facts);
    auto *types = new QVBoxLayout(m_typesCell);
    types->setContentsMargins(kPanelSide, 10, kPanelSide, 10);
    QLabel *head = plainLabel(tr("Types"), facts);
    head->setFont(type::font(type::Scale::Secondary));
    setTone(head, &Tokens::secondary);
    types->addWidget(head);
    types->addSpacing(4);
    types->addWidget(m_types);
    types->addStretch();
    row->addWidget(m_typesCell, 3);
    return facts;
}

QWidget *TensorPanel::noticeRow()
{
    auto *row = new QWidget(this);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(kPanelSide, 6, kPanelSide, 6);
    layout->addWidget(new IconLabel(u"warning"_s, &Tokens::warning, 16, row));
    layout->addWidget(m_notice, 1);
    layout->addWidget(m_goOn);
    connect(m_goOn, &QPushButton::clicked, &m_preview, &TensorPreview::goOn);
    return row;
}

QWidget *TensorPanel::filterRow()
{
    auto *row = new QWidget(this);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(kPanelSide, 6, kPanelSide, 6);
    layout->setSpacing(metrics::kGap);
    m_filter->setMaximumWidth(260);
    m_filter->setAccessibleName(tr("Filter tensors by name"));
    setQuietField(m_filter);
    connect(m_filter, &QLineEdit::textChanged, this, &TensorPanel::applyFilter);
    layout->addWidget(m_filter, 1);
    m_chips->setSpacing(metrics::kGap);
    layout->addLayout(m_chips);
    layout->addStretch();
    setTone(m_count, &Tokens::secondary);
    m_count->setFont(type::font(type::Scale::Secondary));
    layout->addWidget(m_count);
    return row;
}

void TensorPanel::setUpTable()
{
    m_table->setModel(&m_preview.model());
    m_table->setItemDelegate(new TensorDelegate(m_table));
    m_table->setAccessibleName(tr("Tensors"));
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setTabKeyNavigation(false);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(metrics::kRow);
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    QHeaderView *header = m_table->horizontalHeader();
    header->setFixedHeight(metrics::kTableHeader);
    header->setHighlightSections(false);
    header->setSectionResizeMode(TensorModel::Name, QHeaderView::Stretch);
    header->setMinimumSectionSize(40); // a type beside a name
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(TensorModel::Offset, Qt::AscendingOrder);
    connect(header, &QHeaderView::sortIndicatorChanged, this, &TensorPanel::fitColumns);
    setRowLines(m_table);
}

QWidget *TensorPanel::footer()
{
    auto *bar = new QWidget(this);
    bar->setFixedHeight(metrics::kStatusBar);
    auto *layout = new QHBoxLayout(bar);
    layout->setContentsMargins(kPanelSide, 0, kPanelSide, 0);
    layout->addWidget(new IconLabel(u"info"_s, &Tokens::secondary, 16, bar));
    m_read->setFont(type::font(type::Scale::Secondary));
    setTone(m_read, &Tokens::secondary);
    m_cost->setFont(type::font(type::Scale::Secondary));
    m_cost->setTone(&Tokens::secondary);
    layout->addWidget(m_read);
    layout->addStretch();
    layout->addWidget(m_cost);
    return bar;
}

void TensorPanel::refresh()
{
    refreshFacts();
    refreshNotice();
    refreshChips();
    refreshFooter();
    m_metadata->setEntries(m_preview.model().set().metadata);
    m_metadata->setVisible(!m_preview.model().set().metadata.isEmpty());
    fitMetadata();
    m_columns.measure();
    fitColumns();
    const QString file = m_preview.file() ? m_preview.file()->entry.path : QString();
    if (std::exchange(m_filtered, file) != file)
        m_filter->clear(); // it was for the names of another file
    applyFilter();
}

void TensorPanel::resizeEvent(QResizeEvent *)
{
    m_typesCell->setVisible(width() >= kRoomForTypes); // the rows name them too
    m_count->setVisible(width() >= kRoomForCount);
    fitColumns();
    fitMetadata();
}

// Until a hand has moved the handle.
void TensorPanel::fitMetadata()
{
    if (m_handleMoved)
        return;
    const int most = qMax(kLeastMetadata, height() / kMetadataShare);
    const int metadata = qMin(m_metadata->wantedHeight(), most);
    m_splitter->setSizes({qMax(0, m_splitter->height() - metadata), metadata});
}

// Not the viewport's width: while the panel is hidden that is of an earlier time.
void TensorPanel::fitColumns()
{
    m_columns.fit(width() - kPanelSide - m_table->verticalScrollBar()->sizeHint().width(),
                  m_preview.showsAllShards());
}

void TensorPanel::refreshFacts()
{
    const TensorSet &set = m_preview.model().set();
    const PreviewFile *file = m_preview.file();
    const qsizetype shards = m_preview.shards().size();
    const int read = m_preview.shardsRead();
    m_parameters.value->setText(Format::count(set.parameters));
    m_parameters.value->setToolTip(Format::exactCount(set.parameters));
    m_tensors.value->setText(Format::exactCount(set.tensorCount));
    QString parameters = set.format;
    QString tensors = tr("in one file");
    if (m_preview.showsAllShards()) {
        tensors = parameters = read < shards ? tr("%1 of %2 shards are read").arg(read).arg(shards)
                                             : tr("in %1 shards").arg(shards);
    } else if (shards > 0) {
        const auto ofAll = [shards](qint64 all, const QString &text) {
            return all >= 0 ? tr("of %1 in %2 shards").arg(text).arg(shards)
                            : tr("one of %1 shards").arg(shards);
        };
        const qint64 all = file ? file->repoParameters : -1;
        parameters = ofAll(all, Format::count(all));
        tensors = ofAll(m_preview.shardTensors(), Format::exactCount(m_preview.shardTensors()));
    }
    m_parameters.detail->setText(parameters);
    m_tensors.detail->setText(tensors);
    m_types->setShares(set.parametersByType);
}

void TensorPanel::refreshNotice()
{
    QStringList notices;
    if (m_preview.wanted() > 0)
        notices.append(tr("The header is larger than %1 and was read only in part.")
                           .arg(Format::size(m_preview.allowance())));
    for (const QString &notice : m_preview.model().set().notices)
        notices.append(SafeText::line(notice));
    m_notice->setText(notices.join(u' '));
    m_goOn->setText(tr("Read on"));
    m_goOn->setVisible(m_preview.wanted() > 0);
    m_noticeRow->setVisible(!notices.isEmpty());
}

void TensorPanel::refreshChips()
{
    const QList<QString> all = m_preview.model().set().parametersByType.keys();
    const QList<QString> types = all.mid(0, kTypeChips);
    if (types == m_chipTypes)
        return;
    m_chipTypes = types;
    while (QLayoutItem *item = m_chips->takeAt(0)) {
        item->widget()->deleteLater();
        delete item;
    }
    m_type.clear();
    if (types.size() < 2)
        return;
    QStringList choices{QString()};
    choices += types;
    for (const QString &choice : std::as_const(choices)) {
        auto *chip = new Chip(choice.isEmpty() ? tr("All types") : SafeText::line(choice),
                              Chip::Kind::Toggle, this);
        chip->setAutoExclusive(true);
        chip->setChecked(choice.isEmpty());
        connect(chip, &Chip::toggled, this, [this, choice](bool on) {
            if (on) {
                m_type = choice;
                applyFilter();
            }
        });
        m_chips->addWidget(chip);
    }
}

void TensorPanel::focusFilter()
{
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

void TensorPanel::applyFilter()
{
    m_preview.model().setFilter(m_filter->text().trimmed(), m_type);
    const int shown = m_preview.model().rowCount();
    const auto all = static_cast<int>(m_preview.model().set().tensors.size());
    const QString total = Format::plural(all, tr("1 tensor"), tr("%1 tensors"));
    m_count->setText(shown == all ? total : tr("%1 of %2").arg(Format::exactCount(shown), total));
}

void TensorPanel::refreshFooter()
{
    const TensorPreview::Traffic traffic = m_preview.traffic();
    const PreviewFile *file = m_preview.file();
    const qint64 size = file ? file->entry.size : -1;
    m_read->setText(size > 0 && !m_preview.showsAllShards()
                        ? tr("Read %1 of %2").arg(Format::size(traffic.bytes), Format::size(size))
                        : tr("Read %1").arg(Format::size(traffic.bytes)));
    QStringList cost;
    if (m_preview.model().set().headerBytes > 0)
        cost.append(tr("header %1").arg(Format::size(m_preview.model().set().headerBytes)));
    cost.append(Format::plural(traffic.reads, tr("1 range request"), tr("%1 range requests")));
    if (traffic.milliseconds >= 0)
        cost.append(tr("%1 ms").arg(traffic.milliseconds));
    m_cost->setText(cost.join(u"  ·  "_s));
}

#include "ui/preview/tablepanel.h"

#include "app/text/format.h"
#include "ui/preview/previewcontroller.h"
#include "ui/theme/style.h"
#include "ui/theme/theme.h"
#include "ui/theme/type.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QTableView>
#include <QVBoxLayout>

namespace {

constexpr int kWidestColumn = 320;
constexpr int kFittedColumns = 40; // more are not measured: that takes time

} // namespace

TablePanel::TablePanel(PreviewController &controller, QWidget *parent)
    : QWidget(parent)
    , m_controller(controller)
    , m_table(new QTableView(this))
    , m_rows(new QLabel(this))
    , m_columns(new QLabel(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_table->setModel(&controller.table());
    m_table->setAccessibleName(tr("Rows of the file"));
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->horizontalHeader()->setFixedHeight(metrics::kTableHeader);
    m_table->horizontalHeader()->setDefaultSectionSize(140);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setResizeContentsPrecision(100);
    m_table->verticalHeader()->setDefaultSectionSize(metrics::kRow);
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setHighlightSections(false);
    setRowLines(m_table);
    layout->addWidget(m_table, 1);

    auto *bar = new QWidget(this);
    bar->setFixedHeight(metrics::kStatusBar);
    auto *line = new QHBoxLayout(bar);
    line->setContentsMargins(16, 0, 16, 0);
    for (QLabel *label : {m_rows, m_columns}) {
        label->setTextFormat(Qt::PlainText);
        label->setFont(type::font(type::Scale::Secondary));
        setTone(label, &Tokens::secondary);
    }
    line->addWidget(m_rows);
    line->addStretch();
    line->addWidget(m_columns);
    layout->addWidget(bar);

    auto *copyAction = new QAction(tr("Copy"), m_table);
    copyAction->setShortcut(QKeySequence::Copy);
    copyAction->setShortcutContext(Qt::WidgetShortcut);
    connect(copyAction, &QAction::triggered, this, &TablePanel::copy);
    m_table->addAction(copyAction);
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);
}

void TablePanel::start()
{
    m_fitted = false;
    m_table->scrollToTop();
}

void TablePanel::refresh()
{
    const TableModel &model = m_controller.table();
    if (!m_fitted && model.rowCount() > 0) {
        m_fitted = true;
        for (int column = 0; column < qMin(kFittedColumns, model.columnCount()); ++column) {
            m_table->resizeColumnToContents(column);
            m_table->setColumnWidth(
                column,
                qBound(60, m_table->columnWidth(column) + metrics::kColumnGap, kWidestColumn));
        }
    }
    const QString rows = Format::exactCount(model.rowCount());
    m_rows->setText(model.isComplete()
                        ? Format::plural(model.rowCount(), tr("1 row"), tr("%1 rows"))
                        : tr("First %1 rows; scrolling reads on").arg(rows));
    m_columns->setText(Format::plural(model.columnCount(), tr("1 column"), tr("%1 columns")));
}

void TablePanel::copy()
{
    QGuiApplication::clipboard()->setText(
        m_controller.table().copyText(m_table->selectionModel()->selectedIndexes()));
}

#include "ui/commit/resultsfield.h"

#include "ui/commit/resultdialog.h"
#include "ui/theme/icon.h"
#include "ui/theme/style.h"
#include "ui/theme/theme.h"
#include "ui/theme/type.h"
#include "ui/widgets/labels.h"

#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QScrollBar>
#include <QShortcut>
#include <QTableView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace {

constexpr int kMostShownResults = 8; // rows; the others are scrolled to

} // namespace

ResultsField::ResultsField(QWidget *parent)
    : QWidget(parent)
    , m_table(new QTableView)
    , m_note(sentenceLabel())
    , m_add(new QPushButton(icon(u"plus"_s), tr("Add a result…")))
    , m_remove(new QPushButton(tr("Remove")))
{
    auto *title = plainLabel(tr("Evaluation results"));
    title->setFont(type::semibold(font()));
    m_table->setModel(&m_model);
    m_table->setAccessibleName(tr("Evaluation results"));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed
                             | QAbstractItemView::AnyKeyPressed);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->horizontalHeader()->setFixedHeight(metrics::kTableHeader);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(metrics::kRow);
    m_table->hideColumn(CardResult::TaskName);
    // What is looked for first stands where it is seen without scrolling.
    m_table->horizontalHeader()->moveSection(CardResult::Value, CardResult::MetricName);
    setRowLines(m_table);
    auto *gone = new QShortcut(QKeySequence::Delete, m_table);
    gone->setContext(Qt::WidgetShortcut);
    connect(gone, &QShortcut::activated, this, &ResultsField::remove);
    connect(&m_model, &ResultModel::cellEdited, this, &ResultsField::cellEdited);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &ResultsField::render);
    connect(&m_model, &ResultModel::modelReset, this, &ResultsField::render);
    connect(m_add, &QPushButton::clicked, this, &ResultsField::openDialog);
    connect(m_remove, &QPushButton::clicked, this, &ResultsField::remove);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(metrics::kGap);
    buttons->addWidget(m_add);
    buttons->addWidget(m_remove);
    buttons->addStretch(1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metrics::kGap);
    layout->addWidget(title);
    layout->addWidget(m_table);
    layout->addWidget(m_note);
    layout->addLayout(buttons);
    render();
}

void ResultsField::setRows(const QList<CardResult> &rows, const QString &refusal)
{
    const bool wasEmpty = m_model.rows().isEmpty();
    m_refusal = refusal;
    m_model.setRows(rows, refusal.isEmpty());
    if (wasEmpty && !rows.isEmpty())
        m_table->resizeColumnsToContents();
    const int shown = std::min(int(rows.size()), kMostShownResults);
    m_table->setFixedHeight(metrics::kTableHeader + shown * metrics::kRow
                            + m_table->horizontalScrollBar()->sizeHint().height() + 2);
    m_table->setVisible(!rows.isEmpty());
    render();
}

void ResultsField::setTrouble(const QString &words)
{
    m_trouble = words;
    render();
}

void ResultsField::finish()
{
    if (m_table->viewport()->isAncestorOf(focusWidget()))
        m_table->setFocus(); // the cell is left
}

void ResultsField::openDialog()
{
    const int row = m_table->currentIndex().isValid() ? m_table->currentIndex().row()
                                                      : m_model.rowCount() - 1;
    auto *dialog = new ResultDialog(m_model.rows().value(row), this);
    connect(dialog, &ResultDialog::added, this, &ResultsField::addWanted);
    dialog->open();
}

void ResultsField::remove()
{
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    if (m_refusal.isEmpty() && !rows.isEmpty())
        emit removeWanted(rows.first().row());
}

void ResultsField::render()
{
    const bool isTrouble = m_refusal.isEmpty() && !m_trouble.isEmpty();
    m_note->setText(!m_refusal.isEmpty()           ? m_refusal
                        : !m_trouble.isEmpty()     ? m_trouble
                        : m_model.rows().isEmpty() ? tr("There are none yet.")
                                                   : QString());
    m_note->setVisible(!m_note->text().isEmpty());
    setTone(m_note, isTrouble ? &Tokens::warning : &Tokens::secondary);
    m_add->setEnabled(m_refusal.isEmpty());
    m_remove->setVisible(!m_model.rows().isEmpty());
    m_remove->setEnabled(m_refusal.isEmpty() && m_table->selectionModel()->hasSelection());
}

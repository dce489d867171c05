#include "ui/preview/metadatatable.h"

#include "app/text/safetext.h"
#include "ui/theme/style.h"
#include "ui/theme/tokens.h"
#include "ui/theme/type.h"
#include "ui/widgets/labels.h"

#include <QDialog>
#include <QDialogButtonBox>
#include <QEvent>
#include <QHeaderView>
#include <QLabel>
#include <QPlainTextEdit>
#include <QTableWidget>
#include <QVBoxLayout>

namespace {

constexpr qsizetype kMetadataRows = 2'000;
constexpr qsizetype kMetadataLine = 300; // characters in the table
constexpr int kMetadataRow = 24;

} // namespace

MetadataTable::MetadataTable(QWidget *parent)
    : QWidget(parent)
    , m_table(new QTableWidget(0, 2, this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 12, 0, 4);
    layout->setSpacing(4);
    auto *title = plainLabel(tr("Metadata"), this);
    title->setFont(type::semibold(font()));
    title->setContentsMargins(16, 0, 0, 0);
    layout->addWidget(title);
    m_table->setAccessibleName(tr("Metadata"));
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setShowGrid(false);
    m_table->horizontalHeader()->hide();
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(kMetadataRow);
    m_table->setMinimumHeight(kMetadataRow); // else a view asks for three rows
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->setTabKeyNavigation(false);
    m_table->setWordWrap(false);
    auto *inset = new QHBoxLayout;
    inset->setContentsMargins(10, 0, 0, 0); // with the cells' own margin: the panel's side
    inset->addWidget(m_table);
    layout->addLayout(inset);
    connect(m_table, &QTableWidget::cellActivated, this, [this](int row) { openValue(row); });
}

void MetadataTable::setEntries(const QList<std::pair<QString, QString>> &entries)
{
    if (entries == m_entries)
        return;
    m_entries = entries.first(qMin(entries.size(), kMetadataRows));
    m_table->setRowCount(static_cast<int>(m_entries.size()));
    int widest = 80;
    for (int row = 0; row < m_entries.size(); ++row) {
        const auto &[key, value] = m_entries.at(row);
        auto *name = new QTableWidgetItem(SafeText::line(key));
        name->setForeground(palette().placeholderText());
        auto *text = new QTableWidgetItem(SafeText::line(value.left(kMetadataLine)));
        text->setFont(type::font(type::Scale::Mono));
        if (value.size() > 60)
            text->setToolTip(tr("Press Enter to see all of it"));
        m_table->setItem(row, 0, name);
        m_table->setItem(row, 1, text);
        widest = qMax(widest, fontMetrics().horizontalAdvance(name->text()));
    }
    m_table->setColumnWidth(0, qMin(widest + 32, 300));
}

void MetadataTable::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange) {
        for (int row = 0; row < m_table->rowCount(); ++row)
            m_table->item(row, 0)->setForeground(palette().placeholderText());
    }
    QWidget::changeEvent(event);
}

int MetadataTable::wantedHeight() const
{
    return 48 + static_cast<int>(m_entries.size()) * kMetadataRow;
}

void MetadataTable::openValue(int row)
{
    auto *dialog = new QDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(SafeText::line(m_entries.at(row).first));
    auto *text = new QPlainTextEdit(SafeText::lines(m_entries.at(row).second), dialog);
    text->setReadOnly(true);
    text->setFont(type::font(type::Scale::Mono));
    text->setAccessibleName(SafeText::line(m_entries.at(row).first));
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, dialog);
    connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    auto *layout = new QVBoxLayout(dialog);
    layout->addWidget(text);
    layout->addWidget(buttons);
    dialog->resize(720, 480);
    dialog->open();
}

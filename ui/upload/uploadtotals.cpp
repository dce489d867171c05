#include "ui/upload/uploadtotals.h"

#include "app/text/format.h"
#include "ui/theme/theme.h"
#include "ui/theme/type.h"
#include "ui/widgets/labels.h"

#include <QFormLayout>
#include <QLabel>

using namespace Qt::StringLiterals;

UploadTotals::UploadTotals(QWidget *parent)
    : QWidget(parent)
    , m_form(new QFormLayout(this))
    , m_files(addRow(tr("Files to send")))
    , m_bytes(addRow(tr("To send")))
    , m_there(addRow(tr("Already on the Hub")))
    , m_commits(addRow(tr("Commits")))
    , m_deleted(addRow(tr("Deleted on the Hub")))
{
    m_form->setContentsMargins(0, 0, 0, 0);
    m_form->setVerticalSpacing(4);
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_bytes->setFont(type::tabular(type::semibold(font())));
    setTone(m_deleted, &Tokens::danger);
}

QLabel *UploadTotals::addRow(const QString &caption)
{
    auto *value = plainLabel();
    value->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    value->setFont(type::tabular(font()));
    auto *label = secondaryLabel(caption);
    label->setBuddy(value);
    m_form->addRow(label, value);
    return value;
}

void UploadTotals::show(const UploadPlan &plan, qsizetype found, qint64 deletedBytes)
{
    using Verdict = UploadPlan::Verdict;
    UploadPlan::Tally sent;
    for (const Verdict verdict : {Verdict::New, Verdict::Changed, Verdict::Unsure}) {
        sent.files += plan.tally(verdict).files;
        sent.bytes += plan.tally(verdict).bytes;
    }
    m_files->setText(tr("%1 of %2", "number of files")
                         .arg(Format::exactCount(sent.files), Format::exactCount(found)));
    m_bytes->setText(Format::size(sent.bytes));
    m_there->setText(Format::size(plan.tally(Verdict::Unchanged).bytes));
    m_commits->setText(Format::exactCount(plan.commits()));
    m_deleted->setText(tr("%1 · %2", "number of files, their size")
                           .arg(Format::plural(plan.deleted().size(), tr("1 file"), tr("%1 files")),
                                Format::size(deletedBytes)));
    m_form->setRowVisible(m_deleted, !plan.deleted().isEmpty());
    setAccessibleName(text());
}

QString UploadTotals::text() const
{
    QStringList lines;
    for (int row = 0; row < m_form->rowCount(); ++row) {
        const auto *label
            = static_cast<QLabel *>(m_form->itemAt(row, QFormLayout::LabelRole)->widget());
        const auto *value
            = static_cast<QLabel *>(m_form->itemAt(row, QFormLayout::FieldRole)->widget());
        if (m_form->isRowVisible(row))
            lines << u"%1: %2"_s.arg(label->text(), value->text());
    }
    return lines.join(u'\n');
}

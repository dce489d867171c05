#include "ui/commit/resultdialog.h"

#include "models/resultmodel.h"
#include "ui/repo/hairline.h"
#include "ui/theme/style.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/labels.h"

#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace {

constexpr int kResultDialogWidth = 480;

// What one could write there.
QString exampleOf(CardResult::Cell cell)
{
    switch (cell) {
    case CardResult::Task: return u"text-generation"_s;
    case CardResult::Dataset: return u"openai/gsm8k"_s;
    case CardResult::DatasetName: return u"GSM8K"_s;
    case CardResult::Split: return u"test"_s;
    case CardResult::Metric: return u"accuracy"_s;
    case CardResult::Value: return u"0.71"_s;
    case CardResult::TaskName:
    case CardResult::Config:
    case CardResult::MetricName: return ResultDialog::tr("optional");
    }
    Q_UNREACHABLE_RETURN({});
}

} // namespace

ResultDialog::ResultDialog(const CardResult &like, QWidget *parent)
    : QDialog(parent)
    , m_add(new QPushButton(tr("Add")))
{
    setWindowTitle(tr("Add an evaluation result"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(metrics::kColumnGap);
    grid->setVerticalSpacing(metrics::kGap);
    for (int i = 0; i < CardResult::kCells; ++i) {
        const auto cell = CardResult::Cell(i);
        m_cells[i] = new QLineEdit(cell < CardResult::Metric ? like.cells[i] : QString());
        m_cells[i]->setAccessibleName(ResultModel::name(cell));
        m_cells[i]->setPlaceholderText(exampleOf(cell));
        grid->addWidget(fieldLabel(ResultModel::name(cell), m_cells[i]), i, 0);
        grid->addWidget(m_cells[i], i, 1);
        connect(m_cells[i], &QLineEdit::textChanged, this, &ResultDialog::render);
    }
    auto *cancel = new QPushButton(tr("Cancel"));
    cancel->setAutoDefault(false);
    setButtonRole(m_add, ButtonRole::Primary);
    m_add->setDefault(true);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_add, &QPushButton::clicked, this, [this] {
        emit added(result());
        accept();
    });
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(metrics::kGap);
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(m_add);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::kPagePadding, 16, metrics::kPagePadding, 16);
    layout->setSpacing(metrics::kColumnGap);
    layout->addLayout(grid);
    layout->addWidget(hairline());
    layout->addLayout(buttons);
    setMinimumWidth(kResultDialogWidth);
    m_cells[like.cells[CardResult::Task].isEmpty() ? CardResult::Task : CardResult::Metric]
        ->setFocus();
    render();
}

CardResult ResultDialog::result() const
{
    CardResult result;
    for (int i = 0; i < CardResult::kCells; ++i)
        result.cells[i] = m_cells[i]->text().trimmed();
    return result;
}

void ResultDialog::render()
{
    const bool isComplete = result().isComplete();
    m_add->setEnabled(isComplete);
    m_add->setToolTip(
        isComplete ? QString()
                   : tr("A result needs a task, a dataset with its name, a metric and a value."));
}

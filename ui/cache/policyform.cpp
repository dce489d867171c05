#include "ui/cache/policyform.h"

#include "ui/theme/tokens.h"
#include "ui/widgets/labels.h"

#include <QGridLayout>
#include <QLabel>
#include <QSpinBox>

namespace {

constexpr qint64 kGigabyte = 1'000'000'000; // bytes
constexpr int kMostRevisions = 1'000;
constexpr int kMostDays = 3'650;
constexpr int kMostGigabytes = 1'000'000;

} // namespace

PolicyForm::PolicyForm(const CachePolicy &policy, QWidget *parent)
    : QWidget(parent)
    , m_given(policy)
{
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(metrics::kColumnGap);
    m_revisions = addBox(tr("Old revisions to keep of each repository"), kMostRevisions,
                         policy.keepRevisions, {});
    m_revisions->setSpecialValueText(tr("all"));
    m_days = addBox(tr("Longest time without use"), kMostDays, policy.mostDays, {});
    const auto sayDays
        = [this] { m_days->setSuffix(m_days->value() == 1 ? tr(" day") : tr(" days")); };
    connect(m_days, &QSpinBox::valueChanged, this, sayDays);
    sayDays();
    m_gigabytes = addBox(tr("Largest size of all repositories"), kMostGigabytes,
                         int(policy.mostBytes / kGigabyte), tr(" GB"));
    grid->setColumnStretch(2, 1);
}

QSpinBox *PolicyForm::addBox(const QString &label, int most, int value, const QString &suffix)
{
    auto *box = new QSpinBox;
    box->setRange(0, most);
    box->setSpecialValueText(tr("any"));
    box->setSuffix(suffix);
    box->setValue(value);
    box->setKeyboardTracking(false);
    box->setAccessibleName(label);
    auto *name = plainLabel(label);
    name->setBuddy(box);
    auto *grid = static_cast<QGridLayout *>(layout());
    const int row = grid->rowCount();
    grid->addWidget(name, row, 0);
    grid->addWidget(box, row, 1);
    connect(box, &QSpinBox::valueChanged, this, &PolicyForm::changed);
    return box;
}

CachePolicy PolicyForm::policy() const
{
    return {.keepRevisions = m_revisions->value(),
            .mostDays = m_days->value(),
            .mostBytes = m_gigabytes->value() * kGigabyte,
            .pins = m_given.pins};
}

#include "ui/upload/uploadfilter.h"

#include "app/text/format.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/searchbox.h"

#include <QHBoxLayout>
#include <QTimer>

using UploadGroup = UploadPlanRow::Group;

namespace {

constexpr int kUploadSearchWidth = 150;

Tone groupTone(UploadGroup group)
{
    return group == UploadGroup::Conflict ? &Tokens::danger : &Tokens::secondary;
}

void setChip(Chip *chip, const QString &text)
{
    chip->setText(text);
    chip->setAccessibleName(text);
    chip->updateGeometry();
}

} // namespace

UploadFilter::UploadFilter(UploadModel &model, QWidget *parent)
    : QWidget(parent)
    , m_model(model)
    , m_all(new Chip({}, Chip::Kind::Toggle))
    , m_search(new SearchBox(tr("Filter files")))
{
    auto *chips = new QWidget;
    auto *flow = new FlowLayout(chips, metrics::kGap, 6);
    flow->addWidget(m_all);
    connect(m_all, &Chip::clicked, this, [this] { choose({}); });
    for (size_t i = 0; i < m_chips.size(); ++i) {
        auto *chip = new Chip({}, Chip::Kind::Toggle);
        chip->setTone(groupTone(UploadGroup(i)));
        connect(chip, &Chip::clicked, this, [this, i] { choose(UploadGroup(i)); });
        flow->addWidget(chip);
        m_chips.at(i) = chip;
    }
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    chips->setSizePolicy(policy);
    m_search->setFixedWidth(kUploadSearchWidth);
    connect(m_search, &QLineEdit::textChanged, this,
            [this](const QString &text) { m_model.setFilter(m_group, text.trimmed()); });
    connect(&model, &QAbstractItemModel::modelReset, this, &UploadFilter::count);
    connect(&model, &UploadModel::reworded, this, &UploadFilter::count);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metrics::kGap);
    layout->addWidget(chips, 1, Qt::AlignVCenter);
    layout->addWidget(m_search);
    count();
}

void UploadFilter::clear()
{
    m_search->clear();
    choose({});
}

void UploadFilter::choose(std::optional<UploadGroup> group)
{
    m_group = group == m_group ? std::nullopt : group;
    m_model.setFilter(m_group, m_search->text().trimmed());
    count();
}

// A group whose last file went to another one shows all again.
void UploadFilter::count()
{
    if (m_group && m_model.fileCount() > 0 && m_model.count(*m_group) == 0)
        return QTimer::singleShot(0, this, [this] { choose({}); });
    setChip(m_all, tr("All %1", "number of files").arg(Format::exactCount(m_model.fileCount())));
    m_all->setChecked(!m_group);
    for (size_t i = 0; i < m_chips.size(); ++i) {
        const auto group = UploadGroup(i);
        const qsizetype files = m_model.count(group);
        setChip(m_chips.at(i),
                tr("%1 %2", "group, number of its files")
                    .arg(m_model.word(group), Format::exactCount(files)));
        m_chips.at(i)->setVisible(files > 0);
        m_chips.at(i)->setChecked(m_group == group);
    }
}

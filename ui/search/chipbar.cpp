#include "ui/search/chipbar.h"

#include "ui/widgets/chip.h"
#include "ui/widgets/flowlayout.h"

ChipBar::ChipBar(QWidget *parent)
    : QWidget(parent)
{
    new FlowLayout(this, metrics::kGap, metrics::kGap / 2);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setAccessibleName(tr("Filters that are on"));
    hide();
}

void ChipBar::setLabels(const QStringList &labels)
{
    if (labels == m_labels)
        return;
    m_labels = labels;
    while (const std::unique_ptr<QLayoutItem> item{layout()->takeAt(0)}) {
        item->widget()->hide();
        item->widget()->deleteLater(); // it may be the one that was clicked
    }
    for (int i = 0; i < labels.size(); ++i) {
        auto *chip = new Chip(labels.at(i), Chip::Kind::Removable);
        connect(chip, &Chip::removeClicked, this, [this, i] { emit removed(i); });
        layout()->addWidget(chip);
    }
    if (!labels.isEmpty()) {
        auto *clear = new Chip(tr("Clear all"), Chip::Kind::Action);
        connect(clear, &Chip::clicked, this, &ChipBar::cleared);
        layout()->addWidget(clear);
    }
    setVisible(!labels.isEmpty());
    updateGeometry();
}

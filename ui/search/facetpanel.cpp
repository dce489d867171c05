#include "ui/search/facetpanel.h"

#include "ui/search/facetgroups.h"
#include "ui/search/facetgroupview.h"
#include "ui/search/facetloader.h"
#include "ui/search/rangeslider.h"
#include "ui/theme/tokens.h"
#include "ui/theme/type.h"
#include "ui/widgets/labels.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QVBoxLayout>

namespace {

QLabel *facetHeading(const QString &text)
{
    auto *label = plainLabel(text);
    label->setFont(type::semibold(label->font()));
    label->setIndent(2); // in line with the rows of the lists
    return label;
}

} // namespace

FacetPanel::FacetPanel(RepoKind kind, FacetLoader &loader, QWidget *parent)
    : QScrollArea(parent)
    , m_loader(loader)
    , m_choice{.kind = kind}
{
    setFixedWidth(kWidth);
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus); // what is in it has the keys, and scrolls it
    setBackgroundRole(QPalette::Window);
    setAccessibleName(tr("Filters"));
    auto *content = new QWidget;
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(metrics::kColumnGap, metrics::kColumnGap, metrics::kColumnGap,
                               metrics::kPagePadding);
    layout->setSpacing(metrics::kPagePadding - 4);
    for (const FacetGroupInfo &info : facetGroups(kind)) {
        addGroup(layout, info);
        if (kind == RepoKind::Model && m_groups.size() == 1)
            layout->addWidget(makeParameters());
    }
    layout->addWidget(makeAccess());
    layout->addStretch(1);
    setWidget(content);
    setChoice(m_choice);
}

void FacetPanel::addGroup(QVBoxLayout *layout, const FacetGroupInfo &info)
{
    auto *group = new FacetGroupView(info);
    m_groups << group;
    layout->addWidget(group);
    if (!info.fixed.isEmpty())
        group->setOpen(info.open);
    else if (info.open)
        m_openAtFirst << info.type;
    connect(group, &FacetGroupView::wanted, &m_loader, &FacetLoader::want);
    connect(&m_loader, &FacetLoader::loaded, group, [this, group](const QString &type) {
        if (const QList<Facet> *facets = m_loader.known(type); facets && type == group->type())
            group->setFacets(*facets);
    });
    connect(&m_loader, &FacetLoader::failed, group,
            [group](const QString &type, const HubError &error) {
                if (type == group->type())
                    group->setFailed(error.message);
            });
    connect(group, &FacetGroupView::toggled, this, [this](const Facet &facet) {
        SearchChoice choice = m_choice;
        choice.toggle(facet);
        emit chosen(choice);
    });
    connect(group, &FacetGroupView::rowReached, this, [this, group](const QRect &row) {
        const QPoint centre = group->mapTo(widget(), row.center());
        ensureVisible(centre.x(), centre.y(), 0, row.height());
    });
}

QWidget *FacetPanel::makeParameters()
{
    auto *box = new QWidget;
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins({});
    layout->setSpacing(metrics::kGap / 2);
    m_slider = new RangeSlider(SearchChoice::kLastStop, &SearchChoice::parametersLabel);
    m_slider->setAccessibleName(tr("Parameters"));
    m_low = secondaryLabel();
    m_high = secondaryLabel();
    auto *ends = new QHBoxLayout;
    ends->addWidget(m_low);
    ends->addStretch(1);
    ends->addWidget(m_high);
    layout->addWidget(facetHeading(tr("Parameters")));
    layout->addWidget(m_slider);
    layout->addLayout(ends);
    connect(m_slider, &RangeSlider::moved, this, &FacetPanel::showParameters);
    connect(m_slider, &RangeSlider::rangeChosen, this, [this](int low, int high) {
        SearchChoice choice = m_choice;
        choice.fewest = low;
        choice.most = high;
        emit chosen(choice);
    });
    return box;
}

QWidget *FacetPanel::makeAccess()
{
    auto *box = new QWidget;
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins({});
    layout->setSpacing(metrics::kGap);
    if (m_choice.kind == RepoKind::Space)
        return box;
    layout->addWidget(facetHeading(tr("Access")));
    m_gated = new QComboBox;
    m_gated->addItem(tr("Gated and not gated"));
    m_gated->addItem(tr("Not gated"), false);
    m_gated->addItem(tr("Gated only"), true);
    m_gated->setAccessibleName(tr("Access"));
    m_gated->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_gated->setMinimumContentsLength(8);
    layout->addWidget(m_gated);
    connect(m_gated, &QComboBox::activated, this, [this] {
        SearchChoice choice = m_choice;
        const QVariant gated = m_gated->currentData();
        choice.gated = gated.isValid() ? std::optional(gated.toBool()) : std::nullopt;
        emit chosen(choice);
    });
    if (m_choice.kind != RepoKind::Model)
        return box;
    m_warm = new QCheckBox(tr("Warm inference"));
    m_warm->setToolTip(tr("Answers at once on a public inference service"));
    layout->addWidget(m_warm);
    connect(m_warm, &QCheckBox::clicked, this, [this](bool on) {
        SearchChoice choice = m_choice;
        choice.warmInference = on;
        emit chosen(choice);
    });
    return box;
}

void FacetPanel::setChoice(const SearchChoice &choice)
{
    m_choice = choice;
    for (FacetGroupView *group : std::as_const(m_groups))
        group->setChosen(choice.facets);
    if (m_slider) {
        m_slider->setRange(choice.fewest, choice.most);
        showParameters();
    }
    if (m_gated)
        m_gated->setCurrentIndex(!choice.gated ? 0 : *choice.gated ? 2 : 1);
    if (m_warm)
        m_warm->setChecked(choice.warmInference);
}

void FacetPanel::setPopularity(const QHash<QString, int> &counts)
{
    for (FacetGroupView *group : std::as_const(m_groups))
        group->setPopularity(counts);
}

void FacetPanel::start()
{
    for (FacetGroupView *group : std::as_const(m_groups))
        if (m_openAtFirst.contains(group->type()))
            group->setOpen(true);
    m_openAtFirst.clear();
}

void FacetPanel::showParameters()
{
    const int low = m_slider->low();
    const int high = m_slider->high();
    m_low->setText(low == 0 ? tr("any") : tr("%1B").arg(SearchChoice::kStops.at(size_t(low))));
    m_high->setText(high == SearchChoice::kLastStop
                        ? tr("any")
                        : tr("%1B").arg(SearchChoice::kStops.at(size_t(high))));
    m_slider->setToolTip(SearchChoice::parametersLabel(low, high));
}

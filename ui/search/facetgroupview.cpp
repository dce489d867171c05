#include "ui/search/facetgroupview.h"

#include "ui/search/facetdelegate.h"
#include "ui/search/plainbutton.h"
#include "ui/theme/style.h"
#include "ui/theme/tokens.h"

#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QLocale>
#include <QVBoxLayout>

namespace {

constexpr int kFacetFilter = 28; // height of a filter box: lower than the field that searches

} // namespace

FacetGroupView::FacetGroupView(FacetGroupInfo info, QWidget *parent)
    : QWidget(parent)
    , m_info(std::move(info))
    , m_model(m_info.few)
{
    m_heading
        = new PlainButton(m_info.title, PlainButton::Kind::Heading, this); // first of the keys
    m_body = makeBody();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(metrics::kGap / 2);
    layout->addWidget(m_heading);
    layout->addWidget(m_body);
    m_body->hide();

    connect(m_heading, &PlainButton::toggled, this, &FacetGroupView::setOpen);
    connect(&m_model, &QAbstractItemModel::modelReset, this, &FacetGroupView::fit);
    if (!m_info.fixed.isEmpty())
        setFacets(m_info.fixed);
}

QWidget *FacetGroupView::makeBody()
{
    auto *body = new QWidget(this);
    m_filter = new QLineEdit;
    m_filter->setPlaceholderText(m_info.filterHint);
    m_filter->setAccessibleName(m_info.filterHint);
    m_filter->setClearButtonEnabled(true);
    m_filter->setFixedHeight(kFacetFilter);
    setQuietField(m_filter);
    m_list = new QListView;
    m_list->setModel(&m_model);
    m_list->setItemDelegate(new FacetDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setMouseTracking(true);
    m_list->viewport()->setAutoFillBackground(false);
    m_list->setAccessibleName(m_info.title);
    m_notice = new QLabel(tr("Loading…"));
    m_notice->setTextFormat(Qt::PlainText);
    m_notice->setWordWrap(true);
    m_notice->setForegroundRole(QPalette::PlaceholderText);
    m_retry = new PlainButton(tr("Retry"), PlainButton::Kind::Link);
    m_all = new PlainButton({}, PlainButton::Kind::Link);

    auto *layout = new QVBoxLayout(body);
    layout->setContentsMargins({});
    layout->setSpacing(metrics::kGap / 2);
    layout->addWidget(m_filter);
    layout->addWidget(m_list);
    layout->addWidget(m_notice);
    layout->addWidget(m_retry, 0, Qt::AlignLeading);
    layout->addWidget(m_all, 0, Qt::AlignLeading);

    connectBody();
    return body;
}

void FacetGroupView::connectBody()
{
    m_filter->installEventFilter(this);
    m_list->installEventFilter(this);
    connect(m_filter, &QLineEdit::textChanged, &m_model, &FacetModel::setFilter);
    connect(m_filter, &QLineEdit::returnPressed, this, &FacetGroupView::takeFirst);
    connect(m_all, &PlainButton::clicked, this,
            [this] { m_model.setExpanded(!m_model.isExpanded()); });
    connect(m_retry, &PlainButton::clicked, this, [this] {
        setFailed({});
        emit wanted(m_info.type);
    });
    connect(m_list, &QListView::clicked, this, &FacetGroupView::toggle);
    connect(m_list, &QListView::activated, this, &FacetGroupView::toggle);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex &now) {
                const QRect row = m_list->visualRect(now);
                emit rowReached(QRect(m_list->mapTo(this, row.topLeft()), row.size()));
            });
}

// The arrows lead from the filter into the rows, and from the first of them back.
bool FacetGroupView::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    if (watched == m_filter && key->key() == Qt::Key_Down && m_model.rowCount() > 0) {
        m_list->setFocus(Qt::OtherFocusReason);
        m_list->setCurrentIndex(m_model.index(0));
        return true;
    }
    if (watched == m_list && key->key() == Qt::Key_Up && m_list->currentIndex().row() <= 0
        && m_filter->isVisible()) {
        m_filter->setFocus(Qt::OtherFocusReason);
        m_filter->selectAll();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void FacetGroupView::setFacets(const QList<Facet> &facets)
{
    m_loaded = true;
    m_model.setFacets(facets);
}

void FacetGroupView::setChosen(const QList<Facet> &facets)
{
    QStringList ids;
    for (const Facet &facet : facets)
        if (facet.type == m_info.type)
            ids << facet.id;
    m_model.setChosen(ids);
}

void FacetGroupView::setFailed(const QString &message)
{
    m_notice->setText(message.isEmpty() ? tr("Loading…") : message);
    m_retry->setVisible(!message.isEmpty());
}

bool FacetGroupView::isOpen() const
{
    return m_heading->isChecked();
}

void FacetGroupView::setOpen(bool open)
{
    m_heading->setChecked(open);
    m_body->setVisible(open);
    fit();
    if (open && !m_loaded) {
        setFailed({});
        emit wanted(m_info.type);
    }
}

void FacetGroupView::toggle(const QModelIndex &index)
{
    if (index.isValid())
        emit toggled(Facet(m_model.at(index.row()))); // a copy: the rows change while it is handled
}

// The chosen ones stand above whatever the filter says: Enter must not take one of them away.
void FacetGroupView::takeFirst()
{
    if (m_filter->text().trimmed().isEmpty())
        return;
    for (int row = 0; row < m_model.rowCount(); ++row) {
        const QModelIndex index = m_model.index(row);
        if (!index.data(FacetModel::ChosenRole).toBool()) {
            toggle(index);
            m_filter->selectAll(); // the next name takes the place of this one
            return;
        }
    }
}

// The list is as high as its rows: the panel scrolls as a whole.
void FacetGroupView::fit()
{
    m_list->setFixedHeight(m_model.rowCount() * FacetDelegate::kRowHeight);
    m_list->setVisible(m_model.rowCount() > 0);
    m_filter->setVisible(m_model.total() > m_model.few());
    m_notice->setVisible(!m_loaded || m_model.rowCount() == 0);
    if (m_loaded) {
        m_retry->hide();
        m_notice->setText(m_model.total() > 0 ? tr("Nothing matches.") : tr("The Hub lists none."));
    }
    m_all->setVisible(m_model.hidden() > 0 || m_model.isExpanded());
    m_all->setText(
        m_model.isExpanded()
            ? tr("Show fewer")
            : tr("Show all %1").arg(QLocale().toString(m_model.rowCount() + m_model.hidden())));
    m_all->setAccessibleName(m_all->text());
    m_all->updateGeometry();
}

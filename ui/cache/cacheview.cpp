#include "ui/cache/cacheview.h"

#include "ui/cache/cachedelegate.h"
#include "ui/theme/style.h"

#include <QHeaderView>

#include <algorithm>
#include <array>

using CacheTreeColumn = CacheTreeModel::Column;

namespace {

struct CacheColumn
{
    int column;
    int width;
    int keep; // the first to go when it is narrow has 1
};
constexpr std::array kCacheColumns{CacheColumn{CacheTreeColumn::SizeColumn, 84, 9},
                                   CacheColumn{CacheTreeColumn::FreesColumn, 84, 9},
                                   CacheColumn{CacheTreeColumn::UsedColumn, 112, 2},
                                   CacheColumn{CacheTreeColumn::ChangedColumn, 112, 1},
                                   CacheColumn{CacheTreeColumn::RefsColumn, 128, 3}};
constexpr int kLastCacheColumn = 3; // that may go
constexpr int kCacheName = 250; // at least
constexpr int kFewRows = 2'000; // that a filter opens at once: laid out within a frame

} // namespace

CacheView::CacheView(CacheTreeModel &model, QWidget *parent)
    : QTreeView(parent)
    , m_model(model)
{
    setModel(&model);
    setItemDelegate(new CacheDelegate(this));
    setAccessibleName(tr("Repositories, revisions and files of the cache"));
    setSelectionMode(ExtendedSelection);
    setAllColumnsShowFocus(true);
    setUniformRowHeights(true);
    setFrameShape(NoFrame);
    setEditTriggers(NoEditTriggers);
    setIndentation(24);
    setExpandsOnDoubleClick(false); // what is activated opens, and that would close it
    setRowLines(this);
    setSortingEnabled(true);
    sortByColumn(CacheTreeColumn::SizeColumn, Qt::DescendingOrder);
    header()->setStretchLastSection(false);
    header()->setSectionsMovable(false);
    header()->setMinimumSectionSize(40);
    header()->setFixedHeight(metrics::kTableHeader);
    header()->setSectionResizeMode(QHeaderView::Fixed);
    header()->setSectionResizeMode(CacheTreeColumn::NameColumn, QHeaderView::Stretch);
    for (const CacheColumn &column : kCacheColumns)
        header()->resizeSection(column.column, column.width);
}

void CacheView::resizeEvent(QResizeEvent *event)
{
    fitColumns();
    QTreeView::resizeEvent(event);
}

void CacheView::fitColumns()
{
    for (int gone = 0; gone <= kLastCacheColumn; ++gone) {
        int fixed = 0;
        for (const CacheColumn &column : kCacheColumns)
            fixed += column.keep > gone ? column.width : 0;
        if (viewport()->width() - fixed < kCacheName && gone < kLastCacheColumn)
            continue;
        for (const CacheColumn &column : kCacheColumns)
            setColumnHidden(column.column, column.keep <= gone);
        return;
    }
}

void CacheView::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QTreeView::currentChanged(current, previous);
    emit currentItemChanged(currentItem());
}

CacheItem CacheView::currentItem() const
{
    for (QModelIndex index = currentIndex(); index.isValid(); index = index.parent())
        if (const QVariant item = index.data(CacheTreeModel::ItemRole); item.isValid())
            return item.value<CacheItem>();
    return {};
}

void CacheView::reveal(const CacheItem &item)
{
    const QModelIndex index = m_model.indexOf(item);
    if (!index.isValid())
        return;
    for (QModelIndex above = index.parent(); above.isValid(); above = above.parent())
        expand(above);
    selectionModel()->setCurrentIndex( // alone, whatever keys are held
        index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    scrollTo(index);
}

QSet<CacheItem> CacheView::selectedItems() const
{
    QSet<CacheItem> items;
    for (const QModelIndex &row : selectionModel()->selectedRows())
        items += m_model.itemsOf(row);
    return items;
}

void CacheView::tickSelected()
{
    const QSet<CacheItem> items = selectedItems();
    const bool all = std::ranges::all_of(
        items, [this](const CacheItem &item) { return m_model.tickOf(item) == Qt::Checked; });
    m_model.tick(items, !all);
}

void CacheView::keepOpen(const std::function<void()> &change)
{
    const CacheItem current = currentItem();
    if (!m_model.isFiltered())
        noteOpen();
    change();
    openAgain();
    if (const QModelIndex index = m_model.indexOf(current); index.isValid()) {
        setCurrentIndex(index);
        scrollTo(index);
    }
}

void CacheView::openFew()
{
    if (rowsBelow({}) <= kFewRows)
        expandAll();
}

// Up to what is too many.
int CacheView::rowsBelow(const QModelIndex &above) const
{
    const int rows = m_model.rowCount(above);
    int all = rows;
    for (int row = 0; row < rows && all <= kFewRows; ++row)
        all += rowsBelow(m_model.index(row, 0, above));
    return all;
}

void CacheView::noteOpen()
{
    m_open.clear();
    const auto note = [this](const auto &self, const QModelIndex &above) -> void {
        for (int row = 0; row < m_model.rowCount(above); ++row) {
            const QModelIndex index = m_model.index(row, 0, above);
            if (!isExpanded(index))
                continue;
            if (const QVariant item = index.data(CacheTreeModel::ItemRole); item.isValid())
                m_open << item.value<CacheItem>();
            const auto kind = index.data(CacheTreeModel::KindRole).value<CacheTreeModel::Kind>();
            if (kind == CacheTreeModel::Kind::Group || kind == CacheTreeModel::Kind::Repo)
                self(self, index);
        }
    };
    note(note, {});
}

void CacheView::openAgain()
{
    if (m_model.grouping() != CacheTreeModel::Grouping::None)
        expandRecursively({}, 0);
    for (const CacheItem &item : std::as_const(m_open))
        expand(m_model.indexOf(item));
}

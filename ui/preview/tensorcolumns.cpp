#include "ui/preview/tensorcolumns.h"

#include "ui/theme/type.h"

#include <QHeaderView>
#include <QTableView>

namespace {

constexpr int kNameMargins = 12; // of the style, around a cell's text
constexpr qsizetype kMeasuredNames = 2'000; // the longest of them is what the first column needs
constexpr qsizetype kLongestTensorName = 200; // characters; a longer one is elided anyway
constexpr int kWidestTensorColumn = 180;
constexpr int kRoomForArrow = 40; // of a sorted column's title, its margins included
constexpr int kTitleMargins = 20; // of the style, around a title
constexpr int kLeastTensorName = 240; // px; a longer one may be elided where room is short

} // namespace

void TensorColumns::measure()
{
    const QFontMetrics face = m_table.horizontalHeader()->fontMetrics();
    const QAbstractItemView &cells = m_table; // where the hint is public
    for (const int column : {TensorModel::Type, TensorModel::Shape, TensorModel::Size,
                             TensorModel::Offset, TensorModel::File}) {
        m_cells[column] = qMin(cells.sizeHintForColumn(column), kWidestTensorColumn);
        m_titles[column]
            = face.horizontalAdvance(m_model.headerData(column, Qt::Horizontal).toString());
    }
    const QFontMetrics mono(type::font(type::Scale::Mono));
    const QList<Tensor> &tensors = m_model.set().tensors;
    m_longestName = 0;
    for (const Tensor &tensor : tensors.first(qMin(tensors.size(), kMeasuredNames)))
        m_longestName
            = qMax(m_longestName, mono.horizontalAdvance(tensor.name.left(kLongestTensorName)));
}

int TensorColumns::widthOf(int column, bool airy) const
{
    return qMax(m_cells[column], m_titles[column] + (airy ? kRoomForArrow : kTitleMargins));
}

void TensorColumns::fit(int width, bool files)
{
    int room = width - qMin(m_longestName + kNameMargins, kLeastTensorName);
    QList<int> columns{TensorModel::Type, TensorModel::Shape, TensorModel::Size,
                       TensorModel::Offset};
    if (files)
        columns.insert(3, TensorModel::File);
    const int sorted = m_table.horizontalHeader()->sortIndicatorSection();
    if (sorted != TensorModel::Offset && columns.removeOne(sorted)) // they are by offset at first
        columns.prepend(sorted);
    int all = 0;
    for (const int column : std::as_const(columns))
        all += widthOf(column, true);
    const bool airy = all <= room;
    m_table.setColumnHidden(TensorModel::File, true);
    for (const int column : std::as_const(columns)) {
        const int wanted = widthOf(column, airy || column == sorted);
        const bool fits = wanted <= room;
        m_table.setColumnHidden(column, !fits);
        if (!fits)
            continue;
        m_table.setColumnWidth(column, wanted);
        room -= wanted;
    }
}

#include "models/tensormodel.h"

#include "app/text/format.h"
#include "app/text/safetext.h"

#include <algorithm>

using namespace Qt::StringLiterals;

void TensorModel::setSet(TensorSet set)
{
    beginResetModel();
    m_set = std::move(set);
    filterRows();
    sortRows();
    endResetModel();
}

void TensorModel::setFilter(const QString &name, const QString &type)
{
    if (name == m_name && type == m_type)
        return;
    beginResetModel();
    m_name = name;
    m_type = type;
    filterRows();
    sortRows();
    endResetModel();
}

void TensorModel::filterRows()
{
    m_order.clear();
    for (int i = 0; i < m_set.tensors.size(); ++i) {
        const Tensor &t = m_set.tensors.at(i);
        if ((m_type.isEmpty() || t.type == m_type)
            && (m_name.isEmpty() || t.name.contains(m_name, Qt::CaseInsensitive)))
            m_order.append(i);
    }
}

void TensorModel::sortRows()
{
    const auto sortBy = [this](auto key) {
        const auto less = [this, key](int a, int b) {
            return key(m_set.tensors.at(a)) < key(m_set.tensors.at(b));
        };
        if (m_sortOrder == Qt::AscendingOrder)
            std::ranges::stable_sort(m_order, less);
        else
            std::ranges::stable_sort(m_order, [less](int a, int b) { return less(b, a); });
    };
    switch (m_sortColumn) {
    case Name: sortBy([](const Tensor &t) { return QStringView(t.name); }); break;
    case Type: sortBy([](const Tensor &t) { return QStringView(t.type); }); break;
    case Shape: sortBy([](const Tensor &t) { return t.parameters; }); break;
    case Size: sortBy([](const Tensor &t) { return t.bytes; }); break;
    case Offset: sortBy([](const Tensor &t) { return std::pair(t.file, t.offset); }); break;
    case File: sortBy([](const Tensor &t) { return t.file; }); break;
    default: break; // sort() refuses other columns
    }
}

void TensorModel::sort(int column, Qt::SortOrder order)
{
    if (column < 0 || column >= ColumnCount)
        return;
    emit layoutAboutToBeChanged({}, VerticalSortHint);
    const QModelIndexList before = persistentIndexList();
    const QList<int> oldOrder = m_order;
    m_sortColumn = column;
    m_sortOrder = order;
    sortRows();
    if (!before.isEmpty()) {
        QList<int> rowOf(m_set.tensors.size(), -1);
        for (int row = 0; row < m_order.size(); ++row)
            rowOf[m_order.at(row)] = row;
        QModelIndexList after;
        for (const QModelIndex &old : before)
            after.append(index(rowOf.at(oldOrder.at(old.row())), old.column()));
        changePersistentIndexList(before, after);
    }
    emit layoutChanged({}, VerticalSortHint);
}

qint64 TensorModel::shownParameters() const
{
    qint64 sum = 0;
    for (const int row : m_order)
        sum = qAddOverflow(sum, m_set.tensors.at(row).parameters, &sum)
            ? std::numeric_limits<qint64>::max()
            : sum;
    return sum;
}

int TensorModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_order.size());
}

int TensorModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString TensorModel::shapeText(const QList<qint64> &shape)
{
    if (shape.isEmpty())
        return tr("scalar");
    QStringList sizes;
    for (const qint64 size : shape)
        sizes.append(QString::number(size));
    return sizes.join(u" × "_s);
}

QString TensorModel::text(const Tensor &t, int column) const
{
    switch (column) {
    case Name: return SafeText::line(t.name);
    case Type: return SafeText::line(t.type);
    case Shape: return shapeText(t.shape);
    case Size: return Format::size(t.bytes);
    case Offset: return Format::exactCount(t.offset);
    case File: return SafeText::line(m_set.files.value(t.file));
    default: return {};
    }
}

QVariant TensorModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Tensor &t = tensor(index.row());
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole: return text(t, column);
    case Qt::AccessibleTextRole:
        return headerData(column, Qt::Horizontal).toString() + u": "_s + text(t, column);
    case Qt::TextAlignmentRole: {
        const bool number = column == Shape || column == Size || column == Offset;
        return QVariant(Qt::AlignVCenter | (number ? Qt::AlignRight : Qt::AlignLeft));
    }
    case TensorRole: return QVariant::fromValue(&t);
    default: return {};
    }
}

QVariant TensorModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole) {
        const bool number = section == Shape || section == Size || section == Offset;
        return QVariant(Qt::AlignVCenter | (number ? Qt::AlignRight : Qt::AlignLeft));
    }
    if (role == Qt::InitialSortOrderRole) // the largest is what one looks for
        return section == Shape || section == Size ? Qt::DescendingOrder : Qt::AscendingOrder;
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name: return tr("Name");
    case Type: return tr("Type");
    case Shape: return tr("Shape");
    case Size: return tr("Size");
    case Offset: return tr("Offset");
    case File: return tr("File");
    default: return {};
    }
}

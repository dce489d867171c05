#pragma once

#include "app/preview/tensors.h"

#include <QAbstractTableModel>

// The tensors of a file or of all its shards. Keeps its own order and filter: with a million rows
// that is many times faster than a proxy, and nothing is copied.
class TensorModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Name, Type, Shape, Size, Offset, File, ColumnCount };
    enum Role { TensorRole = Qt::UserRole }; // const Tensor *, valid until the model changes

    using QAbstractTableModel::QAbstractTableModel;

    void setSet(TensorSet set);
    const TensorSet &set() const { return m_set; }
    // name: a part of it, in any case; type: exactly, empty for all.
    void setFilter(const QString &name, const QString &type);
    qint64 shownParameters() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

    static QString shapeText(const QList<qint64> &shape); // "5120 × 15360", "scalar"

private:
    const Tensor &tensor(int row) const { return m_set.tensors.at(m_order.at(row)); }
    QString text(const Tensor &tensor, int column) const;
    void filterRows();
    void sortRows();

    TensorSet m_set;
    QList<int> m_order; // rows of m_set.tensors that are shown
    QString m_name;
    QString m_type;
    int m_sortColumn = Offset;
    Qt::SortOrder m_sortOrder = Qt::AscendingOrder;
};

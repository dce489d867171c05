#pragma once

#include "app/preview/jsontree.h"

#include <QAbstractItemModel>

#include <memory>

// A JSON document as a tree of keys and values. Nothing is copied out of the document but what is
// looked at; of a container with very many children the first ones are rows and one row counts the
// rest, because a view lays out every row of an open container.
class JsonTreeModel final : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Column { Key, Value, ColumnCount };
    enum Role {
        KindRole = Qt::UserRole, // JsonTree::Kind; invalid in a row that counts the rest
        CopyRole, // QString: the whole value
        PathRole, // QString: ".rope.factor", ".layers[3]"
    };

    static constexpr int kMostRows = 10'000; // of one container

    using QAbstractItemModel::QAbstractItemModel;

    void setTree(std::shared_ptr<const JsonTree> tree); // null: empty
    const JsonTree *tree() const { return m_tree.get(); }

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &index) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    // A row is known by its container and its number there, so that the last one needs no node.
    int containerOf(const QModelIndex &index) const { return static_cast<int>(index.internalId()); }
    int nodeOf(const QModelIndex &index) const; // -1: counts the rest
    int rowsOf(int container) const;
    QString keyText(int node) const;
    QString valueText(int node) const;
    QString restText(int container) const;
    QString path(int node) const;

    std::shared_ptr<const JsonTree> m_tree;
};

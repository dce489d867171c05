#pragma once

#include "app/text/cardmeta.h"

#include <QAbstractTableModel>

// The evaluation results of a card. A cell that is edited is only reported: the rows change when
// the card has.
class ResultModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    using QAbstractTableModel::QAbstractTableModel;

    // mayEdit: what is verified stays as it is all the same.
    void setRows(const QList<CardResult> &rows, bool mayEdit); // tells only what changed
    const QList<CardResult> &rows() const { return m_rows; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override; // CardResult::Cell, each
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    static QString name(CardResult::Cell cell);

signals:
    void cellEdited(int row, CardResult::Cell cell, const QString &text);

private:
    QList<CardResult> m_rows;
    bool m_mayEdit = false;
};

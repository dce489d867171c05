#pragma once

#include "app/text/unifieddiff.h"

#include <QAbstractListModel>

// The rows of a diff. Copying gives the lines as they stand in the files, without signs.
class DiffModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role { RowRole = Qt::UserRole }; // const DiffRow *, valid until the model changes

    using QAbstractListModel::QAbstractListModel;

    void setRows(QList<DiffRow> rows);
    const DiffRow &row(int row) const { return m_rows.at(row); }
    int lastLine() const { return m_lastLine; } // the largest line number
    QString copyText(const QModelIndexList &indexes) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    static QString meaning(const DiffRow &row);

    QList<DiffRow> m_rows;
    int m_lastLine = 0;
};

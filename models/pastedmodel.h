#pragma once

#include "app/hub/pastedlines.h"

#include <QAbstractTableModel>

struct PastedRow
{
    enum class State {
        Checking,
        Ready,
        Gated, // can be asked for, but perhaps not had
        Duplicate, // of a line above, which counts; see problem
        Bad, // see problem
    };

    PastedLine line;
    State state = State::Checking;
    int files = 0; // when Ready or Gated
    qint64 bytes = 0; // of those whose size is known
    QString problem; // when Duplicate or Bad: one translated sentence

    bool isGood() const { return state == State::Ready || state == State::Gated; }
    bool operator==(const PastedRow &) const = default;
};

// What each pasted line turned out to be.
class PastedModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { LineColumn, WhatColumn, FilesColumn, SizeColumn, StateColumn, ColumnCount };
    enum Role { StateRole = Qt::UserRole }; // PastedRow::State

    using QAbstractTableModel::QAbstractTableModel;

    void setRows(const QList<PastedRow> &rows); // tells only what changed, where rows stay
    const QList<PastedRow> &rows() const { return m_rows; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    static QString what(const PastedRow &row);
    static QString state(const PastedRow &row);

    QList<PastedRow> m_rows;
};

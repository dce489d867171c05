#pragma once

#include "models/tensormodel.h"

#include <array>

class QTableView;

// Which columns of a table of tensors are shown, and how wide: the names come first, then what the
// rows were sorted by, then what is needed most. Measure anew when the model has other tensors.
class TensorColumns final
{
public:
    TensorColumns(QTableView &table, const TensorModel &model)
        : m_table(table)
        , m_model(model)
    { }

    void measure();
    void fit(int width, bool files); // width: of the table in pixels; files: there are several

private:
    int widthOf(int column, bool airy) const;

    QTableView &m_table;
    const TensorModel &m_model;
    std::array<int, TensorModel::ColumnCount> m_cells{};
    std::array<int, TensorModel::ColumnCount> m_titles{};
    int m_longestName = 0; // pixels
};

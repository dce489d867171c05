#pragma once

#include <QtTypes>

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

// In which order rows were shown last. Rows that are the same and sorted by the same are put in it
// again without being compared: a queue is told of ten times a second.
class RememberedOrder final
{
public:
    // What a row is known by, and what it is sorted by as far as that can change.
    using Mark = std::pair<qint64, qint64>;

    // keyOf: what the rows are sorted by; asked once for each, when it is needed.
    template<typename Row>
    void apply(std::vector<Row> &rows, auto markOf, auto keyOf)
    {
        std::vector<Mark> marks(rows.size());
        std::ranges::transform(rows, marks.begin(), markOf);
        if (marks != m_marks) {
            m_marks = std::move(marks);
            std::vector<decltype(keyOf(rows.front()))> keys;
            keys.reserve(rows.size());
            for (const Row &row : rows)
                keys.push_back(keyOf(row));
            m_places.resize(rows.size());
            std::iota(m_places.begin(), m_places.end(), std::size_t(0));
            std::ranges::stable_sort(m_places, {},
                                     [&keys](std::size_t at) -> const auto & { return keys[at]; });
        }
        std::vector<Row> sorted;
        sorted.reserve(rows.size());
        for (const std::size_t at : m_places)
            sorted.push_back(std::move(rows[at]));
        rows = std::move(sorted);
    }

private:
    std::vector<Mark> m_marks; // as they came
    std::vector<std::size_t> m_places; // of the marks, in order
};

#pragma once

#include <QtGlobal>

#include <algorithm>
#include <compare>
#include <utility>
#include <vector>

// In which order files are started, and how the user changes it.

enum class TransferPriority { Low, Normal, High };
enum class QueueMove { Top, Up, Down, Bottom };

// When a file's turn is: the smallest first. What is urgent passes all groups, whatever their
// place.
struct Turn
{
    int urgency = 0; // of its priority; less is sooner
    int group = 0; // place in the queue
    int file = 0; // place in the group
    qint64 id = 0;

    static constexpr int kNow = -2; // before the highest priority
    bool isNow() const { return urgency == kNow; }

    auto operator<=>(const Turn &) const = default;
};

// Those that are chosen keep their order among themselves; what is at the edge stays there.
template<typename T, typename IsChosen>
void moveInQueue(std::vector<T> &list, const IsChosen &isChosen, QueueMove move)
{
    const auto isOther = [&isChosen](const T &each) { return !isChosen(each); };
    switch (move) {
    case QueueMove::Top: std::ranges::stable_partition(list, isChosen); return;
    case QueueMove::Bottom: std::ranges::stable_partition(list, isOther); return;
    case QueueMove::Up:
        for (std::size_t i = 1; i < list.size(); ++i)
            if (isChosen(list[i]) && isOther(list[i - 1]))
                std::swap(list[i], list[i - 1]);
        return;
    case QueueMove::Down:
        for (std::size_t i = list.size(); i-- > 1;)
            if (isChosen(list[i - 1]) && isOther(list[i]))
                std::swap(list[i], list[i - 1]);
        return;
    }
}

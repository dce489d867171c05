#pragma once

#include "app/disk/directory.h"

#include <functional>

// Removes what lies in a folder of ours, for good: never through a link, as deep as it goes.
namespace TreeRemoval {

// The names in box that are there; returns what could not be removed.
QList<QByteArray> removeAll(const Directory &box, QList<QByteArray> names,
                            const std::function<bool()> &isStopped = {});

} // namespace TreeRemoval

#pragma once

#include <QDateTime>
#include <QString>

class LocalStore;

// Fills an empty local Hub with the demo's repositories, as resources/demo/demo.json describes
// them. Times are counted back from now. Returns what went wrong, empty when all is there.
QString seedDemo(LocalStore &store, const QDateTime &now);

#pragma once

#include <QString>

#include <functional>

class QMenu;
class QWidget;

// The choice of a speed limit: none, some usual ones and one's own, which is asked for. current is
// ticked; both in bytes per second, 0 for none. chosen is called at most once a time.
void fillLimitMenu(QMenu *menu, QWidget *window, qint64 current,
                   const std::function<void(qint64 bytesPerSecond)> &chosen);

QString limitText(qint64 bytesPerSecond); // "no limit", "10 MB/s"

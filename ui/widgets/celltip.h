#pragma once

class QAbstractItemView;
class QHelpEvent;
class QString;

// What a cell says in full, as its tooltip: for delegates, which cut what does not fit. True:
// shown.
bool showCellTip(const QHelpEvent *event, QAbstractItemView *view, const QString &text);

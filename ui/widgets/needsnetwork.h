#pragma once

#include <QWidget>

// A control that has nothing to do while nothing is sent: off, and its tooltip says why.
// offline: HubClient::offlineReason().
inline void enableOnline(QWidget *control, bool enabled, const QString &offline,
                         const QString &toolTip = {})
{
    control->setEnabled(enabled && offline.isEmpty());
    control->setToolTip(offline.isEmpty() ? toolTip : offline);
}

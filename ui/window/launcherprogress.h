#pragma once

#include <QDBusConnection>
#include <QObject>

#include <functional>
#include <optional>

// The progress of everything on the program's icon in the taskbar or dock, where that knows
// com.canonical.Unity.LauncherEntry (KDE's, Ubuntu's, others). Elsewhere nobody listens, and a bus
// that does not answer holds nothing up.
class LauncherProgress final : public QObject
{
    Q_OBJECT

public:
    using Connect = std::function<QDBusConnection()>;

    // connect: called once, at the first progress, on a thread of its own. It may take its time.
    explicit LauncherProgress(Connect connect, QObject *parent = nullptr);
    ~LauncherProgress() override; // takes it away

    void show(double share); // 0 to 1, in whole percents; negative: none

private:
    void send();

    Connect m_connect; // empty once it was called
    std::optional<QDBusConnection> m_bus;
    int m_percent = -1;
};

#pragma once

#include <QDBusConnection>
#include <QObject>

// Tells the desktop something while nobody looks at the window, by org.freedesktop.Notifications.
// Where there is no such service nothing happens.
class DesktopNotice final : public QObject
{
    Q_OBJECT

public:
    explicit DesktopNotice(const QDBusConnection &bus, QObject *parent = nullptr);

    // Plain text. A later notice takes the place of the one before.
    void show(const QString &title, const QString &text);

private:
    QDBusConnection m_bus;
    uint m_id = 0; // what the service called the last one
};

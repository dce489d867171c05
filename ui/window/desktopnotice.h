#pragma once

#include <QDBusConnection>
#include <QObject>

#include <functional>
#include <optional>

// Tells the desktop something while nobody looks at the window, by org.freedesktop.Notifications.
// Where there is no such service nothing happens, and a bus that does not answer holds nothing up.
class DesktopNotice final : public QObject
{
    Q_OBJECT

public:
    using Connect = std::function<QDBusConnection()>;

    // connect: called once, at the first notice, on a thread of its own. It may take its time.
    explicit DesktopNotice(Connect connect, QObject *parent = nullptr);

    // The user's session bus; not connected when there is none that answers. May take its time.
    static QDBusConnection sessionBus();

    struct Action
    {
        QString key; // of ours; "default": a click on the notice itself
        QString label; // plain text
    };

    // Plain text. A later notice takes the place of the one before.
    void show(const QString &title, const QString &text, const QList<Action> &actions = {});

signals:
    void activated(const QString &key); // an action of the latest notice

private:
    struct Words
    {
        QString title;
        QString text;
        QStringList actions; // key, label, key, ...
    };

    Q_SLOT void onActionInvoked(uint id, const QString &key);
    void reachBus();
    void send(const Words &words);

    Connect m_connect; // empty once it was called
    std::optional<QDBusConnection> m_bus;
    Words m_latest; // until there is a bus
    uint m_id = 0; // what the service called the last one
};

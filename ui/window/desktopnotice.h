#pragma once

#include <QDBusConnection>
#include <QHash>
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

    using Chosen = std::function<void(const QString &key)>;

    // Plain text. Each notice stays until the user or the desktop takes it away; chosen: called
    // when one of its actions is.
    void show(const QString &title, const QString &text, const QList<Action> &actions = {},
              const Chosen &chosen = {});

private:
    struct Words
    {
        QString title;
        QString text;
        QStringList actions; // key, label, key, ...
        Chosen chosen;
    };

    Q_SLOT void onActionInvoked(uint id, const QString &key);
    Q_SLOT void onNotificationClosed(uint id);
    void reachBus();
    void send(const Words &words);

    Connect m_connect; // empty once it was called
    std::optional<QDBusConnection> m_bus;
    QList<Words> m_waiting; // until there is a bus
    QHash<uint, Chosen> m_shown; // by what the service calls them
};

#pragma once

#include <QDBusConnection>
#include <QObject>

class QDBusMessage;

// Tells whether the network in use counts what it carries (a phone's, a hotel's), by
// NetworkManager. Without such a service it never does. Asks, and does not wait for the answer.
class MeteredWatch final : public QObject
{
    Q_OBJECT

public:
    explicit MeteredWatch(const QDBusConnection &systemBus, QObject *parent = nullptr);

    bool isMetered() const { return m_metered; }

signals:
    void changed(bool metered);

private:
    Q_SLOT void ask(); // by name, for QDBusConnection::connect

    QDBusConnection m_bus;
    bool m_metered = false;
};

#pragma once

#include <QByteArray>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCall>

#include <chrono>
#include <functional>

// A message bus that takes connections and says nothing (its daemon hangs) blocks whoever greets
// it, for ever or for 25 seconds: Qt does that on the GUI thread. So it is looked at first.
namespace MessageBus {

// Where a program finds its session bus: DBUS_SESSION_BUS_ADDRESS or the user's usual socket.
QByteArray sessionAddress();
QByteArray systemAddress(); // DBUS_SYSTEM_BUS_ADDRESS or the usual socket

// It takes a connection and does not answer a greeting within patience. Blocks as long. False for
// one that is not there, or not reached by a local socket.
bool isMute(const QByteArray &address, std::chrono::milliseconds patience);

// Before the application object: a session bus that is mute counts as none for this process.
void avoidMuteSession();

// The system's bus; not connected when there is none that answers. May take its time.
QDBusConnection system();

// Calls connect on a thread of its own and then reached, on the caller's, while the owner is there.
void reach(QObject *owner, std::function<QDBusConnection()> connect,
           std::function<void(const QDBusConnection &)> reached);

// Sends the call and hands over its answer, error included, while the owner is there.
void ask(const QDBusConnection &bus, const QDBusMessage &call, QObject *owner,
         std::function<void(const QDBusPendingCall &answer)> answered);

} // namespace MessageBus

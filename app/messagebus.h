#pragma once

#include <QByteArray>

#include <chrono>

// A message bus that takes connections and says nothing (its daemon hangs) blocks whoever greets
// it, for ever or for 25 seconds: Qt does that on the GUI thread. So it is looked at first.
namespace MessageBus {

// Where a program finds its session bus: DBUS_SESSION_BUS_ADDRESS or the user's usual socket.
QByteArray sessionAddress();

// It takes a connection and does not answer a greeting within patience. Blocks as long. False for
// one that is not there, or not reached by a local socket.
bool isMute(const QByteArray &address, std::chrono::milliseconds patience);

// Before the application object: a session bus that is mute counts as none for this process.
void avoidMuteSession();

} // namespace MessageBus

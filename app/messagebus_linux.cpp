#include "app/messagebus.h"

#include <QDBusPendingCallWatcher>
#include <QFuture>
#include <QList>
#include <QPromise>

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <memory>
#include <thread>

using namespace std::chrono_literals;

namespace {

constexpr auto kBusPatience = 2s;
constexpr auto kSessionPatience = 500ms; // one that is well answers in less than one

// "unix:path=/run/user/1000/bus,guid=…"; others may follow after a semicolon. Source: D-Bus
// Specification 0.43, "Server Addresses". Empty: it is not of this kind. An abstract one begins
// with NUL.
QByteArray socketName(const QByteArray &address)
{
    const QByteArray first = address.split(';').first();
    if (!first.startsWith("unix:"))
        return {};
    for (const QByteArray &part : first.sliced(5).split(',')) {
        if (part.startsWith("path="))
            return QByteArray::fromPercentEncoding(part.sliced(5));
        if (part.startsWith("abstract="))
            return '\0' + QByteArray::fromPercentEncoding(part.sliced(9));
    }
    return {};
}

// The greeting that every bus answers with a line. Source: the same, "Authentication Protocol".
QByteArray busGreeting()
{
    return QByteArray(1, '\0') + "AUTH EXTERNAL " + QByteArray::number(geteuid()).toHex() + "\r\n";
}

} // namespace

QByteArray MessageBus::sessionAddress()
{
    if (const QByteArray given = qgetenv("DBUS_SESSION_BUS_ADDRESS"); !given.isEmpty())
        return given;
    const QByteArray folder = qgetenv("XDG_RUNTIME_DIR");
    return folder.isEmpty() ? QByteArray() : "unix:path=" + folder + "/bus";
}

bool MessageBus::isMute(const QByteArray &address, std::chrono::milliseconds patience)
{
    const QByteArray name = socketName(address);
    sockaddr_un peer{};
    peer.sun_family = AF_UNIX;
    if (name.isEmpty() || name.size() >= qsizetype(sizeof peer.sun_path))
        return false;
    memcpy(peer.sun_path, name.constData(), size_t(name.size()));
    const bool isAbstract = name.startsWith('\0');
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + size_t(name.size())
                                               + (isAbstract ? 0 : 1));
    const int bus = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (bus < 0)
        return false;
    bool mute = false;
    if (connect(bus, reinterpret_cast<sockaddr *>(&peer), length) < 0) {
        mute = errno == EAGAIN; // so many wait already
    } else {
        const QByteArray greeting = busGreeting();
        pollfd answer{.fd = bus, .events = POLLIN, .revents = 0};
        mute = send(bus, greeting.constData(), size_t(greeting.size()), MSG_NOSIGNAL)
                == greeting.size()
            && poll(&answer, 1, static_cast<int>(patience.count())) == 0;
    }
    close(bus);
    return mute;
}

void MessageBus::avoidMuteSession()
{
    if (isMute(sessionAddress(), kSessionPatience))
        qputenv("DBUS_SESSION_BUS_ADDRESS", "disabled:"); // no such kind: refused at once
}

QByteArray MessageBus::systemAddress()
{
    const QByteArray given = qgetenv("DBUS_SYSTEM_BUS_ADDRESS");
    return given.isEmpty() ? QByteArray("unix:path=/run/dbus/system_bus_socket") : given;
}

// One that got mute since the start would hold the end of the program: Qt waits for its own thread.
QDBusConnection MessageBus::system()
{
    if (isMute(systemAddress(), kBusPatience))
        return QDBusConnection(QString());
    return QDBusConnection::systemBus();
}

// Not on the pool: the program waits for the pool's threads when it ends.
void MessageBus::reach(QObject *owner, std::function<QDBusConnection()> connect,
                       std::function<void(const QDBusConnection &)> reached)
{
    auto promise = std::make_shared<QPromise<QDBusConnection>>();
    promise->future().then(owner, std::move(reached));
    std::thread([promise, connect = std::move(connect)] {
        promise->start();
        promise->addResult(connect());
        promise->finish();
    }).detach();
}

void MessageBus::ask(const QDBusConnection &bus, const QDBusMessage &call, QObject *owner,
                     std::function<void(const QDBusPendingCall &answer)> answered)
{
    auto *watcher = new QDBusPendingCallWatcher(bus.asyncCall(call), owner);
    QObject::connect(watcher, &QDBusPendingCallWatcher::finished, owner,
                     [watcher, answered = std::move(answered)] {
                         watcher->deleteLater();
                         answered(*watcher);
                     });
}

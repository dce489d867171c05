#pragma once

#include "app/localhub/httpmessage.h"

#include <QString>

#include <mutex>

// What a fault can refer to: addresses of this Hub's origins, without a trailing slash.
struct FaultPlaces
{
    QByteArray hub;
    QByteArray cdn;
    QByteArray evil;
    QByteArray mirror;
};

// How a connection is received.
enum class Welcome {
    Serve,
    Silent, // never read from, never answered
    OneAtATime, // reset while another one is open
};

// A fault of the catalogue. before: answers in the route's place, or changes the request; after:
// changes the route's answer. parameter: what setFault was given, 0 for the fault's own default.
struct FaultKind
{
    using Before
        = std::optional<HttpReply> (*)(HttpRequest &, const FaultPlaces &, qint64 parameter);
    using After = void (*)(const HttpRequest &, HttpReply &, const FaultPlaces &, qint64 parameter);

    const char *name;
    const char *rows; // of the fault catalogue: "N01", "N10 N12"
    const char *what; // and what the parameter means
    Before before = nullptr;
    After after = nullptr;
};

QList<FaultKind> faultKinds(); // all of them
// By area; faultKinds() joins them.
QList<FaultKind> redirectFaults(); // faults_redirect.cpp
QList<FaultKind> statusFaults(); // faults_status.cpp
QList<FaultKind> bodyFaults(); // faults_body.cpp
QList<FaultKind> wireFaults(); // faults_wire.cpp
QList<FaultKind> headFaults(); // faults_head.cpp

// The faults that are switched on. Any thread.
class Faults final
{
public:
    struct Taken
    {
        FaultKind kind;
        qint64 parameter = 0;
    };

    void set(const QByteArray &name, const QByteArray &prefix, int times, const QByteArray &origin,
             qint64 parameter);
    void clear();
    // The first one set that fits, counted down.
    std::optional<Taken> take(const QByteArray &origin, const QByteArray &target);
    // "silent-connect" and "one-connection", which come before there is a target: their prefix is
    // not looked at.
    Welcome takeWelcome(const QByteArray &origin);

private:
    struct Set
    {
        FaultKind kind;
        QByteArray prefix;
        QByteArray origin;
        int times = -1;
        qint64 parameter = 0;
    };
    std::optional<Taken> takeIf(const std::function<bool(const Set &)> &fits);

    std::mutex m_mutex;
    QList<Set> m_sets;
};

#pragma once

#include <QByteArray>
#include <QUrl>

// The rules on where credentials and requests may go; used by Qt Network and libcurl exchanges.

// Scheme, host and port are the same.
bool sameOrigin(const QUrl &a, const QUrl &b);
// Loopback by name or number: "localhost", 127.0.0.0/8, ::1.
bool isLoopback(const QUrl &url);
// The token may travel: same origin as the endpoint, and https or loopback.
bool mayCarryToken(const QUrl &url, const QUrl &endpoint);
// Whether a hop from one address to another is followed at all: http(s) only, never https to http,
// and to loopback or private addresses only from there.
bool mayRedirect(const QUrl &from, const QUrl &to);
// Printable ASCII without spaces, at most 8 KiB: what may stand in an Authorization header.
bool isTokenText(const QByteArray &token);

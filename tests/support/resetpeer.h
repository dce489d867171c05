#pragma once

#include <QTcpSocket>

#include <sys/socket.h>

// Ends a connection by RST: abort() alone sends FIN, as an orderly end does.
inline void resetPeer(QTcpSocket &socket)
{
    const linger atOnce{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(int(socket.socketDescriptor()), SOL_SOCKET, SO_LINGER, &atOnce, sizeof atOnce);
    socket.abort();
}

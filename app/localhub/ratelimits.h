#pragma once

#include "app/localhub/httpmessage.h"

#include <QElapsedTimer>
#include <QHash>

// The RateLimit headers of each answer, by class of address and by user. They only count: being
// refused is a fault that a test switches on. Guarded by the store's lock. Source: hub-api 2.6.
class RateLimits final
{
public:
    RateLimits() { m_window.start(); }
    void stamp(HttpReply &reply, const QByteArray &path, const QString &user);

private:
    QElapsedTimer m_window;
    QHash<std::pair<QString, QByteArray>, int> m_used; // user and bucket
};

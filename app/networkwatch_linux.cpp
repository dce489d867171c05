#include "app/networkwatch.h"

#include <QSocketNotifier>

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>

using namespace std::chrono_literals;

namespace {

constexpr auto kCalm = 300ms;

bool bringsNetwork(const char *data, ssize_t size)
{
    auto left = static_cast<unsigned>(size);
    for (const auto *message = reinterpret_cast<const nlmsghdr *>(data); NLMSG_OK(message, left);
         message = NLMSG_NEXT(message, left))
        if (message->nlmsg_type == RTM_NEWADDR || message->nlmsg_type == RTM_NEWROUTE)
            return true;
    return false;
}

} // namespace

NetworkWatch::NetworkWatch(QObject *parent)
    : QObject(parent)
    , m_socket(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE))
{
    m_calm.setSingleShot(true);
    m_calm.setInterval(kCalm);
    connect(&m_calm, &QTimer::timeout, this, &NetworkWatch::maybeBack);
    sockaddr_nl wanted{};
    wanted.nl_family = AF_NETLINK;
    wanted.nl_groups
        = RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR | RTMGRP_IPV4_ROUTE | RTMGRP_IPV6_ROUTE;
    if (m_socket < 0 || bind(m_socket, reinterpret_cast<sockaddr *>(&wanted), sizeof wanted) < 0)
        return;
    auto *notifier = new QSocketNotifier(m_socket, QSocketNotifier::Read, this);
    connect(notifier, &QSocketNotifier::activated, this, &NetworkWatch::read);
}

NetworkWatch::~NetworkWatch()
{
    if (m_socket >= 0)
        close(m_socket);
}

void NetworkWatch::read()
{
    alignas(nlmsghdr) std::array<char, 16'384> data; // more than the kernel sends at once
    for (;;) {
        const ssize_t size = recv(m_socket, data.data(), data.size(), 0);
        if (size < 0 && errno == EINTR)
            continue;
        const bool lost = size < 0 && errno == ENOBUFS; // so much has changed
        // Not begun anew by each: where they never end the network counts as back all the same.
        if ((lost || (size > 0 && bringsNetwork(data.data(), size))) && !m_calm.isActive())
            m_calm.start();
        if (size <= 0 && !lost)
            return;
    }
}

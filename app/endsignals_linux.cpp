#include "app/endsignals.h"

#include <QSocketNotifier>

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

namespace {

constexpr std::array kEndSignals{SIGTERM, SIGINT, SIGHUP};

std::array<int, 2> endPipe{-1, -1}; // for the handler, which may use nothing else

void passOn(int)
{
    const int before = errno;
    [[maybe_unused]] const auto written = write(endPipe[1], "x", 1);
    errno = before;
}

void handBack()
{
    for (const int signal : kEndSignals) {
        struct sigaction now = {};
        if (sigaction(signal, nullptr, &now) == 0 && now.sa_handler == &passOn)
            ::signal(signal, SIG_DFL);
    }
}

} // namespace

EndSignals::EndSignals(QObject *parent)
    : QObject(parent)
{
    if (pipe2(endPipe.data(), O_CLOEXEC | O_NONBLOCK) < 0)
        return;
    auto *notifier = new QSocketNotifier(endPipe[0], QSocketNotifier::Read, this);
    connect(notifier, &QSocketNotifier::activated, this, [this, notifier] {
        notifier->setEnabled(false);
        handBack();
        emit received();
    });
    struct sigaction action = {};
    action.sa_handler = &passOn;
    action.sa_flags = SA_RESTART | static_cast<int>(SA_RESETHAND);
    for (const int signal : kEndSignals) {
        struct sigaction inherited = {};
        if (sigaction(signal, nullptr, &inherited) == 0 && inherited.sa_handler != SIG_IGN)
            sigaction(signal, &action, nullptr);
    }
}

EndSignals::~EndSignals()
{
    handBack();
    for (int &end : endPipe)
        if (end >= 0)
            close(std::exchange(end, -1));
}

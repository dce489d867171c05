#include "app/localhub/faults.h"

namespace {

constexpr const char *kSilentConnect = "silent-connect";
constexpr const char *kOneConnection = "one-connection";

bool isOfConnections(const FaultKind &kind)
{
    return kind.name == QByteArrayView(kSilentConnect)
        || kind.name == QByteArrayView(kOneConnection);
}

} // namespace

QList<FaultKind> faultKinds()
{
    static const QList<FaultKind> all = redirectFaults() + statusFaults() + bodyFaults()
        + wireFaults() + headFaults()
        + QList<FaultKind>{{.name = kSilentConnect,
                            .rows = "N26",
                            .what = "accepts the connection, never reads or sends; any target"},
                           {.name = kOneConnection,
                            .rows = "N40",
                            .what = "resets every connection while another is open; any target"}};
    return all;
}

void Faults::set(const QByteArray &name, const QByteArray &prefix, int times,
                 const QByteArray &origin, qint64 parameter)
{
    for (const FaultKind &kind : faultKinds()) {
        if (name != kind.name)
            continue;
        const std::lock_guard lock(m_mutex);
        m_sets.append({kind, prefix, origin, times, parameter});
        return;
    }
    // A test that asks for a fault that isn't there would pass without proving anything.
    qFatal("There is no fault named \"%s\"; faults_*.cpp list them.", name.constData());
}

void Faults::clear()
{
    const std::lock_guard lock(m_mutex);
    m_sets.clear();
}

std::optional<Faults::Taken> Faults::takeIf(const std::function<bool(const Set &)> &fits)
{
    const std::lock_guard lock(m_mutex);
    for (Set &set : m_sets) {
        if (set.times == 0 || !fits(set))
            continue;
        if (set.times > 0)
            --set.times;
        return Taken{set.kind, set.parameter};
    }
    return {};
}

std::optional<Faults::Taken> Faults::take(const QByteArray &origin, const QByteArray &target)
{
    return takeIf([&](const Set &set) {
        return !isOfConnections(set.kind) && set.origin == origin && target.startsWith(set.prefix);
    });
}

Welcome Faults::takeWelcome(const QByteArray &origin)
{
    const auto taken
        = takeIf([&](const Set &set) { return isOfConnections(set.kind) && set.origin == origin; });
    if (!taken)
        return Welcome::Serve;
    return taken->kind.name == QByteArrayView(kSilentConnect) ? Welcome::Silent
                                                              : Welcome::OneAtATime;
}

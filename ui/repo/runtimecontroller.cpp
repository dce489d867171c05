#include "ui/repo/runtimecontroller.h"

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Phase = ViewState::Phase;

RuntimeController::RuntimeController(HubClient &hub, QObject *parent)
    : QObject(parent)
    , m_hub(hub)
{
    m_again.setSingleShot(true);
    m_again.setInterval(5s); // a build takes minutes
    connect(&m_again, &QTimer::timeout, this, &RuntimeController::refresh);
}

bool RuntimeController::isTransitional(const QString &stage)
{
    return stage == "BUILDING"_L1 || stage == "RUNNING_BUILDING"_L1 || stage == "APP_STARTING"_L1
        || stage == "RUNNING_APP_STARTING"_L1 || stage == "DELETING"_L1;
}

void RuntimeController::open(const RepoPlace &place)
{
    m_place = place;
    refresh();
    if (!m_hardware.isEmpty())
        return;
    m_prices = m_hub.spaceHardware([this](Result<QList<Hardware>> list) {
        m_prices.reset();
        if (!list)
            return; // the state is right without prices
        m_hardware = *std::move(list);
        emit runtimeChanged();
    });
}

void RuntimeController::refresh()
{
    if (!m_place)
        return;
    m_again.stop();
    emit stateChanged({Phase::Loading, {}});
    m_pending = m_hub.spaceRuntime(m_place->repo(), [this](Result<SpaceRuntime> runtime) {
        m_pending.reset();
        if (!runtime) {
            emit stateChanged({Phase::Failed, runtime.error()});
            return;
        }
        m_runtime = *std::move(runtime);
        emit runtimeChanged();
        emit stateChanged({Phase::Ready, {}});
        if (m_watched && isTransitional(m_runtime.stage))
            m_again.start();
    });
}

void RuntimeController::setWatched(bool watched)
{
    m_watched = watched;
    if (!watched)
        m_again.stop();
    else if (m_place && !m_pending && isTransitional(m_runtime.stage))
        m_again.start();
}

const Hardware *RuntimeController::hardware(const QString &name) const
{
    const auto it = std::ranges::find(m_hardware, name, &Hardware::name);
    return it == m_hardware.end() ? nullptr : &*it;
}

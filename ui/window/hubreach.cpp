#include "ui/window/hubreach.h"

#include "app/net/hubclient.h"

#include <chrono>

using namespace Qt::StringLiterals;

namespace {

constexpr auto kAskAgain = std::chrono::seconds(5);

} // namespace

HubReach::HubReach(HubClient &hub, QObject *parent)
    : QObject(parent)
    , m_hub(hub)
{
    m_again.setSingleShot(true);
    m_again.setInterval(kAskAgain);
    m_again.callOnTimeout(this, &HubReach::ask);
}

void HubReach::ask()
{
    m_again.stop();
    // The shortest of the public lists: what it says is not needed.
    m_pending
        = m_hub.tagsByType(RepoKind::Model, u"region"_s, [this](const Result<Facets> &answer) {
              m_error = answer ? std::nullopt : std::optional(answer.error());
              if (m_error && !m_hub.isOffline()) // the end of offline mode is told
                  m_again.start();
              emit changed();
          });
}

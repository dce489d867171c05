#include "ui/window/omniboxcontroller.h"

#include "app/net/endpoint.h"
#include "app/text/safetext.h"

#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto kTypingPause = 180ms;
constexpr qsizetype kShortestQuestion = 2; // characters; one letter finds everything

// An address of the public Hub while another one is in use: perhaps a copy or a mirror of it.
std::optional<HubAddress> publicAddress(const QString &text, const QUrl &endpoint)
{
    if (endpoint == publicHub() || HubAddress::parse(text, endpoint))
        return {};
    return HubAddress::parse(text, publicHub());
}

QString nameOf(const HubAddress &address)
{
    return SafeText::repoName(address.repo.owner(), address.repo.name());
}

Suggestion refusal(const QString &sentence)
{
    return {Suggestion::Type::NoAddress, {}, RepoKind::Model, sentence};
}

QString whyNotHere(const HubAddress &address, const HubError &error)
{
    using Kind = HubError::Kind;
    // Whoever is not signed in is told so of a repository that does not exist, too.
    if (error.kind == Kind::NotFound || error.kind == Kind::SignInNeeded)
        return OmniboxController::tr("%1 is not on this Hub. The address leads to another one.")
            .arg(nameOf(address));
    return OmniboxController::tr("The address leads to another Hub. %1").arg(error.message);
}

} // namespace

OmniboxController::OmniboxController(HubClient &hub, QObject *parent)
    : QObject(parent)
    , m_hub(hub)
{
    m_pause.setSingleShot(true);
    m_pause.setInterval(kTypingPause);
    connect(&m_pause, &QTimer::timeout, this, &OmniboxController::ask);
}

void OmniboxController::setText(const QString &text)
{
    const QString wanted = text.trimmed();
    if (wanted == m_text)
        return;
    m_text = wanted;
    m_pending.reset();
    m_found.reset();
    const auto elsewhere = publicAddress(m_text, m_hub.endpoint());
    if (elsewhere)
        m_model.setSuggestions(
            {refusal(tr("Looking for %1 on this Hub…").arg(nameOf(*elsewhere)))});
    else
        m_model.setSuggestions(suggestions({}));
    if (elsewhere || (m_text.size() >= kShortestQuestion && !m_text.contains("://"_L1)))
        m_pause.start();
    else
        m_pause.stop();
}

void OmniboxController::forget()
{
    m_pause.stop();
    m_pending.reset();
    m_text.clear();
    m_found.reset();
    m_model.setSuggestions({});
}

Suggestion OmniboxController::choiceFor(const QString &text) const
{
    const QString wanted = text.trimmed();
    if (m_found && wanted == m_text)
        return {Suggestion::Type::Jump, m_found, m_found->repo.kind(), {}};
    const auto address = HubAddress::parse(wanted, m_hub.endpoint());
    // A single word may be the name of an old model, but is far more often something to look for.
    if (address && (wanted.contains(u'/') || wanted.contains(u':')))
        return {Suggestion::Type::Jump, address, address->repo.kind(), {}};
    if (wanted.contains("://"_L1) || publicAddress(wanted, m_hub.endpoint()))
        return {Suggestion::Type::NoAddress, {}, RepoKind::Model, {}};
    return {Suggestion::Type::Search, {}, m_kind, wanted};
}

QList<Suggestion> OmniboxController::suggestions(const QuickHits &hits) const
{
    return suggestionsFor(m_text, choiceFor(m_text), HubAddress::parse(m_text, m_hub.endpoint()),
                          hits);
}

void OmniboxController::ask()
{
    if (const auto elsewhere = publicAddress(m_text, m_hub.endpoint()))
        return askFor(*elsewhere);
    m_pending = m_hub.quickSearch(m_text, [this](Result<QuickHits> hits) {
        m_pending.reset();
        if (!hits)
            return; // the searches below the hits still work, and say what is wrong
        m_model.setSuggestions(suggestions(*hits));
    });
}

void OmniboxController::askFor(const HubAddress &address)
{
    m_pending
        = m_hub.repoInfo(address.repo, Revision(), [this, address](const Result<RepoInfo> &info) {
              m_pending.reset();
              if (!info)
                  return m_model.setSuggestions({refusal(whyNotHere(address, info.error()))});
              m_found = address;
              m_model.setSuggestions({{Suggestion::Type::Jump, address, address.repo.kind(), {}}});
          });
}

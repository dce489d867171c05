#include "ui/window/omniboxcontroller.h"

#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto kTypingPause = 180ms;
constexpr qsizetype kShortestQuestion = 2; // characters; one letter finds everything

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
    m_model.setSuggestions(suggestionsFor(m_text, HubAddress::parse(m_text, m_hub.endpoint()), {}));
    if (m_text.size() >= kShortestQuestion && !m_text.contains("://"_L1))
        m_pause.start();
    else
        m_pause.stop();
}

void OmniboxController::forget()
{
    m_pause.stop();
    m_pending.reset();
    m_text.clear();
    m_model.setSuggestions({});
}

Suggestion OmniboxController::choiceFor(const QString &text, RepoKind kind) const
{
    const QString wanted = text.trimmed();
    const auto address = HubAddress::parse(wanted, m_hub.endpoint());
    // A single word may be the name of an old model, but is far more often something to look for.
    if (address && (wanted.contains(u'/') || wanted.contains(u':')))
        return {Suggestion::Type::Jump, address, address->repo.kind(), {}};
    if (wanted.contains("://"_L1))
        return {Suggestion::Type::NoAddress, {}, RepoKind::Model, {}};
    return {Suggestion::Type::Search, {}, kind, wanted};
}

void OmniboxController::ask()
{
    m_pending = m_hub.quickSearch(m_text, [this](Result<QuickHits> hits) {
        m_pending.reset();
        if (!hits)
            return; // the searches below the hits still work, and say what is wrong
        m_model.setSuggestions(
            suggestionsFor(m_text, HubAddress::parse(m_text, m_hub.endpoint()), *hits));
    });
}

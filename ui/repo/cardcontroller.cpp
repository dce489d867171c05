#include "ui/repo/cardcontroller.h"

#include <algorithm>

using namespace Qt::StringLiterals;
using Phase = ViewState::Phase;

namespace {

constexpr qint64 kMaxReadme = qint64(4) << 20; // real ones end below 1 MB

} // namespace

CardController::CardController(HubClient &hub, QObject *parent)
    : QObject(parent)
    , m_hub(hub)
{ }

void CardController::open(const RepoPlace &place)
{
    m_pending.reset();
    const auto &files = place.info.files;
    const auto readme = std::ranges::find(files, u"README.md"_s, &RepoFile::path);
    if (readme == files.end() || readme->size == 0) {
        emit stateChanged({Phase::Empty, {}});
        return;
    }
    emit stateChanged({Phase::Loading, {}});
    m_pending = m_hub.readFile(place.repo(), place.pinned(), u"README.md"_s, 0, kMaxReadme,
                               [this](const Result<Body> &body) {
                                   m_pending.reset();
                                   if (!body) {
                                       emit stateChanged({Phase::Failed, body.error()});
                                       return;
                                   }
                                   emit readmeRead(body->bytes);
                                   emit stateChanged({Phase::Ready, {}});
                               });
}

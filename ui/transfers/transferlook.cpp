#include "ui/transfers/transferlook.h"

using namespace Qt::StringLiterals;

TransferLook TransferLook::of(TransferState state)
{
    switch (state) {
    case TransferState::Queued: return {u"more"_s, &Tokens::secondary, &Tokens::text};
    case TransferState::Connecting: return {u"link"_s, &Tokens::accent, &Tokens::text};
    case TransferState::Downloading: return {u"arrow-down"_s, &Tokens::accent, &Tokens::text};
    case TransferState::Stalled: return {u"warning"_s, &Tokens::warning, &Tokens::warning};
    case TransferState::Waiting: return {u"clock"_s, &Tokens::warning, &Tokens::warning};
    case TransferState::Paused: return {u"pause"_s, &Tokens::secondary, &Tokens::secondary};
    case TransferState::Verifying: return {u"shield-check"_s, &Tokens::info, &Tokens::text};
    case TransferState::Done: return {u"ok"_s, &Tokens::good, &Tokens::text};
    case TransferState::Failed: return {u"error"_s, &Tokens::danger, &Tokens::danger};
    case TransferState::Cancelled: return {u"stop"_s, &Tokens::secondary, &Tokens::secondary};
    }
    Q_UNREACHABLE();
}

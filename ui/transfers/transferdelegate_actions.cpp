#include "models/transfermodel.h"
#include "ui/transfers/transferdelegate_p.h"

#include <algorithm>

// What can be done to a row of the queue.

namespace {

// With files of these states, a bit each: TransferModel::ShownStatesRole.
QList<TransferDelegate::Action> possibleWith(uint states)
{
    using enum TransferState;
    using Action = TransferDelegate::Action;
    const auto some = [states](std::initializer_list<TransferState> of) {
        return std::ranges::any_of(
            of, [states](TransferState state) { return (states >> int(state) & 1) != 0; });
    };
    QList<Action> possible;
    if (some({Queued, Connecting, Downloading, Stalled, Waiting}))
        possible << Action::Pause;
    if (some({Paused}))
        possible << Action::Resume;
    if (some({Failed, Cancelled, Stalled, Waiting}))
        possible << Action::Retry;
    if (some({Queued, Connecting, Downloading, Stalled, Waiting, Paused, Verifying}))
        possible << Action::Cancel;
    if (some({Done}))
        possible << Action::Show;
    return possible;
}

} // namespace

const TransferGroup *groupAt(const QModelIndex &index)
{
    return index.data(TransferModel::GroupRole).value<const TransferGroup *>();
}

const TransferFile *fileAt(const QModelIndex &index)
{
    return index.data(TransferModel::FileRole).value<const TransferFile *>();
}

TransferState stateAt(const QModelIndex &index)
{
    const TransferGroup *group = groupAt(index);
    const TransferFile *file = fileAt(index);
    return group ? group->state : file ? file->state : TransferState::Queued;
}

TransferPatience patienceOf(const QModelIndex &index)
{
    const TransferGroup *group = groupAt(index);
    const TransferFile *file = fileAt(index);
    return group ? group->patience : file ? file->patience : TransferPatience();
}

bool hasError(const QModelIndex &index)
{
    const TransferGroup *group = groupAt(index);
    const TransferFile *file = fileAt(index);
    return (group && group->error) || (file && file->error);
}

bool asksForTerms(const QModelIndex &index)
{
    const TransferGroup *group = groupAt(index);
    const TransferFile *file = fileAt(index);
    const auto &error = group ? group->error : file ? file->error : std::optional<HubError>();
    return error && error->kind == HubError::Kind::Gated;
}

QList<TransferDelegate::Action> TransferDelegate::actionsOf(const QModelIndex &index)
{
    if (index.data(TransferModel::ShownStatesRole).isValid())
        return {}; // they would seem to be the whole group's
    const TransferGroup *group = groupAt(index);
    const bool removable = group != nullptr;
    const bool somewhere = group && (!group->folder.isEmpty() || group->filesDone > 0);
    const auto with = [somewhere](QList<Action> actions) {
        if (somewhere)
            actions.insert(actions.size() - 1, Action::Show);
        return actions;
    };
    switch (stateAt(index)) {
    case TransferState::Done:
        return removable ? QList{Action::Show, Action::Remove} : QList{Action::Show};
    case TransferState::Failed:
    case TransferState::Cancelled:
        if (hasError(index)) // which offers the rest in words
            return removable ? with({Action::Remove}) : QList<Action>();
        return removable ? with({Action::Retry, Action::Remove}) : QList{Action::Retry};
    case TransferState::Paused: return with({Action::Resume, Action::Cancel});
    case TransferState::Queued:
    case TransferState::Connecting:
    case TransferState::Downloading: return with({Action::Pause, Action::Cancel});
    case TransferState::Waiting:
        if (!group && patienceOf(index).canPass)
            return {Action::PassLock, Action::Pause, Action::Cancel};
        return with({Action::Pause, Action::Cancel});
    case TransferState::Stalled: return with({Action::Retry, Action::Cancel});
    case TransferState::Verifying: return with({Action::Cancel});
    }
    Q_UNREACHABLE();
}

QList<TransferDelegate::Action> TransferDelegate::possibleOf(const QModelIndex &index)
{
    if (const QVariant shown = index.data(TransferModel::ShownStatesRole); shown.isValid())
        return possibleWith(shown.toUInt());
    QList<Action> possible = actionsOf(index);
    if (stateAt(index) == TransferState::Waiting)
        possible << Action::Retry; // without more waiting
    if (patienceOf(index).canPass && !possible.contains(Action::PassLock))
        possible << Action::PassLock;
    if (stateAt(index) == TransferState::Stalled)
        possible << Action::Pause;
    if (hasError(index))
        possible << Action::Retry << Action::CopyDetails;
    if (asksForTerms(index))
        possible << Action::OpenOnHub;
    return possible;
}

QString TransferDelegate::actionWord(Action action)
{
    switch (action) {
    case Action::Pause: return tr("Pause");
    case Action::Resume: return tr("Resume");
    case Action::Retry: return tr("Try again");
    case Action::PassLock: return tr("Download anyway");
    case Action::Show: return tr("Show in the file manager");
    case Action::OpenOnHub: return tr("Open on the Hub");
    case Action::CopyDetails: return tr("Copy details");
    case Action::Cancel: return tr("Cancel");
    case Action::Remove: return tr("Remove from the list");
    }
    Q_UNREACHABLE();
}

#include "ui/transfers/transferdelegate.h"

#include "app/text/safetext.h"
#include "models/transfermodel.h"
#include "models/transferwords.h"
#include "ui/theme/icon.h"
#include "ui/theme/style.h"
#include "ui/transfers/repocell.h"
#include "ui/transfers/transferlook.h"
#include "ui/widgets/plaintip.h"
#include "ui/widgets/progressline.h"
#include "ui/widgets/sparkline.h"

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

using namespace Qt::StringLiterals;

namespace {

constexpr int kTransferIcon = 16;
constexpr int kStateMargin = 26 + metrics::kColumnGap; // the icon's, and before the next column
constexpr int kActionSlot = 28; // an icon of 16 px with room to hit it

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

// Whether the row tells a whole sentence in the place of bar, size, graph and speed.
bool tellsReason(const QModelIndex &index)
{
    const TransferGroup *group = groupAt(index);
    const TransferFile *file = fileAt(index);
    const bool unplanned = group && group->files == 0 && !group->reason.isEmpty();
    return unplanned || (group && group->error) || (file && file->error);
}

// Whether the line under a group's name tells why it waits, which the state's column has no room
// for.
bool tellsReasonBelow(const TransferGroup &group)
{
    return group.state == TransferState::Waiting && group.files > 0 && !group.reason.isEmpty();
}

bool isReasonColumn(int column)
{
    return column >= TransferModel::StateColumn && column <= TransferModel::LeftColumn;
}

// From the state to the last column that the reason covers, wherever the cell is.
QRect reasonRoom(const QStyleOptionViewItem &option, const QModelIndex &index)
{
    const auto *view = qobject_cast<const QAbstractItemView *>(option.widget);
    if (!view)
        return option.rect;
    return view->visualRect(index.siblingAtColumn(TransferModel::StateColumn))
        .united(view->visualRect(index.siblingAtColumn(TransferModel::LeftColumn)));
}

QRect centredIcon(const QRect &room)
{
    QRect square(0, 0, kTransferIcon, kTransferIcon);
    square.moveCenter(room.center());
    return square;
}

QRect actionSlot(const QRect &cell, qsizetype count, qsizetype n)
{
    return {cell.right() - int(count - n) * kActionSlot + 1, cell.top(), kActionSlot,
            cell.height()};
}

QString actionIcon(TransferDelegate::Action action)
{
    switch (action) {
    case TransferDelegate::Action::Pause: return u"pause"_s;
    case TransferDelegate::Action::Resume: return u"play"_s;
    case TransferDelegate::Action::Retry: return u"retry"_s;
    case TransferDelegate::Action::Show: return u"folder"_s;
    case TransferDelegate::Action::CopyDetails: return u"copy"_s;
    case TransferDelegate::Action::Cancel:
    case TransferDelegate::Action::Remove: return u"close"_s;
    }
    Q_UNREACHABLE();
}

// Under a group's name: where it goes, which commit, how far; or why it waits.
QString groupLine(const TransferGroup &group)
{
    if (tellsReasonBelow(group))
        return group.reason;
    QStringList parts{group.folder.isEmpty()
                          ? TransferDelegate::tr("To the cache")
                          : TransferDelegate::tr("To %1").arg(SafeText::line(group.folder))};
    parts << (group.commit.isEmpty() || group.commit == group.revision
                  ? SafeText::line(group.revision.left(40))
                  : TransferDelegate::tr("%1 @ %2").arg(SafeText::line(group.revision),
                                                        group.commit.left(7)));
    if (group.files > 0)
        parts << TransferDelegate::tr("%1 of %n files", nullptr, group.files).arg(group.filesDone);
    return parts.join(u" · "_s);
}

} // namespace

QList<TransferDelegate::Action> TransferDelegate::actionsOf(const QModelIndex &index)
{
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
        return removable           ? with({Action::Retry, Action::Remove})
            : fileAt(index)->error ? QList{Action::Retry, Action::CopyDetails}
                                   : QList{Action::Retry};
    case TransferState::Paused: return with({Action::Resume, Action::Cancel});
    case TransferState::Queued:
    case TransferState::Connecting:
    case TransferState::Downloading:
    case TransferState::Waiting: return with({Action::Pause, Action::Cancel});
    case TransferState::Stalled: return with({Action::Retry, Action::Cancel});
    case TransferState::Verifying: return with({Action::Cancel});
    }
    Q_UNREACHABLE();
}

QList<TransferDelegate::Action> TransferDelegate::possibleOf(const QModelIndex &index)
{
    QList<Action> possible = actionsOf(index);
    if (stateAt(index) == TransferState::Waiting)
        possible << Action::Retry; // without more waiting
    if (stateAt(index) == TransferState::Stalled)
        possible << Action::Pause;
    if (const TransferGroup *group = groupAt(index); group && group->error)
        possible << Action::CopyDetails;
    return possible;
}

QString TransferDelegate::actionWord(Action action)
{
    switch (action) {
    case Action::Pause: return tr("Pause");
    case Action::Resume: return tr("Resume");
    case Action::Retry: return tr("Try again");
    case Action::Show: return tr("Show in the file manager");
    case Action::CopyDetails: return tr("Copy details");
    case Action::Cancel: return tr("Cancel");
    case Action::Remove: return tr("Remove from the list");
    }
    Q_UNREACHABLE();
}

QSize TransferDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const
{
    return {80, groupAt(index) ? metrics::kTallRow : metrics::kRow};
}

void TransferDelegate::paint(QPainter *painter, const QStyleOptionViewItem &given,
                             const QModelIndex &index) const
{
    QStyleOptionViewItem option = given;
    initStyleOption(&option, index);
    const QWidget *view = option.widget;
    view->style()->drawPrimitive(QStyle::PE_PanelItemViewItem, &option, painter, view);
    painter->save();
    if (isReasonColumn(index.column()) && tellsReason(index)) { // each cell paints its part of it
        painter->setClipRect(option.rect);
        option.rect = reasonRoom(option, index);
        paintState(*painter, option, index);
        painter->restore();
        return;
    }
    switch (index.column()) {
    case TransferModel::NameColumn:
        if (const TransferGroup *group = groupAt(index))
            paintRepoCell(*painter, option, group->repo, groupLine(*group));
        else if (const TransferFile *file = fileAt(index))
            paintPathCell(*painter, option, file->path);
        break;
    case TransferModel::StateColumn: paintState(*painter, option, index); break;
    case TransferModel::ProgressColumn: paintBar(*painter, option, index); break;
    case TransferModel::ActionsColumn: paintActions(*painter, option, index); break;
    case TransferModel::GraphColumn:
        if (const TransferGroup *group = groupAt(index))
            paintSparkline(*painter,
                           QRect(option.rect.left(),
                                 option.rect.center().y() - kSparklineHeight / 2,
                                 qMin(kSparklineWidth, option.rect.width()), kSparklineHeight),
                           group->samples, &Tokens::accent, option.palette);
        break;
    default: paintFigureCell(*painter, option, index.data().toString(), groupAt(index));
    }
    painter->restore();
}

void TransferDelegate::paintState(QPainter &painter, const QStyleOptionViewItem &option,
                                  const QModelIndex &index) const
{
    const TransferGroup *group = groupAt(index);
    const TransferState state = stateAt(index);
    const QString word = transferStateWord(state);
    const bool said = group && tellsReasonBelow(*group) && group->patience.cause == WaitCause::None;
    QString text
        = said ? word : index.siblingAtColumn(TransferModel::StateColumn).data().toString();
    // Half a reason says nothing; the tooltip has the whole.
    const int room = option.rect.width() - kStateMargin;
    if (state == TransferState::Waiting && option.fontMetrics.horizontalAdvance(text) > room)
        text = word;
    paintStateCell(painter, option, state, text, text.startsWith(word) ? word.size() : text.size(),
                   group);
}

void TransferDelegate::paintBar(QPainter &painter, const QStyleOptionViewItem &option,
                                const QModelIndex &index) const
{
    const TransferGroup *group = groupAt(index);
    const TransferFile *file = fileAt(index);
    const qint64 done = group ? group->done : file ? file->done : 0;
    const qint64 total = group ? group->total : file ? file->total : -1;
    const TransferState state = stateAt(index);
    double share = total > 0 ? double(done) / double(total) : 0;
    if (state == TransferState::Done)
        share = 1; // empty files too
    const QRect room(option.rect.left(), option.rect.center().y() - metrics::kProgress / 2,
                     option.rect.width() - 24, metrics::kProgress);
    paintProgress(painter, room, share, TransferLook::of(state).bar, option.palette);
}

void TransferDelegate::paintActions(QPainter &painter, const QStyleOptionViewItem &option,
                                    const QModelIndex &index) const
{
    const QList<Action> actions = actionsOf(index);
    for (qsizetype n = 0; n < actions.size(); ++n)
        paintIcon(painter, centredIcon(actionSlot(option.rect, actions.size(), n)),
                  actionIcon(actions.at(n)), &Tokens::secondary, option.palette);
}

bool TransferDelegate::editorEvent(QEvent *event, QAbstractItemModel *model,
                                   const QStyleOptionViewItem &option, const QModelIndex &index)
{
    if (event->type() != QEvent::MouseButtonRelease
        || index.column() != TransferModel::ActionsColumn)
        return QStyledItemDelegate::editorEvent(event, model, option, index);
    const auto *mouse = static_cast<QMouseEvent *>(event);
    const QList<Action> actions = actionsOf(index);
    for (qsizetype n = 0; n < actions.size(); ++n)
        if (mouse->button() == Qt::LeftButton
            && actionSlot(option.rect, actions.size(), n).contains(mouse->position().toPoint())) {
            emit actionClicked(index, actions.at(n));
            return true;
        }
    return false;
}

bool TransferDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view,
                                 const QStyleOptionViewItem &option, const QModelIndex &index)
{
    if (event->type() != QEvent::ToolTip || !index.isValid())
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    if (index.column() == TransferModel::NameColumn) {
        QToolTip::showText(event->globalPos(), plainTip(index.data(Qt::ToolTipRole).toString()),
                           view, option.rect);
        return true;
    }
    const QList<Action> actions = actionsOf(index);
    if (index.column() == TransferModel::ActionsColumn) {
        for (qsizetype n = 0; n < actions.size(); ++n)
            if (actionSlot(option.rect, actions.size(), n).contains(event->pos()))
                QToolTip::showText(event->globalPos(), actionWord(actions.at(n)), view);
        return true;
    }
    const bool whole = tellsReason(index) || stateAt(index) == TransferState::Waiting;
    const QModelIndex told = whole ? index.siblingAtColumn(TransferModel::StateColumn) : index;
    const QVariant tip = told.data(Qt::ToolTipRole);
    QToolTip::showText(event->globalPos(), plainTip((tip.isValid() ? tip : told.data()).toString()),
                       view);
    return true;
}

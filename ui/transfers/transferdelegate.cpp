#include "ui/transfers/transferdelegate_p.h"

#include "app/text/safetext.h"
#include "models/transfermodel.h"
#include "models/transferwords.h"
#include "ui/theme/icon.h"
#include "ui/theme/style.h"
#include "ui/theme/type.h"
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

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

constexpr int kTransferIcon = 16;
constexpr int kStateMargin = 26 + metrics::kColumnGap; // the icon's, and before the next column
constexpr int kActionSlot = 28; // an icon of 16 px with room to hit it

// Whether the row tells a whole sentence in the place of bar, size, graph and speed.
bool tellsReason(const QModelIndex &index)
{
    const TransferGroup *group = groupAt(index);
    const bool unplanned = group && group->files == 0 && !group->reason.isEmpty();
    return unplanned || hasError(index);
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
        .united(view->visualRect(index.siblingAtColumn(TransferModel::SpeedColumn)))
        .united(view->visualRect(index.siblingAtColumn(TransferModel::LeftColumn)));
}

// Of the terms that are to be accepted, the details say nothing more.
QList<TransferDelegate::Action> offeredIn(const QModelIndex &index)
{
    using Action = TransferDelegate::Action;
    if (!hasError(index))
        return {};
    return asksForTerms(index) ? QList{Action::Retry, Action::OpenOnHub}
                               : QList{Action::CopyDetails, Action::Retry};
}

// What an error offers, behind its sentence; from the right.
QList<std::pair<TransferDelegate::Action, QRect>> offersIn(const QRect &room, const QFont &font,
                                                           const QModelIndex &index)
{
    using Action = TransferDelegate::Action;
    QList<std::pair<Action, QRect>> offers;
    int right = room.right() - metrics::kColumnGap;
    const QFontMetrics measure(font);
    for (const Action action : offeredIn(index)) {
        if (!TransferDelegate::possibleOf(index).contains(action))
            continue;
        const int width = measure.horizontalAdvance(TransferDelegate::actionWord(action));
        offers.emplaceBack(action, QRect(right - width, room.top(), width + 1, room.height()));
        right -= width + metrics::kColumnGap;
    }
    return offers;
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
    case TransferDelegate::Action::PassLock: return u"download"_s;
    case TransferDelegate::Action::Show: return u"folder"_s;
    case TransferDelegate::Action::OpenOnHub: return u"external"_s;
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
        parts << filesDoneText(group);
    if (const QString priority = priorityText(group.priority); !priority.isEmpty())
        parts.prepend(priority); // the end is cut where there is no room
    return parts.join(u" · "_s);
}

} // namespace

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
        for (const auto &[action, room] : offersIn(option.rect, option.font, index)) {
            painter->setPen(Tokens::of(option.palette).accent);
            painter->setFont(option.font);
            painter->drawText(room, Qt::AlignCenter, actionWord(action));
            option.rect.setRight(room.left());
        }
        paintState(*painter, option, index);
        painter->restore();
        return;
    }
    switch (index.column()) {
    case TransferModel::NameColumn:
        if (const TransferGroup *group = groupAt(index))
            paintRepoCell(*painter, option, group->repo, groupLine(*group));
        else if (const TransferFile *file = fileAt(index))
            paintFile(*painter, option, *file);
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

// How urgent it is stands behind its name while it is still to come.
void TransferDelegate::paintFile(QPainter &painter, const QStyleOptionViewItem &given,
                                 const TransferFile &file) const
{
    QStyleOptionViewItem option = given;
    if (const QString priority = priorityText(file.priority);
        !priority.isEmpty() && file.state != TransferState::Done) {
        const QFont font = type::font(type::Scale::Secondary);
        const QRect room = option.rect.adjusted(0, 0, -metrics::kColumnGap, 0);
        painter.setFont(font);
        painter.setPen(Tokens::of(option.palette).secondary);
        painter.drawText(room, Qt::AlignVCenter | Qt::AlignRight, priority);
        option.rect.setRight(room.right() - QFontMetrics(font).horizontalAdvance(priority));
    }
    paintPathCell(painter, option, file.path);
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
    const auto fits = [&] { return option.fontMetrics.horizontalAdvance(text) <= room; };
    if (state == TransferState::Waiting && !fits())
        text = transferStateBrief(state, patienceOf(index), QDateTime::currentDateTimeUtc());
    if (state == TransferState::Waiting && !fits())
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
    const bool offers = isReasonColumn(index.column()) && hasError(index);
    if (event->type() != QEvent::MouseButtonRelease
        || (index.column() != TransferModel::ActionsColumn && !offers))
        return QStyledItemDelegate::editorEvent(event, model, option, index);
    const auto *mouse = static_cast<QMouseEvent *>(event);
    QList<std::pair<Action, QRect>> places;
    if (offers)
        places = offersIn(reasonRoom(option, index), option.font, index);
    else if (const QList<Action> actions = actionsOf(index); !actions.isEmpty())
        for (qsizetype n = 0; n < actions.size(); ++n)
            places.emplaceBack(actions.at(n), actionSlot(option.rect, actions.size(), n));
    for (const auto &[action, place] : std::as_const(places))
        if (mouse->button() == Qt::LeftButton && place.contains(mouse->position().toPoint())) {
            emit actionClicked(index, action);
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

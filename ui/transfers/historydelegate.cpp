#include "ui/transfers/historydelegate.h"

#include "app/text/safetext.h"
#include "models/historymodel.h"
#include "models/transferwords.h"
#include "ui/theme/style.h"
#include "ui/transfers/repocell.h"
#include "ui/widgets/plaintip.h"

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

using namespace Qt::StringLiterals;

namespace {

const HistoryEntry *historyEntryAt(const QModelIndex &index)
{
    return index.data(HistoryModel::EntryRole).value<const HistoryEntry *>();
}

// Where it went, which commit, how much of it.
QString historyLine(const HistoryEntry &entry)
{
    const DownloadRequest &request = entry.asked.request;
    QStringList parts{request.folder.isEmpty()
                          ? HistoryDelegate::tr("To the cache")
                          : HistoryDelegate::tr("To %1").arg(SafeText::line(request.folder))};
    const QString revision = SafeText::line(request.revision.name().left(40));
    parts << (entry.commit.isEmpty() || entry.commit == request.revision.name()
                  ? revision
                  : HistoryDelegate::tr("%1 @ %2").arg(revision, entry.commit.first(7)));
    if (entry.files > 0)
        parts << (entry.filesDone == entry.files
                      ? (entry.files == 1 ? HistoryDelegate::tr("1 file")
                                          : HistoryDelegate::tr("%1 files").arg(entry.files))
                      : partOfFiles(entry.filesDone, entry.files));
    return parts.join(u" · "_s);
}

} // namespace

QSize HistoryDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const
{
    return {80, index.parent().isValid() ? metrics::kRow : metrics::kTallRow};
}

void HistoryDelegate::paint(QPainter *painter, const QStyleOptionViewItem &given,
                            const QModelIndex &index) const
{
    QStyleOptionViewItem option = given;
    initStyleOption(&option, index);
    const QWidget *view = option.widget;
    view->style()->drawPrimitive(QStyle::PE_PanelItemViewItem, &option, painter, view);
    const HistoryEntry *entry = historyEntryAt(index);
    const auto *receipt = index.data(HistoryModel::ReceiptRole).value<const Receipt *>();
    if (!entry && !receipt)
        return;
    painter->save();
    if (index.column() == HistoryModel::NameColumn) {
        if (entry)
            paintRepoCell(*painter, option, entry->asked.request.repo, historyLine(*entry));
        else
            paintPathCell(*painter, option, receipt->path);
    } else if (index.column() == HistoryModel::StateColumn) {
        const TransferState end = entry ? entry->end : receipt->end;
        const QString text = index.data().toString();
        const QString word = transferStateWord(end);
        paintStateCell(*painter, option, end, text,
                       text.startsWith(word) ? word.size() : text.size(), entry);
    } else {
        paintFigureCell(*painter, option, index.data().toString(), entry);
    }
    painter->restore();
}

bool HistoryDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view,
                                const QStyleOptionViewItem &option, const QModelIndex &index)
{
    if (event->type() != QEvent::ToolTip || !index.isValid())
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    QToolTip::showText(event->globalPos(), plainTip(index.data(Qt::ToolTipRole).toString()), view,
                       option.rect);
    return true;
}

// What the list of an upload says, cell by cell.

#include "app/text/format.h"
#include "app/text/safetext.h"
#include "models/columnheader.h"
#include "models/uploadmodel.h"

using namespace Qt::StringLiterals;
using Mood = UploadPlanRow::Mood;

QString UploadModel::fateWord(const Fate &fate, qint64 size) const
{
    switch (fate.state) {
    case UploadState::Waiting: return fate.isOver ? tr("Not sent") : tr("Waiting");
    case UploadState::Sending:
        return fate.isOver ? tr("Not sent")
                           : tr("Sending, %1").arg(Format::percent(fate.sent, size));
    case UploadState::Sent:
        return fate.isOver ? tr("Sent, but in no commit") : tr("Sent, not committed yet");
    case UploadState::Committed:
        return fate.isConfirmed      ? tr("Confirmed")
            : fate.trouble.isEmpty() ? tr("Committed")
                                     : tr("Not confirmed");
    case UploadState::Unchanged: return tr("The Hub had the same");
    case UploadState::Ignored: return tr("Left out by the .gitignore");
    case UploadState::Failed: return tr("Failed");
    }
    Q_UNREACHABLE_RETURN({});
}

QString UploadModel::word(Row::Group group) const
{
    return group == Row::Group::ToDelete && m_hasDeleted ? tr("Deleted") : Row::word(group);
}

QString UploadModel::changeText(int i) const
{
    const Row &row = m_tree.rows.at(i);
    if (row.group == Row::Group::ToDelete && !row.isTicked)
        return tr("Stays there");
    return m_fates.isEmpty() || !row.isSent() ? word(row.group) : fateWord(m_fates.at(i), row.size);
}

QString UploadModel::noteText(int i) const
{
    const Row &row = m_tree.rows.at(i);
    return m_fates.isEmpty() || !row.isSent() ? row.reason : m_fates.at(i).trouble;
}

QString UploadModel::stateText(int i) const
{
    const QString note = noteText(i);
    return note.isEmpty() ? changeText(i) : note;
}

Mood UploadModel::mood(int i) const
{
    const Row &row = m_tree.rows.at(i);
    if (m_fates.isEmpty() || !row.isSent())
        return row.mood;
    const Fate &fate = m_fates.at(i);
    if (fate.state == UploadState::Failed || !fate.trouble.isEmpty())
        return Mood::Bad;
    if (fate.isConfirmed)
        return Mood::Good;
    return fate.isOver && fate.state < UploadState::Committed ? Mood::Warning : Mood::Quiet;
}

QVariant UploadModel::text(int node, int column) const
{
    const Sums &sums = m_sums.at(node);
    const int at = m_tree.nodes.at(node).row;
    const bool isFolder = at == UploadTree::kFolder;
    switch (column) {
    case NameColumn: return SafeText::line(m_tree.nodes.at(node).name);
    case ChangeColumn:
        if (!isFolder)
            return SafeText::line(changeText(at));
        if (!sums.group || !m_fates.isEmpty())
            return QString();
        return *sums.group == Row::Group::ToDelete && sums.ticked == 0 ? tr("Stays there")
                                                                       : Row::word(*sums.group);
    case StoreColumn:
        if (isFolder || m_tree.rows.at(at).store == Row::Store::Unknown)
            return {};
        return m_tree.rows.at(at).store == Row::Store::Apart ? tr("LFS") : tr("git");
    case SizeColumn: return Format::size(sums.bytes);
    case SendColumn: return sums.toSend > 0 ? Format::size(sums.toSend) : QString();
    case NoteColumn:
        return isFolder ? Format::plural(sums.files, tr("1 file"), tr("%1 files"))
                        : SafeText::line(noteText(at));
    default: return {};
    }
}

QVariant UploadModel::check(int node) const
{
    const Sums &sums = m_sums.at(node);
    if (sums.mayTick == 0 || !m_fates.isEmpty())
        return {};
    return int(sums.ticked == 0                 ? Qt::Unchecked
                   : sums.ticked < sums.mayTick ? Qt::PartiallyChecked
                                                : Qt::Checked);
}

QVariant UploadModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const int node = nodeOf(index);
    const int at = m_tree.nodes.at(node).row;
    const Row *row = rowOf(node);
    const bool isName = index.column() == NameColumn;
    switch (role) {
    case Qt::DisplayRole: return text(node, index.column());
    case Qt::TextAlignmentRole:
        return QVariant((index.column() == SizeColumn || index.column() == SendColumn
                             ? Qt::AlignRight
                             : Qt::AlignLeft)
                        | Qt::AlignVCenter);
    case Qt::CheckStateRole: return isName ? check(node) : QVariant();
    case Qt::AccessibleTextRole:
        if (!isName)
            return {};
        return SafeText::line(m_tree.pathOf(node)) + u", "_s
            + (row ? SafeText::line(stateText(at))
                   : QStringList{text(node, NoteColumn).toString(),
                                 text(node, ChangeColumn).toString()}
                         .join(u", "_s)
                         .remove(QRegularExpression(u", $"_s)));
    case Qt::EditRole: return isName && row ? row->path : QVariant();
    case PathRole: return m_tree.pathOf(node);
    case FolderRole: return !row;
    case InRole: return row ? row->isIn() : m_sums.at(node).ticked > 0;
    case InTheWayRole: return row ? row->inTheWay : QVariant();
    case GroupRole: {
        const auto &group = m_sums.at(node).group;
        return group && (row || m_fates.isEmpty()) ? QVariant(int(*group)) : QVariant();
    }
    case MoodRole: return int(row ? mood(at) : Mood::Quiet);
    case ApartRole: return row && row->store == Row::Store::Apart;
    case StateRole: return row ? SafeText::line(stateText(at)) : QVariant();
    default: return {};
    }
}

QVariant UploadModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    const QStringList names{tr("Name"), tr("Change"),  tr("Storage"),
                            tr("Size"), tr("To send"), tr("Note")};
    return columnHeader(names.value(section), section == SizeColumn || section == SendColumn,
                        orientation, role);
}

#include "models/transfermodel.h"

#include "app/text/format.h"
#include "app/text/safetext.h"
#include "models/columnheader.h"
#include "models/transferwords.h"

#include <QDateTime>

namespace {

QString groupName(const TransferGroup &group)
{
    return group.repo.id();
}

uint bitOf(TransferState state)
{
    return 1U << static_cast<unsigned>(state);
}

// Those whose word contains the text: a bit each.
uint statesNamed(const QString &text)
{
    uint states = 0;
    for (int n = 0; n <= int(TransferState::Cancelled); ++n)
        if (transferStateWord(TransferState(n)).contains(text, Qt::CaseInsensitive))
            states |= bitOf(TransferState(n));
    return states;
}

QString timeLeft(qint64 seconds)
{
    return seconds < 0 ? QString() : Format::duration(std::chrono::seconds(seconds));
}

QString withPriority(const QString &text, TransferPriority priority)
{
    const QString word = priorityText(priority);
    return word.isEmpty() ? text : TransferModel::tr("%1, %2").arg(text, word);
}

bool isMoving(TransferState state)
{
    return state == TransferState::Downloading || state == TransferState::Connecting
        || state == TransferState::Stalled;
}

} // namespace

namespace {

QString stateText(const auto &row)
{
    return transferStateText(row, QDateTime::currentDateTimeUtc());
}

QString stateSentence(const auto &row)
{
    return transferStateSentence(row.state, row.patience, row.reason,
                                 QDateTime::currentDateTimeUtc());
}

} // namespace

std::vector<TransferModel::Wanted> TransferModel::wanted(const TransferSnapshot &now)
{
    std::vector<Wanted> nodes;
    const uint states = statesNamed(m_filter);
    qsizetype at = 0;
    for (const TransferGroup &group : now.groups) {
        Wanted node{&group, {}};
        const bool whole
            = m_filter.isEmpty() || groupName(group).contains(m_filter, Qt::CaseInsensitive);
        for (; at < now.files.size() && now.files.at(at).group == group.id; ++at) {
            const TransferFile &file = now.files.at(at);
            if (whole || (states & bitOf(file.state)) != 0
                || file.path.contains(m_filter, Qt::CaseInsensitive))
                node.files.push_back(&file);
            else
                node.hides = true;
        }
        if (whole || !node.files.empty())
            nodes.push_back(std::move(node));
    }
    sortAsShown(nodes);
    return nodes;
}

void TransferModel::setFilter(const QString &text)
{
    const QString trimmed = text.trimmed();
    if (trimmed == m_filter)
        return;
    m_filter = trimmed;
    apply(TransferSnapshot(m_last));
}

bool TransferModel::passTime()
{
    bool counts = false;
    for (int row = 0; row < topCount(); ++row) {
        const Node &node = m_groups[size_t(row)];
        if (transferTextCounts(node.group.state, node.group.patience)) {
            counts = true;
            emit dataChanged(index(row, NameColumn), index(row, StateColumn));
        }
        const QModelIndex parent = index(row, 0);
        for (int i = 0; i < node.files.size(); ++i) {
            const TransferFile &file = node.files.at(i);
            if (!transferTextCounts(file.state, file.patience))
                continue;
            counts = true;
            emit dataChanged(index(i, StateColumn, parent), index(i, StateColumn, parent));
        }
    }
    return counts;
}

QModelIndex TransferModel::groupIndex(qint64 group) const
{
    const int row = rowOfTop(group);
    return row < 0 ? QModelIndex() : index(row, 0);
}

// Groups have the internal id 0, files the id of their group (which is never 0).
QVariant TransferModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    if (role == Qt::TextAlignmentRole
        && (index.column() == SizeColumn || index.column() >= SpeedColumn))
        return int(Qt::AlignRight | Qt::AlignVCenter);
    if (isTop(index) && role == ShownStatesRole)
        return shownStates(index.row());
    if (isTop(index))
        return groupData(m_groups[size_t(index.row())].group, index.column(), role);
    const int row = topRowOf(index);
    return row < 0 ? QVariant()
                   : fileData(m_groups[size_t(row)].files.at(index.row()), index.column(), role);
}

QVariant TransferModel::shownStates(int row) const
{
    const Node &node = m_groups[size_t(row)];
    uint states = 0;
    for (const TransferFile &file : node.files)
        states |= bitOf(file.state);
    return node.hides ? QVariant(states) : QVariant();
}

QVariant TransferModel::groupData(const TransferGroup &g, int column, int role) const
{
    if (role == GroupRole)
        return QVariant::fromValue(&g);
    if (role == Qt::AccessibleTextRole && column == NameColumn)
        return withPriority(tr("%1, %2, %3").arg(g.repo.id(), stateText(g), filesDoneText(g)),
                            g.priority);
    if (role == Qt::ToolTipRole && column == StateColumn)
        return g.error ? g.error->message : stateSentence(g);
    if (role == Qt::ToolTipRole && column == NameColumn && g.state == TransferState::Waiting)
        return stateSentence(g);
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case NameColumn: return SafeText::repoName(g.repo.owner(), g.repo.name());
    case StateColumn: return stateText(g);
    case ProgressColumn: return Format::percent(g.done, g.total);
    case SizeColumn: return g.total < 0 ? QString() : Format::sizeOf(g.done, g.total);
    case SpeedColumn:
        return isMoving(g.state) ? Format::speed(qint64(g.bytesPerSecond)) : QString();
    case LeftColumn: return isMoving(g.state) ? timeLeft(g.secondsLeft) : QString();
    default: return {};
    }
}

QVariant TransferModel::fileData(const TransferFile &f, int column, int role) const
{
    if (role == FileRole)
        return QVariant::fromValue(&f);
    if (role == Qt::ToolTipRole && column == StateColumn && !f.error && !f.wasCached)
        return f.state == TransferState::Done ? stateText(f) : stateSentence(f);
    if (role == Qt::ToolTipRole && column == NameColumn)
        return f.state == TransferState::Waiting ? SafeText::line(f.path) + u'\n' + stateSentence(f)
                                                 : SafeText::line(f.path);
    if (role == Qt::AccessibleTextRole && column == NameColumn)
        return withPriority(tr("%1, %2").arg(SafeText::line(f.path), stateText(f)), f.priority);
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case NameColumn: return SafeText::path(f.path);
    case StateColumn: return stateText(f);
    case ProgressColumn: return Format::percent(f.done, f.total);
    case SizeColumn:
        return f.state == TransferState::Done || f.done == 0 ? Format::size(f.total)
                                                             : Format::sizeOf(f.done, f.total);
    case SpeedColumn:
        return isMoving(f.state) ? Format::speed(qint64(f.bytesPerSecond)) : QString();
    case LeftColumn: return isMoving(f.state) ? timeLeft(f.secondsLeft) : QString();
    default: return {};
    }
}

QVariant TransferModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    const QStringList names{tr("Name"),       tr("State"), tr("Progress"), tr("Size"),
                            tr("Last 2 min"), tr("Speed"), tr("Left")};
    return columnHeader(names.value(section), section == SizeColumn || section >= SpeedColumn,
                        orientation, role);
}

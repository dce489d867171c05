#include "models/transfermodel.h"

#include "app/text/format.h"
#include "app/text/safetext.h"
#include "models/transferwords.h"

#include <QDateTime>
#include <QSet>

#include <algorithm>

namespace {

QString groupName(const TransferGroup &group)
{
    return group.repo.id();
}

bool matchesTransferFilter(const TransferFile &file, const QString &repo, const QString &filter)
{
    return filter.isEmpty() || file.path.contains(filter, Qt::CaseInsensitive)
        || repo.contains(filter, Qt::CaseInsensitive)
        || transferStateWord(file.state).contains(filter, Qt::CaseInsensitive);
}

QString timeLeft(qint64 seconds)
{
    return seconds < 0 ? QString() : Format::duration(std::chrono::seconds(seconds));
}

QList<TransferFile> copiedFiles(const std::vector<const TransferFile *> &files)
{
    QList<TransferFile> copies;
    copies.reserve(static_cast<qsizetype>(files.size()));
    for (const TransferFile *file : files)
        copies << *file;
    return copies;
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

std::vector<TransferModel::Wanted> TransferModel::wanted(const TransferSnapshot &now) const
{
    std::vector<Wanted> nodes;
    qsizetype at = 0;
    for (const TransferGroup &group : now.groups) {
        Wanted node{&group, {}};
        const QString repo = groupName(group);
        for (; at < now.files.size() && now.files.at(at).group == group.id; ++at)
            if (matchesTransferFilter(now.files.at(at), repo, m_filter))
                node.files.push_back(&now.files.at(at));
        if (m_filter.isEmpty() || !node.files.empty()
            || repo.contains(m_filter, Qt::CaseInsensitive))
            nodes.push_back(std::move(node));
    }
    sortAsShown(nodes);
    return nodes;
}

void TransferModel::apply(const TransferSnapshot &now)
{
    m_last = now;
    const std::vector<Wanted> nodes = wanted(m_last);
    QSet<qint64> stay;
    for (const Wanted &node : nodes)
        stay.insert(node.group->id);
    for (int row = groupCount() - 1; row >= 0; --row) { // what is gone
        if (stay.contains(m_groups[size_t(row)].group.id))
            continue;
        beginRemoveRows({}, row, row);
        m_groups.erase(m_groups.begin() + row);
        numberGroups();
        endRemoveRows();
    }
    arrangeGroups(nodes);
    for (int row = 0; row < static_cast<int>(nodes.size()); ++row) {
        const Wanted &node = nodes[size_t(row)];
        if (row >= groupCount() || m_groups[size_t(row)].group.id != node.group->id) { // a new one
            beginInsertRows({}, row, row);
            m_groups.insert(m_groups.begin() + row, Node{*node.group, copiedFiles(node.files)});
            numberGroups();
            endInsertRows();
            continue;
        }
        applyFiles(row, node.files);
        if (m_groups[size_t(row)].group != *node.group) {
            m_groups[size_t(row)].group = *node.group;
            emit dataChanged(index(row, 0), index(row, kColumns - 1));
        }
    }
}

void TransferModel::applyFiles(int row, const std::vector<const TransferFile *> &files)
{
    QList<TransferFile> &old = m_groups[size_t(row)].files;
    const QModelIndex parent = index(row, 0);
    const bool same = std::ranges::equal(old, files, {}, &TransferFile::id,
                                         [](const TransferFile *file) { return file->id; });
    if (same)
        return reportFiles(row, files);
    if (arrangeFiles(row, files))
        return;
    // Files come once, when the listing is there, and go only by the filter.
    if (!old.isEmpty()) {
        beginRemoveRows(parent, 0, static_cast<int>(old.size()) - 1);
        old.clear();
        endRemoveRows();
    }
    if (!files.empty()) {
        beginInsertRows(parent, 0, static_cast<int>(files.size()) - 1);
        old = copiedFiles(files);
        endInsertRows();
    }
}

// Neighbours that have changed are told of together.
void TransferModel::reportFiles(int row, const std::vector<const TransferFile *> &files)
{
    QList<TransferFile> &old = m_groups[size_t(row)].files;
    const QModelIndex parent = index(row, 0);
    const int count = static_cast<int>(files.size());
    for (int i = 0; i < count; ++i) {
        const int first = i;
        for (; i < count && std::as_const(old).at(i) != *files[size_t(i)]; ++i)
            old[i] = *files[size_t(i)];
        if (i > first)
            emit dataChanged(index(first, 0, parent), index(i - 1, kColumns - 1, parent));
    }
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
    for (int row = 0; row < groupCount(); ++row) {
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

int TransferModel::rowOfGroup(qint64 group) const
{
    return m_rows.value(group, -1);
}

QModelIndex TransferModel::groupIndex(qint64 group) const
{
    const int row = rowOfGroup(group);
    return row < 0 ? QModelIndex() : index(row, 0);
}

// Groups have the internal id 0, files the id of their group (which is never 0).
QModelIndex TransferModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column,
                       parent.isValid() ? quintptr(m_groups[size_t(parent.row())].group.id)
                                        : quintptr(0));
}

QModelIndex TransferModel::parent(const QModelIndex &child) const
{
    if (!child.isValid() || child.internalId() == 0)
        return {};
    const int row = rowOfGroup(qint64(child.internalId()));
    return row < 0 ? QModelIndex() : createIndex(row, 0, quintptr(0));
}

int TransferModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return groupCount();
    if (parent.internalId() != 0 || parent.column() != 0)
        return 0;
    return static_cast<int>(m_groups[size_t(parent.row())].files.size());
}

QVariant TransferModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    if (role == Qt::TextAlignmentRole
        && (index.column() == SizeColumn || index.column() >= SpeedColumn))
        return int(Qt::AlignRight | Qt::AlignVCenter);
    if (index.internalId() == 0)
        return groupData(m_groups[size_t(index.row())].group, index.column(), role);
    const int row = rowOfGroup(qint64(index.internalId()));
    return row < 0 ? QVariant()
                   : fileData(m_groups[size_t(row)].files.at(index.row()), index.column(), role);
}

QVariant TransferModel::groupData(const TransferGroup &g, int column, int role) const
{
    if (role == GroupRole)
        return QVariant::fromValue(&g);
    if (role == Qt::AccessibleTextRole && column == NameColumn)
        return tr("%1, %2, %3 of %4 files")
            .arg(g.repo.id(), stateText(g))
            .arg(g.filesDone)
            .arg(g.files);
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
        return stateSentence(f);
    if (role == Qt::ToolTipRole && column == NameColumn)
        return f.state == TransferState::Waiting ? SafeText::line(f.path) + u'\n' + stateSentence(f)
                                                 : SafeText::line(f.path);
    if (role == Qt::AccessibleTextRole && column == NameColumn)
        return tr("%1, %2").arg(SafeText::line(f.path), stateText(f));
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
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole && (section == SizeColumn || section >= SpeedColumn))
        return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn: return tr("Name");
    case StateColumn: return tr("State");
    case ProgressColumn: return tr("Progress");
    case SizeColumn: return tr("Size");
    case GraphColumn: return tr("Last 2 min");
    case SpeedColumn: return tr("Speed");
    case LeftColumn: return tr("Left");
    default: return QString();
    }
}

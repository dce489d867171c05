#include "models/uploadmodel.h"

#include "models/filetreenode.h"

#include <algorithm>

void UploadModel::hold(bool isHeld)
{
    m_isHeld = isHeld;
    if (const auto tree = std::exchange(m_next, std::nullopt); tree && !isHeld)
        setTree(*tree);
}

void UploadModel::setTree(const UploadTree &tree)
{
    if (m_isHeld) {
        m_next = tree;
        return;
    }
    beginResetModel();
    m_tree = tree;
    m_fates.clear();
    m_hasDeleted = false;
    m_sent.clear();
    m_counts = {};
    for (int row = 0; row < m_tree.rows.size(); ++row) {
        if (m_tree.rows.at(row).group != Row::Group::ToDelete || m_tree.rows.at(row).isTicked)
            ++m_counts.at(size_t(m_tree.rows.at(row).group));
        if (m_tree.rows.at(row).isSent())
            m_sent << row;
    }
    filter();
    order();
    endResetModel();
}

void UploadModel::setFilter(std::optional<Row::Group> group, const QString &text)
{
    if (m_group == group && m_text == text)
        return;
    beginResetModel();
    m_group = group;
    m_text = text;
    m_pattern = treeFilterPattern(text);
    filter();
    order();
    endResetModel();
}

bool UploadModel::isShown(const Row &row) const
{
    return (!m_group || *m_group == row.group)
        && (m_text.isEmpty() || m_pattern.match(row.path).hasMatch());
}

// What is shown and what it comes to: children before their parents.
void UploadModel::filter()
{
    m_shown = QList<QList<int>>(m_tree.nodes.size());
    m_sums = QList<Sums>(m_tree.nodes.size());
    for (int node = int(m_tree.nodes.size()) - 1; node >= 0; --node) {
        if (const Row *row = rowOf(node); row && isShown(*row))
            m_sums[node] = {.files = 1,
                            .bytes = row->size,
                            .toSend = row->isSent() ? row->size : 0,
                            .mayTick = row->mayTick,
                            .ticked = row->mayTick && row->isTicked,
                            .group = row->group};
        if (m_sums.at(node).files > 0 && node > 0)
            addToFolder(node);
        for (const int child : m_tree.nodes.at(node).children)
            if (m_sums.at(child).files > 0)
                m_shown[node] << child;
    }
}

void UploadModel::addToFolder(int node)
{
    const Sums &one = m_sums.at(node);
    Sums &all = m_sums[m_tree.nodes.at(node).parent];
    all.group = all.files == 0 || all.group == one.group ? one.group : std::nullopt;
    all.files += one.files;
    if (one.bytes >= 0)
        all.bytes = std::max<qint64>(all.bytes, 0) + one.bytes;
    all.toSend += one.toSend;
    all.mayTick += one.mayTick;
    all.ticked += one.ticked;
}

// Folders first; those of equal size by name.
void UploadModel::order()
{
    m_positions = QList<int>(m_tree.nodes.size(), -1);
    for (QList<int> &list : m_shown) {
        const auto isFolder = [this](int node) { return !rowOf(node); };
        const auto files = std::ranges::find_if_not(list, isFolder);
        for (const auto &part : {std::ranges::subrange(list.begin(), files),
                                 std::ranges::subrange(files, list.end())}) {
            std::ranges::sort(part); // as the nodes came: by name
            if (m_column == SizeColumn)
                std::ranges::stable_sort(part, {},
                                         [this](int node) { return m_sums.at(node).bytes; });
            if (m_direction == Qt::DescendingOrder)
                std::ranges::reverse(part);
        }
        for (int i = 0; i < list.size(); ++i)
            m_positions[list.at(i)] = i;
    }
}

void UploadModel::sort(int column, Qt::SortOrder direction)
{
    if (column != NameColumn && column != SizeColumn)
        return;
    emit layoutAboutToBeChanged({}, VerticalSortHint);
    m_column = column;
    m_direction = direction;
    order();
    const QModelIndexList before = persistentIndexList();
    QModelIndexList after;
    for (const QModelIndex &index : before)
        after << indexOf(nodeOf(index), index.column());
    changePersistentIndexList(before, after);
    emit layoutChanged({}, VerticalSortHint);
}

void UploadModel::takeFate(const UploadProgress &progress, qsizetype file, bool over)
{
    const UploadRow &row = progress.rows.at(file);
    Fate fate{.state = row.state,
              .sent = row.sent,
              .isConfirmed = row.isConfirmed(),
              .isOver = over,
              .trouble = row.error ? row.error->message : QString()};
    if (row.state == UploadState::Committed && !row.isConfirmed() && over)
        fate.trouble = row.remote.isEmpty() ? tr("Not confirmed: the Hub does not show it")
                                            : tr("Not confirmed: the Hub has something else");
    const int at = m_sent.at(file);
    if (row.state != UploadState::Waiting)
        m_tree.rows[at].store = row.large ? Row::Store::Apart : Row::Store::Git;
    m_fates[at] = fate;
}

void UploadModel::setProgress(const UploadProgress &progress, bool over)
{
    const qsizetype count = std::min(m_sent.size(), progress.rows.size());
    m_fates.resize(m_tree.rows.size());
    m_hasDeleted = !progress.commits.isEmpty(); // the first one does it
    for (qsizetype i = 0; i < count; ++i)
        takeFate(progress, i, over);
    for (int node = 0; node < m_shown.size(); ++node)
        if (const QList<int> &list = m_shown.at(node); !list.isEmpty())
            emit dataChanged(indexOf(list.first(), NameColumn), indexOf(list.last(), NoteColumn));
    emit reworded();
}

void UploadModel::changeProgress(const UploadProgress &progress, const QList<qsizetype> &files)
{
    if (m_fates.isEmpty()) // all rows change: nothing is ticked any more
        return setProgress(progress, false);
    for (const qsizetype file : files) {
        if (file >= m_sent.size())
            continue;
        takeFate(progress, file, false);
        const int node = m_tree.places.at(m_sent.at(file));
        if (m_positions.at(node) >= 0)
            emit dataChanged(indexOf(node, ChangeColumn), indexOf(node, NoteColumn));
    }
}

const UploadPlanRow *UploadModel::rowOf(int node) const
{
    const int row = m_tree.nodes.at(node).row;
    return row == UploadTree::kFolder ? nullptr : &m_tree.rows.at(row);
}

QModelIndex UploadModel::indexOf(int node, int column) const
{
    const int position = m_positions.at(node);
    return position < 0 ? QModelIndex() : createIndex(position, column, quintptr(node));
}

QModelIndex UploadModel::indexOf(const QString &path) const
{
    for (int row = 0; row < m_tree.rows.size(); ++row)
        if (m_tree.rows.at(row).path == path)
            return indexOf(m_tree.places.at(row), NameColumn);
    int folder = 0;
    for (const QString &name : path.split(u'/')) {
        const QList<int> &children = m_tree.nodes.at(folder).children;
        const auto next = std::ranges::find_if(children, [&](int child) {
            return !rowOf(child) && m_tree.nodes.at(child).name == name;
        });
        if (next == children.end())
            return {};
        folder = *next;
    }
    return indexOf(folder, NameColumn);
}

QModelIndex UploadModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    const int above = parent.isValid() ? nodeOf(parent) : 0;
    return createIndex(row, column, quintptr(m_shown.at(above).at(row)));
}

QModelIndex UploadModel::parent(const QModelIndex &child) const
{
    const int above = child.isValid() ? m_tree.nodes.at(nodeOf(child)).parent : 0;
    return above > 0 ? indexOf(above, NameColumn) : QModelIndex();
}

int UploadModel::rowCount(const QModelIndex &parent) const
{
    if (parent.column() > 0)
        return 0;
    return int(m_shown.at(parent.isValid() ? nodeOf(parent) : 0).size());
}

int UploadModel::columnCount(const QModelIndex &) const
{
    return ColumnCount;
}

bool UploadModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    const int node = nodeOf(index);
    if (role == Qt::EditRole && flags(index).testFlag(Qt::ItemIsEditable)) {
        if (const QString path = rowOf(node)->path; value.toString() != path)
            emit renamed(path, value.toString());
        return true;
    }
    if (role != Qt::CheckStateRole || !flags(index).testFlag(Qt::ItemIsUserCheckable))
        return false;
    const bool isOn = value.toInt() != Qt::Unchecked;
    QStringList paths = toTick(node, isOn);
    const bool turns = isOn && paths.isEmpty(); // the rest of the folder needs ticks of their own
    if (turns)
        paths = toTick(node, false);
    emit ticked(paths, isOn && !turns);
    return true;
}

QStringList UploadModel::toTick(int node, bool isOn) const
{
    const bool isOne = rowOf(node) || m_sums.at(node).group == Row::Group::ToDelete;
    QStringList paths;
    QList<int> open{node};
    while (!open.isEmpty()) {
        const int next = open.takeLast();
        open << m_shown.at(next);
        const Row *row = rowOf(next);
        if (row && row->mayTick && row->isTicked != isOn && (isOne || !isOn || !row->needsOwnTick))
            paths << row->path;
    }
    return paths;
}

Qt::ItemFlags UploadModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
    const Row *row = rowOf(nodeOf(index));
    if (index.column() == NameColumn && m_fates.isEmpty()) {
        if (m_sums.at(nodeOf(index)).mayTick > 0)
            flags |= Qt::ItemIsUserCheckable;
        if (row && row->mayRename)
            flags |= Qt::ItemIsEditable;
    }
    return row ? flags | Qt::ItemNeverHasChildren : flags;
}

#include "models/filetreemodel.h"

#include "models/filetreenode.h"

#include <algorithm>
#include <iterator>

using namespace Qt::StringLiterals;

FileTreeModel::FileTreeModel(QObject *parent)
    : QAbstractItemModel(parent)
    , m_root(Node::root())
{ }

FileTreeModel::~FileTreeModel() = default;

void FileTreeModel::clear()
{
    beginResetModel();
    m_root = Node::root();
    m_byPath.clear();
    m_cached.clear();
    m_progress.clear();
    m_skipped = 0;
    endResetModel();
}

void FileTreeModel::addLevel(const QString &folder, const TreePage &page)
{
    Node *const node = folderOf(folder);
    if (!node)
        return;
    m_skipped += page.skipped;
    Nodes fresh;
    QSet<QString> seen; // within this page; m_byPath knows the earlier ones
    for (const TreeEntry &entry : page.entries) {
        if (update(entry))
            continue;
        if (!isUsableTreePath(entry.path) || parentOfTreePath(entry.path) != folder
            || seen.contains(entry.path)) {
            ++m_skipped;
            continue;
        }
        seen.insert(entry.path);
        fresh.push_back(makeNode(entry, node));
    }
    insert(node, std::move(fresh));
    node->asked = false;
    node->next = page.next;
    node->error.reset();
    if (page.next.isEmpty()) {
        node->detailed = true;
        setListed(node);
    } else if (node->tail) {
        changed(node->tail.get(), NameColumn, NameColumn);
    }
}

void FileTreeModel::addRecursive(const TreePage &page)
{
    m_skipped += page.skipped;
    // Parents come first, so one pass by folder, in the order of the first mention, is enough.
    QHash<QString, Nodes *> groups;
    std::vector<std::pair<QString, std::unique_ptr<Nodes>>> ordered;
    QSet<QString> seen;
    seen.reserve(page.entries.size());
    m_byPath.reserve(m_byPath.size() + page.entries.size());
    for (const TreeEntry &entry : page.entries) {
        if (m_byPath.contains(entry.path))
            continue; // what came with details is not replaced by less
        if (!isUsableTreePath(entry.path) || seen.contains(entry.path)) {
            ++m_skipped;
            continue;
        }
        seen.insert(entry.path);
        const QString folder = parentOfTreePath(entry.path);
        Nodes *&group = groups[folder];
        if (!group) {
            ordered.emplace_back(folder, std::make_unique<Nodes>());
            group = ordered.back().second.get();
        }
        group->push_back(makeNode(entry, nullptr));
    }
    for (auto &[folder, nodes] : ordered) {
        if (Node *const node = folderOf(folder))
            insert(node, std::move(*nodes));
        else
            m_skipped += static_cast<int>(nodes->size());
    }
    if (!page.next.isEmpty())
        return;
    setListed(m_root.get());
    for (Node *node : std::as_const(m_byPath))
        if (node->isFolder())
            setListed(node);
}

void FileTreeModel::setFailed(const QString &folder, const HubError &error)
{
    Node *const node = folderOf(folder);
    if (!node)
        return;
    node->asked = false;
    node->error = error;
    if (node->tail)
        changed(node->tail.get(), NameColumn, ColumnCount - 1);
}

void FileTreeModel::retry(const QString &folder)
{
    Node *const node = folderOf(folder);
    if (!node || node->asked)
        return;
    node->error.reset();
    if (node->tail)
        changed(node->tail.get(), NameColumn, ColumnCount - 1);
    node->asked = true;
    emit levelWanted(folder);
}

// The folder has all its rows: the waiting one goes.
void FileTreeModel::setListed(Node *folder)
{
    if (!folder->tail)
        return;
    const int row = folder->tail->row;
    const bool shown = isShown(folder) && row >= 0;
    if (shown)
        beginRemoveRows(indexOf(folder, NameColumn), row, row);
    if (row >= 0)
        folder->shown.pop_back();
    const auto gone = std::move(folder->tail);
    if (shown)
        endRemoveRows();
}

bool FileTreeModel::update(const TreeEntry &entry)
{
    Node *const node = m_byPath.value(entry.path);
    if (!node || node->entry.type != entry.type)
        return false;
    const qint64 size = node->isFolder() ? node->entry.size : entry.size;
    node->entry = entry;
    node->entry.size = size;
    changed(node, SizeColumn, ScanColumn);
    return true;
}

std::unique_ptr<FileTreeModel::Node> FileTreeModel::makeNode(const TreeEntry &entry,
                                                             Node *parent) const
{
    auto node = std::make_unique<Node>();
    node->entry = entry;
    node->parent = parent;
    if (node->isFolder()) {
        node->entry.size = m_sizes.value(entry.path, -1); // the Hub says 0
        node->makeTail();
    }
    return node;
}

void FileTreeModel::insert(Node *folder, Nodes fresh)
{
    if (fresh.empty())
        return;
    const auto order = [this](const auto &a, const auto &b) { return precedes(*a, *b); };
    std::ranges::sort(fresh, order);
    std::vector<Node *> visible;
    for (auto &node : fresh) {
        node->parent = folder;
        m_byPath.insert(node->entry.path, node.get());
        if (matches(*node))
            visible.push_back(node.get());
    }
    const auto middle = static_cast<std::ptrdiff_t>(folder->children.size());
    std::ranges::move(fresh, std::back_inserter(folder->children));
    std::ranges::inplace_merge(folder->children, folder->children.begin() + middle, order);
    show(folder, std::move(visible));
}

// Puts rows where the order wants them; neighbours go in with one signal.
void FileTreeModel::show(Node *folder, std::vector<Node *> fresh)
{
    if (fresh.empty())
        return;
    const bool visible = isShown(folder);
    auto &shown = folder->shown;
    const auto position = [this, &shown, folder](const Node *node) {
        const auto end = shown.end() - (folder->tail && folder->tail->row >= 0 ? 1 : 0);
        return std::upper_bound(shown.begin(), end, node,
                                [this](const Node *a, const Node *b) { return precedes(*a, *b); })
            - shown.begin();
    };
    for (std::size_t i = 0; i < fresh.size();) {
        const auto at = position(fresh[i]);
        std::size_t end = i + 1;
        while (end < fresh.size() && position(fresh[end]) == at)
            ++end;
        const int count = static_cast<int>(end - i);
        if (visible)
            beginInsertRows(indexOf(folder, NameColumn), static_cast<int>(at),
                            static_cast<int>(at) + count - 1);
        shown.insert(shown.begin() + at, fresh.begin() + static_cast<std::ptrdiff_t>(i),
                     fresh.begin() + static_cast<std::ptrdiff_t>(end));
        folder->number();
        if (visible)
            endInsertRows();
        i = end;
    }
    // A match brings the folders above it into view, from the lowest hidden one up.
    if (!visible && folder->parent && folder->row < 0)
        show(folder->parent, {folder});
}

void FileTreeModel::setFilter(const QString &text)
{
    if (text == m_filter)
        return;
    beginResetModel();
    m_filter = text;
    m_pattern = treeFilterPattern(text);
    rebuild(m_root.get());
    endResetModel();
}

bool FileTreeModel::matches(const Node &node) const
{
    if (m_filter.isEmpty())
        return true;
    return !node.isFolder() && m_pattern.match(node.entry.path).hasMatch();
}

bool FileTreeModel::rebuild(Node *folder)
{
    folder->shown.clear();
    for (const auto &child : folder->children) {
        child->row = -1;
        const bool inside = child->isFolder() && rebuild(child.get());
        if (inside || matches(*child))
            folder->shown.push_back(child.get());
    }
    const bool any = !folder->shown.empty();
    if (folder->tail) {
        folder->tail->row = -1;
        if (m_filter.isEmpty() || any || folder == m_root.get())
            folder->shown.push_back(folder->tail.get());
    }
    folder->number();
    return any;
}

void FileTreeModel::setFolderSizes(const QHash<QString, qint64> &sizes)
{
    m_sizes = sizes;
    for (Node *node : std::as_const(m_byPath)) {
        if (!node->isFolder())
            continue;
        node->entry.size = sizes.value(node->entry.path, -1);
        changed(node, SizeColumn, SizeColumn);
    }
}

void FileTreeModel::setCached(const QSet<QString> &paths)
{
    const QSet<QString> touched = (paths - m_cached) + (m_cached - paths);
    m_cached = paths;
    for (const QString &path : touched)
        if (const Node *node = m_byPath.value(path))
            changed(node, CachedColumn, CachedColumn);
}

void FileTreeModel::addCached(const QString &path)
{
    m_cached.insert(path);
    if (const Node *node = m_byPath.value(path))
        changed(node, CachedColumn, CachedColumn);
}

void FileTreeModel::setProgress(const QHash<QString, int> &percent)
{
    const auto before = std::exchange(m_progress, percent);
    const auto tell = [this](const QString &path) {
        if (const Node *node = m_byPath.value(path))
            changed(node, CachedColumn, CachedColumn);
    };
    for (auto it = percent.cbegin(); it != percent.cend(); ++it)
        if (before.value(it.key(), -1) != it.value())
            tell(it.key());
    for (auto it = before.cbegin(); it != before.cend(); ++it)
        if (!percent.contains(it.key()))
            tell(it.key());
}

void FileTreeModel::sort(int column, Qt::SortOrder order)
{
    m_sortColumn = static_cast<Column>(std::clamp(column, 0, ColumnCount - 1));
    m_sortOrder = order;
    emit layoutAboutToBeChanged({}, VerticalSortHint);
    const QModelIndexList before = persistentIndexList();
    reorder(m_root.get());
    for (const QModelIndex &index : before) {
        const auto *node = static_cast<const Node *>(index.constInternalPointer());
        changePersistentIndex(index, indexOf(node, index.column()));
    }
    emit layoutChanged({}, VerticalSortHint);
}

void FileTreeModel::reorder(Node *folder)
{
    const auto order = [this](const auto &a, const auto &b) { return precedes(*a, *b); };
    std::ranges::sort(folder->children, order);
    const auto end = folder->shown.end() - (folder->tail && folder->tail->row >= 0 ? 1 : 0);
    std::sort(folder->shown.begin(), end, order);
    folder->number();
    for (const auto &child : folder->children)
        if (child->isFolder())
            reorder(child.get());
}

// Folders first in either direction; what is equal goes by name, so the order is total.
bool FileTreeModel::precedes(const Node &a, const Node &b) const
{
    if (a.isFolder() != b.isFolder())
        return a.isFolder();
    int order = 0;
    const auto say = [&order](const auto &x, const auto &y) { order = x < y ? -1 : y < x ? 1 : 0; };
    switch (m_sortColumn) {
    case SizeColumn: say(a.entry.size, b.entry.size); break;
    case StorageColumn: say(a.entry.storage, b.entry.storage); break;
    case CommitColumn: say(a.entry.lastCommitTitle, b.entry.lastCommitTitle); break;
    case AgeColumn: say(b.entry.lastCommitDate, a.entry.lastCommitDate); break;
    case ScanColumn: say(a.entry.scanStatus, b.entry.scanStatus); break;
    case CachedColumn: say(isCached(a.entry.path), isCached(b.entry.path)); break;
    case NameColumn:
    case ColumnCount: break;
    }
    if (order == 0)
        say(a.entry.path, b.entry.path);
    return m_sortOrder == Qt::AscendingOrder ? order < 0 : order > 0;
}

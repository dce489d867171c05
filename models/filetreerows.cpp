// The reading half of FileTreeModel: indexes, texts and what views ask for.

#include "models/columnheader.h"

#include "app/text/format.h"
#include "app/text/safetext.h"
#include "models/filetreenode.h"

#include <QLocale>

#include <algorithm>

using namespace Qt::StringLiterals;

bool isUsableTreePath(const QString &path)
{
    constexpr qsizetype kDeepest = 128;
    const auto parts = QStringView(path).split(u'/');
    return parts.size() <= kDeepest && !path.contains(QChar(u'\0'))
        && std::ranges::none_of(parts, [](QStringView part) {
               return part.isEmpty() || part == u"."_s || part == u".."_s;
           });
}

QString parentOfTreePath(const QString &path)
{
    return path.left(std::max<qsizetype>(path.lastIndexOf(u'/'), 0));
}

QRegularExpression treeFilterPattern(const QString &filter)
{
    QString pattern = QRegularExpression::escape(filter);
    if (filter.contains(u'*') || filter.contains(u'?')) {
        pattern = QRegularExpression::wildcardToRegularExpression(
            filter,
            QRegularExpression::NonPathWildcardConversion
                | QRegularExpression::UnanchoredWildcardConversion);
        pattern = u"(?:^|/)(?:%1)$"_s.arg(pattern);
    }
    return QRegularExpression(pattern,
                              QRegularExpression::CaseInsensitiveOption
                                  | QRegularExpression::UseUnicodePropertiesOption);
}

FileTreeModel::Node *FileTreeModel::nodeOf(const QModelIndex &index) const
{
    return index.isValid() ? static_cast<Node *>(index.internalPointer()) : m_root.get();
}

FileTreeModel::Node *FileTreeModel::folderOf(const QString &path) const
{
    Node *const node = path.isEmpty() ? m_root.get() : m_byPath.value(path);
    return node && node->isFolder() ? node : nullptr;
}

QModelIndex FileTreeModel::indexOf(const Node *node, int column) const
{
    return node == m_root.get() || node->row < 0
        ? QModelIndex()
        : createIndex(node->row, column, const_cast<Node *>(node));
}

QModelIndex FileTreeModel::indexOf(const QString &path, int column) const
{
    const Node *const node = m_byPath.value(path);
    return node && isShown(node) ? indexOf(node, column) : QModelIndex();
}

QString FileTreeModel::deepestFolderOf(const QString &path) const
{
    QString folder = path;
    do
        folder = parentOfTreePath(folder);
    while (!folder.isEmpty() && !indexOf(folder).isValid());
    return folder;
}

bool FileTreeModel::isShown(const Node *node) const
{
    for (; node != m_root.get(); node = node->parent)
        if (node->row < 0)
            return false;
    return true;
}

FileTreeModel::Kind FileTreeModel::kindOf(const QModelIndex &index) const
{
    const Node *const node = nodeOf(index);
    if (node->isTail)
        return node->parent->error ? Kind::Failed : Kind::Waiting;
    return node->isFolder() ? Kind::Folder : Kind::File;
}

QUrl FileTreeModel::nextPage(const QString &folder) const
{
    const Node *const node = folderOf(folder);
    return node ? node->next : QUrl();
}

bool FileTreeModel::isListed(const QString &folder) const
{
    const Node *const node = folderOf(folder);
    return node && !node->tail;
}

bool FileTreeModel::isComplete() const
{
    return !m_root->tail && std::ranges::none_of(std::as_const(m_byPath), [](const Node *node) {
        return node->tail != nullptr;
    });
}

QModelIndex FileTreeModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, nodeOf(parent)->shown[static_cast<std::size_t>(row)]);
}

QModelIndex FileTreeModel::parent(const QModelIndex &index) const
{
    return index.isValid() ? indexOf(nodeOf(index)->parent, NameColumn) : QModelIndex();
}

int FileTreeModel::rowCount(const QModelIndex &parent) const
{
    return parent.column() > 0 ? 0 : static_cast<int>(nodeOf(parent)->shown.size());
}

int FileTreeModel::columnCount(const QModelIndex &) const
{
    return ColumnCount;
}

QVariant FileTreeModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Node &node = *nodeOf(index);
    switch (role) {
    case Qt::DisplayRole: return text(node, index.column());
    case Qt::ToolTipRole:
        return index.column() == NameColumn ? toolTip(node) : meaning(node, index.column());
    case Qt::AccessibleTextRole: return meaning(node, index.column());
    case Qt::TextAlignmentRole:
        return index.column() == SizeColumn || index.column() == AgeColumn
            ? QVariant::fromValue(Qt::Alignment(Qt::AlignRight | Qt::AlignVCenter))
            : QVariant::fromValue(Qt::Alignment(Qt::AlignLeft | Qt::AlignVCenter));
    case EntryRole:
        return QVariant::fromValue<const TreeEntry *>(node.isTail ? nullptr : &node.entry);
    case KindRole: return QVariant::fromValue(kindOf(index));
    case PathRole: return node.isTail ? node.parent->entry.path : node.entry.path;
    case CachedRole: return isCached(node.entry.path);
    case ProgressRole: return m_progress.value(node.entry.path, -1);
    default: return {};
    }
}

QVariant FileTreeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    const QStringList names{tr("Name"), tr("Size"), tr("Storage"), tr("Last commit"),
                            tr("Age"),  tr("Scan"), tr("Cached")};
    return columnHeader(names.value(section), section == SizeColumn || section == AgeColumn,
                        orientation, role);
}

Qt::ItemFlags FileTreeModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    switch (kindOf(index)) {
    case Kind::Folder: return Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsDragEnabled;
    case Kind::File:
        return Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsDragEnabled
            | Qt::ItemIsDropEnabled | Qt::ItemNeverHasChildren;
    case Kind::Waiting:
    case Kind::Failed: break;
    }
    return Qt::ItemIsEnabled | Qt::ItemNeverHasChildren;
}

bool FileTreeModel::canLoad(const QModelIndex &parent) const
{
    const Node *const node = nodeOf(parent);
    return node->isFolder() && !node->asked && !node->error && (node->tail || !node->detailed);
}

void FileTreeModel::load(const QModelIndex &parent)
{
    if (!canLoad(parent))
        return;
    Node *const node = nodeOf(parent);
    node->asked = true;
    emit levelWanted(node->entry.path);
}

void FileTreeModel::changed(const Node *node, int firstColumn, int lastColumn)
{
    if (isShown(node))
        emit dataChanged(indexOf(node, firstColumn), indexOf(node, lastColumn));
}

QString FileTreeModel::text(const Node &node, int column) const
{
    if (node.isTail) {
        const auto &error = node.parent->error;
        if (column != NameColumn)
            return {};
        return error ? tr("%1 Press Enter to try again.").arg(error->message) : tr("Loading…");
    }
    const TreeEntry &entry = node.entry;
    switch (static_cast<Column>(column)) {
    case NameColumn: return SafeText::line(entry.path.mid(entry.path.lastIndexOf(u'/') + 1));
    case SizeColumn: return Format::size(entry.size);
    case StorageColumn: return node.isFolder() ? QString() : storageText(entry.storage);
    case CommitColumn: return SafeText::line(entry.lastCommitTitle);
    case AgeColumn: return Format::age(entry.lastCommitDate);
    case ScanColumn: return SafeText::line(entry.scanStatus);
    case CachedColumn:
        if (const int percent = m_progress.value(entry.path, -1); percent >= 0)
            return tr("%1 %").arg(percent);
        return isCached(entry.path) ? tr("cached") : QString();
    case ColumnCount: break;
    }
    return {};
}

QString FileTreeModel::storageText(Storage storage)
{
    switch (storage) {
    case Storage::Git: return u"git"_s;
    case Storage::Lfs: return u"LFS"_s;
    case Storage::Xet: return u"Xet"_s;
    }
    Q_UNREACHABLE_RETURN({});
}

// What a cell means in words, for tooltips and screen readers.
QString FileTreeModel::meaning(const Node &node, int column) const
{
    if (node.isTail)
        return text(node, NameColumn);
    const TreeEntry &entry = node.entry;
    switch (column) {
    case NameColumn: return SafeText::line(entry.path);
    case SizeColumn:
        return entry.size < 0 ? QString() : tr("%1 bytes").arg(QLocale().toString(entry.size));
    case StorageColumn:
        if (node.isFolder())
            return {};
        return entry.storage == Storage::Git
            ? tr("Stored in git itself")
            : tr("Stored as a large file (%1)").arg(storageText(entry.storage));
    case AgeColumn:
        return QLocale().toString(entry.lastCommitDate.toLocalTime(), QLocale::LongFormat);
    case ScanColumn:
        return entry.scanStatus.isEmpty()
            ? QString()
            : tr("Security scan: %1").arg(SafeText::line(entry.scanStatus));
    case CachedColumn: return isCached(entry.path) ? tr("In the cache") : QString();
    default: return text(node, column);
    }
}

// Narrow trees give up the columns of the last commit first: its title and date are here as well.
QString FileTreeModel::toolTip(const Node &node) const
{
    QStringList lines{meaning(node, NameColumn)};
    if (!node.isTail && !node.entry.lastCommitTitle.isEmpty())
        lines << tr("Last commit: %1").arg(meaning(node, CommitColumn));
    if (!node.isTail && node.entry.lastCommitDate.isValid())
        lines << meaning(node, AgeColumn);
    return lines.join(u'\n');
}

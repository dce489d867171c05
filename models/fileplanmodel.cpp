#include "models/fileplanmodel.h"

#include "app/text/format.h"
#include "app/text/safetext.h"
#include "models/columnheader.h"

using namespace Qt::StringLiterals;

FilePlanModel::FilePlanModel(QObject *parent)
    : QAbstractItemModel(parent)
    , m_folders(FileFolders::of({}))
{ }

void FilePlanModel::setFolders(std::shared_ptr<const FileFolders> folders)
{
    beginResetModel();
    m_folders = std::move(folders);
    m_plan = FilePlan();
    endResetModel();
}

// Any row may have changed; one signal per folder is as cheap as one can get.
void FilePlanModel::setPlan(const FilePlan &plan, const Words &words)
{
    m_plan = plan;
    m_words = words;
    for (qint32 node = 0; node < m_folders->nodes.size(); ++node)
        if (const auto &children = m_folders->nodes.at(node).children; !children.isEmpty())
            emit dataChanged(indexAt(children.first(), NameColumn),
                             indexAt(children.last(), ColumnCount - 1));
}

QModelIndex FilePlanModel::indexOf(const QString &path) const
{
    for (qint32 node = 1; node < m_folders->nodes.size(); ++node)
        if (m_folders->pathOf(node) == path)
            return indexAt(node, NameColumn);
    return {};
}

qint32 FilePlanModel::nodeOf(const QModelIndex &index) const
{
    return index.isValid() ? static_cast<qint32>(index.internalId()) : 0;
}

QModelIndex FilePlanModel::indexAt(qint32 node, int column) const
{
    return node <= 0
        ? QModelIndex()
        : createIndex(m_folders->nodes.at(node).row, column, static_cast<quintptr>(node));
}

QModelIndex FilePlanModel::index(int row, int column, const QModelIndex &parent) const
{
    const auto &children = m_folders->nodes.at(nodeOf(parent)).children;
    if (row < 0 || row >= children.size() || column < 0 || column >= ColumnCount)
        return {};
    return createIndex(row, column, static_cast<quintptr>(children.at(row)));
}

QModelIndex FilePlanModel::parent(const QModelIndex &child) const
{
    return child.isValid() ? indexAt(m_folders->nodes.at(nodeOf(child)).parent, NameColumn)
                           : QModelIndex();
}

int FilePlanModel::rowCount(const QModelIndex &parent) const
{
    return parent.column() > 0
        ? 0
        : static_cast<int>(m_folders->nodes.at(nodeOf(parent)).children.size());
}

int FilePlanModel::columnCount(const QModelIndex &) const
{
    return ColumnCount;
}

Qt::CheckState FilePlanModel::checkState(qint32 node) const
{
    if (m_plan.isEmpty())
        return Qt::Unchecked;
    const FileFolders::Node &entry = m_folders->nodes.at(node);
    if (!entry.isFolder())
        return m_plan.row(entry.file).isTaken() ? Qt::Checked : Qt::Unchecked;
    const FilePlan::Tally &tally = m_plan.tally(node);
    return tally.taken == 0         ? Qt::Unchecked
        : tally.taken < tally.files ? Qt::PartiallyChecked
                                    : Qt::Checked;
}

bool FilePlanModel::isHere(qint32 node) const
{
    if (m_plan.isEmpty())
        return false;
    const FileFolders::Node &entry = m_folders->nodes.at(node);
    if (!entry.isFolder())
        return m_plan.isHere(entry.file);
    const FilePlan::Tally &tally = m_plan.tally(node);
    return tally.taken > 0 && tally.here == tally.taken;
}

QString FilePlanModel::stateText(qint32 node) const
{
    if (m_plan.isEmpty())
        return {};
    const FileFolders::Node &entry = m_folders->nodes.at(node);
    if (entry.isFolder()) {
        const FilePlan::Tally &tally = m_plan.tally(node);
        if (tally.taken == tally.files)
            return isHere(node) ? m_words.here : QString();
        return tr("%1 of %2 files").arg(tally.taken).arg(tally.files);
    }
    const FilePlan::Row row = m_plan.row(entry.file);
    switch (row.verdict) {
    case FilePlan::Verdict::Taken: return isHere(node) ? m_words.here : QString();
    case FilePlan::Verdict::TakenByHand: return isHere(node) ? m_words.here : tr("Ticked by hand");
    case FilePlan::Verdict::NotAllowed: return m_words.notAllowed;
    case FilePlan::Verdict::Ignored: return m_words.ignored.value(row.pattern);
    case FilePlan::Verdict::LeftByHand: return tr("Unticked by hand");
    }
    Q_UNREACHABLE_RETURN({});
}

QVariant FilePlanModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const qint32 node = nodeOf(index);
    const FileFolders::Node &entry = m_folders->nodes.at(node);
    switch (role) {
    case Qt::DisplayRole:
        switch (index.column()) {
        case NameColumn: return SafeText::line(entry.name);
        case SizeColumn:
            return Format::size(entry.isFolder() ? entry.bytes
                                                 : m_folders->files.at(entry.file).size);
        default: return stateText(node);
        }
    case Qt::CheckStateRole:
        return index.column() == NameColumn ? QVariant(checkState(node)) : QVariant();
    case Qt::TextAlignmentRole:
        return index.column() == SizeColumn ? QVariant(Qt::AlignRight | Qt::AlignVCenter)
                                            : QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    case Qt::AccessibleTextRole:
        if (index.column() != NameColumn)
            return {};
        return QString(SafeText::line(entry.name) + u", "_s + stateText(node));
    case PathRole: return m_folders->pathOf(node);
    case FolderRole: return entry.isFolder();
    case LeftOutRole: return checkState(node) == Qt::Unchecked;
    case HereRole: return isHere(node);
    default: return {};
    }
}

bool FilePlanModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != Qt::CheckStateRole || index.column() != NameColumn || m_plan.isEmpty())
        return false;
    emit ticked(m_folders->filesBelow(nodeOf(index)), value.toInt() != Qt::Unchecked);
    return true;
}

Qt::ItemFlags FilePlanModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
    if (index.column() == NameColumn)
        flags |= Qt::ItemIsUserCheckable;
    if (!m_folders->nodes.at(nodeOf(index)).isFolder())
        flags |= Qt::ItemNeverHasChildren;
    return flags;
}

QVariant FilePlanModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    const QStringList names{tr("Name"), tr("Size"), tr("State")};
    return columnHeader(names.value(section), section == SizeColumn, orientation, role);
}

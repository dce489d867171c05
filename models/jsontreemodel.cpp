#include "models/jsontreemodel.h"

#include "app/text/format.h"
#include "app/text/safetext.h"

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kShownJsonText = 500; // characters of a value in its row

} // namespace

void JsonTreeModel::setTree(std::shared_ptr<const JsonTree> tree)
{
    beginResetModel();
    m_tree = std::move(tree);
    endResetModel();
}

int JsonTreeModel::rowsOf(int container) const
{
    const int children = m_tree->childCount(container);
    return children > kMostRows ? kMostRows + 1 : children;
}

int JsonTreeModel::nodeOf(const QModelIndex &index) const
{
    const int container = containerOf(index);
    if (!m_tree->isContainer(container))
        return container; // the document is one value, and its own only row
    return index.row() < kMostRows ? m_tree->child(container, index.row()) : -1;
}

QModelIndex JsonTreeModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, quintptr(parent.isValid() ? nodeOf(parent) : 0));
}

QModelIndex JsonTreeModel::parent(const QModelIndex &index) const
{
    const int container = index.isValid() ? containerOf(index) : 0;
    if (container == 0)
        return {};
    return createIndex(m_tree->row(container), 0, quintptr(m_tree->parent(container)));
}

int JsonTreeModel::rowCount(const QModelIndex &parent) const
{
    if (!m_tree || parent.column() > 0)
        return 0;
    if (!parent.isValid())
        return m_tree->isContainer(0) ? rowsOf(0) : 1;
    const int node = nodeOf(parent);
    return node > 0 && m_tree->isContainer(node) ? rowsOf(node) : 0;
}

int JsonTreeModel::columnCount(const QModelIndex &) const
{
    return ColumnCount;
}

QString JsonTreeModel::keyText(int node) const
{
    const int above = m_tree->parent(node);
    if (above < 0)
        return tr("(value)");
    return m_tree->kind(above) == JsonTree::Kind::Array
        ? QString::number(m_tree->row(node))
        : SafeText::line(m_tree->key(node, kShownJsonText));
}

QString JsonTreeModel::valueText(int node) const
{
    switch (m_tree->kind(node)) {
    case JsonTree::Kind::Object:
        return Format::plural(m_tree->childCount(node), tr("{ 1 key }"), tr("{ %1 keys }"));
    case JsonTree::Kind::Array:
        return Format::plural(m_tree->childCount(node), tr("[ 1 item ]"), tr("[ %1 items ]"));
    case JsonTree::Kind::String: {
        const QString text = m_tree->text(node, kShownJsonText + 1);
        return u'"' + SafeText::line(text.left(kShownJsonText))
            + (text.size() > kShownJsonText ? u"…"_s : u"\""_s);
    }
    case JsonTree::Kind::Number:
    case JsonTree::Kind::Boolean:
    case JsonTree::Kind::Null: return m_tree->text(node, kShownJsonText);
    }
    Q_UNREACHABLE_RETURN({});
}

QString JsonTreeModel::restText(int container) const
{
    return Format::plural(m_tree->childCount(container) - kMostRows,
                          tr("1 more is in the text only"), tr("%1 more are in the text only"));
}

QString JsonTreeModel::path(int node) const
{
    QString path;
    for (int above = m_tree->parent(node); above >= 0; node = above, above = m_tree->parent(node))
        path.prepend(m_tree->kind(above) == JsonTree::Kind::Array ? u"[%1]"_s.arg(m_tree->row(node))
                                                                  : u'.' + m_tree->key(node));
    return path;
}

QVariant JsonTreeModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const int node = nodeOf(index);
    if (node < 0) {
        const bool words = role == Qt::DisplayRole && index.column() == Key;
        return words ? restText(containerOf(index)) : QVariant();
    }
    switch (role) {
    case Qt::DisplayRole: return index.column() == Key ? keyText(node) : valueText(node);
    case Qt::AccessibleTextRole: return keyText(node) + u": "_s + valueText(node);
    case KindRole: return QVariant::fromValue(m_tree->kind(node));
    case CopyRole: return m_tree->text(node);
    case PathRole: return path(node);
    default: return {};
    }
}

QVariant JsonTreeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == Key ? tr("Key") : section == Value ? tr("Value") : QString();
}

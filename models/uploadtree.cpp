#include "models/uploadtree.h"

#include <algorithm>
#include <numeric>

namespace {

// Adds the files by their paths in order: of the folders above, only the last are ever gone on
// with.
class UploadTreeMaker
{
public:
    explicit UploadTreeMaker(UploadTree &tree)
        : m_tree(tree)
    { }

    void add(int row)
    {
        const QString &path = m_tree.rows.at(row).path;
        if (path.startsWith(u'/')) // of this computer
            return addFile(row, 0, path);
        int folder = 0;
        qsizetype start = 0;
        qsizetype depth = 0;
        for (auto slash = path.indexOf(u'/'); slash > 0; slash = path.indexOf(u'/', start)) {
            folder = below(folder, depth++, path.sliced(start, slash - start));
            start = slash + 1;
        }
        addFile(row, folder, path.sliced(start));
    }

private:
    int below(int parent, qsizetype depth, const QString &name)
    {
        if (depth < m_open.size() && m_tree.nodes.at(m_open.at(depth)).parent == parent
            && m_tree.nodes.at(m_open.at(depth)).name == name)
            return m_open.at(depth);
        m_open.resize(depth);
        m_open << addNode({.name = name, .parent = parent, .children = {}});
        return m_open.last();
    }
    void addFile(int row, int parent, const QString &name)
    {
        m_tree.places[row] = addNode({.name = name, .parent = parent, .row = row, .children = {}});
    }
    int addNode(const UploadTree::Node &node)
    {
        const int index = int(m_tree.nodes.size());
        m_tree.nodes[node.parent].children << index;
        m_tree.nodes << node;
        return index;
    }

    UploadTree &m_tree;
    QList<int> m_open; // folders, by depth
};

} // namespace

UploadTree UploadTree::of(const QList<UploadPlanRow> &rows)
{
    UploadTree tree;
    tree.rows = rows;
    tree.places.resize(rows.size());
    QList<int> order(rows.size());
    std::iota(order.begin(), order.end(), 0);
    std::ranges::sort(order, {}, [&rows](int row) { return QStringView(rows.at(row).path); });
    UploadTreeMaker maker(tree);
    for (const int row : std::as_const(order))
        maker.add(row);
    for (Node &node : tree.nodes)
        std::ranges::stable_partition(
            node.children, [&tree](int child) { return tree.nodes.at(child).row == kFolder; });
    return tree;
}

QString UploadTree::pathOf(int node) const
{
    const Node &last = nodes.at(node);
    if (last.row != kFolder)
        return rows.at(last.row).path;
    QString path = last.name;
    for (int above = last.parent; above > 0; above = nodes.at(above).parent)
        path = nodes.at(above).name + u'/' + path;
    return path;
}

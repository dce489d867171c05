#include "app/preview/jsontree.h"

#include <cstdlib>

// Any bytes as a document: what is read hangs together, and a part of a text is its beginning.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    const auto tree = JsonTree::read(bytes);
    if (!tree)
        return tree.error().message.isEmpty() ? std::abort(), 0 : 0;
    for (int node = 0; node < tree->nodeCount(); ++node) {
        const int above = tree->parent(node);
        if (above >= node || (node > 0 && tree->child(above, tree->row(node)) != node))
            std::abort();
        for (int row = 0; row < tree->childCount(node); ++row)
            if (tree->parent(tree->child(node, row)) != node)
                std::abort();
        const qsizetype most = 1 + node % 40;
        const QString key = tree->key(node);
        const QString text = tree->text(node);
        if (key.size() > bytes.size() || text.size() > bytes.size()
            || tree->key(node, most) != key.left(most) || tree->text(node, most) != text.left(most))
            std::abort();
    }
    return 0;
}

#pragma once

#include "models/filetreemodel.h"

// One row of the tree. A folder that is not complete owns a waiting row, always its last.
struct FileTreeModel::Node
{
    TreeEntry entry;
    Node *parent = nullptr;
    Nodes children; // all that came, in order
    std::vector<Node *> shown; // those the filter lets through, then the waiting row
    std::unique_ptr<Node> tail; // null once the folder is complete
    int row = -1; // in parent->shown; -1: filtered out
    bool isTail = false;
    bool asked = false; // a page is on its way
    bool detailed = false; // last commits and scans are here
    QUrl next;
    std::optional<HubError> error; // why the last page did not come

    static std::unique_ptr<Node> root()
    {
        auto node = std::make_unique<Node>();
        node->entry.type = TreeEntry::Type::Folder;
        node->makeTail();
        return node;
    }

    bool isFolder() const { return !isTail && entry.type == TreeEntry::Type::Folder; }

    void makeTail()
    {
        tail = std::make_unique<Node>();
        tail->isTail = true;
        tail->parent = this;
        tail->row = static_cast<int>(shown.size());
        shown.push_back(tail.get());
    }

    void number()
    {
        int at = 0;
        for (Node *node : shown)
            node->row = at++;
    }
};

// Whether a file of that path can exist: relative, no empty, "." or ".." part, no NUL, not deeper
// than 128 folders (the recursion over the tree relies on it).
bool isUsableTreePath(const QString &path);
QString parentOfTreePath(const QString &path);
// Anywhere in the path, letter case ignored; with * or ? the whole path or the whole name.
QRegularExpression treeFilterPattern(const QString &filter);

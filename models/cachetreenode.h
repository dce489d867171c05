#pragma once

#include "models/cachetreemodel.h"

// The inside of the tree: for its own files only. What stands in it is named by slots, which stay;
// rows are where the order and the filter put it.

// A revision, or what no revision leads to.
struct CacheTreeModel::Branch
{
    static constexpr qint32 kLoose = -1;
    static constexpr qint32 kGone = -2;

    bool isLoose() const { return revision == kLoose; }

    qint32 revision = kGone; // in the repository's
    int row = -1; // -1: not shown
    qint64 size = 0;
    qint64 used = 0;
    qint64 changed = 0;
    Order files; // those shown, as listed and sorted say; for loose: blobs
    bool listed = false; // else all are shown, by path
    bool sorted = false;
};

struct CacheTreeModel::Node
{
    CacheRepoPtr repo;
    QString name;
    int group = -1;
    bool isShown = false;
    int row = -1; // where its group is numbered
    qint64 size = 0;
    qint64 used = 0;
    qint64 changed = 0;
    qint64 frees = -1;
    std::vector<Branch> branches; // by slot
    Order shown;
};

struct CacheTreeModel::Group
{
    QString title;
    int rank = 0;
    int row = -1;
    bool numbered = false; // its nodes know their rows
    Order shown; // slots of nodes
};

struct CacheTreeModel::Spot
{
    Kind kind = Kind::Group;
    int group = -1;
    int slot = -1;
    int branchSlot = -1;
    Node *node = nullptr;
    Branch *branch = nullptr;
    qint32 file = -1; // of a revision's files, or of the repository's blobs
};

// What becomes of the files of a branch when its repository is looked at again.
struct CacheTreeModel::FileMoves
{
    qint32 revision = Branch::kGone;
    bool same = false; // nothing: the rest is not said
    QHash<qint32, qint32> to; // from where they were; the others go
    Order fresh;
};

// An index carries what it is below.
namespace cachetree {

enum class Below : quintptr { Root, Group, Node, Branch };

constexpr quintptr idOf(Below below, int slot = 0, int branch = 0)
{
    return quintptr(below) << 62U | quintptr(slot) << 32U | quintptr(branch);
}

constexpr Below below(quintptr id)
{
    return Below(id >> 62U);
}

constexpr int slotOf(quintptr id)
{
    return int(id >> 32U & 0x3FFFFFFFU);
}

constexpr int branchOf(quintptr id)
{
    return int(id & 0xFFFFFFFFU);
}

} // namespace cachetree

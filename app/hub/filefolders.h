#pragma once

#include "app/hub/types.h"

#include <memory>

// The files of a revision in their folders, folders first: what a plan is shown in. Made once on
// the pool, then shared and never changed.
struct FileFolders
{
    struct Node
    {
        QString name;
        qint32 parent = -1;
        qint32 row = 0; // in its parent
        qint32 file = -1; // index in files; -1: a folder
        qint64 bytes = 0; // of all below whose size is known
        QList<qint32> children;

        bool isFolder() const { return file < 0; }
    };

    QList<RepoFile> files; // by path
    QList<Node> nodes; // the first is the root

    static std::shared_ptr<const FileFolders> of(QList<RepoFile> files);
    QList<qint32> filesBelow(qint32 node) const; // or the file itself
    QString pathOf(qint32 node) const;
};

#pragma once

#include "app/hub/types.h"

// What a preview shows: one file of a repository at a revision.
struct PreviewFile
{
    RepoId repo;
    Revision revision; // better a commit: all reads then see the same bytes
    TreeEntry entry;
    QString localPath; // of the cached copy; empty: read from the Hub
    qint64 repoParameters = -1; // of the whole repository as the Hub counts them, -1: not known

    QString name() const { return entry.path.sliced(entry.path.lastIndexOf(u'/') + 1); }
    QString folder() const
    {
        return entry.path.first(entry.path.lastIndexOf(u'/') + 1);
    } // with slash
};

// The ways in which a file can be shown; a file has one or two.
enum class PreviewView { Text, Markdown, Table, Tree, Tensors, Image, Notebook, Bytes };

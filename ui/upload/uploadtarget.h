#pragma once

#include "app/hub/repoid.h"
#include "app/hub/revision.h"

#include <QStringList>

// Where files go that somebody wants to upload.
struct UploadTarget
{
    RepoId repo;
    Revision revision;
    QString folder; // of the repository; empty: the root
};

// What is chosen of an upload before somebody looks at its plan.
struct UploadStart
{
    QStringList allow = {}; // patterns
    QStringList ignore = {};
    QStringList leftOut = {}; // paths in the repository
    QStringList gone = {}; // likewise, deleted there
};

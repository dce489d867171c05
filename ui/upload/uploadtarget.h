#pragma once

#include "app/hub/repoid.h"
#include "app/hub/revision.h"

// Where files go that somebody wants to upload.
struct UploadTarget
{
    RepoId repo;
    Revision revision;
    QString folder; // of the repository; empty: the root
};

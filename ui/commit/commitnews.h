#pragma once

#include "app/upload/repochange.h"

// What a commit did, for a short message once its dialog is gone.
struct CommitNews
{
    RepoId repo;
    QString sentence;
    QString detail = {};
    std::optional<RepoChange> undo = {}; // or, when that failed, the same once more
    int pullRequest = 0; // that was opened; 0: none
    bool failed = false;
};

#pragma once

#include "app/upload/repochange.h"

// What a commit did, for a short message once its dialog is gone.
struct CommitNews
{
    RepoId repo;
    QString sentence;
    QString detail = {};
    std::optional<RepoChange> undo = {}; // nothing: it cannot be undone
    int pullRequest = 0; // that was opened; 0: none
    bool failed = false;
};

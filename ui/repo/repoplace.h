#pragma once

#include "app/hub/types.h"

// Whether the files of a gated repository can be read, by what the Hub says to this account.
enum class RepoAccess { Unknown, Granted, SignIn, Ask };

// What a section shows: a repository at a commit, and the name under which the user asked for it.
struct RepoPlace
{
    Revision revision; // as asked for: "main"
    RepoInfo info; // info.commit is what requests go to, so that all sections agree

    const RepoId &repo() const { return info.summary.id; }
    // The default branch: what the Hub calls "updated" is the date of this one.
    bool isNewest() const { return revision == Revision(); }
    // The commit, or the name where the Hub did not say one.
    Revision pinned() const { return Revision::parse(info.commit).value_or(revision); }
};

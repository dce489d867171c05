#pragma once

#include "app/hub/pagetrail.h"
#include "app/net/hubclient.h"

#include <functional>
#include <optional>

// All that a repository has at a revision: what it is at, then the files of that very commit, page
// by page. On the thread of its HubClient. What is asked goes with it.
class RepoLister final
{
public:
    struct Listing
    {
        RepoInfo info;
        QList<TreeEntry> entries; // none: the repository has no commit
    };
    using Done = std::function<void(const Result<Listing> &listing)>;
    // What it is at, before its files are asked for. False: they are not wanted, it is over.
    using Wanted = std::function<bool(const RepoInfo &info)>;

    explicit RepoLister(HubClient &hub);

    // Anew, whatever it was at. done: once, with all of it or an error.
    void start(const RepoId &repo, const Revision &revision, const Done &done,
               const Wanted &wanted = {});
    void stop();

private:
    void takeInfo(const RepoId &repo, const Result<RepoInfo> &info);
    void takePage(const Result<TreePage> &page);
    void end(const Result<Listing> &listing);

    HubClient &m_hub;
    Done m_done;
    Wanted m_wanted;
    RequestHandle m_request;
    PageTrail m_pages;
    std::optional<Listing> m_listing; // so far
};

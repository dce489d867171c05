#include "app/net/repolister.h"

#include <utility>

RepoLister::RepoLister(HubClient &hub)
    : m_hub(hub)
{ }

void RepoLister::start(const RepoId &repo, const Revision &revision, const Done &done,
                       const Wanted &wanted)
{
    m_done = done;
    m_wanted = wanted;
    m_pages = {};
    m_listing.reset();
    m_request = m_hub.repoInfo(
        repo, revision, [this, repo](const Result<RepoInfo> &info) { takeInfo(repo, info); });
}

void RepoLister::stop()
{
    m_request.reset();
    m_done = {};
}

void RepoLister::takeInfo(const RepoId &repo, const Result<RepoInfo> &info)
{
    if (!info)
        return end(std::unexpected(info.error()));
    if (m_wanted && !m_wanted(*info))
        return stop();
    m_listing = Listing{*info, {}};
    const auto commit = Revision::parse(info->commit);
    if (!commit) // nothing is there yet
        return end(*m_listing);
    m_request = m_hub.tree(repo, *commit, {}, HubClient::Depth::Recursive, HubClient::Detail::Plain,
                           [this](const Result<TreePage> &page) { takePage(page); });
}

void RepoLister::takePage(const Result<TreePage> &page)
{
    if (!page)
        return end(std::unexpected(page.error()));
    m_listing->entries << page->entries;
    if (!m_pages.add(page->next))
        return end(std::unexpected(HubError::endlessListing()));
    if (page->next.isEmpty())
        return end(*m_listing);
    m_request
        = m_hub.nextTree(page->next, [this](const Result<TreePage> &next) { takePage(next); });
}

// Who hears it may start it again.
void RepoLister::end(const Result<Listing> &listing)
{
    m_request.reset();
    if (const Done done = std::exchange(m_done, {}))
        done(listing);
}

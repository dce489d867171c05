#pragma once

#include "app/net/hubclient.h"

#include <QNetworkAccessManager>

#include <optional>

// Client, answer and handle of one test: a search at the given endpoint, with a token and short
// pauses.
struct Asked
{
    explicit Asked(const QUrl &endpoint)
        : client(endpoint, nam)
    {
        client.setToken("hf_secret");
        client.pacer().setLimits({.tries = 3,
                                  .firstPause = std::chrono::milliseconds(10),
                                  .longestPause = std::chrono::milliseconds(40),
                                  .longestHold = std::chrono::milliseconds(2'000)});
    }

    Handler<RepoPage> keep()
    {
        return [this](Result<RepoPage> result) {
            ++answers;
            page = std::move(result);
        };
    }
    void search() { handle = client.searchRepos({}, keep()); }
    HubError::Kind kind() const { return page->error().kind; }

    QNetworkAccessManager nam;
    HubClient client;
    RequestHandle handle;
    std::optional<Result<RepoPage>> page;
    int answers = 0;
};

inline bool carriesToken(const QByteArray &request)
{
    return request.contains("hf_secret") || request.toLower().contains("\r\nauthorization:");
}

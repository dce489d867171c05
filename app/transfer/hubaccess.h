#pragma once

#include "app/hub/repoid.h"
#include "app/net/huberror.h"
#include "app/net/proxies.h"

#include <QByteArray>
#include <QUrl>

#include <chrono>
#include <memory>
#include <optional>

// How the Hub is reached, as the settings and the account are now.
struct HubAccess
{
    QUrl endpoint;
    QByteArray token;
    std::shared_ptr<const EnvironmentProxies> proxies; // null: none
    std::chrono::milliseconds retryStep{1'000};
    std::chrono::milliseconds syncStep{5'000}; // of Transfers::Config
    std::chrono::milliseconds lookStep{1'000}; // of Transfers::Config
    qint64 segment = qint64(32) << 20; // bytes
    int silence = 20; // seconds
    int headSilence = 20; // of a file's metadata
    std::optional<HubError> offline; // set: no group is planned by the Hub, this is why

    QUrl resolveUrl(const RepoId &repo, const QString &revision, const QString &path) const;
    QUrl apiUrl(const QString &rest, const QString &query = {}) const;
    QUrl apiUrl(const RepoId &repo, const QString &rest, const QString &query = {}) const;
    QUrl storageUrl(const RepoId &repo) const; // where it is asked where large files go
};

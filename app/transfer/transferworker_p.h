#pragma once

#include "app/transfer/transferworker.h"

#include <vector>

// What the worker keeps of each file and group, for its own sources only.

struct TransferWorker::File
{
    TransferFile view;
    Group *group = nullptr;
    std::optional<FileSpec> spec;
    std::unique_ptr<FileJob> job;
    SpeedMeter speed;
    qint64 counted = 0; // bytes the meters know
};

struct TransferWorker::Group
{
    Group(qint64 id, const DownloadRequest &asked)
        : view{.id = id,
               .repo = asked.repo,
               .revision = asked.revision.name(),
               .folder = asked.folder}
        , request(asked)
    { }

    TransferGroup view;
    DownloadRequest request;
    HubAccess access;
    std::shared_ptr<const Destination> destination;
    std::unique_ptr<GroupJob> job;
    std::vector<std::unique_ptr<File>> files;
    SpeedMeter speed;
    qint64 sampledMs = -1;
    int active = 0; // files not ended
};

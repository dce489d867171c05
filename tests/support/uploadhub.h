#pragma once

#include "app/localhub/localhub.h"
#include "app/localhub/localstore.h"
#include "tests/support/uploadbench.h"

#include <algorithm>
#include <utility>

// A Hub that does as the real one does, with a repository of one commit, and uploads to it.
struct UploadHub : UploadBench
{
    QTemporaryDir folder;
    LocalHub hub{{.folder = folder.path()}};

    UploadHub()
    {
        if (!hub.start() || !hub.store().createRepo(id()))
            qFatal("UploadHub: no Hub");
        hub.store().commit(
            id(), QStringLiteral("main"),
            {.title = QStringLiteral("First"),
             .adds = {{QStringLiteral(".gitattributes"), Content::bytes(defaultGitattributes())}}});
    }

    Uploads::Config config(qsizetype commitFiles = CommitPace::kBegin) const
    {
        Uploads::Config config = UploadBench::config(hub.url());
        config.commitFiles = commitFiles;
        return config;
    }
    static QByteArray binary(qsizetype size, quint64 seed = 1)
    {
        return Content::synthetic(size, seed).all();
    }
    QList<UploadFile> many(int count) const
    {
        QList<UploadFile> files;
        for (int i = 0; i < count; ++i)
            files << made(QStringLiteral("many/%1.txt").arg(i), QByteArray::number(i));
        return files;
    }
    std::optional<StoredFile> stored(const QString &path,
                                     const QString &revision = QStringLiteral("main"))
    {
        return hub.store().file(id(), path, revision);
    }
    qsizetype count(const QByteArray &origin, const QByteArray &method,
                    const QByteArray &prefix) const
    {
        return std::ranges::count_if(hub.requests(origin), [&](const SeenRequest &r) {
            return r.method == method && r.target.startsWith(prefix);
        });
    }
    QStringList titles(const QString &revision = QStringLiteral("main")) // newest first
    {
        const auto lock = hub.store().lock();
        const LocalRepo *repo = std::as_const(hub.store()).find(id());
        QStringList all;
        for (const QByteArray &commit : repo->history(repo->resolve(revision)))
            all << repo->commits.value(commit).title;
        return all;
    }
};

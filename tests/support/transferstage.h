#pragma once

#include "app/appcontext.h"
#include "app/demohub.h"
#include "ui/transfers/queuetree.h"
#include "ui/transfers/transferspane.h"

// The program on the demo's Hub with a home of its own, and the pane of its transfers.
struct TransferStage
{
    TransferStage(const DemoHub &demo, const QString &home)
        : app([&] {
            QProcessEnvironment variables = demo.variables();
            variables.insert(QStringLiteral("HF_HOME"), home + QStringLiteral("/huggingface"));
            return AppContext::Options{.variables = variables,
                                       .homeFolder = home,
                                       .settingsFile = home + QStringLiteral("/settings.ini")};
        }())
        , pane(app.transfers(), app.settings())
        , tree(pane.findChild<QueueTree *>())
    {
        app.start();
        pane.resize(1100, 600);
        pane.show();
        pane.activateWindow();
    }

    qint64 download(const QString &repo, const QStringList &paths)
    {
        return app.transfers().download(
            {.repo = *RepoId::parse(RepoKind::Model, repo), .revision = {}, .paths = paths});
    }

    AppContext app;
    TransfersPane pane;
    QTreeView *tree;
};

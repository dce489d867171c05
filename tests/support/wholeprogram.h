#pragma once

#include "app/appcontext.h"

#include <QTemporaryDir>

#include <memory>

// The program without its windows, started with a home folder that keeps its lists; token: empty
// for nobody's.
inline std::unique_ptr<AppContext> startedProgram(const QUrl &hub, const QTemporaryDir &home,
                                                  const QString &token = {})
{
    QProcessEnvironment variables;
    variables.insert(QStringLiteral("HF_ENDPOINT"), hub.toString());
    variables.insert(QStringLiteral("HF_HOME"), home.path());
    if (!token.isEmpty())
        variables.insert(QStringLiteral("HF_TOKEN"), token);
    auto app = std::make_unique<AppContext>(
        AppContext::Options{.variables = variables,
                            .homeFolder = home.path(),
                            .settingsFile = home.filePath(QStringLiteral("settings.ini")),
                            .queueFile = home.filePath(QStringLiteral("data/queue.sqlite")),
                            .uploadFile = home.filePath(QStringLiteral("data/uploads.sqlite"))});
    app->start();
    return app;
}

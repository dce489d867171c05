#pragma once

#include "app/hub/repoid.h"
#include "app/localhub/content.h"

#include <QJsonObject>
#include <QMap>
#include <QString>

// The files that one entry of the demo's list stands for (usually one), by path.
QMap<QString, Content> demoFiles(const RepoId &repo, const QJsonObject &entry);

// What the Hub would have found out about a repository's weights: "safetensors", "gguf", "config".
QJsonObject demoInfo(const QJsonObject &repo);

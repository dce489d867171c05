#pragma once

#include "app/hub/types.h"

#include <QHash>

// A ready choice of files for a download, as patterns (hub-api 30), with words for what it takes
// and leaves and why.
struct FilePreset
{
    QString title; // translated, as all words here
    QString about; // one or two sentences
    QStringList allow; // empty: everything
    QStringList ignore;
    QHash<QString, QString> reasons; // by pattern of ignore: why its files are left out
    QString rest; // why a file is left out that no pattern of allow takes
    int files = 0; // that it takes
    qint64 bytes = 0; // of those whose size is known

    bool operator==(const FilePreset &) const = default;
};

// From what a repository really has: "Everything" first, then those that take something but not all
// of it. Pure; any thread: 50,000 files take a moment.
QList<FilePreset> filePresets(RepoKind kind, const QList<RepoFile> &files);

#pragma once

#include "app/upload/uploadfile.h"

#include <QFuture>
#include <QStringList>

#include <functional>

// Files of a folder that make place for the Hub's, or are not wanted any more: into the desktop's
// trash, never away. What is not as it was compared stays where it is.
struct CompareTrash
{
    struct Kept
    {
        QString path; // in the repository
        QString why; // a translated sentence
    };
    // Into the trash; false: it has none for this file. Any thread.
    using Move = std::function<bool(const QString &file)>;

    QStringList moved; // by path in the repository
    QList<Kept> kept;

    // On a thread of its own. files: as they were read.
    static QFuture<CompareTrash> begin(const QList<UploadFile> &files, const Move &move = {});
};

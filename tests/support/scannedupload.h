#pragma once

#include "app/upload/uploadscan.h"
#include "tests/support/cachefolder.h"

#include <QTest>

// What is found in a folder that somebody drops on the root of a repository.
namespace ScannedUpload {

using Links = UploadScan::Links;

inline UploadScan scanned(const QList<UploadSource> &sources, Links links = Links::Inside)
{
    return UploadScan::begin(sources, links).takeResult();
}

// The content of one folder, as the Python client takes it.
inline UploadScan contentOf(const QByteArray &local, Links links = Links::Inside)
{
    return scanned({{.local = local, .folder = {}, .name = {}}}, links);
}

inline QStringList pathsOf(const QList<UploadFile> &files)
{
    QStringList paths;
    for (const UploadFile &file : files)
        paths << file.path.text();
    return paths;
}

} // namespace ScannedUpload

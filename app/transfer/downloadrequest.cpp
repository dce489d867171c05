#include "app/transfer/downloadrequest.h"

#include <algorithm>

void DownloadRequest::learnSize(const QList<RepoFile> &files)
{
    if (paths.size() != 1)
        return;
    const auto file = std::ranges::find(files, paths.constFirst(), &RepoFile::path);
    if (file != files.cend() && file->size >= 0)
        expected.insert(file->path, {.blob = {}, .size = file->size});
}

#pragma once

#include "app/transfer/sqlitefile.h"
#include "app/upload/uploadfile.h"

#include <functional>

// What files were when they were read, in SQLite, so that nobody reads them again while they are
// the same by path, size, times and number. The last 200,000 are kept. Nothing depends on it. On
// the thread that made it.
class HashMemory final
{
public:
    explicit HashMemory(const QString &path); // as SqliteFile::open()

    // Fills in the hashes and samples that are known.
    void recall(QList<UploadFile> &files, const std::function<bool()> &mayGoOn) const;
    void remember(const QList<UploadFile> &files);

private:
    SqliteFile m_file;
};

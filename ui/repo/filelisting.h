#pragma once

#include "app/hub/types.h"

#include <QHash>
#include <QSet>
#include <QStringList>

// All files of a commit with their sizes, as the repository's facts list them: answers what a
// folder or a set of patterns weighs without asking the Hub again. A value; any thread.
class FileListing final
{
public:
    struct Sum
    {
        int files = 0;
        int folders = 0; // that were chosen as a whole
        qint64 bytes = 0; // of those whose size is known
        qint64 cached = 0; // bytes of them that are in the cache
        int cachedFiles = 0; // files may be empty: only this tells whether all are there
        QStringList paths;
    };

    FileListing() = default;
    explicit FileListing(QList<RepoFile> files);

    static QString countText(qint64 files); // "1 file", "15 files"
    bool isEmpty() const { return m_files.isEmpty(); }
    const QList<RepoFile> &files() const { return m_files; } // by path
    qint64 bytes() const { return m_bytes; }
    const RepoFile *find(const QString &path) const; // null: none; valid as long as the listing

    bool isFolder(const QString &path) const;
    QHash<QString, qint64> folderSizes() const;
    // The files among paths and those below the folders among them, each once, in order.
    Sum below(const QStringList &paths, const QSet<QString> &cached = {}) const;
    // What a download with these patterns takes (hub-api 30).
    Sum matching(const QStringList &allow, const QStringList &ignore) const;

private:
    QList<RepoFile>::const_iterator from(const QString &path) const; // the first not before it
    void add(Sum &sum, const RepoFile &file, const QSet<QString> &cached) const;

    QList<RepoFile> m_files;
    qint64 m_bytes = 0;
};

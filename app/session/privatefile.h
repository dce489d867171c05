#pragma once

#include <QByteArray>
#include <QString>

#include <expected>

// Small files that hold secrets: read with bounds, replaced as a whole, never readable by others
// for an instant. Errors are translated sentences. May block on the disk: not for the GUI thread.
struct PrivateFile
{
    QByteArray bytes; // empty when there is no such file
    bool readableByOthers = false; // any permission beyond the owner's

    // A regular file of at most 64 KiB; a missing one is no error. Folders, pipes and devices are
    // refused without waiting on them.
    static std::expected<PrivateFile, QString> read(const QString &path);
    // Temporary file of mode 0600 beside it, synced, renamed over it. Makes missing folders as
    // 0700. A symbolic link keeps pointing where it did.
    static std::expected<void, QString> replace(const QString &path, const QByteArray &bytes);
    static std::expected<void, QString> remove(const QString &path);
};

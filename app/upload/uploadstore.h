#pragma once

#include "app/transfer/solefile.h"
#include "app/upload/uploadkept.h"

#include <QUrl>

#include <memory>
#include <optional>
#include <span>

// The uploads that have not ended, kept in SQLite across starts of the program; without a file, or
// when it cannot be used, in memory. A change that the disk refuses is not made at all: the next
// start goes on from what was kept before it. On the thread that made it.
class UploadStore final
{
public:
    struct Row
    {
        qint64 id = 0;
        bool isPaused = false; // by the user
        QString error; // why it failed: one sentence; empty: it goes on
    };
    struct Owner
    {
        QUrl endpoint;
        QString account; // FirstPages::accountName()

        bool operator==(const Owner &) const = default;
    };

    explicit UploadStore(const QString &path); // as SqliteFile::open(); empty: none

    const QString &trouble() const { return m_trouble; } // a sentence, when nothing is kept
    QList<Row> rows(const Owner &owner) const; // the oldest first
    std::optional<UploadKept> kept(qint64 id) const; // none: it makes no sense
    qint64 add(const Owner &owner, const UploadOrder &order); // its id; 0: the disk refused
    // All of them or none. False: the disk refused.
    bool keep(qint64 id, std::span<const UploadKept::Change> changes);
    void setState(const Row &row);
    void setOwner(qint64 id, const Owner &owner);
    void remove(qint64 id);

private:
    SqliteFile &file() const;

    std::unique_ptr<SoleFile> m_sole; // null, or not open: m_memory is used
    std::unique_ptr<SqliteFile> m_memory;
    QString m_trouble;
};

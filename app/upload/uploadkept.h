#pragma once

#include "app/upload/uploadfile.h"
#include "app/upload/uploadwire.h"

#include <QHash>
#include <QStringList>

#include <optional>
#include <variant>

// What is known of an upload under way, as far as another start of the program goes on with it.
// Nothing of it is a token, but the addresses of parts are secrets.
struct UploadKept
{
    struct Object // large content
    {
        UploadWire::Storing storing; // where its parts are sent; no parts: not known
        QByteArrayList etags; // of the parts, in order; empty: it has not arrived
        qint64 storedAt = 0; // ms since 1970, when all of it was there; 0: it is not

        bool operator==(const Object &) const = default;
    };
    struct Entry // of a commit
    {
        qsizetype item = 0; // of the order's files
        bool large = false;

        bool operator==(const Entry &) const = default;
    };
    struct Commit
    {
        QByteArray id; // empty: it may be made, or not; only the last one
        QByteArray head; // that the branch was at before, as far as was known
        QStringList pulls; // pull requests that were there before the one that it opens
        QList<Entry> entries;

        bool operator==(const Commit &) const = default;
    };

    UploadOrder order; // its files as they were read last
    QHash<QByteArray, Object> objects; // by sha256
    QList<Commit> commits;
    std::optional<QStringList> pullsBefore; // that a pull request was asked for; none: it was not
    Revision pullRevision; // of the pull request; main: none is opened
    QUrl pullPage; // its page

    // What becomes of it, one after the other.
    struct FileRead
    {
        qsizetype item = 0;
        UploadFile file;
    };
    struct ObjectBegun // with the parts that are there already
    {
        QByteArray sha256;
        Object object;
    };
    struct PartArrived
    {
        QByteArray sha256;
        qsizetype part = 0;
        QByteArray etag;
    };
    struct ObjectStored
    {
        QByteArray sha256;
        qint64 at = 0; // ms since 1970
    };
    struct CommitSent // the number-th; instead of one that was not made
    {
        qsizetype number = 0;
        Commit commit;
    };
    struct CommitMade
    {
        qsizetype number = 0;
        QByteArray id;
    };
    struct PullAsked
    {
        QStringList before; // pull requests
    };
    struct PullOpened
    {
        Revision revision;
        QUrl page;
    };
    using Change = std::variant<FileRead, ObjectBegun, PartArrived, ObjectStored, CommitSent,
                                CommitMade, PullAsked, PullOpened>;
};

#pragma once

#include <QByteArray>
#include <QString>
#include <QUrl>

#include <expected>

// Where the token is kept: the token file and stored_tokens beside it, both shared with the Python
// client. Blocks on the disk: for the thread pool. Errors are translated sentences without the
// token.
struct TokenStore
{
    QString tokenPath;

    // For a Hub that the Python client does not ask: a folder of its own beside the shared file,
    // named for the Hub's origin.
    static TokenStore apart(const QString &sharedPath, const QUrl &hub);

    struct Found
    {
        QByteArray token; // empty: none is kept
        bool readableByOthers = false;
    };

    std::expected<Found, QString> read() const;
    std::expected<void, QString> save(const QString &name, const QByteArray &token) const;
    // Only our token: one that another program has put there meanwhile stays.
    std::expected<void, QString> remove(const QByteArray &token) const;

    QString storedTokensPath() const;
};

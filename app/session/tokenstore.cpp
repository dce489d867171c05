#include "app/session/tokenstore.h"

#include "app/net/origin.h"
#include "app/session/privatefile.h"
#include "app/session/storedtokens.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QFileInfo>
#include <QThread>

#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

// Python truncates the file and writes it again; between the two it is empty.
constexpr int kEmptyReads = 5;
constexpr auto kEmptyReadPause = 20ms;

QByteArray strippedToken(QByteArray bytes)
{
    if (bytes.startsWith("\xef\xbb\xbf")) // a byte order mark from an editor
        bytes.remove(0, 3);
    return bytes.trimmed();
}

} // namespace

TokenStore TokenStore::apart(const QString &sharedPath, const QUrl &hub)
{
    const QString origin = hub.scheme() + "://"_L1 + hub.authority(QUrl::FullyEncoded);
    const QByteArray name
        = QCryptographicHash::hash(origin.toUtf8(), QCryptographicHash::Sha256).toHex().left(16);
    return {QFileInfo(sharedPath).path() + "/hubnaut/"_L1 + QString::fromLatin1(name)
            + "/token"_L1};
}

QString TokenStore::storedTokensPath() const
{
    return QFileInfo(tokenPath).path() + "/stored_tokens"_L1;
}

std::expected<TokenStore::Found, QString> TokenStore::read() const
{
    std::expected<PrivateFile, QString> file;
    for (int i = 0; i < kEmptyReads; ++i) {
        file = PrivateFile::read(tokenPath);
        if (!file || !file->bytes.isEmpty() || !QFileInfo::exists(tokenPath))
            break;
        QThread::sleep(kEmptyReadPause);
    }
    if (!file)
        return std::unexpected(file.error());
    const QByteArray token = strippedToken(file->bytes);
    if (!token.isEmpty() && !isTokenText(token))
        return std::unexpected(
            QCoreApplication::translate("TokenStore", "%1 does not hold a token.").arg(tokenPath));
    return Found{.token = token, .readableByOthers = file->readableByOthers};
}

std::expected<void, QString> TokenStore::save(const QString &name, const QByteArray &token) const
{
    const auto stored = PrivateFile::read(storedTokensPath());
    if (!stored)
        return std::unexpected(stored.error());
    StoredTokens tokens(stored->bytes);
    tokens.set(StoredTokens::sectionName(name), token);
    if (auto done = PrivateFile::replace(storedTokensPath(), tokens.text()); !done)
        return done;
    return PrivateFile::replace(tokenPath, token);
}

std::expected<void, QString> TokenStore::remove(const QByteArray &token) const
{
    const auto kept = PrivateFile::read(tokenPath);
    if (!kept)
        return std::unexpected(kept.error());
    if (strippedToken(kept->bytes) == token)
        if (auto done = PrivateFile::remove(tokenPath); !done)
            return done;
    const auto stored = PrivateFile::read(storedTokensPath());
    if (!stored)
        return std::unexpected(stored.error());
    StoredTokens tokens(stored->bytes);
    tokens.removeToken(token);
    if (tokens.text() == stored->bytes)
        return {};
    return PrivateFile::replace(storedTokensPath(), tokens.text());
}

#include "app/transfer/filemeta.h"

#include "app/hub/revision.h"
#include "app/net/origin.h"

using namespace Qt::StringLiterals;

namespace {

QByteArray plainEtag(QByteArray etag)
{
    while (etag.startsWith('W') || etag.startsWith('/'))
        etag.slice(1);
    while (etag.startsWith('"'))
        etag.slice(1);
    while (etag.endsWith('"'))
        etag.chop(1);
    return etag;
}

// Digits only: Qt's toLongLong takes signs and spaces.
qint64 plainNumber(const QByteArray &text)
{
    bool ok = !text.isEmpty() && text.size() <= 18;
    for (const char c : text)
        ok = ok && c >= '0' && c <= '9';
    return ok ? text.toLongLong() : -1;
}

} // namespace

Result<FileMeta> fileMetaOf(const QList<Answer> &hops, const QUrl &endpoint)
{
    QByteArray commit, linkedEtag, linkedSize, etag, length;
    const auto keepFirst = [](QByteArray &into, const QByteArray &value) {
        if (into.isEmpty())
            into = value;
    };
    for (const Answer &hop : hops) {
        if (!sameOrigin(hop.url, endpoint))
            break;
        keepFirst(commit, hop.header("x-repo-commit"));
        keepFirst(linkedEtag, hop.header("x-linked-etag"));
        keepFirst(linkedSize, hop.header("x-linked-size"));
        if (hop.isRedirect())
            continue;
        etag = hop.header("etag");
        if (hop.status == 200)
            length = hop.header("content-length");
    }
    if (commit.isEmpty())
        return std::unexpected(
            HubError{.kind = HubError::Kind::BadReply,
                     .message = HubError::tr(
                         "This answer did not come from the Hub. Check the address of the Hub, the "
                         "proxy, or whether the network asks you to sign in."),
                     .detail = u"no X-Repo-Commit"_s});
    FileMeta meta{.commit = QString::fromLatin1(commit),
                  .blob = plainEtag(linkedEtag.isEmpty() ? etag : linkedEtag)};
    const QString blob = QString::fromLatin1(meta.blob);
    if (!isSha1Hex(meta.commit))
        return std::unexpected(HubError::badReply(u"X-Repo-Commit is not a commit"_s));
    if (!isSha1Hex(blob) && !isSha256Hex(blob))
        return std::unexpected(HubError::badReply(u"the ETag is not a hash of the content"_s));
    meta.size = plainNumber(linkedSize.isEmpty() ? length : linkedSize);
    return meta;
}

bool isRangeOf(const QByteArray &contentRange, ByteRange range, qint64 size)
{
    return contentRange.trimmed()
        == "bytes " + QByteArray::number(range.from) + '-' + QByteArray::number(range.to - 1) + '/'
        + QByteArray::number(size);
}

// Trees and the bytes of files.
#include "app/hub/parse.h"
#include "app/net/hubclient_p.h"
#include "app/net/origin.h"

#include <QRegularExpression>

#include <limits>

using namespace Qt::StringLiterals;

namespace {

// A server may ignore the range when it starts at the beginning; any other range than the one that
// was asked for would put bytes in the wrong place. A whole web page is a captive portal's: the Hub
// sends even HTML files as plain text.
Result<Body> checkedPart(const Body &body, qint64 offset, qint64 length)
{
    if (body.status == 200 && body.isPage)
        return std::unexpected(HubError::badReply(u"a web page came in place of the file"_s));
    if (body.status == 416 || (body.status == 200 && offset == 0))
        return body;
    static const QRegularExpression form(u"^bytes (\\d{1,19})-(\\d{1,19})/(\\d{1,19}|\\*)$"_s);
    const auto range = form.match(QString::fromLatin1(body.contentRange).trimmed());
    const qint64 first = range.captured(1).toLongLong();
    const qint64 size = range.captured(2).toLongLong() - first + 1;
    if (!range.hasMatch() || first != offset || size != body.bytes.size() || size > length)
        return std::unexpected(
            HubError::badReply(u"the server sent another part of the file: %1"_s.arg(
                QString::fromLatin1(body.contentRange.left(100)))));
    return body;
}

} // namespace

RequestHandle HubClient::tree(const RepoId &repo, const Revision &revision, const QString &folder,
                              Depth depth, Detail detail, Handler<TreePage> done)
{
    QUrlQuery query;
    if (depth == Depth::Recursive)
        addField(query, u"recursive"_s, u"true"_s);
    if (detail == Detail::Expanded)
        addField(query, u"expand"_s, u"true"_s);
    QString path = apiRepoPath(repo) + u"/tree/"_s + revision.encoded();
    if (!folder.isEmpty())
        path += u'/' + escapedPath(folder);
    return ask(apiCall(path, query.toString(QUrl::FullyEncoded)), parseTreePage, std::move(done));
}

RequestHandle HubClient::nextTree(const QUrl &page, Handler<TreePage> done)
{
    return ask(pageCall(page), parseTreePage, std::move(done));
}

RequestHandle HubClient::preupload(const RepoId &repo, const Revision &revision,
                                   const QByteArray &question, Handler<Body> done)
{
    Call call = apiCall(apiRepoPath(repo) + u"/preupload/"_s + revision.encoded());
    call.verb = "POST";
    call.body = question;
    call.contentType = "application/json";
    return ask(
        std::move(call), [](const Body &body) -> Result<Body> { return body; }, std::move(done));
}

RequestHandle HubClient::readFile(const RepoId &repo, const Revision &revision, const QString &path,
                                  qint64 offset, qint64 length, Handler<Body> done)
{
    constexpr qint64 kLargestPart = qint64(64) << 20;
    if (offset < 0 || length < 1 || length > kLargestPart
        || offset > std::numeric_limits<qint64>::max() - length)
        return refuse(HubError::badInput(HubError::tr("That part of the file cannot be read.")),
                      std::move(done));
    Call call = pageCall(resolveUrl(repo, revision, path));
    call.accept = "*/*";
    call.range
        = "bytes=" + QByteArray::number(offset) + '-' + QByteArray::number(offset + length - 1);
    call.maxBytes = length;
    return ask(
        std::move(call),
        [offset, length](const Body &body) { return checkedPart(body, offset, length); },
        std::move(done));
}

RequestHandle HubClient::fetch(const QUrl &url, qint64 maxBytes, Handler<Body> done)
{
    if (!mayRedirect(m_endpoint, url))
        return refuse(HubError::badInput(HubError::tr("This address is not opened for safety.")),
                      std::move(done));
    Call call{.url = url,
              .accept = "*/*",
              .maxBytes = maxBytes,
              .timeout = m_silence,
              .window = m_window};
    return ask(
        std::move(call), [](const Body &body) { return Result<Body>(body); }, std::move(done));
}

QUrl HubClient::resolveUrl(const RepoId &repo, const Revision &revision, const QString &path) const
{
    return QUrl(u"%1/%2%3/resolve/%4/%5"_s.arg(m_endpoint.toString(QUrl::FullyEncoded),
                                               webPrefix(repo.kind()), repo.id(),
                                               revision.encoded(), escapedPath(path)),
                QUrl::StrictMode);
}

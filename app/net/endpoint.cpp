#include "app/net/endpoint.h"

#include "app/net/origin.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

std::unexpected<QString> refusedEndpoint(const char *reason)
{
    return std::unexpected(QCoreApplication::translate("Endpoint", reason));
}

} // namespace

std::expected<QUrl, QString> normalisedEndpoint(QStringView text)
{
    const QString trimmed = text.trimmed().toString();
    if (std::ranges::any_of(trimmed,
                            [](QChar c) { return c.unicode() <= 0x20 || c.unicode() == 0x7f; }))
        return refusedEndpoint(QT_TRANSLATE_NOOP(
            "Endpoint", "The Hub's address has spaces or control characters in it."));
    QUrl url(trimmed, QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty()
        || (url.scheme() != "https"_L1 && url.scheme() != "http"_L1))
        return refusedEndpoint(QT_TRANSLATE_NOOP(
            "Endpoint", "The Hub's address must look like https://huggingface.co."));
    if (!url.userInfo().isEmpty())
        return refusedEndpoint(
            QT_TRANSLATE_NOOP("Endpoint", "The Hub's address must not hold a name or password."));
    if (url.hasQuery() || url.hasFragment())
        return refusedEndpoint(
            QT_TRANSLATE_NOOP("Endpoint", "The Hub's address must end after the host or a path."));
    QString path = url.path(QUrl::FullyEncoded);
    while (path.endsWith(u'/'))
        path.chop(1);
    url.setPath(path, QUrl::StrictMode);
    if (url.path().contains("/../"_L1) || url.path().endsWith("/.."_L1))
        return refusedEndpoint(
            QT_TRANSLATE_NOOP("Endpoint", "The Hub's address must not hold \"..\"."));
    return url;
}

QUrl publicHub()
{
    return QUrl(u"https://huggingface.co"_s);
}

QUrl onEndpoint(const QUrl &link, const QUrl &endpoint)
{
    QUrl url = link;
    if (sameOrigin(url, publicHub()) && !sameOrigin(endpoint, publicHub())) {
        url.setScheme(endpoint.scheme());
        url.setAuthority(endpoint.authority());
        url.setPath(endpoint.path(QUrl::FullyEncoded) + link.path(QUrl::FullyEncoded),
                    QUrl::StrictMode);
    }
    return sameOrigin(url, endpoint) && url.userInfo().isEmpty() ? url : QUrl();
}

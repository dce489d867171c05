#include "app/transfer/hubaccess.h"

using namespace Qt::StringLiterals;

QUrl HubAccess::resolveUrl(const RepoId &repo, const QString &revision, const QString &path) const
{
    QUrl url = endpoint;
    const QByteArray encoded = QUrl::toPercentEncoding(path, "/");
    url.setPath(endpoint.path(QUrl::FullyEncoded) + u'/' + webPrefix(repo.kind()) + repo.id()
                    + "/resolve/"_L1 + QString::fromLatin1(QUrl::toPercentEncoding(revision)) + u'/'
                    + QString::fromLatin1(encoded),
                QUrl::StrictMode);
    return url;
}

QUrl HubAccess::apiUrl(const QString &rest, const QString &query) const
{
    QUrl url = endpoint;
    url.setPath(endpoint.path(QUrl::FullyEncoded) + "/api"_L1 + rest, QUrl::StrictMode);
    if (!query.isEmpty())
        url.setQuery(query);
    return url;
}

QUrl HubAccess::apiUrl(const RepoId &repo, const QString &rest, const QString &query) const
{
    return apiUrl(u'/' + apiSegment(repo.kind()) + u'/' + repo.id() + rest, query);
}

QUrl HubAccess::storageUrl(const RepoId &repo) const
{
    QUrl url = endpoint;
    url.setPath(endpoint.path(QUrl::FullyEncoded) + u'/' + webPrefix(repo.kind()) + repo.id()
                    + ".git/info/lfs/objects/batch"_L1,
                QUrl::StrictMode);
    return url;
}

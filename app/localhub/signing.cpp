// Signed addresses: what they name and until when is in the query, with a MAC over both.
#include "app/localhub/routes.h"

#include <QMessageAuthenticationCode>

using namespace Qt::StringLiterals;

namespace {

QByteArray signatureOf(const QByteArray &key, const QByteArray &path, const QByteArray &expires)
{
    return QMessageAuthenticationCode::hash(path + '\n' + expires, key, QCryptographicHash::Sha256)
        .toHex();
}

} // namespace

QByteArray signedQuery(const RouteCall &call, const QByteArray &path, qint64 expires)
{
    const QByteArray until = QByteArray::number(expires);
    return "Expires=" + until + "&Signature=" + signatureOf(call.signingKey, path, until);
}

bool signatureHolds(const RouteCall &call, qint64 now)
{
    const QByteArray until = call.param(u"Expires"_s).toLatin1();
    return until.toLongLong() >= now
        && call.param(u"Signature"_s).toLatin1()
        == signatureOf(call.signingKey, call.request.path(), until);
}

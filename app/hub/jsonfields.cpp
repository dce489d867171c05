#include "app/hub/jsonfields.h"

#include <QJsonDocument>

#include <limits>

using namespace Qt::StringLiterals;

namespace {

Result<QJsonDocument> jsonOf(const Body &body)
{
    QJsonParseError error;
    QJsonDocument document = QJsonDocument::fromJson(body.bytes, &error);
    if (error.error != QJsonParseError::NoError)
        return std::unexpected(
            HubError::badReply(u"%1 (byte %2)"_s.arg(error.errorString()).arg(error.offset)));
    return document;
}

} // namespace

Result<QJsonArray> JsonFields::rootArray(const Body &body)
{
    const auto document = jsonOf(body);
    if (!document)
        return std::unexpected(document.error());
    if (!document->isArray())
        return std::unexpected(HubError::badReply(u"a list was expected"_s));
    return document->array();
}

Result<QJsonObject> JsonFields::rootObject(const Body &body)
{
    const auto document = jsonOf(body);
    if (!document)
        return std::unexpected(document.error());
    if (!document->isObject())
        return std::unexpected(HubError::badReply(u"an object was expected"_s));
    return document->object();
}

qint64 JsonFields::count(const QJsonValue &value)
{
    return qMax(qint64(-1), value.toInteger(-1));
}

int JsonFields::small(const QJsonValue &value)
{
    const qint64 number = count(value);
    return number > std::numeric_limits<int>::max() ? 0 : qMax(0, int(number));
}

QDateTime JsonFields::time(const QJsonValue &value)
{
    return QDateTime::fromString(value.toString(), Qt::ISODateWithMs);
}

QStringList JsonFields::texts(const QJsonValue &value)
{
    if (value.isString())
        return {value.toString()};
    QStringList list;
    for (const QJsonValue entry : value.toArray())
        if (entry.isString())
            list << entry.toString();
    return list;
}

Gate JsonFields::gate(const QJsonValue &value)
{
    if (value.toString() == "manual"_L1)
        return Gate::Manual;
    // true: what mirrors and older servers say.
    return value.toString() == "auto"_L1 || value.toBool() ? Gate::Automatic : Gate::None;
}

QUrl JsonFields::webAddress(const QJsonValue &value, const QUrl &base)
{
    if (value.toString().isEmpty())
        return {};
    const QUrl url = base.resolved(QUrl(value.toString()));
    const bool web = url.scheme() == "https"_L1 || url.scheme() == "http"_L1;
    return url.isValid() && web && url.userInfo().isEmpty() ? url : QUrl();
}

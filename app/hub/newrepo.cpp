#include "app/hub/newrepo.h"

#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

QByteArray NewRepo::question() const
{
    QString type = apiSegment(id.kind());
    type.chop(1); // "models" is asked for as "model"
    QJsonObject body{{u"type"_s, type},
                     {u"name"_s, id.name()},
                     {u"organization"_s, id.owner()},
                     {u"private"_s, isPrivate}};
    if (!sdk.isEmpty())
        body.insert(u"sdk"_s, sdk);
    return QJsonDocument(body).toJson(QJsonDocument::Compact);
}

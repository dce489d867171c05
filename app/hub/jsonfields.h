#pragma once

#include "app/hub/types.h"
#include "app/net/hubrequest.h"

#include <QJsonArray>
#include <QJsonObject>

// Reads fields of the Hub's JSON without trusting them: a missing or odd one gives the "not said"
// value of types.h, never a guess. Used by the parsers only.
namespace JsonFields {

// The document as an array or an object; anything else is BadReply with the reason.
Result<QJsonArray> rootArray(const Body &body);
Result<QJsonObject> rootObject(const Body &body);

// A whole number from 0 on; -1 when missing, negative, fractional or not a number.
qint64 count(const QJsonValue &value);
// The same for a small number, 0 when it cannot be one.
int small(const QJsonValue &value);
// ISO 8601; invalid when missing or odd.
QDateTime time(const QJsonValue &value);
// Texts of an array, or the one text that stands in its place.
QStringList texts(const QJsonValue &value);
// false, "auto" or "manual".
Gate gate(const QJsonValue &value);
// An http(s) address, relative ones resolved against base; empty otherwise.
QUrl webAddress(const QJsonValue &value, const QUrl &base);

} // namespace JsonFields

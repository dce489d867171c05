#pragma once

#include "app/net/hubrequest.h"

class QNetworkReply;

// Reads a finished reply of Qt Network into our own terms. Nothing here trusts a header.
namespace ReplyReading {

int statusOf(const QNetworkReply &reply); // 0 without an answer
HttpFailure::Cause causeOf(const QNetworkReply &reply);
HttpFailure failureOf(const QNetworkReply &reply, HttpFailure::Cause cause, const QUrl &url,
                      QByteArray body);
// All but the bytes.
Body bodyOf(const QNetworkReply &reply);
QUrl redirectOf(const QNetworkReply &reply); // as sent: relative perhaps; empty for none
// The answer to a range request on an empty file: there is no byte 0 to send.
bool isEmptyFile(const QNetworkReply &reply);

} // namespace ReplyReading

#pragma once

#include "app/transfer/downloadrequest.h"

#include <QUrl>

#include <optional>

class QJsonObject;
class QSqlQuery;

// How a request and who asked for it stand in SQLite, the same in the queue and the history:
// columns kind to root and, for its lists, JSON.
struct AskedFor
{
    DownloadRequest request;
    QUrl endpoint; // of the Hub that was asked
    QString account; // that asked; FirstPages::accountName()
    QString cacheRoot; // absolute
};

QLatin1StringView requestColumns(); // "kind, repo, ..., root"
void bindRequest(QSqlQuery &query, const AskedFor &asked);
// first: position of kind. None: it makes no sense.
std::optional<AskedFor> requestFrom(const QSqlQuery &query, int first, const QJsonObject &lists);

void addLists(QJsonObject &lists, const DownloadRequest &request);
QStringList listIn(const QJsonObject &lists, QLatin1StringView name);

#pragma once

#include "app/upload/uploadkept.h"

#include <QVariant>

#include <optional>

class QSqlDatabase;
class QSqlQuery;

// How an upload under way stands in SQLite: a row of uploads, and one for each file, object, part
// and commit, so that what becomes of it changes few of them.
namespace UploadRows {

inline constexpr int kVersion = 1;

bool run(QSqlQuery &query, const QString &sql, const QVariantList &values = {});
bool make(QSqlQuery &query, int version); // the tables; SqliteFile::Upgrade
bool insert(QSqlQuery &query, const UploadOrder &order, qint64 &id); // of nobody yet
std::optional<UploadKept> read(const QSqlDatabase &database, qint64 id); // none: makes no sense
bool change(QSqlQuery &query, qint64 id, const UploadKept::Change &change);
bool remove(QSqlQuery &query, qint64 id);

} // namespace UploadRows

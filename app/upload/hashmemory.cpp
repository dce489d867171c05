#include "app/upload/hashmemory.h"

#include <QSqlQuery>
#include <QVariant>

using namespace Qt::StringLiterals;

namespace {

constexpr int kMemoryVersion = 1; // one more when Secrets::in() finds more: its files are not here
constexpr int kMostRemembered = 200'000;

bool makeMemory(QSqlQuery &query, int version)
{
    return (version == kMemoryVersion || query.exec(u"DROP TABLE IF EXISTS hashes"_s))
        && query.exec(u"CREATE TABLE IF NOT EXISTS hashes (number INTEGER PRIMARY KEY, path BLOB "
                      "UNIQUE, size INTEGER, modified INTEGER, changed INTEGER, device INTEGER, "
                      "inode INTEGER, sha256 BLOB, git BLOB, sample BLOB)"_s)
        && query.exec(u"SELECT number, path, size, modified, changed, device, inode, sha256, git, "
                      "sample FROM hashes LIMIT 1"_s);
}

void bindFacts(QSqlQuery &query, const UploadFile &file)
{
    query.bindValue(0, file.local);
    query.bindValue(1, file.size);
    query.bindValue(2, file.modifiedNs);
    query.bindValue(3, file.changedNs);
    query.bindValue(4, static_cast<qint64>(file.device));
    query.bindValue(5, static_cast<qint64>(file.inode));
}

} // namespace

HashMemory::HashMemory(const QString &path)
{
    m_file.open(path, kMemoryVersion, makeMemory);
}

void HashMemory::recall(QList<UploadFile> &files, const std::function<bool()> &mayGoOn) const
{
    QSqlQuery query(m_file.database());
    if (!m_file.isOpen()
        || !query.prepare(u"SELECT sha256, git, sample FROM hashes WHERE path = ? AND size = ? AND "
                          "modified = ? AND changed = ? AND device = ? AND inode = ?"_s))
        return;
    query.setForwardOnly(true);
    for (UploadFile &file : files) {
        if (!mayGoOn())
            return;
        bindFacts(query, file);
        if (query.exec() && query.next()) {
            file.sha256 = query.value(0).toByteArray();
            file.gitOid = query.value(1).toByteArray();
            file.sample = query.value(2).toByteArray();
        }
        query.finish();
    }
}

void HashMemory::remember(const QList<UploadFile> &files)
{
    m_file.change([&files](QSqlQuery &query) {
        if (!query.prepare(u"INSERT OR REPLACE INTO hashes (path, size, modified, changed, device, "
                           "inode, sha256, git, sample) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"_s))
            return false;
        for (const UploadFile &file : files) {
            bindFacts(query, file);
            query.bindValue(6, file.sha256);
            query.bindValue(7, file.gitOid);
            query.bindValue(8, file.sample);
            if (!query.exec())
                return false;
        }
        return query.exec(
            u"DELETE FROM hashes WHERE number <= (SELECT MAX(number) FROM hashes) - %1"_s.arg(
                kMostRemembered));
    });
}

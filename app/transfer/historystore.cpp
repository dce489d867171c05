#include "app/transfer/historystore.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSqlQuery>
#include <QUuid>
#include <QVariant>

using namespace Qt::StringLiterals;

namespace {

constexpr int kHistoryVersion = 1;
constexpr auto kEntryColumns = "histkey, hash, state, begun, ended, active, files, done, bytes, "
                               "fetched, peak, error, lists"_L1;

QString selectEntries(QLatin1StringView rest)
{
    return u"SELECT id, %1, %2 FROM entries %3"_s.arg(requestColumns(), kEntryColumns, rest);
}

TransferState endIn(int state)
{
    switch (state) {
    case 1: return TransferState::Failed;
    case 2: return TransferState::Cancelled;
    default: return TransferState::Done;
    }
}

int numberOf(TransferState end) // kept in files: not the enum's, which may change
{
    return end == TransferState::Failed ? 1 : end == TransferState::Cancelled ? 2 : 0;
}

std::optional<HistoryEntry> entryFrom(const QSqlQuery &query)
{
    constexpr int kAfter = 9; // the id and the request
    const auto at = [&query](int n) { return query.value(kAfter + n); };
    const auto lists = QJsonDocument::fromJson(at(12).toString().toUtf8()).object();
    const auto asked = requestFrom(query, 1, lists);
    if (!asked)
        return {};
    const auto time = [&at](int n) {
        return QDateTime::fromMSecsSinceEpoch(at(n).toLongLong(), QTimeZone::UTC);
    };
    return HistoryEntry{.id = query.value(0).toLongLong(),
                        .key = at(0).toString(),
                        .asked = *asked,
                        .commit = at(1).toString(),
                        .end = endIn(at(2).toInt()),
                        .begun = time(3),
                        .ended = time(4),
                        .activeMs = at(5).toLongLong(),
                        .files = at(6).toInt(),
                        .filesDone = at(7).toInt(),
                        .bytes = at(8).toLongLong(),
                        .fetched = at(9).toLongLong(),
                        .peak = at(10).toDouble(),
                        .error = at(11).toString()};
}

// For LIKE ... ESCAPE '\'.
QString likeText(QString text)
{
    for (const QChar special : {u'\\', u'%', u'_'})
        text.replace(special, u'\\' + QString(special));
    return text;
}

} // namespace

HistoryStore::HistoryStore(const QString &path)
{
    if (path != ":memory:"_L1)
        QDir().mkpath(QFileInfo(path).path());
    if (open(path) || !m_trouble.isEmpty())
        return;
    const QString aside
        = path + u".bad-"_s + QDateTime::currentDateTimeUtc().toString(u"yyyyMMddHHmmsszzz"_s);
    for (const QString &part : {u""_s, u"-wal"_s, u"-shm"_s})
        QFile::rename(path + part, aside + part);
    open(path);
}

HistoryStore::~HistoryStore()
{
    const QString name = m_database.connectionName();
    m_database = {};
    QSqlDatabase::removeDatabase(name);
}

bool HistoryStore::open(const QString &path)
{
    if (m_database.isValid())
        m_database.close();
    else
        m_database = QSqlDatabase::addDatabase(u"QSQLITE"_s,
                                               QUuid::createUuid().toString(QUuid::WithoutBraces));
    m_database.setDatabaseName(path);
    m_database.setConnectOptions(u"QSQLITE_BUSY_TIMEOUT=5000"_s); // another program writes
    if (!m_database.open())
        return false;
    QSqlQuery query(m_database);
    const bool read = query.exec(u"PRAGMA user_version"_s) && query.next();
    const int version = read ? query.value(0).toInt() : -1;
    query.finish();
    if (version > kHistoryVersion)
        m_trouble = QCoreApplication::translate(
            "HistoryStore",
            "The history was written by a newer version of this program. It is left "
            "as it is.");
    const bool good = version >= 0 && version <= kHistoryVersion && makeTables();
    if (!good)
        m_database.close();
    else if (path != ":memory:"_L1)
        QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner); // names of private ones
    return good;
}

bool HistoryStore::makeTables()
{
    QSqlQuery query(m_database);
    return query.exec(u"PRAGMA journal_mode=WAL"_s) && query.exec(u"PRAGMA synchronous=NORMAL"_s)
        && query.exec(u"CREATE TABLE IF NOT EXISTS entries (id INTEGER PRIMARY KEY AUTOINCREMENT, "
                      "kind TEXT, repo TEXT, revision TEXT, folder TEXT, public INTEGER, endpoint "
                      "TEXT, account TEXT, root TEXT, histkey TEXT UNIQUE, hash TEXT, state "
                      "INTEGER, begun INTEGER, ended INTEGER, active INTEGER, files INTEGER, done "
                      "INTEGER, bytes INTEGER, fetched INTEGER, peak REAL, error TEXT, lists "
                      "TEXT)"_s)
        && query.exec(u"CREATE INDEX IF NOT EXISTS entries_ended ON entries(ended)"_s)
        && query.exec(u"CREATE TABLE IF NOT EXISTS receipts (entry INTEGER, path TEXT, blob TEXT, "
                      "sha256 TEXT, size INTEGER, source TEXT, state INTEGER, there INTEGER, note "
                      "TEXT, local TEXT)"_s)
        && query.exec(u"CREATE INDEX IF NOT EXISTS receipts_entry ON receipts(entry)"_s)
        && query.exec(u"PRAGMA user_version=%1"_s.arg(kHistoryVersion))
        && query.exec(selectEntries("LIMIT 1"_L1));
}

int HistoryStore::count() const
{
    QSqlQuery query(m_database);
    return isOpen() && query.exec(u"SELECT COUNT(*) FROM entries"_s) && query.next()
        ? query.value(0).toInt()
        : 0;
}

void HistoryStore::put(const HistoryEntry &entry, const QList<Receipt> &receipts)
{
    if (!isOpen() || !m_database.transaction())
        return;
    QSqlQuery query(m_database);
    query.prepare(
        u"DELETE FROM receipts WHERE entry IN (SELECT id FROM entries WHERE histkey=?)"_s);
    query.addBindValue(entry.key);
    query.exec();
    query.prepare(
        u"INSERT OR REPLACE INTO entries (%1, %2) VALUES "
        "(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"_s.arg(requestColumns(), kEntryColumns));
    bindRequest(query, entry.asked);
    QJsonObject lists;
    addLists(lists, entry.asked.request);
    for (const QVariant &value :
         {QVariant(entry.key), QVariant(entry.commit), QVariant(numberOf(entry.end)),
          QVariant(entry.begun.toMSecsSinceEpoch()), QVariant(entry.ended.toMSecsSinceEpoch()),
          QVariant(entry.activeMs), QVariant(entry.files), QVariant(entry.filesDone),
          QVariant(entry.bytes), QVariant(entry.fetched), QVariant(entry.peak),
          QVariant(entry.error),
          QVariant(QString::fromUtf8(QJsonDocument(lists).toJson(QJsonDocument::Compact)))})
        query.addBindValue(value);
    query.exec();
    const qint64 id = query.lastInsertId().toLongLong();
    query.prepare(u"INSERT INTO receipts VALUES (?,?,?,?,?,?,?,?,?,?)"_s);
    for (const Receipt &receipt : receipts) {
        for (const QVariant &value :
             {QVariant(id), QVariant(receipt.path), QVariant(QString::fromLatin1(receipt.blob)),
              QVariant(receipt.sha256), QVariant(receipt.size), QVariant(receipt.source),
              QVariant(numberOf(receipt.end)), QVariant(receipt.wasThere), QVariant(receipt.note),
              QVariant(receipt.localPath)})
            query.addBindValue(value);
        query.exec();
    }
    query.finish();
    trim();
    m_database.commit();
}

void HistoryStore::trim()
{
    QSqlQuery query(m_database);
    if (count() <= kMostEntries)
        return;
    query.exec(u"DELETE FROM entries WHERE id NOT IN (SELECT id FROM entries ORDER BY ended DESC, "
               "id DESC LIMIT %1)"_s.arg(kMostEntries));
    query.exec(u"DELETE FROM receipts WHERE entry NOT IN (SELECT id FROM entries)"_s);
}

QList<HistoryEntry> HistoryStore::read(QSqlQuery &query) const
{
    QList<HistoryEntry> all;
    query.setForwardOnly(true);
    if (!isOpen() || !query.exec())
        return all;
    while (query.next())
        if (auto entry = entryFrom(query))
            all << *std::move(entry);
    return all;
}

QList<HistoryEntry> HistoryStore::find(const QString &text) const
{
    const QString wanted = text.trimmed();
    QSqlQuery query(m_database);
    if (wanted.isEmpty()) {
        query.prepare(selectEntries("ORDER BY ended DESC, id DESC"_L1));
        return read(query);
    }
    query.prepare(selectEntries(
        "WHERE repo LIKE :any ESCAPE '\\' OR error LIKE :any ESCAPE '\\' OR revision LIKE :any "
        "ESCAPE '\\' OR hash LIKE :start ESCAPE '\\' OR id IN (SELECT entry FROM receipts WHERE "
        "path LIKE :any ESCAPE '\\' OR blob LIKE :start ESCAPE '\\' OR sha256 LIKE :start ESCAPE "
        "'\\') ORDER BY ended DESC, id DESC"_L1));
    query.bindValue(u":any"_s, u'%' + likeText(wanted) + u'%');
    query.bindValue(u":start"_s, likeText(wanted) + u'%');
    return read(query);
}

std::optional<HistoryEntry> HistoryStore::entry(qint64 id) const
{
    QSqlQuery query(m_database);
    query.prepare(selectEntries("WHERE id=?"_L1));
    query.addBindValue(id);
    const QList<HistoryEntry> found = read(query);
    return found.isEmpty() ? std::nullopt : std::optional(found.first());
}

QList<Receipt> HistoryStore::receipts(qint64 entry) const
{
    QList<Receipt> all;
    QSqlQuery query(m_database);
    query.setForwardOnly(true);
    query.prepare(
        u"SELECT path, blob, sha256, size, source, state, there, note, local FROM receipts "
        "WHERE entry=? ORDER BY rowid"_s);
    query.addBindValue(entry);
    if (!isOpen() || !query.exec())
        return all;
    while (query.next())
        all << Receipt{.path = query.value(0).toString(),
                       .blob = query.value(1).toString().toLatin1(),
                       .sha256 = query.value(2).toString(),
                       .size = query.value(3).toLongLong(),
                       .source = query.value(4).toString(),
                       .end = endIn(query.value(5).toInt()),
                       .wasThere = query.value(6).toBool(),
                       .note = query.value(7).toString(),
                       .localPath = query.value(8).toString()};
    return all;
}

void HistoryStore::remove(const QList<qint64> &entries)
{
    if (!isOpen() || !m_database.transaction())
        return;
    QSqlQuery query(m_database);
    for (const QString &sql :
         {u"DELETE FROM entries WHERE id=?"_s, u"DELETE FROM receipts WHERE entry=?"_s}) {
        query.prepare(sql);
        for (const qint64 id : entries) {
            query.addBindValue(id);
            query.exec();
        }
    }
    query.finish();
    m_database.commit();
}

void HistoryStore::removeOthers(const QString &account)
{
    if (!isOpen() || !m_database.transaction())
        return;
    QSqlQuery query(m_database);
    query.prepare(
        u"DELETE FROM entries WHERE public=0 AND (COALESCE(account,'')='' OR account<>?)"_s);
    query.addBindValue(account.isNull() ? u""_s : account); // null is unlike everything
    query.exec();
    query.exec(u"DELETE FROM receipts WHERE entry NOT IN (SELECT id FROM entries)"_s);
    query.finish();
    m_database.commit();
}

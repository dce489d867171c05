#include "app/transfer/queuestore.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSqlQuery>
#include <QUuid>
#include <QVariant>

using namespace Qt::StringLiterals;

namespace {

constexpr int kQueueVersion = 2; // 1: without what stands after error

QString columnsOfQueue()
{
    return "id, "_L1 + requestColumns()
        + ", hash, paused, lists, error, place, priority, pausedat, histkey, begun"_L1;
}

QString textOfLists(const QueueStore::Row &row)
{
    QJsonObject lists{{u"paused"_s, QJsonArray::fromStringList(row.paused)},
                      {u"cancelled"_s, QJsonArray::fromStringList(row.cancelled)},
                      {u"order"_s, QJsonArray::fromStringList(row.order)}};
    QJsonObject priorities;
    for (const auto &[path, priority] : row.priorities.asKeyValueRange())
        priorities[path] = int(priority);
    lists["priorities"_L1] = priorities;
    addLists(lists, row.request);
    return QString::fromUtf8(QJsonDocument(lists).toJson(QJsonDocument::Compact));
}

TransferPriority priorityIn(int number)
{
    return number <= 0 ? TransferPriority::Low
        : number == 1  ? TransferPriority::Normal
                       : TransferPriority::High;
}

QHash<QString, TransferPriority> prioritiesIn(const QJsonObject &priorities)
{
    QHash<QString, TransferPriority> all;
    for (auto it = priorities.begin(); it != priorities.end(); ++it)
        all.insert(it.key(), priorityIn(it.value().toInt(1)));
    return all;
}

// In the order of columnsOfQueue().
std::optional<QueueStore::Row> rowFrom(const QSqlQuery &query)
{
    const QJsonObject lists = QJsonDocument::fromJson(query.value(11).toString().toUtf8()).object();
    const auto asked = requestFrom(query, 1, lists);
    const QString commit = query.value(9).toString();
    if (!asked || !(commit.isEmpty() || isSha1Hex(commit)))
        return {};
    return QueueStore::Row{.id = query.value(0).toLongLong(),
                           .request = asked->request,
                           .endpoint = asked->endpoint,
                           .account = asked->account,
                           .cacheRoot = asked->cacheRoot,
                           .commit = commit,
                           .paused = listIn(lists, "paused"_L1),
                           .cancelled = listIn(lists, "cancelled"_L1),
                           .allPaused = query.value(10).toBool(),
                           .error = query.value(12).toString(),
                           .place = query.value(13).toInt(),
                           .priority = priorityIn(query.value(14).toInt()),
                           .priorities = prioritiesIn(lists["priorities"_L1].toObject()),
                           .order = listIn(lists, "order"_L1),
                           .pausedAt = query.value(15).toLongLong(),
                           .key = query.value(16).toString(),
                           .begun = query.value(17).toLongLong()};
}

} // namespace

QueueStore::QueueStore(const QString &path)
{
    const QFileInfo file(path);
    const auto folder = Directory::make(file.path());
    if (!folder)
        return;
    m_lock = FileLock::tryLock(*folder, QFile::encodeName(file.fileName()) + ".lock");
    if (m_lock.state() == FileLock::State::Busy)
        return;
    if (open(path))
        return;
    if (!m_trouble.isEmpty())
        return;
    const QString aside
        = path + u".bad-"_s + QDateTime::currentDateTimeUtc().toString(u"yyyyMMddHHmmsszzz"_s);
    for (const QString &part : {u""_s, u"-wal"_s, u"-shm"_s})
        QFile::rename(path + part, aside + part);
    open(path);
}

QueueStore::~QueueStore()
{
    const QString name = m_database.connectionName();
    m_database = {};
    QSqlDatabase::removeDatabase(name);
}

bool QueueStore::open(const QString &path)
{
    if (m_database.isValid())
        m_database.close();
    else
        m_database = QSqlDatabase::addDatabase(u"QSQLITE"_s,
                                               QUuid::createUuid().toString(QUuid::WithoutBraces));
    m_database.setDatabaseName(path);
    if (!m_database.open())
        return false;
    QSqlQuery query(m_database);
    const bool read = query.exec(u"PRAGMA user_version"_s) && query.next();
    const int version = read ? query.value(0).toInt() : -1;
    query.finish();
    if (version > kQueueVersion)
        m_trouble = QCoreApplication::translate(
            "QueueStore",
            "The list of transfers was written by a newer version of this program. It is "
            "left as it is, and what you ask for now is not kept for the next start.");
    const bool good = version >= 0 && version <= kQueueVersion && makeTable(version);
    if (!good)
        m_database.close();
    else
        QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner); // names of private ones
    return good;
}

bool QueueStore::makeTable(int version)
{
    QSqlQuery query(m_database);
    bool good = query.exec(u"PRAGMA journal_mode=WAL"_s)
        && query.exec(u"PRAGMA synchronous=NORMAL"_s) && m_database.transaction()
        && query.exec(u"CREATE TABLE IF NOT EXISTS queue (id INTEGER PRIMARY KEY AUTOINCREMENT, "
                      "kind TEXT, repo TEXT, revision TEXT, folder TEXT, public INTEGER, endpoint "
                      "TEXT, account TEXT, root TEXT, hash TEXT, paused INTEGER, lists TEXT, error "
                      "TEXT)"_s);
    if (version < 2)
        for (const QString &column : {u"place INTEGER DEFAULT 0"_s, u"priority INTEGER DEFAULT 1"_s,
                                      u"pausedat INTEGER DEFAULT -1"_s,
                                      u"histkey TEXT DEFAULT ''"_s, u"begun INTEGER DEFAULT -1"_s})
            good = good && query.exec(u"ALTER TABLE queue ADD COLUMN "_s + column);
    good = good && (version >= 2 || query.exec(u"UPDATE queue SET place=id"_s))
        && query.exec(u"PRAGMA user_version=%1"_s.arg(kQueueVersion))
        && query.exec(u"SELECT %1 FROM queue"_s.arg(columnsOfQueue()));
    query.finish();
    if (good)
        return m_database.commit();
    m_database.rollback();
    return false;
}

QList<QueueStore::Row> QueueStore::rows() const
{
    QList<Row> all;
    QSqlQuery query(m_database);
    if (!isOpen()
        || !query.exec(u"SELECT %1 FROM queue ORDER BY place, id"_s.arg(columnsOfQueue())))
        return all;
    while (query.next())
        if (const auto row = rowFrom(query))
            all << *row;
    return all;
}

void QueueStore::put(Row &row)
{
    if (!isOpen())
        return;
    QSqlQuery query(m_database);
    query.prepare(
        u"INSERT OR REPLACE INTO queue (%1) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"_s.arg(
            columnsOfQueue()));
    query.addBindValue(row.id > 0 ? QVariant(row.id) : QVariant());
    bindRequest(query, {row.request, row.endpoint, row.account, row.cacheRoot});
    query.addBindValue(row.commit);
    query.addBindValue(row.allPaused);
    query.addBindValue(textOfLists(row));
    query.addBindValue(row.error);
    query.addBindValue(row.place);
    query.addBindValue(int(row.priority));
    query.addBindValue(row.pausedAt);
    query.addBindValue(row.key);
    query.addBindValue(row.begun);
    if (query.exec() && row.id == 0)
        row.id = query.lastInsertId().toLongLong();
}

void QueueStore::setPlaces(const QList<std::pair<qint64, int>> &places)
{
    if (!isOpen() || places.isEmpty() || !m_database.transaction())
        return;
    QSqlQuery query(m_database);
    query.prepare(u"UPDATE queue SET place=? WHERE id=?"_s);
    for (const auto &[id, place] : places) {
        query.addBindValue(place);
        query.addBindValue(id);
        query.exec();
    }
    query.finish();
    m_database.commit();
}

void QueueStore::remove(qint64 id)
{
    if (!isOpen() || id == 0)
        return;
    QSqlQuery query(m_database);
    query.prepare(u"DELETE FROM queue WHERE id=?"_s);
    query.addBindValue(id);
    query.exec();
}

#include "app/transfer/queuestore.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSqlError>
#include <QSqlQuery>
#include <QVariant>

#include <algorithm>
#include <utility>

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
    QJsonObject limits;
    for (const auto &[path, limit] : row.limits.asKeyValueRange())
        limits[path] = limit;
    lists["limits"_L1] = limits;
    lists["limit"_L1] = row.limit;
    lists["known"_L1] = row.known;
    QJsonArray parts;
    for (const QueueStore::Part &part : row.parts)
        parts << QJsonArray{part.path, QString::fromLatin1(part.blob), part.size};
    lists["parts"_L1] = parts;
    lists["activeMs"_L1] = row.activeMs;
    lists["fetched"_L1] = row.fetched;
    lists["peak"_L1] = row.peak;
    lists["rootDevice"_L1] = qint64(row.root.device);
    lists["rootInode"_L1] = qint64(row.root.inode);
    lists["rootParent"_L1] = qint64(row.root.parent);
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

QHash<QString, qint64> limitsIn(const QJsonObject &limits)
{
    QHash<QString, qint64> all;
    for (auto it = limits.begin(); it != limits.end(); ++it)
        all.insert(it.key(), it.value().toInteger());
    return all;
}

QList<QueueStore::Part> partsIn(const QJsonArray &parts)
{
    QList<QueueStore::Part> all;
    for (const QJsonValue &part : parts)
        all << QueueStore::Part{.path = part[0].toString(),
                                .blob = part[1].toString().toLatin1(),
                                .size = part[2].toInteger()};
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
                           .known = lists["known"_L1].toString(),
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
                           .begun = query.value(17).toLongLong(),
                           .limit = lists["limit"_L1].toInteger(),
                           .limits = limitsIn(lists["limits"_L1].toObject()),
                           .parts = partsIn(lists["parts"_L1].toArray()),
                           .activeMs = lists["activeMs"_L1].toInteger(),
                           .fetched = lists["fetched"_L1].toInteger(),
                           .peak = lists["peak"_L1].toDouble(),
                           .root = {.device = quint64(lists["rootDevice"_L1].toInteger()),
                                    .inode = quint64(lists["rootInode"_L1].toInteger()),
                                    .parent = quint64(lists["rootParent"_L1].toInteger())}};
}

bool makeTable(QSqlQuery &query, int version)
{
    bool good = query.exec(
        u"CREATE TABLE IF NOT EXISTS queue (id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT, repo "
        "TEXT, revision TEXT, folder TEXT, public INTEGER, endpoint TEXT, account TEXT, root TEXT, "
        "hash TEXT, paused INTEGER, lists TEXT, error TEXT)"_s);
    if (version < 2)
        for (const QString &column : {u"place INTEGER DEFAULT 0"_s, u"priority INTEGER DEFAULT 1"_s,
                                      u"pausedat INTEGER DEFAULT -1"_s,
                                      u"histkey TEXT DEFAULT ''"_s, u"begun INTEGER DEFAULT -1"_s})
            good = good && query.exec(u"ALTER TABLE queue ADD COLUMN "_s + column);
    return good && (version >= 2 || query.exec(u"UPDATE queue SET place=id"_s))
        && query.exec(u"SELECT %1 FROM queue LIMIT 1"_s.arg(columnsOfQueue()));
}

} // namespace

QueueStore::QueueStore(const QString &path)
    : m_sole(path, kQueueVersion, makeTable)
{ }

QList<QueueStore::Row> QueueStore::rows() const
{
    QList<Row> all;
    QSqlQuery query(m_sole.file().database());
    if (!isOpen()
        || !query.exec(u"SELECT %1 FROM queue ORDER BY place, id"_s.arg(columnsOfQueue())))
        return all;
    while (query.next())
        if (const auto row = rowFrom(query))
            all << *row;
    return all;
}

// A write that is made durable waits for the disk.
void QueueStore::setWrites(Writes writes)
{
    if (std::exchange(m_writes, writes) == writes)
        return;
    QSqlQuery query(m_sole.file().database());
    query.exec(u"PRAGMA synchronous=%1"_s.arg(writes == Writes::AtOnce ? "FULL"_L1 : "NORMAL"_L1));
}

void QueueStore::note(const QSqlQuery &query)
{
    const QString words = query.lastError().databaseText();
    m_failure = !query.lastError().isValid()
        ? QString()
        : QCoreApplication::translate(
              "QueueStore",
              "The list of transfers cannot be written: %1. What you ask for now may be unknown to "
              "the next start. Make room on the disk that holds this program's data, or see that "
              "it may be written to.")
              .arg(words);
}

void QueueStore::put(Row &row, Writes writes)
{
    if (!isOpen())
        return;
    setWrites(writes);
    QSqlQuery query(m_sole.file().database());
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
    note(query);
}

void QueueStore::setPlaces(const QList<std::pair<qint64, int>> &places)
{
    if (places.isEmpty())
        return;
    m_sole.file().change([&places](QSqlQuery &query) {
        query.prepare(u"UPDATE queue SET place=? WHERE id=?"_s);
        return std::ranges::all_of(places, [&query](const std::pair<qint64, int> &row) {
            query.addBindValue(row.second);
            query.addBindValue(row.first);
            return query.exec();
        });
    });
}

void QueueStore::remove(qint64 id)
{
    if (!isOpen() || id == 0)
        return;
    setWrites(Writes::AtOnce);
    QSqlQuery query(m_sole.file().database());
    query.prepare(u"DELETE FROM queue WHERE id=?"_s);
    query.addBindValue(id);
    query.exec();
    note(query);
}

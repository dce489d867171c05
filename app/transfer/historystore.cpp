#include "app/transfer/historystore.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSqlQuery>
#include <QVariant>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

constexpr int kHistoryVersion = 1;
constexpr auto kEntryColumns = "histkey, hash, state, begun, ended, active, files, done, bytes, "
                               "fetched, peak, error, lists"_L1;

QString selectEntries(QLatin1StringView rest, const QString &condition = {})
{
    return u"SELECT id, %1, %2 FROM entries "_s.arg(requestColumns(), kEntryColumns)
        + QString(rest).replace("%1"_L1, condition);
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

bool makeTables(QSqlQuery &query, int)
{
    return query.exec(u"CREATE TABLE IF NOT EXISTS entries (id INTEGER PRIMARY KEY AUTOINCREMENT, "
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
        && query.exec(selectEntries("LIMIT 1"_L1));
}

} // namespace

HistoryStore::HistoryStore(const QString &path)
{
    m_file.open(path, kHistoryVersion, makeTables);
    if (m_file.isNewer())
        m_trouble = QCoreApplication::translate(
            "HistoryStore",
            "The history was written by a newer version of this program. It is left "
            "as it is.");
    else if (!isOpen())
        m_trouble
            = QCoreApplication::translate(
                  "HistoryStore",
                  "The history cannot be opened: %1 It is left as it is, and what ends now is "
                  "not added to it.")
                  .arg(m_file.error());
}

QString HistoryStore::shown() const
{
    return u"(public=1 OR id>%1 OR COALESCE(account,'')='%2')"_s.arg(m_others).arg(
        QString(m_account).replace(u'\'', u"''"_s));
}

int HistoryStore::count() const
{
    QSqlQuery query(m_file.database());
    return isOpen() && query.exec(u"SELECT COUNT(*) FROM entries WHERE "_s + shown())
            && query.next()
        ? query.value(0).toInt()
        : 0;
}

void HistoryStore::put(const HistoryEntry &entry, const QList<Receipt> &receipts)
{
    const auto insert = [](QSqlQuery &query, const QVariantList &values) {
        for (const QVariant &value : values)
            query.addBindValue(value);
        return query.exec();
    };
    QJsonObject lists;
    addLists(lists, entry.asked.request);
    m_file.change([&](QSqlQuery &query) {
        query.prepare(
            u"DELETE FROM receipts WHERE entry IN (SELECT id FROM entries WHERE histkey=?)"_s);
        if (!insert(query, {entry.key}))
            return false;
        query.prepare(
            u"INSERT OR REPLACE INTO entries (%1, %2) VALUES "
            "(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"_s.arg(requestColumns(), kEntryColumns));
        bindRequest(query, entry.asked);
        if (!insert(query,
                    {entry.key, entry.commit, numberOf(entry.end), entry.begun.toMSecsSinceEpoch(),
                     entry.ended.toMSecsSinceEpoch(), entry.activeMs, entry.files, entry.filesDone,
                     entry.bytes, entry.fetched, entry.peak, entry.error,
                     QString::fromUtf8(QJsonDocument(lists).toJson(QJsonDocument::Compact))}))
            return false;
        const qint64 id = query.lastInsertId().toLongLong();
        query.prepare(u"INSERT INTO receipts VALUES (?,?,?,?,?,?,?,?,?,?)"_s);
        return std::ranges::all_of(receipts,
                                   [&](const Receipt &receipt) {
                                       return insert(query,
                                                     {id, receipt.path,
                                                      QString::fromLatin1(receipt.blob),
                                                      receipt.sha256, receipt.size, receipt.source,
                                                      numberOf(receipt.end), receipt.wasThere,
                                                      receipt.note, receipt.localPath});
                                   })
            && trim(query);
    });
}

bool HistoryStore::trim(QSqlQuery &query) const
{
    const bool counted = query.exec(u"SELECT COUNT(*) FROM entries"_s) && query.next();
    const int all = counted ? query.value(0).toInt() : 0;
    query.finish();
    return all <= kMostEntries
        || (query.exec(u"DELETE FROM entries WHERE id NOT IN (SELECT id FROM entries ORDER BY "
                       "ended DESC, id DESC LIMIT %1)"_s.arg(kMostEntries))
            && query.exec(u"DELETE FROM receipts WHERE entry NOT IN (SELECT id FROM entries)"_s));
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
    QSqlQuery query(m_file.database());
    if (wanted.isEmpty()) {
        query.prepare(selectEntries("WHERE %1 ORDER BY ended DESC, id DESC"_L1, shown()));
        return read(query);
    }
    query.prepare(selectEntries(
        "WHERE %1 AND (repo LIKE :any ESCAPE '\\' OR error LIKE :any ESCAPE '\\' OR revision LIKE "
        ":any "
        "ESCAPE '\\' OR hash LIKE :start ESCAPE '\\' OR id IN (SELECT entry FROM receipts WHERE "
        "path LIKE :any ESCAPE '\\' OR blob LIKE :start ESCAPE '\\' OR sha256 LIKE :start ESCAPE "
        "'\\')) ORDER BY ended DESC, id DESC"_L1,
        shown()));
    query.bindValue(u":any"_s, u'%' + likeText(wanted) + u'%');
    query.bindValue(u":start"_s, likeText(wanted) + u'%');
    return read(query);
}

std::optional<HistoryEntry> HistoryStore::entry(qint64 id) const
{
    QSqlQuery query(m_file.database());
    query.prepare(selectEntries("WHERE id=?"_L1));
    query.addBindValue(id);
    const QList<HistoryEntry> found = read(query);
    return found.isEmpty() ? std::nullopt : std::optional(found.first());
}

bool HistoryStore::hasKey(const QString &key) const
{
    QSqlQuery query(m_file.database());
    query.prepare(u"SELECT 1 FROM entries WHERE histkey=?"_s);
    query.addBindValue(key);
    return isOpen() && query.exec() && query.next();
}

QList<Receipt> HistoryStore::receipts(qint64 entry) const
{
    QList<Receipt> all;
    QSqlQuery query(m_file.database());
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
    m_file.change([&entries](QSqlQuery &query) {
        for (const QString &sql :
             {u"DELETE FROM entries WHERE id=?"_s, u"DELETE FROM receipts WHERE entry=?"_s}) {
            query.prepare(sql);
            for (const qint64 id : entries) {
                query.addBindValue(id);
                if (!query.exec())
                    return false;
            }
        }
        return true;
    });
}

void HistoryStore::hideOthers(const QString &account)
{
    QSqlQuery query(m_file.database());
    const bool found = isOpen() && query.exec(u"SELECT MAX(id) FROM entries"_s) && query.next();
    m_others = found ? query.value(0).toLongLong() : 0;
    m_account = account;
}

void HistoryStore::renameAccount(const QString &from, const QString &to)
{
    m_file.change([&](QSqlQuery &query) {
        query.prepare(u"UPDATE entries SET account=? WHERE account=?"_s);
        query.addBindValue(to);
        query.addBindValue(from);
        return query.exec();
    });
    if (m_account == from)
        m_account = to;
}

void HistoryStore::removePrivate()
{
    m_file.change([](QSqlQuery &query) {
        return query.exec(u"DELETE FROM entries WHERE public=0"_s)
            && query.exec(u"DELETE FROM receipts WHERE entry NOT IN (SELECT id FROM entries)"_s);
    });
}

#include "app/transfer/queuestore.h"

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

constexpr int kQueueVersion = 1;

QString textOfLists(const QueueStore::Row &row)
{
    const auto list = [](const QStringList &texts) { return QJsonArray::fromStringList(texts); };
    const QJsonObject lists{{u"paths"_s, list(row.request.paths)},
                            {u"allow"_s, list(row.request.allow)},
                            {u"ignore"_s, list(row.request.ignore)},
                            {u"paused"_s, list(row.paused)},
                            {u"cancelled"_s, list(row.cancelled)}};
    return QString::fromUtf8(QJsonDocument(lists).toJson(QJsonDocument::Compact));
}

QStringList listOf(const QJsonObject &lists, QLatin1StringView name)
{
    QStringList texts;
    for (const QJsonValue &text : lists[name].toArray())
        texts << text.toString();
    return texts;
}

std::optional<RepoKind> kindNamed(const QString &segment)
{
    for (const RepoKind kind : {RepoKind::Model, RepoKind::Dataset, RepoKind::Space})
        if (apiSegment(kind) == segment)
            return kind;
    return {};
}

// In the order of the columns.
std::optional<QueueStore::Row> rowFrom(const QSqlQuery &query)
{
    const auto kind = kindNamed(query.value(1).toString());
    const auto repo = kind ? RepoId::parse(*kind, query.value(2).toString()) : std::nullopt;
    const auto revision = Revision::parse(query.value(3).toString());
    if (!repo || !revision)
        return {};
    const QJsonObject lists = QJsonDocument::fromJson(query.value(11).toString().toUtf8()).object();
    QueueStore::Row row{.id = query.value(0).toLongLong(),
                        .request = {.repo = *repo,
                                    .revision = *revision,
                                    .paths = listOf(lists, "paths"_L1),
                                    .allow = listOf(lists, "allow"_L1),
                                    .ignore = listOf(lists, "ignore"_L1),
                                    .folder = query.value(4).toString(),
                                    .isPublic = query.value(5).toBool()},
                        .endpoint = QUrl(query.value(6).toString(), QUrl::StrictMode),
                        .account = query.value(7).toString(),
                        .cacheRoot = query.value(8).toString(),
                        .commit = query.value(9).toString(),
                        .paused = listOf(lists, "paused"_L1),
                        .cancelled = listOf(lists, "cancelled"_L1),
                        .allPaused = query.value(10).toBool(),
                        .error = query.value(12).toString()};
    const bool places = QDir::isAbsolutePath(row.cacheRoot)
        && (row.request.folder.isEmpty() || QDir::isAbsolutePath(row.request.folder));
    const bool known = row.commit.isEmpty() || isSha1Hex(row.commit);
    return places && known && row.endpoint.isValid() ? std::optional(row) : std::nullopt;
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
    QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner); // names of private ones
    QSqlQuery query(m_database);
    const bool read = query.exec(u"PRAGMA user_version"_s) && query.next();
    const int version = read ? query.value(0).toInt() : -1;
    query.finish();
    const bool good = (version == 0 || version == kQueueVersion)
        && query.exec(u"PRAGMA journal_mode=WAL"_s) && query.exec(u"PRAGMA synchronous=NORMAL"_s)
        && query.exec(u"CREATE TABLE IF NOT EXISTS queue (id INTEGER PRIMARY KEY AUTOINCREMENT, "
                      "kind TEXT, repo TEXT, revision TEXT, folder TEXT, public INTEGER, endpoint "
                      "TEXT, account TEXT, root TEXT, hash TEXT, paused INTEGER, lists TEXT, error "
                      "TEXT)"_s)
        && query.exec(u"PRAGMA user_version=%1"_s.arg(kQueueVersion))
        && query.exec(u"SELECT * FROM queue"_s);
    query.finish();
    if (!good)
        m_database.close();
    return good;
}

QList<QueueStore::Row> QueueStore::rows() const
{
    QList<Row> all;
    QSqlQuery query(m_database);
    if (!isOpen() || !query.exec(u"SELECT * FROM queue ORDER BY id"_s))
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
    query.prepare(u"INSERT OR REPLACE INTO queue VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)"_s);
    query.addBindValue(row.id > 0 ? QVariant(row.id) : QVariant());
    query.addBindValue(apiSegment(row.request.repo.kind()));
    query.addBindValue(row.request.repo.id());
    query.addBindValue(row.request.revision.name());
    query.addBindValue(row.request.folder);
    query.addBindValue(row.request.isPublic);
    query.addBindValue(row.endpoint.toString(QUrl::FullyEncoded));
    query.addBindValue(row.account);
    query.addBindValue(row.cacheRoot);
    query.addBindValue(row.commit);
    query.addBindValue(row.allPaused);
    query.addBindValue(textOfLists(row));
    query.addBindValue(row.error);
    if (query.exec() && row.id == 0)
        row.id = query.lastInsertId().toLongLong();
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

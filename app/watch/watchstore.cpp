#include "app/watch/watchstore.h"

#include "app/transfer/solefile.h"

#include <QSqlQuery>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace {

constexpr int kWatchVersion = 2; // 1: a path was in contents or left out, never both
constexpr auto kRulesPath = ""_L1; // no path: stands for the .gitignore that others are left by

bool runWatch(QSqlQuery &query, const QString &sql, const QVariantList &values = {})
{
    if (!query.prepare(sql))
        return false;
    for (const QVariant &value : values)
        query.addBindValue(value);
    return query.exec();
}

bool makeContents(QSqlQuery &query)
{
    return query.exec(
        u"CREATE TABLE IF NOT EXISTS contents (folder TEXT, path TEXT, ignored INTEGER, content "
        "BLOB, PRIMARY KEY (folder, ignored, path)) WITHOUT ROWID"_s);
}

bool makeWatch(QSqlQuery &query, int version)
{
    const bool made = query.exec(
        u"CREATE TABLE IF NOT EXISTS folders (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT "
        "UNIQUE, data BLOB)"_s);
    const bool fits = version == 1
        ? query.exec(u"ALTER TABLE contents RENAME TO contents1"_s) && makeContents(query)
            && query.exec(u"INSERT INTO contents SELECT folder, path, ignored, content FROM "
                          "contents1"_s)
            && query.exec(u"DROP TABLE contents1"_s)
        : makeContents(query);
    return made && fits && query.exec(u"SELECT data FROM folders LIMIT 1"_s);
}

bool putMemory(QSqlQuery &query, const QString &id, const WatchMemory &memory)
{
    const QString insert = u"INSERT OR REPLACE INTO contents VALUES (?, ?, ?, ?)"_s;
    if (!query.prepare(insert))
        return false;
    const auto put = [&query, &id](const QString &path, bool ignored, const QByteArray &content) {
        query.addBindValue(id);
        query.addBindValue(path);
        query.addBindValue(ignored);
        query.addBindValue(content);
        return query.exec();
    };
    for (const auto &[path, content] : memory.contents.asKeyValueRange())
        if (!put(path, false, content))
            return false;
    for (const auto &[path, content] : memory.ignored.asKeyValueRange())
        if (!put(path, true, content))
            return false;
    return memory.ignoredBy.isEmpty() || put(kRulesPath, true, memory.ignoredBy);
}

WatchMemory memoryIn(const QSqlDatabase &database, const QString &id)
{
    WatchMemory memory;
    QSqlQuery query(database);
    query.setForwardOnly(true);
    runWatch(query, u"SELECT path, ignored, content FROM contents WHERE folder=?"_s, {id});
    while (query.next()) {
        const QString path = query.value(0).toString();
        const QByteArray content = query.value(2).toByteArray();
        if (path == kRulesPath)
            memory.ignoredBy = content;
        else
            (query.value(1).toBool() ? memory.ignored : memory.contents).insert(path, content);
    }
    return memory;
}

bool dropMemory(QSqlQuery &query, const QString &id)
{
    return runWatch(query, u"DELETE FROM contents WHERE folder=?"_s, {id});
}

} // namespace

struct WatchStore::Files
{
    std::unique_ptr<SoleFile> sole; // null: memory is used
    std::unique_ptr<SqliteFile> memory;

    SqliteFile &file() const { return sole ? sole->file() : *memory; }
    Found open(const QString &path);
};

WatchStore::Found WatchStore::Files::open(const QString &path)
{
    Found found;
    if (path.isEmpty()) {
        memory = std::make_unique<SqliteFile>();
        memory->open(u":memory:"_s, kWatchVersion, makeWatch);
    } else {
        sole = std::make_unique<SoleFile>(path, kWatchVersion, makeWatch);
        found.trouble = sole->trouble();
    }
    if (!file().isOpen())
        return found;
    QSqlQuery query(file().database());
    runWatch(query, u"SELECT data FROM folders ORDER BY number"_s);
    while (query.next())
        if (auto folder = WatchedFolder::fromJson(query.value(0).toByteArray()))
            found.folders << *std::move(folder);
    return found;
}

WatchStore::WatchStore(QString path)
    : m_path(std::move(path))
    , m_files(std::make_shared<Files>())
{
    m_disk.setMaxThreadCount(1);
    m_disk.setExpiryTimeout(-1); // a database belongs to one thread
}

WatchStore::~WatchStore()
{
    m_disk.start([files = std::exchange(m_files, nullptr)] {
        files->sole.reset();
        files->memory.reset();
    });
}

QFuture<WatchStore::Found> WatchStore::open()
{
    return QtConcurrent::run(&m_disk,
                             [files = m_files, path = m_path] { return files->open(path); });
}

void WatchStore::keep(const WatchedFolder &folder)
{
    m_disk.start([files = m_files, id = folder.id, data = folder.toJson()] {
        files->file().change([&](QSqlQuery &query) {
            return runWatch(query,
                            u"INSERT INTO folders (id, data) VALUES (?, ?) ON CONFLICT (id) DO "
                            "UPDATE SET data=excluded.data"_s,
                            {id, data});
        });
    });
}

void WatchStore::forget(const QString &id)
{
    m_disk.start([files = m_files, id] {
        files->file().change([&id](QSqlQuery &query) {
            return runWatch(query, u"DELETE FROM folders WHERE id=?"_s, {id})
                && dropMemory(query, id);
        });
    });
}

QFuture<WatchMemory> WatchStore::memory(const QString &id) const
{
    return QtConcurrent::run(
        &m_disk, [files = m_files, id] { return memoryIn(files->file().database(), id); });
}

void WatchStore::keepMemory(const QString &id, const WatchMemory &memory)
{
    m_disk.start([files = m_files, id, memory] {
        files->file().change([&](QSqlQuery &query) {
            return dropMemory(query, id) && putMemory(query, id, memory);
        });
    });
}

void WatchStore::addMemory(const QString &id, const WatchMemory &more)
{
    m_disk.start([files = m_files, id, more] {
        files->file().change([&](QSqlQuery &query) { return putMemory(query, id, more); });
    });
}

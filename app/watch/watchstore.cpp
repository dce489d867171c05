#include "app/watch/watchstore.h"

#include "app/transfer/solefile.h"

#include <QCoreApplication>
#include <QSqlError>
#include <QSqlQuery>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace {

constexpr int kWatchVersion = 2; // 1: a path was in contents or left out, never both
constexpr auto kRulesPath = ""_L1; // no path: stands for the .gitignore that others are left by

struct WatchStoreWords
{
    Q_DECLARE_TR_FUNCTIONS(WatchStore)

public:
    static QString cannotBeRead(const QString &why)
    {
        return tr("The list of watched folders cannot be opened: %1 It is left as it is. Nothing "
                  "is watched in this window.")
            .arg(why);
    }
    static QString of(const SoleFile &file)
    {
        switch (file.state()) {
        case SoleFile::State::Open: return {};
        case SoleFile::State::Taken:
            return tr("Another window of this program watches folders. Nothing is watched in this "
                      "window.");
        case SoleFile::State::Newer:
            return tr("The list of watched folders was written by a newer version of this "
                      "program. It is left as it is. Nothing is watched in this window.");
        case SoleFile::State::Unreadable: return cannotBeRead(file.reason());
        }
        Q_UNREACHABLE_RETURN({});
    }
};

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

// Half of it would be worse than none.
std::optional<WatchMemory> memoryIn(const QSqlDatabase &database, const QString &id)
{
    WatchMemory memory;
    QSqlQuery query(database);
    query.setForwardOnly(true);
    if (!runWatch(query, u"SELECT path, ignored, content FROM contents WHERE folder=?"_s, {id}))
        return {};
    while (query.next()) {
        const QString path = query.value(0).toString();
        const QByteArray content = query.value(2).toByteArray();
        if (path == kRulesPath)
            memory.ignoredBy = content;
        else
            (query.value(1).toBool() ? memory.ignored : memory.contents).insert(path, content);
    }
    if (query.lastError().isValid())
        return {};
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
        found.trouble = WatchStoreWords::of(*sole);
    }
    if (!file().isOpen())
        return found;
    found.aside = file().aside();
    QSqlQuery query(file().database());
    query.setForwardOnly(true);
    const bool isRead = runWatch(query, u"SELECT data FROM folders ORDER BY number"_s);
    while (isRead && query.next())
        if (auto folder = WatchedFolder::fromJson(query.value(0).toByteArray()))
            found.folders << *std::move(folder);
    if (const QSqlError error = query.lastError(); !isRead || error.isValid())
        found = {.trouble = WatchStoreWords::cannotBeRead(error.databaseText())};
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

QFuture<bool> WatchStore::change(std::function<bool(QSqlQuery &query)> work)
{
    return QtConcurrent::run(
        &m_disk, [files = m_files, work = std::move(work)] { return files->file().change(work); });
}

QFuture<bool> WatchStore::keep(const WatchedFolder &folder)
{
    return change([id = folder.id, data = folder.toJson()](QSqlQuery &query) {
        return runWatch(query,
                        u"INSERT INTO folders (id, data) VALUES (?, ?) ON CONFLICT (id) DO "
                        "UPDATE SET data=excluded.data"_s,
                        {id, data});
    });
}

QFuture<bool> WatchStore::forget(const QString &id)
{
    return change([id](QSqlQuery &query) {
        return runWatch(query, u"DELETE FROM folders WHERE id=?"_s, {id}) && dropMemory(query, id);
    });
}

QFuture<std::optional<WatchMemory>> WatchStore::memory(const QString &id) const
{
    return QtConcurrent::run(
        &m_disk, [files = m_files, id] { return memoryIn(files->file().database(), id); });
}

QFuture<bool> WatchStore::keepMemory(const QString &id, const WatchMemory &memory)
{
    return change([id, memory](QSqlQuery &query) {
        return dropMemory(query, id) && putMemory(query, id, memory);
    });
}

QFuture<bool> WatchStore::addMemory(const QString &id, const WatchMemory &more)
{
    return change([id, more](QSqlQuery &query) { return putMemory(query, id, more); });
}

#include "app/transfer/queuestore.h"
#include "tests/support/otherdatabase.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <csignal>

using namespace Qt::StringLiterals;

namespace {

std::atomic_int syncs = 0;

} // namespace

// In place of the C library's, for SQLite too.
extern "C" int countedSync(int file) asm("fdatasync");
int countedSync(int file)
{
    ++syncs;
    return static_cast<int>(syscall(SYS_fdatasync, file));
}

// The list of what was asked for survives the program, and a file that makes no sense costs nothing
// but itself.
class QueueStoreTest final : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_temp = std::make_unique<QTemporaryDir>(); }
    void keepsAll();
    void changesAndRemoves();
    void oneProgramAtATime();
    void unreadable_data();
    void unreadable();
    void newerIsLeftAlone();
    void olderIsTakenOver();
    void places();
    void oddRows_data();
    void oddRows();
    void nowhereToWrite();
    void fullDiskIsNoReasonToForget();
    void isOnTheDiskAtOnce();
    void failureIsSaid();

private:
    std::unique_ptr<QTemporaryDir> m_temp;
    void write(const QStringList &statements) const
    {
        QVERIFY(QDir().mkpath(m_temp->filePath(u"data"_s)));
        QVERIFY(changeElsewhere(path(), statements));
    }
    QString path() const { return m_temp->filePath(u"data/queue.sqlite"_s); }
    static QueueStore::Row row(const QString &name)
    {
        return {.request = {.repo = *RepoId::parse(RepoKind::Dataset, u"ada/"_s + name)},
                .endpoint = QUrl(u"https://hub.example"_s),
                .account = u"0123"_s,
                .cacheRoot = u"/cache"_s};
    }
    static QStringList names(const QueueStore &store)
    {
        QStringList all;
        for (const QueueStore::Row &row : store.rows())
            all << row.request.repo.name();
        return all;
    }
};

void QueueStoreTest::keepsAll()
{
    QueueStore::Row row{.request = {.repo = *RepoId::parse(RepoKind::Space, u"ada/space.x"),
                                    .revision = *Revision::parse(u"refs/pr/3"),
                                    .paths = {u"a'b.bin"_s, u"نموذج/配置.json"_s},
                                    .allow = {u"*.json"_s},
                                    .ignore = {u"x\"y"_s, u""_s},
                                    .folder = u"/a folder"_s,
                                    .isPublic = true},
                        .endpoint = QUrl(u"http://127.0.0.1:8080/a%20b"_s),
                        .account = u"77"_s,
                        .cacheRoot = u"/c"_s,
                        .commit = QString(40, u'a'),
                        .paused = {u"a'b.bin"_s},
                        .cancelled = {u"c"_s},
                        .allPaused = true,
                        .error = u"It failed."_s};
    {
        QueueStore store(path());
        QVERIFY(store.isOpen());
        store.put(row);
        QVERIFY(row.id > 0);
    }
    const QueueStore store(path());
    QCOMPARE(store.rows().size(), 1);
    const QueueStore::Row read = store.rows().first();
    QCOMPARE(read.id, row.id);
    QCOMPARE(read.request.repo, row.request.repo);
    QCOMPARE(read.request.revision, row.request.revision);
    QCOMPARE(read.request.paths, row.request.paths);
    QCOMPARE(read.request.allow, row.request.allow);
    QCOMPARE(read.request.ignore, row.request.ignore);
    QCOMPARE(read.request.folder, row.request.folder);
    QVERIFY(read.request.isPublic);
    QCOMPARE(read.endpoint, row.endpoint);
    QCOMPARE(read.account, row.account);
    QCOMPARE(read.cacheRoot, row.cacheRoot);
    QCOMPARE(read.commit, row.commit);
    QCOMPARE(read.paused, row.paused);
    QCOMPARE(read.cancelled, row.cancelled);
    QVERIFY(read.allPaused);
    QCOMPARE(read.error, row.error);
    QCOMPARE(QFile::permissions(path()) & (QFile::ReadGroup | QFile::ReadOther),
             QFile::Permissions());
}

void QueueStoreTest::changesAndRemoves()
{
    QueueStore store(path());
    QueueStore::Row a = row(u"a"_s);
    QueueStore::Row b = row(u"b"_s);
    QueueStore::Row c = row(u"c"_s);
    store.put(a);
    store.put(b);
    store.put(c);
    a.error = u"later"_s;
    store.put(a);
    QCOMPARE(names(store), (QStringList{u"a"_s, u"b"_s, u"c"_s})); // keeps its place
    QCOMPARE(store.rows().first().error, u"later");
    store.remove(b.id);
    store.remove(0);
    QCOMPARE(names(store), (QStringList{u"a"_s, u"c"_s}));
}

void QueueStoreTest::oneProgramAtATime() // D29
{
    auto first = std::make_unique<QueueStore>(path());
    QueueStore::Row a = row(u"a"_s);
    first->put(a);
    QueueStore second(path());
    QVERIFY(!second.isOpen());
    QVERIFY(!second.trouble().isEmpty());
    QueueStore::Row b = row(u"b"_s);
    second.put(b);
    QVERIFY(second.rows().isEmpty());
    first.reset();
    const QueueStore third(path());
    QCOMPARE(names(third), QStringList{u"a"_s});
}

void QueueStoreTest::unreadable_data() // D27
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("not a database") << QByteArray(5'000, 'x');
    QTest::newRow("cut") << QByteArray("SQLite format 3\0", 16);
}

void QueueStoreTest::unreadable()
{
    QFETCH(const QByteArray, bytes);
    QVERIFY(QDir().mkpath(m_temp->filePath(u"data"_s)));
    {
        QFile file(path());
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
    }
    QueueStore store(path());
    QVERIFY(store.isOpen());
    QueueStore::Row a = row(u"a"_s);
    store.put(a);
    QCOMPARE(names(store), QStringList{u"a"_s});
    const QDir folder(m_temp->filePath(u"data"_s));
    QCOMPARE(folder.entryList({u"queue.sqlite.bad-*"_s}).size(), 1);
}

void QueueStoreTest::newerIsLeftAlone() // D27
{
    write({u"PRAGMA user_version=99"_s, u"CREATE TABLE queue (what TEXT)"_s,
           u"INSERT INTO queue VALUES ('later')"_s});
    QFile file(path());
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray before = file.readAll();
    {
        QueueStore store(path());
        QVERIFY(!store.isOpen());
        QVERIFY(!store.trouble().isEmpty());
        QueueStore::Row a = row(u"a"_s);
        store.put(a);
        QVERIFY(store.rows().isEmpty());
    }
    QVERIFY(file.seek(0));
    QCOMPARE(file.readAll(), before);
    QCOMPARE(QDir(m_temp->filePath(u"data"_s)).entryList({u"*.bad-*"_s}).size(), 0);
}

void QueueStoreTest::olderIsTakenOver() // as version 1 wrote it
{
    write({u"CREATE TABLE queue (id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT, repo TEXT, "
           "revision TEXT, folder TEXT, public INTEGER, endpoint TEXT, account TEXT, root TEXT, "
           "hash TEXT, paused INTEGER, lists TEXT, error TEXT)"_s,
           u"INSERT INTO queue VALUES (3,'models','ada/b','main','',1,'https://hub.example','77',"
           "'/c','%1',0,'{\"paths\":[\"x\"],\"paused\":[\"x\"]}','')"_s.arg(QString(40, u'a')),
           u"INSERT INTO queue VALUES (2,'models','ada/a','main','',1,'https://hub.example','77',"
           "'/c','',1,'{}','It failed.')"_s,
           u"PRAGMA user_version=1"_s});
    for (int start = 0; start < 2; ++start) {
        QueueStore store(path());
        QVERIFY(store.isOpen());
        QCOMPARE(names(store), (QStringList{u"a"_s, u"b"_s}));
        const QueueStore::Row first = store.rows().at(0);
        QVERIFY(first.allPaused);
        QCOMPARE(first.error, u"It failed."_s);
        const QueueStore::Row second = store.rows().at(1);
        QCOMPARE(second.request.paths, QStringList{u"x"_s});
        QCOMPARE(second.paused, QStringList{u"x"_s});
        QCOMPARE(second.commit, QString(40, u'a'));
        QCOMPARE(second.priority, TransferPriority::Normal);
        QCOMPARE(second.pausedAt, -1);
    }
}

void QueueStoreTest::places()
{
    QueueStore store(path());
    QList<qint64> ids;
    for (const QString &name : {u"a"_s, u"b"_s, u"c"_s}) {
        QueueStore::Row each = row(name);
        each.place = static_cast<int>(ids.size());
        store.put(each);
        ids << each.id;
    }
    store.setPlaces({{ids[2], 0}, {ids[0], 1}, {ids[1], 2}});
    QCOMPARE(names(store), (QStringList{u"c"_s, u"a"_s, u"b"_s}));
    QueueStore::Row all = row(u"all"_s);
    all.place = 7;
    all.priority = TransferPriority::High;
    all.priorities = {{u"x"_s, TransferPriority::Low}};
    all.order = {u"z"_s, u"x"_s};
    all.pausedAt = 1'700'000'000'123;
    all.key = u"k"_s;
    all.begun = 5;
    all.known = QString(40, u'd');
    all.limit = 1'000'000;
    all.limits = {{u"z"_s, 2'000'000}};
    all.parts = {{.path = u"z"_s, .blob = "ab", .size = qint64(1) << 40}};
    all.activeMs = 60'000;
    all.fetched = qint64(1) << 41;
    all.peak = 1.5e9;
    store.put(all);
    const QueueStore::Row read = store.rows().last();
    QCOMPARE(read.priority, all.priority);
    QCOMPARE(read.priorities, all.priorities);
    QCOMPARE(read.order, all.order);
    QCOMPARE(read.pausedAt, all.pausedAt);
    QCOMPARE(read.key, all.key);
    QCOMPARE(read.begun, all.begun);
    QCOMPARE(read.known, all.known);
    QCOMPARE(read.limit, all.limit);
    QCOMPARE(read.limits, all.limits);
    QCOMPARE(read.parts, all.parts);
    QCOMPARE(read.activeMs, all.activeMs);
    QCOMPARE(read.fetched, all.fetched);
    QCOMPARE(read.peak, all.peak);
}

void QueueStoreTest::oddRows_data()
{
    QTest::addColumn<QString>("change");
    QTest::newRow("kind") << u"kind='things'"_s;
    QTest::newRow("repo") << u"repo='../../x'"_s;
    QTest::newRow("revision") << u"revision='a..b'"_s;
    QTest::newRow("folder") << u"folder='here'"_s;
    QTest::newRow("root") << u"root='here'"_s;
    QTest::newRow("commit") << u"hash='../x'"_s;
    QTest::newRow("endpoint") << u"endpoint='http://['"_s;
}

void QueueStoreTest::oddRows()
{
    QFETCH(const QString, change);
    QueueStore store(path());
    QueueStore::Row a = row(u"a"_s);
    QueueStore::Row b = row(u"b"_s);
    store.put(a);
    store.put(b);
    {
        auto database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"odd"_s);
        database.setDatabaseName(path());
        QVERIFY(database.open());
        QVERIFY(QSqlQuery(database).exec(
            u"UPDATE queue SET %1 WHERE id=%2"_s.arg(change, QString::number(a.id))));
    }
    QSqlDatabase::removeDatabase(u"odd"_s);
    QCOMPARE(names(store), QStringList{u"b"_s});
}

void QueueStoreTest::nowhereToWrite()
{
    QueueStore store(u"/proc/no/queue.sqlite"_s);
    QVERIFY(!store.isOpen());
    QVERIFY(!store.trouble().isEmpty());
    QueueStore::Row a = row(u"a"_s);
    store.put(a);
    store.remove(a.id);
    QVERIFY(store.rows().isEmpty());
}

void QueueStoreTest::fullDiskIsNoReasonToForget() // D18
{
    QueueStore::Row a = row(u"a"_s);
    QueueStore(path()).put(a);
    const auto mayWrite = [](rlim_t bytes) {
        rlimit limit{};
        QCOMPARE(getrlimit(RLIMIT_FSIZE, &limit), 0);
        limit.rlim_cur = bytes;
        QCOMPARE(setrlimit(RLIMIT_FSIZE, &limit), 0);
    };
    std::signal(SIGXFSZ, SIG_IGN);
    mayWrite(0);
    {
        const QueueStore store(path());
        mayWrite(RLIM_INFINITY);
        QVERIFY(!store.isOpen());
        QVERIFY(!store.trouble().isEmpty());
    }
    const QueueStore store(path());
    QCOMPARE(names(store), QStringList{u"a"_s});
    QCOMPARE(QDir(m_temp->filePath(u"data"_s)).entryList({u"*.bad-*"_s}), QStringList());
}

void QueueStoreTest::isOnTheDiskAtOnce() // D17: but what only counts progress need not wait for it
{
    QueueStore store(path());
    QueueStore::Row a = row(u"a"_s);
    store.put(a);
    syncs = 0;
    store.put(a, QueueStore::Writes::Soon);
    QCOMPARE(syncs.load(), 0);
    store.put(a);
    QVERIFY(syncs > 0);
}

void QueueStoreTest::failureIsSaid() // until a write succeeds
{
    QueueStore store(path());
    QueueStore::Row a = row(u"a"_s);
    store.put(a);
    QCOMPARE(store.failure(), QString());
    QVERIFY(changeElsewhere(path(), {u"ALTER TABLE queue RENAME TO other"_s}));
    store.put(a);
    QVERIFY(!store.failure().isEmpty());
    QVERIFY(changeElsewhere(path(), {u"ALTER TABLE other RENAME TO queue"_s}));
    store.put(a);
    QCOMPARE(store.failure(), QString());
    QCOMPARE(names(store), QStringList{u"a"_s});
}

QTEST_GUILESS_MAIN(QueueStoreTest)
#include "tst_queuestore.moc"

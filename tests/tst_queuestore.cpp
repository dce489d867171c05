#include "app/transfer/queuestore.h"

#include <QDir>
#include <QFile>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

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
    void oddRows_data();
    void oddRows();
    void nowhereToWrite();

private:
    std::unique_ptr<QTemporaryDir> m_temp;
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
    QTest::newRow("newer") << QByteArray();
}

void QueueStoreTest::unreadable()
{
    QFETCH(const QByteArray, bytes);
    QVERIFY(QDir().mkpath(m_temp->filePath(u"data"_s)));
    if (bytes.isEmpty()) {
        {
            auto database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"newer"_s);
            database.setDatabaseName(path());
            QVERIFY(database.open());
            QVERIFY(QSqlQuery(database).exec(u"PRAGMA user_version=99"_s));
        }
        QSqlDatabase::removeDatabase(u"newer"_s);
    } else {
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
    QueueStore::Row a = row(u"a"_s);
    store.put(a);
    store.remove(a.id);
    QVERIFY(store.rows().isEmpty());
}

QTEST_GUILESS_MAIN(QueueStoreTest)
#include "tst_queuestore.moc"

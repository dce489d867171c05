#include "tests/support/otherdatabase.h"
#include "tests/support/watchbench.h"

using namespace Qt::StringLiterals;
using Kind = WatchResult::Kind;

// What is kept of watched folders, and what becomes of it on a disk that is full or damaged.
class WatchStoreTest final : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_bench = std::make_unique<WatchBench>();
        QVERIFY(QDir().mkpath(QFileInfo(m_bench->watchFile()).path()));
    }
    void cleanup() { m_bench.reset(); }

    void bothKinds() // a file that is on the Hub, and that it left out when it was changed
    {
        const WatchMemory sent{.contents = {{u"a"_s, "1"}, {u"b"_s, "2"}},
                               .ignored = {{u"c"_s, "3"}},
                               .ignoredBy = "r"};
        WatchStore store(m_bench->watchFile());
        QVERIFY(waited(store.open()).trouble.isEmpty());
        store.keepMemory(u"f"_s, sent);
        store.addMemory(u"f"_s, {.contents = {}, .ignored = {{u"a"_s, "4"}}, .ignoredBy = "s"});
        const WatchMemory both{
            .contents = sent.contents, .ignored = {{u"a"_s, "4"}, {u"c"_s, "3"}}, .ignoredBy = "s"};
        QVERIFY(waited(store.memory(u"f"_s)) == both);
        store.keepMemory(u"f"_s, both);
        QVERIFY(waited(store.memory(u"f"_s)) == both);
    }

    void ofTheFirstVersion() // which knew one kind of each file only
    {
        const WatchedFolder folder{.id = u"f"_s, .wish = m_bench->wish()};
        const QString data = QString::fromLatin1(folder.toJson().toHex());
        QVERIFY(changeElsewhere(
            m_bench->watchFile(),
            {u"CREATE TABLE folders (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE, "
             "data BLOB)"_s,
             u"CREATE TABLE contents (folder TEXT, path TEXT, ignored INTEGER, content BLOB, "
             "PRIMARY KEY (folder, path)) WITHOUT ROWID"_s,
             u"INSERT INTO folders (id, data) VALUES ('f', X'%1')"_s.arg(data),
             u"INSERT INTO contents VALUES ('f', 'a', 0, X'31'), ('f', 'c', 1, X'33'), "
             "('f', '', 1, X'72')"_s,
             u"PRAGMA user_version=1"_s}));
        WatchMemory memory{
            .contents = {{u"a"_s, "1"}}, .ignored = {{u"c"_s, "3"}}, .ignoredBy = "r"};
        for (int start = 0; start < 2; ++start) {
            WatchStore store(m_bench->watchFile());
            const WatchStore::Found found = waited(store.open());
            QVERIFY2(found.trouble.isEmpty(), qPrintable(found.trouble));
            QCOMPARE(found.folders.size(), 1);
            QVERIFY(found.folders.first().wish == folder.wish);
            QVERIFY(waited(store.memory(u"f"_s)) == memory);
            memory.ignored.insert(u"a"_s, "4");
            store.keepMemory(u"f"_s, memory);
            QVERIFY(waited(store.memory(u"f"_s)) == memory);
        }
    }

    void unreadMemory() // nothing is sent, as if it were the first round
    {
        m_bench->put(u"a.txt"_s, "one");
        m_bench->startProgram();
        m_bench->watch();
        m_bench->hub.store().commit(
            UploadHub::id(), u"main"_s,
            {.title = u"By hand"_s, .adds = {{u"a.txt"_s, Content::bytes("better")}}});
        QVERIFY(changeElsewhere(m_bench->watchFile(), {u"ALTER TABLE contents RENAME TO away"_s}));
        WATCH_ROUND(*m_bench);
        QCOMPARE(m_bench->last().kind, Kind::Failed);
        QVERIFY(m_bench->last().words.contains(u"cannot be read"_s));
        QCOMPARE(m_bench->stored(u"a.txt"_s)->content.all(), "better");
        QVERIFY(changeElsewhere(m_bench->watchFile(), {u"ALTER TABLE away RENAME TO contents"_s}));
        WATCH_ROUND(*m_bench);
        QCOMPARE(m_bench->last().kind, Kind::Same);
        QCOMPARE(m_bench->last().others, 1);
    }

    void unreadFolders() // none is watched, and the file stays as it is
    {
        m_bench->startProgram();
        m_bench->watch();
        m_bench->endProgram();
        // A view that finds nothing to begin with, and fails at the second folder.
        QVERIFY(
            changeElsewhere(m_bench->watchFile(),
                            {u"ALTER TABLE folders RENAME TO there"_s,
                             u"INSERT INTO there (id, data) VALUES ('g', X'00')"_s,
                             u"CREATE VIEW folders AS SELECT number, id, CASE WHEN number>1 THEN "
                             "json(CAST(data AS TEXT)) ELSE data END AS data FROM there"_s}));
        WatchStore store(m_bench->watchFile());
        const WatchStore::Found found = waited(store.open());
        QVERIFY(found.folders.isEmpty());
        QVERIFY2(found.trouble.contains(u"cannot be opened"_s), qPrintable(found.trouble));
    }

private:
    // result() alone would do the work itself, on a thread that the file does not belong to.
    template<typename T>
    static T waited(const QFuture<T> &future)
    {
        while (!future.isFinished())
            QTest::qWait(1);
        return future.result();
    }

    std::unique_ptr<WatchBench> m_bench;
};

QTEST_GUILESS_MAIN(WatchStoreTest)
#include "tst_watchstore.moc"

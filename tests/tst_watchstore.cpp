#include "tests/support/otherdatabase.h"
#include "tests/support/watchbench.h"

using namespace Qt::StringLiterals;

// What is kept of watched folders.
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

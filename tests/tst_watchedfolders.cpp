#include "tests/support/watchbench.h"

using namespace Qt::StringLiterals;
using Kind = WatchResult::Kind;

// Folders whose changes are committed every so many minutes.
class WatchedFoldersTest final : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_bench = std::make_unique<WatchBench>();
        m_bench->startProgram();
    }
    void cleanup() { m_bench.reset(); }

    void commitsWhatChanged()
    {
        m_bench->put(u"a.txt"_s, "one");
        m_bench->put(u"sub/b.txt"_s, "two");
        m_bench->watch();
        QCOMPARE(m_bench->last().kind, Kind::Sent);
        QCOMPARE(m_bench->last().files, 2);
        QVERIFY(!m_bench->last().commit.isEmpty());
        QCOMPARE(m_bench->titles().size(), 2);

        WATCH_ROUND(*m_bench); // nothing has changed
        QCOMPARE(m_bench->last().kind, Kind::Same);
        QCOMPARE(m_bench->titles().size(), 2);
        QCOMPARE(m_bench->status().folder.sent.files, 2); // the last result that is one
        m_bench->hub.forgetRequests();
        WATCH_ROUND(*m_bench); // and the Hub is asked once for that
        QCOMPARE(m_bench->hub.requests("hub").size(), 1);
        QCOMPARE(m_bench->titles().size(), 2);

        m_bench->put(u"sub/b.txt"_s, "three");
        WATCH_ROUND(*m_bench);
        QCOMPARE(m_bench->titles(),
                 QStringList({u"Update sub/b.txt"_s, u"Update 2 files"_s, u"First"_s}));
        QCOMPARE(m_bench->last().files, 1);
        QCOMPARE(m_bench->commits(), 1); // since the requests were forgotten
        QCOMPARE(m_bench->stored(u"sub/b.txt"_s)->content.all(), "three");
        QCOMPARE(m_bench->stored(u"a.txt"_s)->content.all(), "one");
    }

    void sameContentAnew() // touched, and written again as it was
    {
        m_bench->put(u"a.txt"_s, "one");
        m_bench->watch();
        m_bench->put(u"a.txt"_s, "one");
        WATCH_ROUND(*m_bench);
        QCOMPARE(m_bench->last().kind, Kind::Same);
        QCOMPARE(m_bench->titles().size(), 2);
        QCOMPARE(m_bench->commits(), 1);
    }

    void waitsForItsTime()
    {
        m_bench->put(u"a.txt"_s, "one");
        m_bench->watch();
        m_bench->put(u"a.txt"_s, "two");
        m_bench->passMinutes(29);
        const QDateTime before = m_bench->last().at;
        m_bench->letLook();
        QCOMPARE(m_bench->last().at, before);
        QCOMPARE(m_bench->titles().size(), 2);
        m_bench->passMinutes(7 * 24 * 60); // the computer has slept: one round, not hundreds
        const QDateTime woken = m_bench->time;
        QTRY_VERIFY(m_bench->isDone(woken));
        m_bench->letLook();
        QCOMPARE(m_bench->last().at, woken);
        QCOMPARE(m_bench->titles().size(), 3);
        QCOMPARE(m_bench->status().next, woken.addSecs(30 * 60));
    }

    void clockPutBack()
    {
        m_bench->put(u"a.txt"_s, "one");
        m_bench->watch();
        m_bench->put(u"a.txt"_s, "two");
        m_bench->passMinutes(-3 * 24 * 60);
        QTRY_COMPARE(m_bench->status().next, m_bench->time.addSecs(30 * 60));
        QCOMPARE(m_bench->titles().size(), 2);
        m_bench->passMinutes(31);
        QTRY_COMPARE(m_bench->titles().size(), 3);
    }

    void goneFolder_data()
    {
        QTest::addColumn<bool>("isMissing");
        QTest::newRow("missing") << true;
        QTest::newRow("empty") << false;
    }
    void goneFolder() // as when its disk is not connected
    {
        QFETCH(const bool, isMissing);
        m_bench->put(u"a.txt"_s, "one");
        m_bench->put(u"b.txt"_s, "two");
        WatchWish wish = m_bench->wish();
        wish.removes = true;
        m_bench->watch(wish);
        QVERIFY(QDir().rename(m_bench->pathOf({}), m_bench->temp.filePath(u"away"_s)));
        if (!isMissing)
            QVERIFY(QDir().mkpath(m_bench->pathOf({})));
        for (int i = 0; i < 2; ++i) {
            WATCH_ROUND(*m_bench);
            QCOMPARE(m_bench->last().kind, Kind::Waits);
            QVERIFY(!m_bench->last().words.isEmpty());
            QCOMPARE(m_bench->titles().size(), 2);
            QVERIFY(m_bench->stored(u"a.txt"_s));
        }
        QVERIFY(QDir(m_bench->pathOf({})).removeRecursively());
        QVERIFY(QDir().rename(m_bench->temp.filePath(u"away"_s), m_bench->pathOf({})));
        m_bench->put(u"b.txt"_s, "three");
        WATCH_ROUND(*m_bench);
        QCOMPARE(m_bench->last().kind, Kind::Sent);
        QCOMPARE(m_bench->titles().size(), 3);
        QCOMPARE(m_bench->last().deleted, 0);
    }

    void deletesOnlyWhatItSent()
    {
        m_bench->hub.store().commit(
            UploadHub::id(), u"main"_s,
            {.title = u"By hand"_s, .adds = {{u"theirs.txt"_s, Content::bytes("theirs")}}});
        m_bench->put(u"a.txt"_s, "one");
        m_bench->put(u"b.txt"_s, "two");
        WatchWish wish = m_bench->wish();
        wish.removes = true;
        m_bench->watch(wish);
        QVERIFY(QFile::remove(m_bench->pathOf(u"b.txt"_s)));
        WATCH_ROUND(*m_bench);
        QCOMPARE(m_bench->last().kind, Kind::Sent);
        QCOMPARE(m_bench->last().deleted, 1);
        QVERIFY(!m_bench->stored(u"b.txt"_s));
        QVERIFY(m_bench->stored(u"a.txt"_s) && m_bench->stored(u"theirs.txt"_s));
        QCOMPARE(m_bench->titles().first(), u"Delete 1 file"_s);
    }

    void keepsOnTheHubUnlessAsked()
    {
        m_bench->put(u"a.txt"_s, "one");
        m_bench->put(u"b.txt"_s, "two");
        m_bench->watch();
        QVERIFY(QFile::remove(m_bench->pathOf(u"b.txt"_s)));
        WATCH_ROUND(*m_bench);
        QCOMPARE(m_bench->last().kind, Kind::Same);
        QVERIFY(m_bench->stored(u"b.txt"_s));
    }

    void changedOnTheHub() // by somebody else: it is not put back
    {
        m_bench->put(u"a.txt"_s, "one");
        m_bench->put(u"b.txt"_s, "two");
        m_bench->watch();
        m_bench->hub.store().commit(UploadHub::id(), u"main"_s,
                                    {.title = u"By hand"_s,
                                     .adds = {{u"a.txt"_s, Content::bytes("better")},
                                              {u"b.txt"_s, Content::bytes("too")}}});
        WATCH_ROUND(*m_bench);
        QCOMPARE(m_bench->last().kind, Kind::Same);
        QCOMPARE(m_bench->last().others, 2);
        QCOMPARE(m_bench->titles().size(), 3);
        m_bench->put(u"b.txt"_s, "and here"); // as well
        WATCH_ROUND(*m_bench);
        QCOMPARE(m_bench->titles().size(), 3);
        QCOMPARE(m_bench->last().allHeld, 1);
        QCOMPARE(m_bench->last().held.first().path, u"b.txt"_s);
        QCOMPARE(m_bench->stored(u"b.txt"_s)->content.all(), "too");
    }

    void secretsWait()
    {
        const QByteArray token = "hf_" + QByteArray("abcdefghijklmnopqrstuvwxyzABCDEFGH");
        m_bench->put(u"train.py"_s, "login(\"" + token + "\")\n");
        m_bench->put(u".env"_s, "A=1\n");
        m_bench->put(u"a.txt"_s, "one");
        m_bench->watch();
        QCOMPARE(m_bench->last().kind, Kind::Sent);
        QCOMPARE(m_bench->last().files, 1);
        QCOMPARE(m_bench->last().allHeld, 2);
        for (const WatchHeld &held : m_bench->last().held)
            QVERIFY2(!held.why.isEmpty() && !held.why.contains(QString::fromLatin1(token)),
                     qPrintable(held.why));
        QVERIFY(!m_bench->stored(u"train.py"_s) && !m_bench->stored(u".env"_s));
        WATCH_ROUND(*m_bench);
        QCOMPARE(m_bench->titles().size(), 2);
        QCOMPARE(m_bench->last().allHeld, 2); // it is still said
    }

    void beingWritten() // waits for the next round
    {
        m_bench->quiet = std::chrono::hours{1};
        m_bench->startProgram();
        m_bench->put(u"new.txt"_s, "half of i");
        m_bench->put(u"other.txt"_s, "half");
        m_bench->watch();
        QCOMPARE(m_bench->last().young, 2);
        QCOMPARE(m_bench->titles().size(), 1);
        QCOMPARE(m_bench->watchWrites(), 0);
        m_bench->quiet = std::chrono::milliseconds{0};
        m_bench->startProgram();
        WATCH_ROUND(*m_bench);
        QCOMPARE(m_bench->last().files, 2);
    }

private:
    std::unique_ptr<WatchBench> m_bench;
};

QTEST_GUILESS_MAIN(WatchedFoldersTest)
#include "tst_watchedfolders.moc"

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
        watch();
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
        watch();
        m_bench->put(u"a.txt"_s, "one");
        WATCH_ROUND(*m_bench);
        QCOMPARE(m_bench->last().kind, Kind::Same);
        QCOMPARE(m_bench->titles().size(), 2);
        QCOMPARE(m_bench->commits(), 1);
    }

    void waitsForItsTime()
    {
        m_bench->put(u"a.txt"_s, "one");
        watch();
        m_bench->put(u"a.txt"_s, "two");
        m_bench->passMinutes(29);
        const QDateTime before = m_bench->last().at;
        letLook();
        QCOMPARE(m_bench->last().at, before);
        QCOMPARE(m_bench->titles().size(), 2);
        m_bench->passMinutes(7 * 24 * 60); // the computer has slept: one round, not hundreds
        const QDateTime woken = m_bench->time;
        QTRY_VERIFY(m_bench->isDone(woken));
        letLook();
        QCOMPARE(m_bench->last().at, woken);
        QCOMPARE(m_bench->titles().size(), 3);
        QCOMPARE(m_bench->status().next, woken.addSecs(30 * 60));
    }

    void clockPutBack()
    {
        m_bench->put(u"a.txt"_s, "one");
        watch();
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
        watch(wish);
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
        watch(wish);
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
        watch();
        QVERIFY(QFile::remove(m_bench->pathOf(u"b.txt"_s)));
        WATCH_ROUND(*m_bench);
        QCOMPARE(m_bench->last().kind, Kind::Same);
        QVERIFY(m_bench->stored(u"b.txt"_s));
    }

    void changedOnTheHub() // by somebody else: it is not put back
    {
        m_bench->put(u"a.txt"_s, "one");
        m_bench->put(u"b.txt"_s, "two");
        watch();
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
        watch();
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
        m_bench->put(u"old.txt"_s, "whole");
        // The disk's own time of change cannot be set, so the old one is told by what is sent when
        // no file is young any more.
        watch();
        QCOMPARE(m_bench->last().young, 2);
        QCOMPARE(m_bench->titles().size(), 1);
        QCOMPARE(m_bench->watchWrites(), 0);
        m_bench->quiet = std::chrono::milliseconds{0};
        m_bench->startProgram();
        WATCH_ROUND(*m_bench);
        QCOMPARE(m_bench->last().files, 2);
    }

    void signedOut()
    {
        m_bench->put(u"a.txt"_s, "one");
        watch();
        m_bench->put(u"a.txt"_s, "two");
        m_bench->watched->leaveOwner();
        m_bench->uploads->leaveAccount();
        m_bench->signIn({});
        m_bench->hub.forgetRequests();
        m_bench->passMinutes(100);
        letLook();
        QVERIFY2(m_bench->status().whyNot.contains(u"sign in as ada"_s),
                 qPrintable(m_bench->status().whyNot));
        QVERIFY(!m_bench->watched->whyNotNow(m_bench->folderId()).isEmpty());
        m_bench->watched->runNow(m_bench->folderId());
        m_bench->uploads->leaveAccount();
        m_bench->watched->leaveOwner();
        m_bench->uploads->setConfig(m_bench->of(u"4567"_s));
        WatchOwner bob = WatchBench::owner(m_bench->hub.url(), u"4567"_s);
        bob.user = u"bob"_s;
        m_bench->watched->setOwner(bob); // somebody else
        letLook();
        QVERIFY(m_bench->status().whyNot.contains(u"ada"_s));
        m_bench->watched->runNow(m_bench->folderId());
        letLook();
        QVERIFY(m_bench->hub.requests("hub").isEmpty());
        m_bench->uploads->leaveAccount();
        m_bench->watched->leaveOwner();
        m_bench->signIn(u"89ab"_s); // the same person, with another token
        QTRY_COMPARE(m_bench->titles().size(), 3);
    }

    void paused()
    {
        m_bench->put(u"a.txt"_s, "one");
        watch();
        m_bench->watched->setPaused(m_bench->folderId(), true);
        m_bench->put(u"a.txt"_s, "two");
        m_bench->passMinutes(100);
        letLook();
        QCOMPARE(m_bench->titles().size(), 2);
        m_bench->startProgram(); // it stays so
        QTRY_VERIFY(m_bench->watched->isRead());
        letLook();
        QVERIFY(m_bench->status().folder.isPaused);
        QCOMPARE(m_bench->titles().size(), 2);
        QTRY_VERIFY(m_bench->watched->whyNotNow(m_bench->folderId()).isEmpty());
        m_bench->watched->runNow(m_bench->folderId()); // once
        QTRY_COMPARE(m_bench->titles().size(), 3);
        QVERIFY(m_bench->status().folder.isPaused);
        m_bench->put(u"a.txt"_s, "three");
        QTRY_VERIFY(m_bench->status().phase == WatchStatus::Phase::Idle);
        m_bench->watched->setPaused(m_bench->folderId(), false);
        m_bench->passMinutes(31);
        QTRY_COMPARE(m_bench->titles().size(), 4);
    }

    void failsAndTriesAgain()
    {
        m_bench->put(u"a.txt"_s, "one");
        m_bench->hub.setFault("forbidden", kUploadCommit);
        watch();
        QCOMPARE(m_bench->last().kind, Kind::Failed);
        QVERIFY(!m_bench->last().words.isEmpty());
        m_bench->hub.clearFaults();
        WATCH_ROUND(*m_bench);
        QCOMPARE(m_bench->last().kind, Kind::Sent);
        QCOMPARE(m_bench->titles().size(), 2);
        QCOMPARE(m_bench->uploads->all().size(), 1); // the failed one made place
    }

    void twoToTheSameBranch() // one after the other, or they would meet there
    {
        m_bench->put(u"one/a.txt"_s, "one");
        m_bench->put(u"two/b.txt"_s, "two");
        QTRY_VERIFY(m_bench->watched->isRead());
        for (const QString &name : {u"one"_s, u"two"_s}) {
            WatchWish wish = m_bench->wish();
            wish.local += '/' + name.toUtf8();
            QCOMPARE(m_bench->watched->add(wish), QString());
        }
        const auto both = [this] {
            const QList<WatchStatus> all = m_bench->watched->all();
            return std::ranges::count_if(all, [](const WatchStatus &status) {
                return status.folder.last.kind == Kind::Sent;
            });
        };
        QVERIFY(!m_bench->watched->whyNotNow(m_bench->watched->all().last().folder.id).isEmpty());
        QTRY_COMPARE(both(), 2);
        QCOMPARE(m_bench->titles().size(), 3);
        QCOMPARE(m_bench->commits(), 2);
    }

    void overtaken() // somebody else commits between the look and the commit
    {
        m_bench->put(u"a.txt"_s, "one");
        m_bench->hub.setFault("too-many", "/api/models/ada/up/preupload", 1, "hub", 1);
        QTRY_VERIFY(m_bench->watched->isRead());
        QCOMPARE(m_bench->watched->add(m_bench->wish()), QString());
        QTRY_VERIFY(m_bench->status().phase == WatchStatus::Phase::Sending);
        m_bench->hub.store().commit(
            UploadHub::id(), u"main"_s,
            {.title = u"By hand"_s, .adds = {{u"theirs.txt"_s, Content::bytes("theirs")}}});
        QTRY_COMPARE(m_bench->last().kind, Kind::Failed);
        QCOMPARE(m_bench->status().next, m_bench->time.addSecs(10));
        m_bench->time = m_bench->time.addSecs(11);
        QTRY_COMPARE(m_bench->last().kind, Kind::Sent);
        QCOMPARE(m_bench->titles(), QStringList({u"Update a.txt"_s, u"By hand"_s, u"First"_s}));
        QVERIFY(m_bench->stored(u"theirs.txt"_s));
    }

    void stoppedByAPerson() // among the uploads: it would not be wanted again in half an hour
    {
        m_bench->put(u"a.txt"_s, "one");
        m_bench->hub.setFault("too-many", "/api/models/ada/up/preupload", -1, "hub", 600);
        QTRY_VERIFY(m_bench->watched->isRead());
        QCOMPARE(m_bench->watched->add(m_bench->wish()), QString());
        QTRY_VERIFY(m_bench->status().phase == WatchStatus::Phase::Sending);
        m_bench->uploads->cancel(*m_bench->status().upload);
        QTRY_VERIFY(m_bench->status().folder.isPaused);
        QVERIFY(!m_bench->last().words.isEmpty());
        m_bench->hub.clearFaults();
        m_bench->passMinutes(100);
        letLook();
        QCOMPARE(m_bench->titles().size(), 1);
    }

    void onePullRequest() // for all rounds, while it is open
    {
        m_bench->put(u"a.txt"_s, "one");
        WatchWish wish = m_bench->wish();
        wish.pullRequest = true;
        watch(wish);
        QCOMPARE(m_bench->last().kind, Kind::Sent);
        QCOMPARE(m_bench->status().folder.pull.name(), u"refs/pr/1"_s);
        QVERIFY(!m_bench->stored(u"a.txt"_s));
        WATCH_ROUND(*m_bench);
        QCOMPARE(m_bench->last().kind, Kind::Same);
        m_bench->put(u"b.txt"_s, "two");
        WATCH_ROUND(*m_bench);
        QCOMPARE(m_bench->last().kind, Kind::Sent);
        QVERIFY(m_bench->stored(u"b.txt"_s, u"refs/pr/1"_s));
        QVERIFY(m_bench->hub.store().head(UploadHub::id(), u"refs/pr/2"_s).isEmpty());
        m_bench->hub.store().editDiscussion(UploadHub::id(), 1, {{u"status"_s, u"closed"_s}});
        m_bench->put(u"b.txt"_s, "three");
        WATCH_ROUND(*m_bench);
        QCOMPARE(m_bench->status().folder.pull.name(), u"refs/pr/2"_s);
        QVERIFY(m_bench->stored(u"b.txt"_s, u"refs/pr/2"_s));
    }

    void refusedTwice() // the same folder to the same place
    {
        m_bench->put(u"a.txt"_s, "one");
        watch();
        QVERIFY(!m_bench->watched->add(m_bench->wish()).isEmpty());
        QCOMPARE(m_bench->watched->all().size(), 1);
        m_bench->watched->remove(m_bench->folderId());
        QVERIFY(m_bench->watched->all().isEmpty());
        m_bench->startProgram();
        QTRY_VERIFY(m_bench->watched->isRead());
        QVERIFY(m_bench->watched->all().isEmpty());
    }

    void toAnotherPlace() // it begins anew there
    {
        m_bench->put(u"a.txt"_s, "one");
        watch();
        WatchWish wish = m_bench->wish();
        wish.folder = u"sub"_s;
        QCOMPARE(m_bench->watched->edit(m_bench->folderId(), wish), QString());
        QTRY_VERIFY(m_bench->stored(u"sub/a.txt"_s));
        QTRY_COMPARE(m_bench->last().kind, Kind::Sent);
        QVERIFY(m_bench->stored(u"a.txt"_s));
    }

private:
    void watch(const WatchWish &wish)
    {
        QTRY_VERIFY(m_bench->watched->isRead());
        QCOMPARE(m_bench->watched->add(wish), QString());
        QTRY_VERIFY(m_bench->isDone(m_bench->time));
    }
    void watch() { watch(m_bench->wish()); }
    // It has looked at the clock several times, and what it began then is over.
    void letLook()
    {
        const int before = m_bench->looks;
        QTRY_VERIFY(m_bench->looks > before + 10
                    && m_bench->status().phase == WatchStatus::Phase::Idle);
    }

    std::unique_ptr<WatchBench> m_bench;
};

QTEST_GUILESS_MAIN(WatchedFoldersTest)
#include "tst_watchedfolders.moc"

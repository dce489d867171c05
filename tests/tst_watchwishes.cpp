#include "tests/support/watchbench.h"

using namespace Qt::StringLiterals;
using Kind = WatchResult::Kind;

// What somebody wants of watched folders, whose they are, and what others do meanwhile.
class WatchWishesTest final : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_bench = std::make_unique<WatchBench>();
        m_bench->startProgram();
    }
    void cleanup() { m_bench.reset(); }

    void signedOut()
    {
        m_bench->put(u"a.txt"_s, "one");
        m_bench->watch();
        m_bench->put(u"a.txt"_s, "two");
        m_bench->watched->leaveOwner();
        m_bench->uploads->leaveAccount();
        m_bench->signIn({});
        m_bench->hub.forgetRequests();
        m_bench->passMinutes(100);
        m_bench->letLook();
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
        m_bench->letLook();
        QVERIFY(m_bench->status().whyNot.contains(u"ada"_s));
        m_bench->watched->runNow(m_bench->folderId());
        m_bench->letLook();
        QVERIFY(m_bench->hub.requests("hub").isEmpty());
        m_bench->uploads->leaveAccount();
        m_bench->watched->leaveOwner();
        m_bench->signIn(u"89ab"_s); // the same person, with another token
        QTRY_COMPARE(m_bench->titles().size(), 3);
    }

    void paused()
    {
        m_bench->put(u"a.txt"_s, "one");
        m_bench->watch();
        m_bench->watched->setPaused(m_bench->folderId(), true);
        m_bench->put(u"a.txt"_s, "two");
        m_bench->passMinutes(100);
        m_bench->letLook();
        QCOMPARE(m_bench->titles().size(), 2);
        m_bench->startProgram(); // it stays so
        QTRY_VERIFY(m_bench->watched->isRead());
        m_bench->letLook();
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
        m_bench->letLook();
        QCOMPARE(m_bench->titles().size(), 1);
    }

    void refusedTwice() // the same folder to the same place
    {
        m_bench->put(u"a.txt"_s, "one");
        m_bench->watch();
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
        m_bench->watch();
        WatchWish wish = m_bench->wish();
        wish.folder = u"sub"_s;
        QCOMPARE(m_bench->watched->edit(m_bench->folderId(), wish), QString());
        QTRY_VERIFY(m_bench->stored(u"sub/a.txt"_s));
        QTRY_COMPARE(m_bench->last().kind, Kind::Sent);
        QVERIFY(m_bench->stored(u"a.txt"_s));
    }

    void twoToTheSameBranch() // one after the other, or they would meet there
    {
        m_bench->put(u"one/a.txt"_s, "one");
        m_bench->put(u"two/b.txt"_s, "two");
        m_bench->hub.setFault("too-many", "/api/models/ada/up/preupload", 1, "hub", 1);
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
        const auto whyNot = [this] {
            return m_bench->watched->whyNotNow(m_bench->watched->all().last().folder.id);
        };
        QTRY_COMPARE(whyNot(), u"Another folder is on its way to the same branch."_s);
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

    void failsAndTriesAgain()
    {
        m_bench->put(u"a.txt"_s, "one");
        m_bench->hub.setFault("forbidden", kUploadCommit);
        m_bench->watch();
        QCOMPARE(m_bench->last().kind, Kind::Failed);
        QVERIFY(!m_bench->last().words.isEmpty());
        m_bench->hub.clearFaults();
        WATCH_ROUND(*m_bench);
        QCOMPARE(m_bench->last().kind, Kind::Sent);
        QCOMPARE(m_bench->titles().size(), 2);
        QCOMPARE(m_bench->uploads->all().size(), 1); // the failed one made place
    }

    void onePullRequest() // for all rounds, while it is open
    {
        m_bench->put(u"a.txt"_s, "one");
        WatchWish wish = m_bench->wish();
        wish.pullRequest = true;
        m_bench->watch(wish);
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
        QCOMPARE(m_bench->stored(u"b.txt"_s, u"refs/pr/2"_s)->content.all(), "three");
        QVERIFY(m_bench->stored(u"a.txt"_s, u"refs/pr/2"_s)); // was in the first one only
        QCOMPARE(m_bench->last().others, 0);
    }

    void reviewed() // a reviewer's commit to the pull request is not overwritten
    {
        watchByPullRequest();
        m_bench->hub.store().commit(
            UploadHub::id(), u"refs/pr/1"_s,
            {.title = u"Review"_s, .adds = {{u"a.txt"_s, Content::bytes("better")}}});
        WATCH_ROUND(*m_bench);
        QCOMPARE(m_bench->last().others, 1);
        m_bench->put(u"a.txt"_s, "and here");
        m_bench->put(u"b.txt"_s, "two");
        WATCH_ROUND(*m_bench);
        QCOMPARE(m_bench->last().allHeld, 1);
        QCOMPARE(m_bench->stored(u"a.txt"_s, u"refs/pr/1"_s)->content.all(), "better");
        QVERIFY(m_bench->stored(u"b.txt"_s, u"refs/pr/1"_s));
    }

    void merged() // with what a reviewer made of it, which the next one does not take back
    {
        watchByPullRequest();
        m_bench->hub.store().commit(
            UploadHub::id(), u"main"_s,
            {.title = u"Merge"_s, .adds = {{u"a.txt"_s, Content::bytes("better")}}});
        m_bench->hub.store().editDiscussion(UploadHub::id(), 1, {{u"status"_s, u"merged"_s}});
        WATCH_ROUND(*m_bench);
        QCOMPARE(m_bench->last().kind, Kind::Same);
        QCOMPARE(m_bench->last().others, 1);
        QVERIFY(m_bench->hub.store().head(UploadHub::id(), u"refs/pr/2"_s).isEmpty());
    }

private:
    void watchByPullRequest() // with a.txt as the first that is sent
    {
        m_bench->put(u"a.txt"_s, "one");
        WatchWish wish = m_bench->wish();
        wish.pullRequest = true;
        m_bench->watch(wish);
    }

    std::unique_ptr<WatchBench> m_bench;
};

QTEST_GUILESS_MAIN(WatchWishesTest)
#include "tst_watchwishes.moc"

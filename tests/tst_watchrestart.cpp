#include "tests/support/watchbench.h"

using namespace Qt::StringLiterals;
using Kind = WatchResult::Kind;

// A round that the end of the program broke off goes on at the next start, and is made once.
class WatchRestartTest final : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_bench = std::make_unique<WatchBench>();
        m_bench->isPatient = true;
        m_bench->startProgram();
        QTRY_VERIFY(m_bench->watched->isRead());
    }
    void cleanup() { m_bench.reset(); }

    void goesOn_data()
    {
        QTest::addColumn<QByteArray>("fault"); // of the commit
        QTest::addColumn<bool>("opens"); // a pull request
        QTest::newRow("not made") << "status"_ba << false;
        QTest::newRow("made, and nobody heard of it") << "silent-reply"_ba << false;
        QTest::newRow("not made, a pull request") << "status"_ba << true;
        QTest::newRow("made, a pull request") << "silent-reply"_ba << true;
    }
    void goesOn()
    {
        QFETCH(const QByteArray, fault);
        QFETCH(const bool, opens);
        m_bench->put(u"a.txt"_s, "one");
        m_bench->put(u"w.bin"_s, UploadHub::binary(5'000));
        WatchWish wish = m_bench->wish();
        wish.pullRequest = opens;
        m_bench->hub.setFault(fault, kUploadCommit, -1, "hub", fault == "status" ? 503 : 0);
        QCOMPARE(m_bench->watched->add(wish), QString());
        QTRY_COMPARE(m_bench->commits(), 1);
        QVERIFY(m_bench->status().phase == WatchStatus::Phase::Sending);
        m_bench->passMinutes(61); // its time has come twice meanwhile
        const int before = m_bench->looks;
        QTRY_VERIFY(m_bench->looks > before + 10);
        QCOMPARE(m_bench->uploads->all().size(), 1);
        m_bench->endProgram();
        m_bench->hub.clearFaults();
        m_bench->hub.forgetRequests();
        m_bench->startProgram();
        QTRY_VERIFY(!m_bench->watched->all().isEmpty() && m_bench->last().kind == Kind::Sent);
        QCOMPARE(m_bench->last().files, 2);
        QCOMPARE(m_bench->uploads->all().size(), 1);
        QCOMPARE(m_bench->puts(), 0);
        const QString revision = opens ? u"refs/pr/1"_s : u"main"_s;
        QCOMPARE(m_bench->titles(revision), QStringList({u"Update 2 files"_s, u"First"_s}));
        WATCH_ROUND(*m_bench);
        QCOMPARE(m_bench->last().kind, Kind::Same);
        QCOMPARE(m_bench->titles(revision).size(), 2);
        QVERIFY(m_bench->hub.store().head(UploadHub::id(), u"refs/pr/2"_s).isEmpty());
    }

    void changedMeanwhile() // it may be half written: only the next round takes it
    {
        m_bench->put(u"a.txt"_s, "one");
        m_bench->put(u"b.txt"_s, "two");
        m_bench->holdCommits();
        QCOMPARE(m_bench->watched->add(m_bench->wish()), QString());
        QTRY_COMPARE(m_bench->commits(), 1);
        m_bench->endProgram();
        m_bench->put(u"b.txt"_s, "half of");
        m_bench->hub.clearFaults();
        m_bench->startProgram();
        QTRY_VERIFY(!m_bench->watched->all().isEmpty() && m_bench->last().kind == Kind::Failed);
        QVERIFY2(m_bench->last().words.contains(u"b.txt"_s), qPrintable(m_bench->last().words));
        QCOMPARE(m_bench->last().files, 1);
        QCOMPARE(m_bench->status().folder.sent.kind, Kind::Sent);
        QVERIFY(m_bench->stored(u"a.txt"_s) && !m_bench->stored(u"b.txt"_s));
        WATCH_ROUND(*m_bench);
        QCOMPARE(m_bench->last().kind, Kind::Sent);
        QCOMPARE(m_bench->last().files, 1);
        QCOMPARE(m_bench->stored(u"b.txt"_s)->content.all(), "half of");
        QCOMPARE(m_bench->titles(),
                 QStringList({u"Update b.txt"_s, u"Update 2 files"_s, u"First"_s}));
    }

    void betweenTheTwo() // the upload is over, and the folder has not heard of it
    {
        m_bench->put(u"a.txt"_s, "one");
        m_bench->hub.setFault("silent-reply", kUploadCommit, 1);
        QCOMPARE(m_bench->watched->add(m_bench->wish()), QString());
        QTRY_COMPARE(m_bench->commits(), 1);
        m_bench->endProgram();
        m_bench->open(m_bench->of(u"0123"_s), m_bench->file()); // without what watches
        m_bench->upload = 1;
        QTRY_VERIFY(m_bench->isOver);
        m_bench->startProgram();
        QTRY_VERIFY(m_bench->watched->isRead());
        WATCH_ROUND(*m_bench);
        QCOMPARE(m_bench->last().kind, Kind::Same);
        QCOMPARE(m_bench->titles(), QStringList({u"Update a.txt"_s, u"First"_s}));
    }

    void failedIsPlannedAnew() // with what is there by now
    {
        m_bench->put(u"a.txt"_s, "one");
        m_bench->hub.setFault("forbidden", kUploadCommit);
        QCOMPARE(m_bench->watched->add(m_bench->wish()), QString());
        QTRY_COMPARE(m_bench->last().kind, Kind::Failed);
        m_bench->endProgram();
        m_bench->hub.clearFaults();
        m_bench->put(u"a.txt"_s, "two");
        m_bench->startProgram();
        QTRY_VERIFY(m_bench->watched->isRead());
        QCOMPARE(m_bench->last().kind, Kind::Failed);
        WATCH_ROUND(*m_bench); // finds that the first was not made
        m_bench->time = m_bench->time.addSecs(11);
        QTRY_COMPARE(m_bench->last().kind, Kind::Sent);
        QCOMPARE(m_bench->titles().size(), 2);
        QCOMPARE(m_bench->stored(u"a.txt"_s)->content.all(), "two");
        QCOMPARE(m_bench->uploads->all().size(), 1);
    }

    void edited_data()
    {
        QTest::addColumn<bool>("removes"); // before the edit
        QTest::newRow("leaves a file out") << false;
        QTest::newRow("deletes nothing any more") << true;
    }
    void edited() // after a round that failed: what it was to send is not sent
    {
        QFETCH(const bool, removes);
        WatchWish wish = m_bench->wish();
        wish.removes = removes;
        m_bench->put(u"a.txt"_s, "one");
        if (removes) {
            m_bench->put(u"b.log"_s, "two");
            m_bench->watch(wish);
            QVERIFY(QFile::remove(m_bench->pathOf(u"b.log"_s)));
        }
        m_bench->hub.setFault("forbidden", kUploadCommit);
        if (removes) {
            WATCH_ROUND(*m_bench);
        } else {
            m_bench->put(u"b.log"_s, "two");
            m_bench->watch(wish);
        }
        QCOMPARE(m_bench->last().kind, Kind::Failed);
        m_bench->endProgram();
        m_bench->hub.clearFaults();
        m_bench->put(u"a.txt"_s, "more");
        m_bench->startProgram();
        QTRY_VERIFY(m_bench->watched->isRead());
        wish.removes = false;
        if (!removes)
            wish.ignore = QStringList{u"*.log"_s};
        QCOMPARE(m_bench->watched->edit(m_bench->folderId(), wish), QString());
        for (int i = 0; i < 3; ++i) {
            m_bench->letLook();
            m_bench->passMinutes(31);
        }
        QTRY_COMPARE(m_bench->last().kind, Kind::Same);
        QCOMPARE(m_bench->stored(u"a.txt"_s)->content.all(), "more");
        QCOMPARE(m_bench->stored(u"b.log"_s).has_value(), removes);
        QCOMPARE(m_bench->titles().first(), u"Update a.txt"_s);
    }

    void editedWhileSending() // the order that fails then is not taken up again, at any start
    {
        m_bench->put(u"a.txt"_s, "one");
        m_bench->put(u"b.log"_s, "two");
        WatchWish wish = m_bench->wish();
        m_bench->holdCommits();
        QCOMPARE(m_bench->watched->add(wish), QString());
        QTRY_COMPARE(m_bench->commits(), 1);
        QVERIFY(m_bench->status().phase == WatchStatus::Phase::Sending);
        wish.ignore = QStringList{u"*.log"_s};
        QCOMPARE(m_bench->watched->edit(m_bench->folderId(), wish), QString());
        m_bench->endProgram();
        m_bench->hub.clearFaults();
        m_bench->hub.setFault("forbidden", kUploadCommit);
        m_bench->startProgram();
        QTRY_VERIFY(!m_bench->watched->all().isEmpty() && m_bench->last().kind == Kind::Failed);
        m_bench->endProgram();
        m_bench->hub.clearFaults();
        m_bench->startProgram();
        QTRY_VERIFY(m_bench->watched->isRead());
        for (int i = 0; i < 3; ++i) {
            m_bench->passMinutes(31);
            m_bench->letLook();
        }
        QTRY_COMPARE(m_bench->last().kind, Kind::Same);
        QVERIFY(m_bench->stored(u"a.txt"_s) && !m_bench->stored(u"b.log"_s));
    }

    void editedInDoubt() // the commit was made: the next round sees it there
    {
        m_bench->isPatient = false;
        m_bench->startProgram();
        m_bench->put(u"a.txt"_s, "one");
        m_bench->put(u"b.log"_s, "two");
        WatchWish wish = m_bench->wish();
        m_bench->hub.setFault("silent-reply", kUploadCommit, 1);
        m_bench->hub.setFault("forbidden", "/api/models/ada/up/commits/");
        m_bench->watch(wish);
        QCOMPARE(m_bench->last().kind, Kind::Failed);
        QVERIFY(m_bench->uploads->progress(*m_bench->status().upload).mayHaveMore);
        m_bench->hub.clearFaults();
        wish.ignore = QStringList{u"*.log"_s};
        QCOMPARE(m_bench->watched->edit(m_bench->folderId(), wish), QString());
        QTRY_COMPARE(m_bench->last().kind, Kind::Same);
        QCOMPARE(m_bench->titles(), QStringList({u"Update 2 files"_s, u"First"_s}));
        QVERIFY(m_bench->uploads->all().empty());
    }

    void editedPullInDoubt_data()
    {
        QTest::addColumn<bool>("isMade");
        QTest::newRow("opened") << true;
        QTest::newRow("not opened") << false;
    }
    void editedPullInDoubt() // it is looked for, and no second one is opened
    {
        QFETCH(const bool, isMade);
        m_bench->isPatient = false;
        m_bench->startProgram();
        m_bench->put(u"a.txt"_s, "one");
        m_bench->put(u"b.log"_s, "two");
        WatchWish wish = m_bench->wish();
        wish.pullRequest = true;
        if (isMade)
            m_bench->hub.setFault("silent-reply", kUploadCommit, 1);
        else
            m_bench->holdCommits();
        QTRY_VERIFY(m_bench->watched->isRead());
        QCOMPARE(m_bench->watched->add(wish), QString());
        QTRY_VERIFY(m_bench->commits() > 0);
        m_bench->hub.setFault("forbidden", "/api/models/ada/up/refs");
        QTRY_COMPARE(m_bench->last().kind, Kind::Failed);
        QVERIFY(m_bench->uploads->progress(*m_bench->status().upload).mayHaveMore);
        m_bench->hub.clearFaults();
        wish.ignore = QStringList{u"*.log"_s};
        QCOMPARE(m_bench->watched->edit(m_bench->folderId(), wish), QString());
        QTRY_COMPARE(m_bench->status().folder.pull.name(), u"refs/pr/1"_s);
        QCOMPARE(m_bench->stored(u"b.log"_s, u"refs/pr/1"_s).has_value(), isMade);
        WATCH_ROUND(*m_bench);
        QCOMPARE(m_bench->last().kind, Kind::Same);
        QVERIFY(!m_bench->status().folder.isPaused);
        QCOMPARE(m_bench->titles(u"refs/pr/1"_s).size(), 2);
        QVERIFY(m_bench->stored(u"a.txt"_s, u"refs/pr/1"_s));
        QVERIFY(m_bench->hub.store().head(UploadHub::id(), u"refs/pr/2"_s).isEmpty());
    }

    void deletionsAreCounted_data()
    {
        QTest::addColumn<bool>("sends"); // a file as well
        QTest::newRow("only deletions") << false;
        QTest::newRow("with a file") << true;
    }
    void deletionsAreCounted() // those of a round that an earlier start began, too
    {
        QFETCH(const bool, sends);
        WatchWish wish = m_bench->wish();
        wish.removes = true;
        m_bench->put(u"a.txt"_s, "one");
        m_bench->put(u"b.txt"_s, "two");
        m_bench->watch(wish);
        QVERIFY(QFile::remove(m_bench->pathOf(u"b.txt"_s)));
        if (sends)
            m_bench->put(u"a.txt"_s, "more");
        m_bench->holdCommits();
        m_bench->hub.forgetRequests();
        m_bench->passMinutes(31);
        QTRY_COMPARE(m_bench->commits(), 1);
        m_bench->endProgram();
        m_bench->hub.clearFaults();
        m_bench->startProgram();
        QTRY_VERIFY(!m_bench->watched->all().isEmpty()
                    && m_bench->status().folder.sent.at >= m_bench->time);
        QCOMPARE(m_bench->last().files, sends ? 1 : 0);
        QCOMPARE(m_bench->last().deleted, 1);
    }

    void twoPrograms() // only one of them watches
    {
        m_bench->put(u"a.txt"_s, "one");
        QCOMPARE(m_bench->watched->add(m_bench->wish()), QString());
        QTRY_VERIFY(m_bench->isDone(m_bench->time));
        Uploads uploads{QString()};
        WatchedFolders second(m_bench->client, uploads, {.file = m_bench->watchFile()});
        QTRY_VERIFY(second.isRead());
        QVERIFY(second.all().isEmpty());
        QVERIFY2(second.trouble().contains(u"Nothing is watched in this window"_s),
                 qPrintable(second.trouble()));
        second.setOwner(WatchBench::owner(m_bench->hub.url()));
        QCOMPARE(second.add(m_bench->wish()), second.trouble());
    }

private:
    std::unique_ptr<WatchBench> m_bench;
};

QTEST_GUILESS_MAIN(WatchRestartTest)
#include "tst_watchrestart.moc"

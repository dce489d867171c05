#include "tests/support/commithub.h"

using namespace Qt::StringLiterals;

// Small commits whose answer is lost (U08, U18) or that are stopped: each is made once, or not at
// all.
class TestRepoCommitLost final : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_bench = std::make_unique<CommitHub>(); }
    void cleanup() { m_bench.reset(); }

    void lostAnswer_data() // U08
    {
        QTest::addColumn<QByteArray>("fault");
        QTest::addColumn<bool>("opens"); // a pull request
        for (const bool opens : {false, true}) {
            QTest::addRow("made, closed, %d", int(opens)) << "lost-reply"_ba << opens;
            QTest::addRow("not made, closed, %d", int(opens)) << "refuse"_ba << opens;
        }
    }
    void lostAnswer()
    {
        QFETCH(const QByteArray, fault);
        QFETCH(const bool, opens);
        m_bench->hub.setFault(fault, kCommit, 1);
        RepoChange change = m_bench->change();
        change.pullRequest = opens;
        change.move(path(u"data"), path(u"moved"), m_bench->files());
        MAKE(end, change);
        const QString revision = opens ? u"refs/pr/1"_s : u"main"_s;
        QCOMPARE(end.revision.name(), revision);
        QCOMPARE(m_bench->titles(revision), QStringList({u"Change"_s, u"Theirs"_s, u"First"_s}));
    }

    void unknownAnswer_data() // U08
    {
        QTest::addColumn<QByteArray>("fault");
        QTest::addColumn<int>("sent");
        QTest::addColumn<bool>("opens"); // a pull request
        for (const bool opens : {false, true}) {
            QTest::addRow("made, %d", int(opens)) << "lost-reply"_ba << 1 << opens;
            QTest::addRow("not made, %d", int(opens)) << "refuse"_ba << 2 << opens;
        }
    }
    void unknownAnswer() // when it cannot be looked for either, the next try does
    {
        QFETCH(const QByteArray, fault);
        QFETCH(const int, sent);
        QFETCH(const bool, opens);
        m_bench->hub.setFault(fault, kCommit, 1);
        RepoChange change = m_bench->change();
        change.pullRequest = opens;
        change.writes = {{path(u"README.md"), "mine"}};
        HubAccess access = m_bench->config().access;
        access.retryStep = std::chrono::milliseconds{300};
        RepoCommit first(access, change);
        QTRY_COMPARE(m_bench->count("hub", "POST", kCommit), 1);
        for (const QByteArray place : {"commits/", "refs"})
            m_bench->hub.setFault("status", "/api/models/ada/up/" + place, -1, "hub", 403);
        QTRY_VERIFY(first.end());
        QVERIFY(first.end()->error);
        QVERIFY2(first.end()->error->message.contains("not known"_L1),
                 qPrintable(first.end()->error->message));
        m_bench->hub.clearFaults();
        change.sent = first.end()->sent;
        MAKE(end, change);
        const QString revision = opens ? u"refs/pr/1"_s : u"main"_s;
        QCOMPARE(end.revision.name(), revision);
        QCOMPARE(m_bench->titles(revision), QStringList({u"Change"_s, u"Theirs"_s, u"First"_s}));
        QVERIFY(m_bench->hub.store().head(UploadHub::id(), u"refs/pr/2"_s).isEmpty());
        QCOMPARE(m_bench->count("hub", "POST", kCommit), sent);
    }

    void lostAnswerOfMany() // U08: more files than one call asks about
    {
        QMap<QString, QByteArray> files;
        for (int i = 0; i < 2'100; ++i)
            files.insert(u"many/%1.bin"_s.arg(i), m_bench->large);
        m_bench->put(files);
        m_bench->hub.setFault("lost-reply", kCommit, 1);
        RepoChange change = m_bench->change();
        change.move(path(u"many"), path(u"moved"), m_bench->files());
        MAKE(end, change);
        QCOMPARE(m_bench->count("hub", "POST", kCommit), 1);
        QVERIFY(m_bench->stored(u"moved/2099.bin"_s));
    }

    void stops_data()
    {
        QTest::addColumn<QByteArray>("origin");
        QTest::addColumn<QByteArray>("target"); // that waits
        QTest::newRow("a commit") << "hub"_ba << kCommit;
        QTest::newRow("what is stored first") << "cdn"_ba << "/upload/"_ba;
    }
    void stops() // what was not sent is not sent later
    {
        QFETCH(const QByteArray, origin);
        QFETCH(const QByteArray, target);
        m_bench->hub.setFault("too-many-bare", target, 1, origin);
        RepoChange change = m_bench->change();
        change.writes = {{path(u"small.bin"), "not much"}};
        HubAccess access = m_bench->config().access;
        access.retryStep = std::chrono::milliseconds{500};
        RepoCommit commit(access, change);
        QString reason;
        if (origin == "hub")
            connect(&commit, &RepoCommit::waits, this,
                    [&reason](const QString &why) { reason = why; });
        const auto sent = [&] {
            return m_bench->count("hub", "POST", kCommit) + m_bench->count("cdn", "PUT", "/");
        };
        const qsizetype first = origin == "hub" ? 2 : 1;
        QTRY_VERIFY(sent() == first && (origin != "hub" || !reason.isEmpty()));
        QVERIFY(!commit.end());
        commit.stop();
        QTRY_VERIFY(commit.end());
        QCOMPARE(commit.end()->error->kind, HubError::Kind::Cancelled);
        QVERIFY(!QTest::qWaitFor([&] { return sent() > first; }, 900)); // it waited for 600 ms
        QVERIFY(!m_bench->stored(u"small.bin"_s));
    }

    void stopsAfterOthers() // what others committed is not gone on top of any more
    {
        RepoChange change = m_bench->change();
        change.deletedFiles = {path(u"other.txt")};
        m_bench->put({{u"new.txt"_s, "theirs"}});
        m_bench->hub.setFault("drip-head", kCommit, 1, "hub", 1); // the answer takes a moment
        RepoCommit commit(m_bench->config().access, change);
        stopOnceItIsSent(commit);
    }

    void stopsLooking() // what was lost on its way is not sent again
    {
        m_bench->hub.setFault("refuse", kCommit, 1);
        RepoChange change = m_bench->change();
        change.deletedFiles = {path(u"other.txt")};
        HubAccess access = m_bench->config().access;
        access.retryStep = std::chrono::milliseconds{200};
        RepoCommit commit(access, change);
        stopOnceItIsSent(commit);
    }

private:
    void stopOnceItIsSent(RepoCommit &commit) // which is not made, and not sent again
    {
        QTRY_COMPARE(m_bench->count("hub", "POST", kCommit), 1);
        commit.stop();
        QTRY_VERIFY(commit.end());
        QCOMPARE(commit.end()->error->kind, HubError::Kind::Cancelled);
        QCOMPARE(m_bench->count("hub", "POST", kCommit), 1);
        QVERIFY(m_bench->stored(u"other.txt"_s));
    }

    std::unique_ptr<CommitHub> m_bench;
};

QTEST_GUILESS_MAIN(TestRepoCommitLost)
#include "tst_repocommitlost.moc"

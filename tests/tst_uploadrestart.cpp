#include "tests/support/uploadrestarts.h"

using namespace Qt::StringLiterals;

// U10: what was on its way goes on at the next start of the program, and only for whoever began it.
class UploadRestartTest final : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_bench = std::make_unique<UploadRestarts>(); }
    void cleanup() { m_bench.reset(); }

    void goesOnInParts()
    {
        m_bench->beginAndBreakOff(m_bench->order({m_bench->large()}));
        const int there = m_bench->partsThere();
        QVERIFY(there < UploadRestarts::kParts);
        m_bench->start();
        QTRY_VERIFY(m_bench->isOver);
        QVERIFY2(m_bench->now().isConfirmed(), qPrintable(m_bench->trouble()));
        QCOMPARE(m_bench->puts(), UploadRestarts::kParts - there);
        QCOMPARE(m_bench->batches(), 0);
        QCOMPARE(m_bench->row(u"w.bin"_s).sent, 1'000 * UploadRestarts::kParts);
    }

    void addressesExpired() // U17: after two days, say
    {
        m_bench->beginAndBreakOff(m_bench->order({m_bench->large()}));
        m_bench->hub.setFault("expired", "/upload/", 5, "cdn");
        m_bench->start();
        QTRY_VERIFY(m_bench->isOver);
        QVERIFY2(m_bench->now().isConfirmed(), qPrintable(m_bench->trouble()));
        QCOMPARE(m_bench->batches(), 1);
    }

    void completionUnknown()
    {
        m_bench->hub.setFault("silent-reply", "/api/complete_multipart/", 1);
        m_bench->begin(m_bench->order({m_bench->large()}));
        QTRY_COMPARE(m_bench->count("hub", "POST", "/api/complete_multipart/"), 1);
        m_bench->start();
        QTRY_VERIFY(m_bench->isOver);
        QVERIFY2(m_bench->now().isConfirmed(), qPrintable(m_bench->trouble()));
        QCOMPARE(m_bench->puts(), UploadRestarts::kParts);
        QCOMPARE(m_bench->count("hub", "POST", "/api/complete_multipart/"), 1);
    }

    void storedStays_data()
    {
        QTest::addColumn<int>("hours");
        QTest::addColumn<int>("batches");
        QTest::newRow("a moment ago") << 0 << 1;
        QTest::newRow("so long ago that the Hub may have dropped it") << 21 << 2;
    }
    void storedStays()
    {
        QFETCH(const int, hours);
        QFETCH(const int, batches);
        m_bench->beginUntilCommit({m_bench->large()});
        m_bench->run(u"UPDATE objects SET stored = stored - %1"_s.arg(hours * 3'600'000));
        m_bench->hub.clearFaults();
        m_bench->start();
        QTRY_VERIFY(m_bench->isOver);
        QVERIFY2(m_bench->now().isConfirmed(), qPrintable(m_bench->trouble()));
        QCOMPARE(m_bench->puts(), UploadRestarts::kParts);
        QCOMPARE(m_bench->batches(), batches);
        QCOMPARE(m_bench->row(u"w.bin"_s).state, UploadState::Committed);
    }

    void storedWithoutANote() // the program ended before it was written, but the Hub knows
    {
        m_bench->beginUntilCommit(
            {m_bench->large(), m_bench->made(u"small.bin"_s, m_bench->binary(500, 2))});
        const qsizetype puts = m_bench->puts();
        QCOMPARE(puts, UploadRestarts::kParts + 1);
        m_bench->run(u"DELETE FROM objects"_s);
        m_bench->hub.clearFaults();
        m_bench->start();
        QTRY_VERIFY(m_bench->isOver);
        QVERIFY2(m_bench->now().isConfirmed(), qPrintable(m_bench->trouble()));
        QCOMPARE(m_bench->puts(), puts);
    }

    void storedIsNotedSoon() // though nothing else is to be written
    {
        const UploadFile held = m_bench->made(u"held.bin"_s, m_bench->binary(2'000)); // two lanes
        m_bench->hub.setFault("status", "/upload/" + held.sha256, -1, "cdn", 503);
        m_bench->begin(
            m_bench->order({held, m_bench->made(u"small.bin"_s, m_bench->binary(500, 2))}),
            m_bench->patient());
        QTRY_COMPARE(m_bench->noted(), 1);
    }

    void commitUnknown_data() // U08
    {
        QTest::addColumn<QByteArray>("fault");
        QTest::addColumn<int>("sent");
        QTest::addColumn<bool>("opens"); // a pull request
        QTest::newRow("made") << "silent-reply"_ba << 1 << false;
        QTest::newRow("not made") << "status"_ba << 2 << false;
        QTest::newRow("made, a pull request") << "silent-reply"_ba << 1 << true;
        QTest::newRow("not made, a pull request") << "status"_ba << 2 << true;
    }
    void commitUnknown()
    {
        QFETCH(const QByteArray, fault);
        QFETCH(const int, sent);
        QFETCH(const bool, opens);
        m_bench->hub.store().commit(UploadHub::id(), u"main"_s,
                                    {.adds = {{u"old.txt"_s, Content::bytes("old")}}});
        UploadOrder order = m_bench->order({m_bench->made(u"a.txt"_s, "a"), m_bench->large()});
        order.pullRequest = opens;
        order.deletedFiles = {*RepoPath::parse(u"old.txt")};
        m_bench->hub.setFault(fault, kUploadCommit, -1, "hub", fault == "status" ? 503 : 0);
        m_bench->begin(order, m_bench->patient());
        QTRY_COMPARE(m_bench->commits(), 1);
        m_bench->uploads.reset();
        m_bench->hub.clearFaults();
        m_bench->start();
        QTRY_VERIFY(m_bench->isOver);
        QVERIFY2(m_bench->now().isConfirmed(), qPrintable(m_bench->trouble()));
        const QString revision = opens ? u"refs/pr/1"_s : u"main"_s;
        QCOMPARE(m_bench->now().revision.name(), revision);
        QCOMPARE(m_bench->commits(), sent);
        QCOMPARE(m_bench->titles(revision).first(), u"Upload it"_s);
        QCOMPARE(m_bench->titles(revision).size(), 3);
        QVERIFY(m_bench->hub.store().head(UploadHub::id(), u"refs/pr/2"_s).isEmpty());
        QVERIFY(!m_bench->stored(u"old.txt"_s, revision));
        QVERIFY(m_bench->row(u"w.bin"_s).large);
        for (const UploadRow &row : m_bench->now().rows)
            QCOMPARE(row.state, UploadState::Committed); // and not as if it had been there before
        QCOMPARE(m_bench->puts(), UploadRestarts::kParts);
    }

    void pullRequestUnknown_data()
    {
        QTest::addColumn<QByteArray>("fault");
        QTest::addColumn<QString>("author"); // of the one with our title that comes after it
        QTest::addColumn<QString>("status");
        QTest::addColumn<QByteArray>("trouble"); // looking at it
        QTest::newRow("opened") << "silent-reply"_ba << u"bob"_s << u"open"_s << QByteArray();
        QTest::newRow("not opened") << "refuse"_ba << u"bob"_s << u"open"_s << QByteArray();
        QTest::newRow("closed") << "refuse"_ba << u"ada"_s << u"closed"_s << QByteArray();
        QTest::newRow("hidden") << "silent-reply"_ba << u"ada"_s << u"open"_s << "not-found"_ba;
        QTest::newRow("not ours to see")
            << "silent-reply"_ba << u"ada"_s << u"open"_s << "forbidden"_ba;
    }
    void pullRequestUnknown() // another one, which was opened meanwhile, is not ours
    {
        QFETCH(const QByteArray, fault);
        QFETCH(const QString, author);
        QFETCH(const QString, status);
        QFETCH(const QByteArray, trouble);
        const QByteArray discussions = "/api/models/ada/up/discussions";
        UploadOrder order = m_bench->order(m_bench->many(7));
        order.pullRequest = true;
        m_bench->hub.setFault(fault, discussions, 1);
        m_bench->begin(order, m_bench->config(3));
        QTRY_COMPARE(m_bench->count("hub", "POST", discussions), 1);
        m_bench->uploads.reset();
        const int other = m_bench->hub.store().openDiscussion(UploadHub::id(), u"Upload it"_s, {},
                                                              author, true);
        m_bench->hub.store().editDiscussion(UploadHub::id(), other, {{u"status"_s, status}});
        if (!trouble.isEmpty())
            m_bench->hub.setFault(trouble, discussions + '/' + QByteArray::number(other));
        m_bench->run(u"UPDATE uploads SET error = ''"_s); // a lost answer is one
        m_bench->start(m_bench->config(3));
        QTRY_VERIFY(m_bench->isOver);
        QVERIFY2(m_bench->now().isConfirmed(), qPrintable(m_bench->trouble()));
        const bool isFirst = fault == "silent-reply";
        const QString ours = isFirst ? u"refs/pr/1"_s : u"refs/pr/2"_s;
        QCOMPARE(m_bench->now().revision.name(), ours);
        QVERIFY(m_bench->now().pullRequest.path().endsWith(isFirst ? "/discussions/1"_L1
                                                                   : "/discussions/2"_L1));
        QCOMPARE(m_bench->titles(ours).size(), 4);
        QVERIFY(m_bench->hub.store().head(UploadHub::id(), u"refs/pr/3"_s).isEmpty());
    }

    void refusedByTheDisk_data() // U08: what is not written down is not sent
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<bool>("opens"); // a pull request
        QTest::addColumn<int>("sent"); // commits, until then
        QTest::newRow("a commit") << u"INSERT ON commits"_s << false << 0;
        QTest::newRow("that it was made") << u"UPDATE OF made ON commits"_s << false << 1;
        QTest::newRow("a pull request") << u"UPDATE OF pulls ON uploads"_s << true << 0;
        QTest::newRow("that it was opened") << u"UPDATE OF pullpage ON uploads"_s << true << 0;
    }
    void refusedByTheDisk()
    {
        QFETCH(const QString, what);
        QFETCH(const bool, opens);
        QFETCH(const int, sent);
        m_bench->open(m_bench->config(3), m_bench->file());
        QVERIFY(m_bench->isLoaded());
        m_bench->change(
            u"CREATE TRIGGER refuse BEFORE %1 BEGIN SELECT RAISE(ABORT, 'no'); END"_s.arg(what));
        UploadOrder order = m_bench->order(m_bench->many(5));
        order.pullRequest = opens;
        m_bench->upload = m_bench->uploads->begin(order);
        QTRY_VERIFY(m_bench->isOver);
        QCOMPARE(m_bench->now().step, UploadStep::Failed);
        QCOMPARE(m_bench->now().error->kind, HubError::Kind::Disk);
        QCOMPARE(m_bench->commits(), sent);
        m_bench->change(u"DROP TRIGGER refuse"_s);
        m_bench->isOver = false;
        m_bench->uploads->resume(m_bench->upload);
        QTRY_VERIFY(m_bench->isOver);
        QVERIFY2(m_bench->now().isConfirmed(), qPrintable(m_bench->trouble()));
        QCOMPARE(m_bench->commits(), 2);
        const QString revision = opens ? u"refs/pr/1"_s : u"main"_s;
        QCOMPARE(m_bench->now().revision.name(), revision);
        QCOMPARE(m_bench->titles(revision).first(), u"Upload it (part 2)"_s);
        QVERIFY(m_bench->hub.store().head(UploadHub::id(), u"refs/pr/2"_s).isEmpty());
    }

    void notTakenByTheDisk() // from its beginning: it is remembered for this start
    {
        m_bench->open(m_bench->config(), m_bench->file());
        QVERIFY(m_bench->isLoaded());
        m_bench->change(
            u"CREATE TRIGGER refuse BEFORE INSERT ON uploads BEGIN SELECT RAISE(ABORT, 'no'); END"_s);
        m_bench->uploads->setGate({.limit = 5'000});
        m_bench->upload = m_bench->uploads->begin(m_bench->order({m_bench->large()}));
        QTRY_VERIFY(m_bench->partsThere() >= UploadRestarts::kLanes);
        m_bench->uploads->pause(m_bench->upload);
        QTRY_COMPARE(m_bench->now().step, UploadStep::Paused);
        m_bench->hub.forgetRequests();
        m_bench->uploads->setGate({.limit = 0});
        m_bench->uploads->resume(m_bench->upload);
        QTRY_VERIFY(m_bench->isOver);
        QVERIFY2(m_bench->now().isConfirmed(), qPrintable(m_bench->trouble()));
        QVERIFY(m_bench->puts() < UploadRestarts::kParts);
        QCOMPARE(m_bench->batches(), 0);
    }

    void cannotBeRead() // what was kept: it is there when it can
    {
        m_bench->beginSlowly(m_bench->order({m_bench->large()}), m_bench->file());
        m_bench->change(u"UPDATE uploads SET kind = 'none'"_s);
        m_bench->uploads->pause(m_bench->upload);
        QTRY_VERIFY(m_bench->isOver);
        for (const bool again : {false, true}) {
            QCOMPARE(m_bench->now().step, UploadStep::Failed);
            QVERIFY(!m_bench->now().error->message.isEmpty());
            if (again)
                m_bench->change(u"UPDATE uploads SET kind = 'models'"_s);
            m_bench->isOver = false;
            m_bench->uploads->setGate({.limit = 0});
            m_bench->uploads->resume(m_bench->upload);
            QTRY_VERIFY(m_bench->isOver);
        }
        QVERIFY2(m_bench->now().isConfirmed(), qPrintable(m_bench->trouble()));
    }

    void laterCommits_data()
    {
        QTest::addColumn<bool>("opens");
        QTest::newRow("to the branch") << false;
        QTest::newRow("to a pull request") << true;
    }
    void laterCommits() // their parts are counted on, and the deletions go with the first only
    {
        QFETCH(const bool, opens);
        m_bench->hub.store().commit(UploadHub::id(), u"main"_s,
                                    {.adds = {{u"old.txt"_s, Content::bytes("old")}}});
        const QString revision = opens ? u"refs/pr/1"_s : u"main"_s;
        UploadOrder order = m_bench->order(m_bench->many(10));
        order.pullRequest = opens;
        order.deletedFiles = {*RepoPath::parse(u"old.txt")};
        const auto titles = [&] {
            return m_bench->hub.store().head(UploadHub::id(), revision).isEmpty()
                ? QStringList()
                : m_bench->titles(revision);
        };
        m_bench->hub.setFault("drip", kUploadCommit, -1, "hub", 2); // an answer takes a moment
        m_bench->begin(order, m_bench->config(3));
        QTRY_COMPARE(titles().size(), 4); // of two, the second of which is not answered yet
        m_bench->uploads.reset();
        m_bench->hub.clearFaults();
        m_bench->start(m_bench->config(3));
        QTRY_VERIFY(m_bench->isOver);
        QVERIFY2(m_bench->now().isConfirmed(), qPrintable(m_bench->trouble()));
        QCOMPARE(m_bench->now().commits.size(), 4);
        QCOMPARE(titles().first(4),
                 QStringList({u"Upload it (part 4)"_s, u"Upload it (part 3)"_s,
                              u"Upload it (part 2)"_s, u"Upload it"_s}));
        QCOMPARE(titles().size(), 6);
    }

    void changedMeanwhile_data() // U01
    {
        QTest::addColumn<QString>("path");
        QTest::newRow("small") << u"a.txt"_s;
        QTest::newRow("stored already") << u"a.bin"_s;
    }
    void changedMeanwhile()
    {
        QFETCH(const QString, path);
        m_bench->beginUntilCommit({m_bench->made(path, "as it was")});
        m_bench->uploads.reset();
        m_bench->put(path, "as it is now");
        m_bench->hub.clearFaults();
        m_bench->start();
        QTRY_VERIFY(m_bench->isOver);
        QVERIFY2(m_bench->now().isConfirmed(), qPrintable(m_bench->trouble()));
        QCOMPARE(m_bench->stored(path)->content.all(), "as it is now");
    }

    void otherDiskNumbers() // as after a start of the computer: nothing is read again
    {
        m_bench->beginUntilCommit({m_bench->made(u"a.txt"_s, "a")});
        m_bench->run(u"UPDATE files SET device = device + 1, sample = x'0001'"_s);
        m_bench->hub.clearFaults();
        m_bench->start();
        QTRY_VERIFY(m_bench->isOver);
        QVERIFY2(m_bench->now().isConfirmed(), qPrintable(m_bench->trouble()));
        QVERIFY(m_bench->row(u"a.txt"_s).large); // by the sample that was kept
    }

private:
    std::unique_ptr<UploadRestarts> m_bench;
};

QTEST_GUILESS_MAIN(UploadRestartTest)
#include "tst_uploadrestart.moc"

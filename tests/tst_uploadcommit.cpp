#include "app/upload/commitsend.h"
#include "tests/support/uploadhub.h"

using namespace Qt::StringLiterals;

namespace {

const QByteArray kCommit = "/api/models/ada/up/commit/";
const QByteArray kPreupload = "/api/models/ada/up/preupload/";

} // namespace

// Commits of an upload: how many there are, and that each is made once whatever becomes of its
// answer.
class TestUploadCommit final : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_bench = std::make_unique<UploadHub>(); }
    void cleanup() { m_bench.reset(); }

    void severalCommits()
    {
        m_bench->hub.store().commit(
            UploadHub::id(), u"main"_s,
            {.title = u"Second"_s, .adds = {{u"old.txt"_s, Content::bytes("old")}}});
        UploadOrder order = UploadHub::order(m_bench->many(7));
        order.deletedFiles = {*RepoPath::parse(u"old.txt")};
        order.parent = m_bench->hub.store().head(UploadHub::id());
        RUN_UPLOAD(*m_bench, m_bench->config(3), order);
        QVERIFY2(m_bench->now().isConfirmed(), qPrintable(m_bench->trouble()));
        QCOMPARE(m_bench->titles(),
                 QStringList({u"Upload it (part 3)"_s, u"Upload it (part 2)"_s, u"Upload it"_s,
                              u"Second"_s, u"First"_s}));
        QCOMPARE(m_bench->now().commits.size(), 3);
        QCOMPARE(m_bench->now().allCommits, 3);
        QVERIFY(!m_bench->stored(u"old.txt"_s));
    }

    void pullRequest_data()
    {
        QTest::addColumn<int>("files");
        QTest::newRow("one commit") << 2;
        QTest::newRow("several, opened first") << 5;
    }
    void pullRequest()
    {
        QFETCH(const int, files);
        UploadOrder order = UploadHub::order(m_bench->many(files));
        order.files << m_bench->made(u"w.bin"_s, UploadHub::binary(2'000));
        order.pullRequest = true;
        RUN_UPLOAD(*m_bench, m_bench->config(3), order);
        QVERIFY2(m_bench->now().isConfirmed(), qPrintable(m_bench->trouble()));
        QCOMPARE(m_bench->now().revision.name(), u"refs/pr/1"_s);
        QVERIFY(m_bench->now().pullRequest.path().endsWith("/discussions/1"_L1));
        QVERIFY(m_bench->stored(u"w.bin"_s, u"refs/pr/1"_s));
        QCOMPARE(m_bench->titles(), QStringList{u"First"_s}); // main stays
        QCOMPARE(m_bench->titles(u"refs/pr/1"_s).size(), (files > 3 ? 2 : 1) + 1);
    }

    void manyFiles() // U11: more than one call asks about
    {
        m_bench->hub.setFault("too-many", kCommit, 1, "hub", 1);
        m_bench->hub.setFault("status", kPreupload, 1, "hub", 503);
        const UploadOrder order = UploadHub::order(m_bench->many(600));
        QElapsedTimer clock;
        clock.start();
        RUN_UPLOAD(*m_bench, m_bench->config(250), order);
        QVERIFY2(m_bench->now().isConfirmed(), qPrintable(m_bench->trouble()));
        QCOMPARE(m_bench->titles().size(), 1 + 2); // 250, then up to 400
        QCOMPARE(m_bench->count("hub", "POST", kPreupload), 1 + 3);
        QCOMPARE(m_bench->count("hub", "POST", kCommit), 1 + 2);
        const QList<SeenRequest> seen = m_bench->hub.requests();
        qint64 refusedAt
            = 0; // the commit that the Hub had no time for waits for as long as it said
        for (const SeenRequest &request : seen) {
            if (!request.target.startsWith(kCommit))
                continue;
            if (refusedAt > 0) {
                QVERIFY(request.atMs - refusedAt >= 1'000);
                break;
            }
            refusedAt = request.atMs;
        }
        QVERIFY(m_bench->snapshots > 0 && m_bench->snapshots <= clock.elapsed() / 100 + 1);
    }

    void lostCommit_data() // U08
    {
        QTest::addColumn<QByteArray>("fault");
        QTest::addColumn<int>("times");
        QTest::addColumn<int>("sent");
        QTest::addColumn<bool>("opens"); // a pull request
        QTest::newRow("made, closed") << "lost-reply"_ba << 1 << 1 << false;
        QTest::newRow("made, reset") << "lost-reply-reset"_ba << 1 << 1 << false;
        QTest::newRow("made, silent") << "silent-reply"_ba << 1 << 1 << false;
        QTest::newRow("made, half an answer") << "early-end"_ba << 1 << 1 << false;
        QTest::newRow("not made, a page instead") << "captive-portal"_ba << 1 << 2 << false;
        QTest::newRow("not made, closed") << "refuse"_ba << 1 << 2 << false;
        QTest::newRow("not made, 500") << "status"_ba << 1 << 2 << false;
        QTest::newRow("not made, three times") << "refuse"_ba << 3 << 4 << false;
        QTest::newRow("opened, closed") << "lost-reply"_ba << 1 << 1 << true;
        QTest::newRow("not opened, closed") << "refuse"_ba << 1 << 2 << true;
    }
    void lostCommit()
    {
        QFETCH(const QByteArray, fault);
        QFETCH(const int, times);
        QFETCH(const int, sent);
        QFETCH(const bool, opens);
        m_bench->hub.setFault(fault, kCommit, times);
        UploadOrder order = UploadHub::order(
            {m_bench->made(u"a.txt"_s, "a"), m_bench->made(u"w.bin"_s, UploadHub::binary(3'000))});
        order.pullRequest = opens;
        Uploads::Config patient = m_bench->config();
        patient.access.silence = 1;
        RUN_UPLOAD(*m_bench, patient, order);
        QVERIFY2(m_bench->now().isConfirmed(), qPrintable(m_bench->trouble()));
        const QString revision = opens ? u"refs/pr/1"_s : u"main"_s;
        QCOMPARE(m_bench->now().revision.name(), revision);
        QCOMPARE(m_bench->now().pullRequest.path().endsWith("/discussions/1"_L1), opens);
        QCOMPARE(m_bench->titles(revision), QStringList({u"Upload it"_s, u"First"_s}));
        QVERIFY(m_bench->hub.store().head(UploadHub::id(), u"refs/pr/2"_s).isEmpty());
        QCOMPARE(m_bench->count("hub", "POST", kCommit), sent);
    }

    void lostCommitAmongOthers() // U08: somebody else's commit with the same title is not ours
    {
        m_bench->hub.setFault("refuse", kCommit, 1);
        Uploads::Config patient = m_bench->config();
        patient.access.retryStep = std::chrono::milliseconds{500};
        m_bench->start(patient, UploadHub::order({m_bench->made(u"a.txt"_s, "a")}));
        QTRY_COMPARE(m_bench->count("hub", "POST", kCommit), 1);
        m_bench->hub.store().commit(
            UploadHub::id(), u"main"_s,
            {.title = u"Upload it"_s, .adds = {{u"other.txt"_s, Content::bytes("other")}}});
        QTRY_VERIFY(m_bench->isOver);
        QVERIFY2(m_bench->now().isConfirmed(), qPrintable(m_bench->trouble()));
        QCOMPARE(m_bench->titles(), QStringList({u"Upload it"_s, u"Upload it"_s, u"First"_s}));
        QVERIFY(m_bench->stored(u"other.txt"_s));
    }

    void lostIsSplit() // U08 U11: what was too much at once goes as several ones
    {
        m_bench->hub.setFault("refuse", kCommit, 2);
        RUN_UPLOAD(*m_bench, m_bench->config(), UploadHub::order(m_bench->many(120)));
        QVERIFY2(m_bench->now().isConfirmed(), qPrintable(m_bench->trouble()));
        QCOMPARE(m_bench->titles().size(), 1 + 2); // 120, 100: lost; 75, 45: made
        QCOMPARE(m_bench->count("hub", "POST", kCommit), 2 + 2);
    }

    void lostComesLate() // U08: after it was looked for, and before a part of it is sent
    {
        m_bench->hub.setFault("refuse", kCommit, 1);
        m_bench->hub.setFault("too-many", kCommit, 1, "hub", 1);
        const QList<UploadFile> files = m_bench->many(60);
        QMap<QString, Content> there;
        for (int i = 0; i < 60; ++i)
            there.insert(u"many/%1.txt"_s.arg(i), Content::bytes(QByteArray::number(i)));
        m_bench->start(m_bench->config(), UploadHub::order(files));
        QTRY_COMPARE(m_bench->count("hub", "POST", kCommit), 2);
        m_bench->hub.store().commit(UploadHub::id(), u"main"_s,
                                    {.title = u"Upload it"_s, .adds = there});
        QTRY_VERIFY(m_bench->isOver);
        QVERIFY2(m_bench->now().isConfirmed(), qPrintable(m_bench->trouble()));
        QCOMPARE(m_bench->titles(), QStringList({u"Upload it"_s, u"First"_s}));
        QCOMPARE(m_bench->count("hub", "POST", kCommit), 3); // the last one is refused
    }

    void conflict_data() // U09
    {
        QTest::addColumn<QByteArray>("fault");
        QTest::addColumn<int>("status");
        QTest::newRow("the branch moved") << QByteArray() << 0;
        QTest::newRow("409") << "status"_ba << 409;
        QTest::newRow("412") << "status"_ba << 412;
        QTest::newRow("moved, and the answer lost") << "refuse"_ba << 0;
    }
    void conflict()
    {
        QFETCH(const QByteArray, fault);
        QFETCH(const int, status);
        UploadOrder order = UploadHub::order({m_bench->made(u"a.txt"_s, "a")});
        order.parent = m_bench->hub.store().head(UploadHub::id());
        if (status == 0)
            m_bench->hub.store().commit(UploadHub::id(), u"main"_s, {.title = u"Theirs"_s});
        if (!fault.isEmpty())
            m_bench->hub.setFault(fault, kCommit, 1, "hub", status);
        const QByteArray head = m_bench->hub.store().head(UploadHub::id());
        RUN_UPLOAD(*m_bench, m_bench->config(), order);
        QCOMPARE(m_bench->now().step, UploadStep::Failed);
        QCOMPARE(m_bench->now().error->kind, HubError::Kind::Conflict);
        QCOMPARE(m_bench->hub.store().head(UploadHub::id()), head);
        QCOMPARE(m_bench->count("hub", "POST", kCommit), 1); // never forced
    }

    void conflictBetweenParts() // U09: what others commit meanwhile is not written over
    {
        m_bench->hub.setFault("etag-missing", kCommit,
                              1); // the first one, which that is no matter to
        m_bench->hub.setFault("forbidden", kCommit, 1);
        UploadOrder order = UploadHub::order(m_bench->many(5));
        order.parent = m_bench->hub.store().head(UploadHub::id());
        RUN_UPLOAD(*m_bench, m_bench->config(3), order);
        QCOMPARE(m_bench->now().step, UploadStep::Failed);
        QCOMPARE(m_bench->now().commits.size(), 1);
        m_bench->hub.store().commit(
            UploadHub::id(), u"main"_s,
            {.title = u"Theirs"_s, .adds = {{u"many/4.txt"_s, Content::bytes("theirs")}}});
        m_bench->isOver = false;
        m_bench->uploads->resume(m_bench->upload);
        QTRY_VERIFY(m_bench->isOver);
        QCOMPARE(m_bench->now().error->kind, HubError::Kind::Conflict);
        QCOMPARE(m_bench->stored(u"many/4.txt"_s)->content.all(), "theirs");
    }

    void refused_data() // U12: for good, in the Hub's words, and asked once
    {
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<int>("status");
        const QList<QByteArray> targets{kPreupload, "/ada/up.git/info/lfs/objects/batch", kCommit};
        for (const QByteArray &target : targets)
            for (const int status : {401, 403, 413, 422})
                QTest::addRow("%s %d", target.constData(), status) << target << status;
    }
    void refused()
    {
        QFETCH(const QByteArray, target);
        QFETCH(const int, status);
        m_bench->hub.setFault("status", target, -1, "hub", status);
        RUN_UPLOAD(*m_bench, m_bench->config(),
                   UploadHub::order({m_bench->made(u"w.bin"_s, UploadHub::binary(2'000))}));
        QCOMPARE(m_bench->now().step, UploadStep::Failed);
        QVERIFY(m_bench->now().error->detail.contains("Internal Error"_L1)); // what the fault says
        QCOMPARE(m_bench->count("hub", "POST", target), 1);
        QCOMPARE(m_bench->titles(), QStringList{u"First"_s});
    }

    void isMade() // U08: whether a commit is the one whose answer was lost
    {
        const auto entry = [](const QString &path, const QString &oid) {
            return TreeEntry{.path = path, .oid = oid};
        };
        const UploadFile file = m_bench->made(u"sub/a.txt"_s, "a");
        const QString oid = QString::fromLatin1(file.gitOid);
        CommitPart part{.files = {{0, file, false}}, .deletedFiles = {*RepoPath::parse(u"old")}};
        QVERIFY(CommitSend::hasMade(part, {entry(u"sub/a.txt"_s, oid)}));
        QVERIFY(!CommitSend::hasMade(part, {}));
        QVERIFY(!CommitSend::hasMade(part, {entry(u"sub/a.txt"_s, QString(40, u'0'))}));
        QVERIFY(!CommitSend::hasMade(part, {entry(u"sub/a.txt"_s, oid), entry(u"old"_s, oid)}));
        part.deletedFolders = {"sub/", "gone/"};
        const TreeEntry sub{.type = TreeEntry::Type::Folder, .path = u"sub"_s};
        QVERIFY(CommitSend::hasMade(part, {entry(u"sub/a.txt"_s, oid), sub}));
        const TreeEntry gone{.type = TreeEntry::Type::Folder, .path = u"gone"_s};
        QVERIFY(!CommitSend::hasMade(part, {entry(u"sub/a.txt"_s, oid), gone}));
    }

private:
    std::unique_ptr<UploadHub> m_bench;
};

QTEST_GUILESS_MAIN(TestUploadCommit)
#include "tst_uploadcommit.moc"

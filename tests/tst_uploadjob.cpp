#include "tests/support/uploadhub.h"

#include <sys/stat.h>

using namespace Qt::StringLiterals;

namespace {

QByteArray text(qsizetype size, char seed = 'a')
{
    QByteArray all(size, seed);
    for (qsizetype i = 63; i < size; i += 64)
        all[i] = '\n';
    return all;
}

} // namespace

// Files on their way to a Hub that at times fails as the real one does.
class TestUploadJob final : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_bench = std::make_unique<UploadHub>(); }
    void cleanup() { m_bench.reset(); }

    void everyKind() // U14
    {
        m_bench->hub.store().setMultipart({.above = 5'000, .chunk = 1'000});
        const QMap<QString, QByteArray> files{{u"small.txt"_s, text(10)},
                                              {u"empty.bin"_s, {}},
                                              {u"sub/ünï \"q\".json"_s, "{}"},
                                              {u"whole.bin"_s, UploadHub::binary(5'000)},
                                              {u"parts.bin"_s, UploadHub::binary(11'500, 2)},
                                              {u"twin.bin"_s, UploadHub::binary(11'500, 2)},
                                              {u"last-byte.bin"_s, UploadHub::binary(12'001, 3)},
                                              {u"multiple.bin"_s, UploadHub::binary(12'000, 4)}};
        QList<UploadFile> order;
        for (const auto &[path, content] : files.asKeyValueRange())
            order << m_bench->made(path, content);
        RUN_UPLOAD(*m_bench, m_bench->config(), UploadHub::order(order));
        QVERIFY2(m_bench->now().isConfirmed(), qPrintable(m_bench->trouble()));
        for (const auto &[path, content] : files.asKeyValueRange()) {
            const auto stored = m_bench->stored(path);
            QVERIFY2(stored, qPrintable(path));
            QCOMPARE(stored->content.all(), content);
            QCOMPARE(stored->isLfs(), m_bench->row(path).large);
            QCOMPARE(m_bench->row(path).state, UploadState::Committed);
        }
        QVERIFY(!m_bench->row(u"empty.bin"_s).large);
        QVERIFY(m_bench->row(u"last-byte.bin"_s).large);
        QCOMPARE(m_bench->titles(), QStringList({u"Upload it"_s, u"First"_s}));
        QCOMPARE(m_bench->now().commits,
                 QByteArrayList{m_bench->hub.store().head(UploadHub::id())});
        QCOMPARE(m_bench->count("cdn", "PUT", "/upload/"),
                 1 + 12 + 13 + 12); // the twin is not sent twice
        for (const SeenRequest &request : m_bench->hub.requests("cdn"))
            QVERIFY(request.header("authorization").isEmpty());
        for (const SeenRequest &request : m_bench->hub.requests())
            QCOMPARE(request.header("authorization").isEmpty(),
                     request.target.startsWith("/api/complete_multipart"));
    }

    void unchanged() // nothing is sent, and no commit made
    {
        const QList<UploadFile> files{m_bench->made(u"a.txt"_s, "a"),
                                      m_bench->made(u"w.bin"_s, UploadHub::binary(3'000))};
        RUN_UPLOAD(*m_bench, m_bench->config(), UploadHub::order(files));
        m_bench->hub.forgetRequests();
        RUN_UPLOAD(*m_bench, m_bench->config(), UploadHub::order(files));
        QVERIFY2(m_bench->now().isConfirmed(), qPrintable(m_bench->trouble()));
        QCOMPARE(m_bench->row(u"w.bin"_s).state, UploadState::Unchanged);
        QVERIFY(m_bench->now().commits.isEmpty());
        QCOMPARE(m_bench->hub.requests().size(), 1);
        QCOMPARE(m_bench->hub.requests("cdn").size(), 0);
        UploadOrder again = UploadHub::order(files);
        again.deletedFolders = {"sub"};
        again.files << m_bench->made(u"sub/x.txt"_s, "x");
        m_bench->hub.store().commit(UploadHub::id(), u"main"_s,
                                    {.adds = {{u"sub/x.txt"_s, Content::bytes("x")},
                                              {u"sub/old.txt"_s, Content::bytes("old")}}});
        RUN_UPLOAD(*m_bench, m_bench->config(), again); // what goes with its folder comes again
        QVERIFY2(m_bench->now().isConfirmed(), qPrintable(m_bench->trouble()));
        QVERIFY(m_bench->stored(u"sub/x.txt"_s));
        QVERIFY(!m_bench->stored(u"sub/old.txt"_s));
    }

    void ignored()
    {
        RUN_UPLOAD(
            *m_bench, m_bench->config(),
            UploadHub::order({m_bench->made(u".gitignore"_s, "*.log\n"),
                              m_bench->made(u"x.log"_s, "x"), m_bench->made(u"y.txt"_s, "y")}));
        QVERIFY2(m_bench->now().isConfirmed(), qPrintable(m_bench->trouble()));
        QCOMPARE(m_bench->row(u"x.log"_s).state, UploadState::Ignored);
        QVERIFY(!m_bench->stored(u"x.log"_s));
    }

    void partTrouble_data() // U05
    {
        QTest::addColumn<QByteArray>("fault");
        QTest::addColumn<int>("parameter");
        QTest::newRow("500") << "status"_ba << 500;
        QTest::newRow("400 bad digest") << "status"_ba << 400;
        QTest::newRow("429") << "too-many-bare"_ba << 0;
        QTest::newRow("reset before") << "lost-reply-reset"_ba << 0;
        QTest::newRow("closed, not done") << "refuse"_ba << 0;
        QTest::newRow("no HTTP") << "garbage"_ba << 0;
        QTest::newRow("silent") << "silent-reply"_ba << 0;
    }
    void partTrouble()
    {
        QFETCH(const QByteArray, fault);
        QFETCH(const int, parameter);
        m_bench->hub.store().setMultipart({.above = 1'000, .chunk = 1'000});
        m_bench->hub.setFault(fault, "/upload/", 2, "cdn", parameter);
        Uploads::Config patient = m_bench->config();
        patient.access.silence = 1;
        RUN_UPLOAD(*m_bench, patient,
                   UploadHub::order({m_bench->made(u"w.bin"_s, UploadHub::binary(9'100))}));
        QVERIFY2(m_bench->now().isConfirmed(), qPrintable(m_bench->trouble()));
        QCOMPARE(m_bench->count("cdn", "PUT", "/upload/"),
                 10 + 2); // only what failed is sent again
        QCOMPARE(m_bench->count("hub", "POST", "/ada/up.git/info/lfs/objects/batch"), 1);
    }

    void expired() // U05: new addresses are asked for
    {
        m_bench->hub.store().setMultipart({.above = 1'000, .chunk = 1'000});
        m_bench->hub.setFault("expired", "/upload/", 1, "cdn");
        RUN_UPLOAD(*m_bench, m_bench->config(),
                   UploadHub::order({m_bench->made(u"w.bin"_s, UploadHub::binary(2'500)),
                                     m_bench->made(u"x.bin"_s, UploadHub::binary(900, 2))}));
        QVERIFY2(m_bench->now().isConfirmed(), qPrintable(m_bench->trouble()));
        QCOMPARE(m_bench->count("hub", "POST", "/ada/up.git/info/lfs/objects/batch"), 2);
    }

    void expiredForEver() // one file stops, the others go on
    {
        const UploadFile bad = m_bench->made(u"w.bin"_s, UploadHub::binary(2'500));
        m_bench->hub.setFault("expired", "/upload/" + bad.sha256, -1, "cdn");
        RUN_UPLOAD(*m_bench, m_bench->config(),
                   UploadHub::order({bad, m_bench->made(u"a.txt"_s, "a")}));
        QCOMPARE(m_bench->now().step, UploadStep::Failed);
        QVERIFY(!m_bench->now().isConfirmed());
        QCOMPARE(m_bench->row(u"w.bin"_s).state, UploadState::Failed);
        QVERIFY(!m_bench->row(u"w.bin"_s).error->message.isEmpty());
        QVERIFY(m_bench->row(u"a.txt"_s).isConfirmed());
        QVERIFY(!m_bench->stored(u"w.bin"_s));
    }

    void lostCompletion_data() // U07
    {
        QTest::addColumn<QByteArray>("fault");
        QTest::addColumn<int>("completions");
        QTest::newRow("done, closed") << "lost-reply"_ba << 1;
        QTest::newRow("done, reset") << "lost-reply-reset"_ba << 1;
        QTest::newRow("not done") << "refuse"_ba << 2;
        QTest::newRow("500") << "status"_ba << 2;
    }
    void lostCompletion()
    {
        QFETCH(const QByteArray, fault);
        QFETCH(const int, completions);
        m_bench->hub.store().setMultipart({.above = 1'000, .chunk = 1'000});
        m_bench->hub.setFault(fault, "/api/complete_multipart/", 1);
        RUN_UPLOAD(*m_bench, m_bench->config(),
                   UploadHub::order({m_bench->made(u"w.bin"_s, UploadHub::binary(2'500))}));
        QVERIFY2(m_bench->now().isConfirmed(), qPrintable(m_bench->trouble()));
        QCOMPARE(m_bench->count("hub", "POST", "/api/complete_multipart/"), completions);
        QCOMPARE(m_bench->count("cdn", "PUT", "/upload/"), 3); // no part is sent again
        QCOMPARE(m_bench->count("hub", "POST", "/ada/up.git/info/lfs/objects/batch"), 2);
    }

    void unverified() // U16: not committed
    {
        m_bench->hub.setFault("status", "/ada/up.git/info/lfs/objects/verify", -1, "hub", 422);
        RUN_UPLOAD(*m_bench, m_bench->config(),
                   UploadHub::order({m_bench->made(u"w.bin"_s, UploadHub::binary(2'500))}));
        QCOMPARE(m_bench->row(u"w.bin"_s).state, UploadState::Failed);
        QCOMPARE(m_bench->titles(), QStringList{u"First"_s});
    }

    void changedAfterHashing_data() // U01: before it is sent
    {
        QTest::addColumn<QString>("path");
        QTest::newRow("small") << u"a.txt"_s;
        QTest::newRow("large") << u"a.bin"_s;
    }
    void changedAfterHashing()
    {
        QFETCH(const QString, path);
        const UploadFile file = m_bench->made(path, "as it was");
        m_bench->put(path, "as it is now");
        RUN_UPLOAD(*m_bench, m_bench->config(), UploadHub::order({file}));
        QVERIFY2(m_bench->now().isConfirmed(), qPrintable(m_bench->trouble()));
        QCOMPARE(m_bench->stored(path)->content.all(), "as it is now");
    }

    void changedMeanwhile() // U01: while its parts are sent
    {
        m_bench->hub.store().setMultipart({.above = 1'000, .chunk = 1'000});
        const QByteArray before = UploadHub::binary(30'000);
        QByteArray after = before;
        after[29'999] = char(~after[29'999]);
        const UploadFile file = m_bench->made(u"w.bin"_s, before);
        m_bench->hub.setFault("status", "/upload/", -1, "cdn", 503);
        Uploads::Config patient = m_bench->config();
        patient.access.retryStep = std::chrono::milliseconds{300};
        m_bench->start(patient, UploadHub::order({file}));
        QTRY_VERIFY(m_bench->count("cdn", "PUT", "/upload/") > 0);
        m_bench->put(u"w.bin"_s, after);
        m_bench->hub.clearFaults();
        QTRY_VERIFY(m_bench->isOver);
        QVERIFY2(m_bench->now().isConfirmed(), qPrintable(m_bench->trouble()));
        QCOMPARE(m_bench->stored(u"w.bin"_s)->content.all(), after);
        QVERIFY(!m_bench->hub.store().hasObject(file.sha256)); // of which not all was sent
    }

    void goneMeanwhile_data() // U02: that file stops, the others are sent
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("what");
        for (const QString &path : {u"x.txt"_s, u"x.bin"_s})
            for (const QString &what : {u"deleted"_s, u"a folder"_s, u"a FIFO"_s, u"a dead link"_s})
                QTest::addRow("%s %s", qPrintable(path), qPrintable(what)) << path << what;
    }
    void goneMeanwhile()
    {
        QFETCH(const QString, path);
        QFETCH(const QString, what);
        const UploadFile file = m_bench->made(path, "x");
        const QString local = m_bench->pathOf(path);
        QVERIFY(QFile::remove(local));
        if (what == u"a folder")
            QVERIFY(QDir().mkpath(local));
        if (what == u"a FIFO")
            QCOMPARE(mkfifo(file.local.constData(), 0600), 0);
        if (what == u"a dead link")
            QVERIFY(QFile::link(u"nowhere"_s, local));
        RUN_UPLOAD(*m_bench, m_bench->config(),
                   UploadHub::order(
                       {file, m_bench->made(u"b.txt"_s, "b"), m_bench->made(u"b.bin"_s, "b")}));
        QCOMPARE(m_bench->now().step, UploadStep::Failed);
        QVERIFY(!m_bench->now().isConfirmed());
        QCOMPARE(m_bench->row(path).state, UploadState::Failed);
        QVERIFY(!m_bench->row(path).error->message.isEmpty());
        QVERIFY(m_bench->row(u"b.txt"_s).isConfirmed() && m_bench->row(u"b.bin"_s).isConfirmed());
        QCOMPARE(m_bench->titles().size(), 2);
    }

    void neverBegun() // nothing is asked of the Hub
    {
        UploadOrder order = UploadHub::order({m_bench->made(u"a.txt"_s, "a")});
        Uploads::Config offline = m_bench->config();
        offline.access.offline = HubError{.kind = HubError::Kind::Offline};
        m_bench->start(offline, order); // it waits
        QTRY_COMPARE(m_bench->now().patience.cause, WaitCause::Offline);
        QVERIFY(!m_bench->isOver);
        order.pullRequest = true;
        order.revision = *Revision::parse(u"dev");
        RUN_UPLOAD(*m_bench, m_bench->config(), order);
        QCOMPARE(m_bench->now().error->kind, HubError::Kind::BadInput);
        QVERIFY(m_bench->hub.requests().isEmpty());
    }

    void stopped()
    {
        m_bench->hub.setFault("silent-reply", "/upload/", -1, "cdn");
        m_bench->start(m_bench->config(),
                       UploadHub::order({m_bench->made(u"w.bin"_s, UploadHub::binary(2'500))}));
        QTRY_COMPARE(m_bench->count("cdn", "PUT", "/upload/"), 1);
        m_bench->uploads->cancel(m_bench->upload);
        QTRY_VERIFY(m_bench->isOver);
        QCOMPARE(m_bench->now().step, UploadStep::Stopped);
        QCOMPARE(m_bench->titles(), QStringList{u"First"_s});
    }

    void limited()
    {
        const UploadFile file = m_bench->made(u"w.bin"_s, UploadHub::binary(300'000));
        QElapsedTimer clock;
        clock.start();
        m_bench->open(m_bench->config(), {});
        m_bench->uploads->setGate({.limit = 200'000});
        m_bench->upload = m_bench->uploads->begin(UploadHub::order({file}));
        QTRY_VERIFY(m_bench->isOver);
        QVERIFY2(m_bench->now().isConfirmed(), qPrintable(m_bench->trouble()));
        QVERIFY(clock.elapsed() >= 500);
    }

private:
    std::unique_ptr<UploadHub> m_bench;
};

QTEST_GUILESS_MAIN(TestUploadJob)
#include "tst_uploadjob.moc"

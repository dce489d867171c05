#include "tests/support/uploadrestarts.h"
#include "tests/support/wholeprogram.h"

using namespace Qt::StringLiterals;

// All uploads of an account: what somebody wants of them, and whose they are, in this start of the
// program and the next (U10).
class UploadsTest final : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_bench = std::make_unique<UploadRestarts>(); }
    void cleanup() { m_bench.reset(); }

    void pausedStaysPaused()
    {
        m_bench->beginSlowly(m_bench->order({m_bench->large()}), m_bench->file());
        m_bench->uploads->pause(m_bench->upload);
        QTRY_COMPARE(m_bench->now().step, UploadStep::Paused);
        m_bench->start();
        QVERIFY(m_bench->isLoaded());
        QVERIFY(m_bench->isListed());
        QCOMPARE(m_bench->now().step, UploadStep::Paused);
        QCOMPARE(m_bench->now().rows.size(), 1);
        m_bench->uploads->resume(m_bench->upload);
        QTRY_VERIFY(m_bench->isOver);
        QVERIFY2(m_bench->now().isConfirmed(), qPrintable(m_bench->trouble()));
    }

    void pausedAndResumed() // in the same start, without a file too
    {
        m_bench->beginSlowly(m_bench->order({m_bench->large()}), {});
        m_bench->uploads->pause(m_bench->upload);
        QTRY_COMPARE(m_bench->now().step, UploadStep::Paused);
        m_bench->uploads->setGate({.limit = 0});
        m_bench->uploads->resume(m_bench->upload);
        QTRY_VERIFY(m_bench->isOver);
        QVERIFY2(m_bench->now().isConfirmed(), qPrintable(m_bench->trouble()));
        QVERIFY(m_bench->puts() <= UploadRestarts::kParts + 5); // on their way when it was paused
    }

    void failedWaitsForTheUser()
    {
        m_bench->hub.setFault("status", kUploadCommit, -1, "hub", 403);
        m_bench->begin(m_bench->order({m_bench->large()}));
        QTRY_VERIFY(m_bench->isOver);
        const QString why = m_bench->now().error->message;
        m_bench->hub.clearFaults();
        m_bench->hub.forgetRequests();
        m_bench->start();
        QTRY_VERIFY(m_bench->isOver);
        QCOMPARE(m_bench->now().step, UploadStep::Failed);
        QCOMPARE(m_bench->now().error->message, why);
        QVERIFY(m_bench->hub.requests().isEmpty());
        m_bench->isOver = false;
        m_bench->uploads->resume(m_bench->upload);
        QTRY_VERIFY(m_bench->isOver);
        QVERIFY2(m_bench->now().isConfirmed(), qPrintable(m_bench->trouble()));
        QCOMPARE(m_bench->puts(), 0);
        QCOMPARE(m_bench->batches(), 1); // whether it is still there
    }

    void offlineWaits()
    {
        m_bench->beginUntilCommit({m_bench->large()});
        m_bench->hub.clearFaults();
        Uploads::Config offline = m_bench->config();
        offline.access.offline = HubError{.kind = HubError::Kind::Offline, .message = u"off"_s};
        m_bench->start(offline);
        QTRY_VERIFY(m_bench->isListed());
        QCOMPARE(m_bench->now().reason, u"off"_s);
        const auto before = m_bench->hub.requests().size();
        m_bench->uploads->setConfig(m_bench->config());
        QTRY_VERIFY(m_bench->isOver);
        QVERIFY2(m_bench->now().isConfirmed(), qPrintable(m_bench->trouble()));
        QVERIFY(m_bench->hub.requests().size() > before);
    }

    void anotherAccount() // does not see it, and leaves it
    {
        m_bench->holdCommits();
        m_bench->begin(m_bench->order({m_bench->large()}), m_bench->patient(u"0123"_s));
        QTRY_COMPARE(m_bench->commits(), 1);
        m_bench->hub.forgetRequests();
        m_bench->start(m_bench->of(u"4567"_s));
        QVERIFY(m_bench->isLoaded());
        QVERIFY(!m_bench->isListed());
        m_bench->uploads->leaveAccount();
        m_bench->uploads->setConfig(m_bench->of(u"0123"_s));
        QTRY_VERIFY(m_bench->commits() > 0);
        m_bench->uploads->leaveAccount(); // while it is sent
        QVERIFY(m_bench->isOver);
        QVERIFY(m_bench->uploads->all().empty());
        m_bench->isOver = false;
        m_bench->hub.clearFaults();
        m_bench->uploads->setConfig(m_bench->of(u"0123"_s));
        ++m_bench->upload; // it is listed anew
        QTRY_VERIFY(m_bench->isOver);
        QVERIFY2(m_bench->now().isConfirmed(), qPrintable(m_bench->trouble()));
        QCOMPARE(m_bench->puts(), 0);
    }

    void anotherToken() // of the same person: it stays theirs
    {
        m_bench->holdCommits();
        m_bench->begin(m_bench->order({m_bench->large()}), m_bench->patient(u"0123"_s));
        QTRY_COMPARE(m_bench->commits(), 1);
        m_bench->uploads->setConfig(m_bench->of(u"4567"_s));
        m_bench->start(m_bench->of(u"4567"_s));
        m_bench->hub.clearFaults();
        QTRY_VERIFY(m_bench->isOver);
        QVERIFY2(m_bench->now().isConfirmed(), qPrintable(m_bench->trouble()));
    }

    void tellsWhatChanged() // of 300 rows not all, ten times a second
    {
        constexpr int kFiles = 300;
        QList<UploadFile> files = m_bench->many(kFiles - 1);
        files << m_bench->large();
        m_bench->beginSlowly(m_bench->order(files), {});
        QTRY_VERIFY(m_bench->snapshots >= 5);
        m_bench->uploads->setGate({.limit = 0});
        QTRY_VERIFY(m_bench->isOver);
        QVERIFY2(m_bench->now().isConfirmed(), qPrintable(m_bench->trouble()));
        const qint64 most = 4 * kFiles + m_bench->snapshots; // what is sent, each time
        QVERIFY2(m_bench->rowsTold <= most, qPrintable(QString::number(m_bench->rowsTold)));
        const UploadTally &tally = m_bench->now().tally; // summed up by what changed
        QCOMPARE(tally.files, kFiles);
        QCOMPARE(tally.confirmed, kFiles);
        QCOMPARE(tally.filesDone, kFiles);
        QCOMPARE(tally.troubled, 0);
        QCOMPARE(tally.sent, tally.bytes);
    }

    void endedIsForgotten_data()
    {
        QTest::addColumn<bool>("cancels");
        QTest::newRow("done") << false;
        QTest::newRow("cancelled") << true;
    }
    void endedIsForgotten()
    {
        QFETCH(const bool, cancels);
        m_bench->open(m_bench->config(), m_bench->file());
        if (cancels)
            m_bench->uploads->setGate({.limit = 5'000});
        m_bench->upload = m_bench->uploads->begin(m_bench->order({m_bench->large()}));
        QTRY_VERIFY(m_bench->puts() > 0);
        if (cancels)
            m_bench->uploads->cancel(m_bench->upload);
        QTRY_VERIFY(m_bench->isOver);
        QCOMPARE(m_bench->now().step, cancels ? UploadStep::Stopped : UploadStep::Done);
        m_bench->start();
        QVERIFY(m_bench->isLoaded());
        QVERIFY(m_bench->uploads->all().empty());
    }

    void cancelledNeverGoesOn_data()
    {
        QTest::addColumn<bool>("leaves"); // the account, before it has ended
        QTest::newRow("the program ends") << false;
        QTest::newRow("the account is left") << true;
    }
    void cancelledNeverGoesOn() // not even when the program ends at once
    {
        QFETCH(const bool, leaves);
        m_bench->hub.setFault("too-many", kUploadCommit, -1, "hub", 600);
        m_bench->begin(m_bench->order({m_bench->large()}), m_bench->patient(u"0123"_s));
        QTRY_VERIFY(!m_bench->now().reason.isEmpty());
        QCOMPARE(m_bench->commits(), 1);
        m_bench->uploads->cancel(m_bench->upload);
        if (leaves)
            m_bench->uploads->leaveAccount();
        m_bench->uploads.reset();
        m_bench->hub.clearFaults();
        m_bench->start(m_bench->of(u"0123"_s));
        QVERIFY(m_bench->isLoaded());
        QVERIFY(!m_bench->isListed());
    }

    void cancelledInDoubt() // what may be made is asked about by the next start
    {
        m_bench->holdCommits();
        m_bench->begin(m_bench->order({m_bench->large()}), m_bench->patient());
        QTRY_COMPARE(m_bench->commits(), 1);
        m_bench->uploads->cancel(m_bench->upload);
        m_bench->uploads.reset();
        m_bench->hub.clearFaults();
        m_bench->start();
        QVERIFY(m_bench->isLoaded());
        QVERIFY(m_bench->isListed());
        QCOMPARE(m_bench->now().step, UploadStep::Paused);
        QCOMPARE(m_bench->commits(), 1);
    }

    void stopsWhatWasNotSent_data()
    {
        QTest::addColumn<QByteArray>("target"); // that waits
        QTest::addColumn<bool>("cancels");
        const QByteArray history = "/api/models/ada/up/commits/";
        for (const bool cancels : {false, true}) {
            QTest::addRow("a commit, %d", int(cancels)) << kUploadCommit << cancels;
            QTest::addRow("a look for one, %d", int(cancels)) << history << cancels;
        }
    }
    void stopsWhatWasNotSent() // at once, however long it would wait
    {
        QFETCH(const QByteArray, target);
        QFETCH(const bool, cancels);
        if (target != kUploadCommit) // of an earlier start
            m_bench->beginUntilCommit({m_bench->large()});
        const auto before = m_bench->commits();
        m_bench->hub.clearFaults();
        m_bench->hub.setFault("too-many", target, -1, "hub", 600);
        if (target != kUploadCommit)
            m_bench->start();
        else
            m_bench->begin(m_bench->order({m_bench->large()}));
        QTRY_VERIFY(m_bench->isListed() && !m_bench->now().reason.isEmpty());
        const auto there = m_bench->commits();
        QCOMPARE(there, target == kUploadCommit ? before + 1 : before);
        if (cancels)
            m_bench->uploads->cancel(m_bench->upload);
        else
            m_bench->uploads->pause(m_bench->upload);
        QTRY_COMPARE(m_bench->now().step, cancels ? UploadStep::Stopped : UploadStep::Paused);
        QCOMPARE(m_bench->commits(), there);
    }

    void offlineSendsNothing() // that waited to be sent
    {
        m_bench->hub.setFault("too-many", kUploadCommit, 1, "hub", 1);
        m_bench->begin(m_bench->order({m_bench->large()}));
        QTRY_VERIFY(!m_bench->now().reason.isEmpty());
        Uploads::Config offline = m_bench->config();
        offline.access.offline = HubError{.kind = HubError::Kind::Offline, .message = u"off"_s};
        m_bench->uploads->setConfig(offline);
        QTRY_COMPARE(m_bench->now().reason, u"off"_s);
        QCOMPARE(m_bench->commits(), 1);
        m_bench->uploads->setConfig(m_bench->config());
        QTRY_VERIFY(m_bench->isOver);
        QVERIFY2(m_bench->now().isConfirmed(), qPrintable(m_bench->trouble()));
        QCOMPARE(m_bench->titles().size(), 2);
    }

    void stoppedIsNotSentAgain() // when the answer was lost, it is only looked for
    {
        Uploads::Config patient = m_bench->config();
        patient.access.retryStep = std::chrono::milliseconds{300};
        m_bench->hub.setFault("refuse", kUploadCommit, 1);
        m_bench->begin(m_bench->order({m_bench->large()}), patient);
        QTRY_COMPARE(m_bench->commits(), 1);
        m_bench->uploads->pause(m_bench->upload);
        QTRY_COMPARE(m_bench->now().step, UploadStep::Paused);
        QCOMPARE(m_bench->commits(), 1);
        m_bench->uploads->resume(m_bench->upload);
        QTRY_VERIFY(m_bench->isOver);
        QVERIFY2(m_bench->now().isConfirmed(), qPrintable(m_bench->trouble()));
        QCOMPARE(m_bench->titles().size(), 2);
    }

    void failedFilesAreKept() // with the parts that are there
    {
        m_bench->beginSlowly(m_bench->order({m_bench->large(), m_bench->made(u"a.txt"_s, "a")}),
                             m_bench->file());
        m_bench->hub.setFault("status", "/upload/", -1, "cdn", 503);
        m_bench->uploads->setGate({.limit = 0});
        QTRY_VERIFY(m_bench->isOver);
        QCOMPARE(m_bench->now().step, UploadStep::Failed);
        QVERIFY(!m_bench->now().error->message.isEmpty());
        QCOMPARE(m_bench->row(u"w.bin"_s).state, UploadState::Failed);
        QVERIFY(m_bench->row(u"a.txt"_s).isConfirmed()); // the others go on
        const int there = m_bench->partsThere();
        m_bench->hub.clearFaults();
        m_bench->hub.forgetRequests();
        m_bench->isOver = false;
        m_bench->uploads->resume(m_bench->upload);
        QTRY_VERIFY(m_bench->isOver);
        QVERIFY2(m_bench->now().isConfirmed(), qPrintable(m_bench->trouble()));
        QCOMPARE(m_bench->puts(), UploadRestarts::kParts - there);
        QCOMPARE(m_bench->titles().size(), 3);
    }

    void forgottenWhileItGoesOn() // which the window did not know yet
    {
        m_bench->hub.setFault("status", "/api/models/ada/up/preupload/", -1, "hub", 403);
        m_bench->begin(m_bench->order({m_bench->large()}));
        QTRY_VERIFY(m_bench->isOver);
        m_bench->uploads->resume(m_bench->upload);
        m_bench->uploads->forget(m_bench->upload);
        QCOMPARE(m_bench->now().step, UploadStep::Stopped); // there is none
        m_bench->uploads.reset();
        m_bench->hub.clearFaults();
        m_bench->start();
        QVERIFY(m_bench->isLoaded());
        QVERIFY(!m_bench->isListed());
    }

    void secondProgram() // keeps nothing, and says so
    {
        m_bench->open(m_bench->config(), m_bench->file());
        QVERIFY(m_bench->isLoaded());
        Uploads second(m_bench->file());
        QTRY_VERIFY(!second.trouble().isEmpty());
        second.setConfig(m_bench->config());
        const qint64 upload = second.begin(m_bench->order({m_bench->made(u"a.txt"_s, "a")}));
        QTRY_COMPARE(second.progress(upload).step, UploadStep::Done);
        QVERIFY(m_bench->uploads->trouble().isEmpty());
    }

    void keepsItsSecrets() // the addresses of parts are some; the token is nowhere
    {
        m_bench->beginSlowly(m_bench->order({m_bench->large()}), m_bench->file());
        bool hasAddress = false;
        const QDir folder(QFileInfo(m_bench->file()).path());
        for (const QFileInfo &info : folder.entryInfoList(QDir::Files)) {
            QFile file(info.filePath());
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QByteArray all = file.readAll();
            hasAddress |= all.contains("Signature=");
            QVERIFY2(!all.contains("hf_local_admin"), qPrintable(info.fileName()));
            if (!all.isEmpty())
                QCOMPARE(info.permissions() & ~(QFile::ReadUser | QFile::WriteUser),
                         QFile::ReadOwner | QFile::WriteOwner);
        }
        QVERIFY(hasAddress);
    }

    void theWholeProgram() // knows whose they are once the token was read
    {
        const QTemporaryDir home;
        std::unique_ptr<AppContext> app;
        const auto start = [&] {
            app.reset();
            app = startedProgram(m_bench->hub.url(), home, u"hf_local_admin"_s);
        };
        m_bench->holdCommits();
        start();
        QTRY_VERIFY(app->accountName());
        app->uploads().begin(m_bench->order({m_bench->large()}));
        QTRY_VERIFY(m_bench->commits() > 0);
        app.reset();
        m_bench->hub.clearFaults();
        start();
        const QSignalSpy ended(&app->uploads(), &Uploads::ended);
        QTRY_COMPARE(ended.size(), 1);
        QVERIFY(app->uploads().all().cbegin()->second.progress.isConfirmed());
        QCOMPARE(m_bench->puts(), UploadRestarts::kParts);
    }

private:
    std::unique_ptr<UploadRestarts> m_bench;
};

QTEST_GUILESS_MAIN(UploadsTest)
#include "tst_uploads.moc"

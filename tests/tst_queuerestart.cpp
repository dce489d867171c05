#include "app/transfer/queuestore.h"
#include "tests/support/otherdatabase.h"
#include "tests/support/restarts.h"
#include "tests/support/wholeprogram.h"

using namespace OddServer;

// What was asked for goes on at the next start of the program: the same commit, where it was.
class QueueRestartTest final : public QObject
{
    Q_OBJECT

private slots:
    void goesOn();
    void sameCommit();
    void newerRefStays();
    void pausedStaysPaused();
    void cancelledStaysCancelled();
    void endedIsForgotten();
    void failedWaitsForTheUser();
    void killedKnowsWhatItLeft();
    void saysThatNothingIsKept();
    void saysThatSomeIsNotKept();
    void anotherHub();
    void askedForAgain();
    void askedForAtTheEnd();
    void beforeItIsKnownWho();
    void limitsAndCountsGoOn();
    void sizesAreToldByTheDisk_data();
    void sizesAreToldByTheDisk();
    void theWholeProgram();
};

void QueueRestartTest::goesOn()
{
    Restarts b;
    QVERIFY(b.begin());
    b.start();
    QVERIFY(b.hasStalled());
    b.letGo = true;
    b.start();
    QTRY_VERIFY(b.hasEnded());
    QCOMPARE(b.hub.requests().last().rangeStart(), kStall);
    QCOMPARE(b.contentOf(b.snapshotPath(u"w.bin"_s)), content());
    QCOMPARE(b.breaches(), QStringList());
}

void QueueRestartTest::sameCommit() // D05
{
    Restarts b;
    QVERIFY(b.begin());
    const QByteArray asked = b.repo.commit;
    b.transfers.reset();
    const auto before = b.hub.requests().size();
    b.repo.commit = QByteArray("9876543210").repeated(4); // main has moved
    b.hub.setHandler([&b, asked](const Request &request) {
        FakeRepo old = b.repo;
        old.commit = asked;
        return request.path.contains(asked) ? old.answer(request) : b.repo.answer(request);
    });
    b.start();
    QTRY_VERIFY(b.hasEnded());
    QCOMPARE(b.group().commit, QString::fromLatin1(asked));
    for (const Request &request : b.hub.requests().mid(before))
        QVERIFY2(request.path.contains(asked), request.path.constData());
}

void QueueRestartTest::newerRefStays() // D05: another program asked later
{
    Restarts b;
    b.hasOddCache = true;
    QVERIFY(b.begin());
    const QString ref = b.repoFolder() + u"/refs/main"_s;
    const QByteArray newer = QByteArray("9876543210").repeated(4);
    b.put(ref, newer);
    b.letGo = true;
    b.start();
    QTRY_VERIFY(b.hasEnded());
    QCOMPARE(b.contentOf(ref), newer);
    QCOMPARE(b.contentOf(b.snapshotPath(u"w.bin"_s)), content());
}

void QueueRestartTest::pausedStaysPaused()
{
    Restarts b;
    b.repo.files[u"z.txt"_s] = {"small", false};
    QVERIFY(b.begin());
    b.transfers->pause({b.file().id});
    QTRY_COMPARE(b.file().state, TransferState::Paused);
    b.letGo = true;
    b.start();
    QTRY_COMPARE(b.file().state, TransferState::Paused);
    QTRY_COMPARE(b.file(1).state, TransferState::Done);
    const auto before = b.hub.count("GET", "w.bin");
    b.transfers->resume({b.file().id});
    QTRY_VERIFY(b.hasEnded());
    QCOMPARE(b.hub.count("GET", "w.bin"), before + 1);
    QCOMPARE(b.hub.requests().last().rangeStart(), kStall);
}

void QueueRestartTest::cancelledStaysCancelled()
{
    Restarts b;
    b.repo.files[u"v.bin"_s] = {QByteArray(10, 'v'), true};
    b.start();
    const qint64 first = b.transfers->download(b.request());
    QTRY_COMPARE(b.file(0).state, TransferState::Done);
    QTRY_COMPARE(b.file(1).done, kStall);
    b.transfers->cancel({b.file(1).id});
    QTRY_VERIFY(b.hasEnded(first)); // what the revision means is written down, too
    QCOMPARE(b.group().state, TransferState::Cancelled);
    b.start();
    const qint64 second = b.transfers->download(b.request({u"v.bin"_s}));
    QTRY_VERIFY(b.hasEnded(second)); // planned after what is restored
    QCOMPARE(b.transfers->snapshot().groups.size(), 1);
}

void QueueRestartTest::endedIsForgotten()
{
    Restarts b;
    b.letGo = true;
    b.start();
    RUN_GROUP(b, b.request());
    const auto before = b.hub.requests().size();
    b.start();
    const qint64 second = b.transfers->download(b.request({u"w.bin"_s}));
    QTRY_VERIFY(b.hasEnded(second)); // planned after what is restored
    QCOMPARE(b.transfers->snapshot().groups.size(), 1);
    QVERIFY(b.hub.requests().size() <= before + 1);
}

void QueueRestartTest::failedWaitsForTheUser()
{
    Restarts b;
    b.refuses = b.letGo = true;
    b.start();
    RUN_GROUP(b, b.request());
    QCOMPARE(b.group().state, TransferState::Failed);
    const QString why = b.file().error->message;
    b.refuses = false;
    const auto before = b.hub.requests().size();
    b.start();
    QTRY_COMPARE(b.group().state, TransferState::Failed);
    QCOMPARE(b.group().error->message, why);
    QCOMPARE(b.hub.requests().size(), before);
    b.transfers->retryGroup(b.group().id);
    QTRY_VERIFY(b.hasEnded());
    Q_UNUSED(id)
}

void QueueRestartTest::killedKnowsWhatItLeft() // D15: the list says it while it runs
{
    Restarts b;
    QVERIFY(b.begin(b.request({u"w.bin"_s}), b.config()));
    const auto lists = [&b] {
        const QString name = u"looker"_s;
        QJsonObject object;
        {
            auto database = QSqlDatabase::addDatabase(u"QSQLITE"_s, name);
            database.setDatabaseName(b.queue());
            QSqlQuery query(database.open() ? database : QSqlDatabase());
            if (query.exec(u"SELECT lists FROM queue"_s) && query.next())
                object = QJsonDocument::fromJson(query.value(0).toString().toUtf8()).object();
        }
        QSqlDatabase::removeDatabase(name);
        return object;
    };
    QTRY_COMPARE(lists()["parts"_L1].toArray().size(), 1);
    QCOMPARE(lists()["parts"_L1][0][0].toString(), u"w.bin"_s);
    QVERIFY(lists()["fetched"_L1].toInteger() > 0);
}

void QueueRestartTest::saysThatNothingIsKept() // and that it is again
{
    Restarts b;
    QVERIFY(b.begin());
    QVERIFY(b.transfers->isKept());
    QVERIFY(changeElsewhere(b.queue(), {u"ALTER TABLE queue RENAME TO other"_s}));
    b.transfers->limitGroup(b.group().id, 50'000'000);
    QTRY_VERIFY(!b.transfers->isKept());
    QVERIFY(b.transfers->trouble().contains(u"cannot be written"_s));
    QVERIFY(changeElsewhere(b.queue(), {u"ALTER TABLE other RENAME TO queue"_s}));
    b.transfers->limitGroup(b.group().id, 60'000'000);
    QTRY_VERIFY(b.transfers->isKept());
    QCOMPARE(b.transfers->trouble(), QString());
}

void QueueRestartTest::saysThatSomeIsNotKept() // once, while the rest can be written
{
    Restarts b;
    QVERIFY(b.begin(b.request({u"w.bin"_s}), b.config()));
    QVERIFY(b.transfers->isKept());
    QVERIFY(changeElsewhere(
        b.queue(),
        {u"CREATE TRIGGER large BEFORE INSERT ON queue WHEN NEW.lists LIKE '%w.bin%' BEGIN "
         "SELECT RAISE(ABORT, 'full'); END"_s,
         u"CREATE TRIGGER stuck BEFORE DELETE ON queue BEGIN SELECT RAISE(ABORT, 'full'); END"_s}));
    int told = 0;
    connect(b.transfers.get(), &Transfers::troubleChanged, this, [&told] { ++told; });
    b.transfers->limitGroup(b.group().id, 50'000'000);
    const qint64 other = b.transfers->download(b.request({u"none.txt"_s}));
    QTRY_VERIFY(b.transfers->snapshot().groups.size() == 2
                && b.group(1).state == TransferState::Failed);
    QVERIFY(!b.transfers->isKept());
    b.transfers->forget(other);
    QTRY_COMPARE(b.transfers->snapshot().groups.size(), 1);
    QTest::qWait(1'500); // longer than between two tries
    QVERIFY(!b.transfers->isKept());
    QVERIFY2(told <= 2, qPrintable(QString::number(told)));
    QVERIFY(changeElsewhere(b.queue(), {u"DROP TRIGGER large"_s, u"DROP TRIGGER stuck"_s}));
    QTRY_VERIFY(b.transfers->isKept()); // by itself
    b.transfers.reset();
    const QueueStore kept(b.queue());
    QCOMPARE(kept.rows().size(), 1);
    QCOMPARE(kept.rows().first().request.paths, QStringList{u"w.bin"_s});
}

void QueueRestartTest::anotherHub() // learns nothing; the list waits for its own
{
    Restarts b;
    QVERIFY(b.begin());
    RawHub other([](const Request &) { return Reply{RawHub::head("404 Not Found")}; });
    auto config = b.config();
    config.endpoint = other.url();
    b.start(config);
    const qint64 id = b.transfers->download(b.request({u"none.txt"_s}));
    QTRY_VERIFY(b.hasEnded(id));
    for (const Request &request : other.requests())
        QVERIFY(!request.path.contains("w.bin"));
    b.letGo = true;
    b.start();
    QTRY_VERIFY(b.hasEnded());
}

void QueueRestartTest::askedForAgain() // is the same one
{
    Restarts b;
    QVERIFY(b.begin());
    b.start();
    QVERIFY(b.hasStalled());
    const qint64 again = b.transfers->download(b.request());
    QCOMPARE(again, b.group().id);
    b.letGo = true;
    b.start();
    QTRY_VERIFY(b.hasEnded());
    QCOMPARE(b.transfers->snapshot().groups.size(), 1);
}

void QueueRestartTest::askedForAtTheEnd() // is done before the program ends
{
    Restarts b;
    for (int n = 0; n < 20; ++n) { // the thread has not begun, or just has
        b.start();
        b.transfers->download(b.request({u"none%1.txt"_s.arg(n)}));
        b.transfers.reset();
        const QueueStore kept(b.queue());
        QCOMPARE(kept.rows().size(), n + 1);
    }
}

void QueueRestartTest::beforeItIsKnownWho() // asked for before restore(): kept too, after the
                                            // others
{
    Restarts b;
    b.transfers->download(b.request());
    QTRY_COMPARE(b.file().done, kStall);
    b.transfers->restore(b.queue());
    QTRY_VERIFY(QFile::exists(b.queue()));
    b.letGo = true;
    b.start();
    QTRY_VERIFY(b.hasEnded());
}

void QueueRestartTest::limitsAndCountsGoOn()
{
    Restarts b;
    QVERIFY(b.begin());
    b.transfers->limitGroup(b.group().id, 50'000'000);
    b.transfers->limitFiles({b.file().id}, 70'000'000);
    QTRY_COMPARE(b.file().limit, 70'000'000);
    b.start();
    QVERIFY(b.hasStalled());
    QCOMPARE(b.group().limit, 50'000'000);
    QCOMPARE(b.file().limit, 70'000'000);
    b.letGo = true;
    b.start();
    QTRY_VERIFY(b.hasEnded());
    QTRY_COMPARE(b.transfers->history().count(), 1);
    auto ended = b.transfers->history().find({});
    ended.waitForFinished();
    const HistoryEntry entry = ended.result().first();
    QCOMPARE(entry.fetched, kSize); // of which the first start saw a million
}

void QueueRestartTest::sizesAreToldByTheDisk_data()
{
    QTest::addColumn<bool>("wasThere");
    QTest::addColumn<QString>("folder");
    QTest::newRow("fetched") << false << QString();
    QTest::newRow("in the cache already") << true << QString();
    QTest::newRow("in a folder") << false << u"out"_s;
}

// Of what is there, where the Hub does not tell them.
void QueueRestartTest::sizesAreToldByTheDisk()
{
    QFETCH(const bool, wasThere);
    QFETCH(const QString, folder);
    Restarts b;
    b.repo.files[u"a.txt"_s] = {"small", false};
    b.repo.tellsSizes = false;
    b.start();
    if (wasThere) {
        RUN_GROUP(b, b.request({u"a.txt"_s}));
        b.start(); // the list is empty again
    }
    DownloadRequest request = b.request({u"a.txt"_s, u"w.bin"_s});
    if (!folder.isEmpty())
        request.folder = b.temp.filePath(folder);
    b.transfers->download(request);
    QTRY_COMPARE(b.file(1).done, kStall);
    QTRY_COMPARE(b.group().total, kSize + 5);
    b.start();
    QTRY_COMPARE(b.file(1).done, kStall);
    QCOMPARE(b.file(0).state, TransferState::Done);
    QCOMPARE(b.group().total, kSize + 5);
    QCOMPARE(b.group().done, kStall + 5);
    QCOMPARE(b.transfers->snapshot().total, kSize + 5);
    b.letGo = true;
    b.start();
    QTRY_VERIFY(b.hasEnded());
}

void QueueRestartTest::theWholeProgram() // knows whose list it is once the token was read
{
    Restarts b;
    const QTemporaryDir home;
    std::unique_ptr<AppContext> app;
    const auto start = [&] {
        app.reset();
        app = startedProgram(b.hub.url(), home);
    };
    const auto group = [&app] {
        return app->transfers().snapshot().groups.value(0, {.repo = TransferBench::id()});
    };
    start();
    app->transfers().download(b.request());
    QTRY_COMPARE(group().done, kStall);
    QTRY_VERIFY(QFile::exists(home.filePath(u"data/queue.sqlite"_s)));
    b.letGo = true;
    start();
    QTRY_COMPARE(group().state, TransferState::Done);
    QCOMPARE(b.hub.requests().last().rangeStart(), kStall);
}

QTEST_GUILESS_MAIN(QueueRestartTest)
#include "tst_queuerestart.moc"

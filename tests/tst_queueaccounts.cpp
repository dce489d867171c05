#include "app/transfer/queuestore.h"
#include "tests/support/restarts.h"
#include "tests/support/wholeprogram.h"

using namespace OddServer;

// What was asked for goes on only as whoever asked for it, and waits in the list until then.
class QueueAccountsTest final : public QObject
{
    Q_OBJECT

private slots:
    void anotherAccount_data();
    void anotherAccount();
    void accountComesBack();
    void nothingIsLeftOfWhoSignsOut();
    void anotherTokenOfTheWholeProgram();
    void anotherToken();
};

void QueueAccountsTest::anotherAccount_data()
{
    QTest::addColumn<bool>("isPublic");
    QTest::newRow("A11 private") << false;
    QTest::newRow("A11 public") << true;
}

void QueueAccountsTest::anotherAccount()
{
    QFETCH(const bool, isPublic);
    Restarts b;
    auto config = b.config();
    config.account = u"0123"_s;
    DownloadRequest request = b.request();
    request.isPublic = isPublic;
    QVERIFY(b.begin(request, config));
    config.account = u"4567"_s;
    config.token = "hf_OTHER";
    b.letGo = true;
    b.start(config);
    if (isPublic) {
        QTRY_VERIFY(b.hasEnded());
        return;
    }
    const qint64 theirs = b.transfers->download(b.request({u"none.txt"_s}));
    QTRY_VERIFY(b.hasEnded(theirs));
    QCOMPARE(b.transfers->snapshot().groups.size(), 1);
    b.transfers->forget(theirs);
    config.account = u"0123"_s; // who asked comes back: it goes on where it was
    b.start(config);
    QTRY_VERIFY(b.hasEnded());
    QCOMPARE(b.transfers->snapshot().groups.size(), 1);
    QCOMPARE(b.hub.requests().last().rangeStart(), kStall);
    QCOMPARE(b.contentOf(b.snapshotPath(u"w.bin"_s)), content());
    QCOMPARE(b.breaches(), QStringList());
}

void QueueAccountsTest::accountComesBack() // while the program runs
{
    Restarts b;
    auto config = b.config();
    config.account = u"0123"_s;
    QVERIFY(b.begin(b.request(), config));
    b.letGo = true;
    auto nobody = b.config();
    nobody.token.clear();
    b.start(nobody);
    const qint64 other = b.transfers->download(b.request({u"none.txt"_s}));
    QTRY_VERIFY(b.hasEnded(other));
    QCOMPARE(b.transfers->snapshot().groups.size(), 1);
    b.transfers->setConfig(config);
    b.transfers->goOnWithKept();
    QTRY_COMPARE(b.transfers->snapshot().groups.size(), 2);
    QTRY_COMPARE(b.group(1).state, TransferState::Done);
    b.transfers->goOnWithKept(); // nothing comes twice
    const qint64 last = b.transfers->download(b.request({u"none.txt"_s}));
    QTRY_VERIFY(b.hasEnded(last));
    QCOMPARE(b.transfers->snapshot().groups.size(), 3);
}

void QueueAccountsTest::nothingIsLeftOfWhoSignsOut() // A11: nor of an earlier token
{
    Restarts b;
    auto config = b.config();
    config.account = u"0123"_s;
    QVERIFY(b.begin(b.request(), config));
    const auto inBlobs = [&b] { return QDir(b.repoFolder() + "/blobs"_L1).entryList(QDir::Files); };
    auto newer = config;
    newer.account = u"4567"_s;
    b.start(newer);
    QCOMPARE(inBlobs().size(), 2); // the part and what is known of it
    auto nobody = b.config();
    nobody.token.clear();
    b.transfers->setConfig(nobody);
    b.transfers->leaveAccount();
    b.transfers->forgetHidden();
    QTRY_COMPARE(inBlobs(), QStringList());
    b.transfers.reset();
    const QueueStore kept(b.queue());
    QCOMPARE(kept.rows().size(), 0);
}

void QueueAccountsTest::anotherTokenOfTheWholeProgram() // and back
{
    Restarts b;
    const QTemporaryDir home;
    std::unique_ptr<AppContext> app = startedProgram(b.hub.url(), home, u"hf_OLDER"_s);
    app->transfers().download(b.request());
    const auto group = [&app] {
        return app->transfers().snapshot().groups.value(0, {.repo = TransferBench::id()});
    };
    QTRY_COMPARE(group().done, kStall);
    const QString list = home.filePath(u"data/queue.sqlite"_s);
    QTRY_VERIFY(QFile::exists(list));
    app.reset();
    b.letGo = true;
    app = startedProgram(b.hub.url(), home, u"hf_NEWER"_s); // hides it
    QTRY_VERIFY(app->transfers().isKept());
    app.reset();
    {
        const QueueStore kept(list);
        QCOMPARE(kept.rows().size(), 1);
    }
    app = startedProgram(b.hub.url(), home, u"hf_OLDER"_s);
    QTRY_COMPARE(group().state, TransferState::Done);
    QCOMPARE(b.hub.requests().last().rangeStart(), kStall);
}

void QueueAccountsTest::anotherToken() // of the same person: what was asked for stays theirs
{
    Restarts b;
    auto config = b.config();
    config.account = u"0123"_s;
    QVERIFY(b.begin(b.request(), config));
    config.account = u"4567"_s;
    config.token = "hf_NEWER";
    b.transfers->setConfig(config);
    b.letGo = true;
    b.start(config);
    QTRY_VERIFY(b.hasEnded());
    QCOMPARE(b.contentOf(b.snapshotPath(u"w.bin"_s)), content());
}

QTEST_GUILESS_MAIN(QueueAccountsTest)
#include "tst_queueaccounts.moc"

#include "app/cache/cacheindex.h"
#include "tests/support/guibeat.h"
#include "tests/support/hookeddisk.h"
#include "tests/support/oddserver.h"

#include <QThread>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>

using namespace OddServer;

// Other programs in the same cache that follow older rules, or none: locks that everybody gets or
// nobody, partial files that are shared, files by the thousand.
class CachePeersTest final : public QObject
{
    Q_OBJECT

private slots:
    void sharedPartial_data();
    void sharedPartial();
    void peerWasWrong_data();
    void peerWasWrong();
    void locksThatLie();
    void noLocks_data();
    void noLocks();
    void softLock_data();
    void softLock();
    void outOfDescriptors();
    void manyNewFiles();

private:
    static QString lockFile(const TransferBench &b)
    {
        return b.root() + "/.locks/models--ada--model/"_L1 + QString::fromLatin1(file().blob())
            + ".lock"_L1;
    }
};

void CachePeersTest::sharedPartial_data()
{
    QTest::addColumn<bool>("first"); // the peer is done before us
    QTest::newRow("C02 it ends first") << true;
    QTest::newRow("C02 we end first") << false;
}

// A client before 1.18 on a disk without locks: it appends to "<etag>.incomplete", then renames
// that.
void CachePeersTest::sharedPartial()
{
    QFETCH(const bool, first);
    TransferBench b;
    const QString blob = QString::fromUtf8(blobPath(b));
    QFile peer(blob + ".incomplete"_L1);
    quint64 inode = 0;
    const auto finish = [&] {
        QCOMPARE(peer.write(content().sliced(kSize / 2)), kSize - kSize / 2);
        peer.close();
        const QByteArray from = QFile::encodeName(peer.fileName());
        QCOMPARE(::rename(from.constData(), QFile::encodeName(blob).constData()), 0);
        struct stat s = {};
        QCOMPARE(stat(QFile::encodeName(blob).constData(), &s), 0);
        inode = s.st_ino;
    };
    serve(b, [&](TransferBench &bench, const Request &request, int) {
        QDir().mkpath(QFileInfo(blob).path());
        [&] {
            QVERIFY(peer.open(QIODevice::Append));
            QCOMPARE(peer.write(content().first(kSize / 2)), kSize / 2);
        }();
        if (first)
            finish();
        return bench.repo.answer(request);
    });
    RUN_GROUP(b, b.request());
    QVERIFY(b.complete.value(id));
    if (!first)
        finish();
    QCOMPARE(b.contentOf(b.snapshotPath(u"w.bin"_s)), content());
    struct stat s = {};
    QCOMPARE(stat(QFile::encodeName(blob).constData(), &s), 0);
    QCOMPARE(quint64(s.st_ino), inode); // whoever reads it keeps it
    QCOMPARE(b.breaches(), QStringList());
}

void CachePeersTest::peerWasWrong_data()
{
    QTest::addColumn<bool>("link"); // into the shared store
    QTest::newRow("C02 mixed by two that append") << false;
    QTest::newRow("C11 in the shared store") << true;
}

// It has the right size, which is all that the others look at.
void CachePeersTest::peerWasWrong()
{
    QFETCH(const bool, link);
    TransferBench b;
    const QString blob = QString::fromUtf8(blobPath(b));
    const QByteArray wrong = content().first(kSize / 2) + content().first(kSize - kSize / 2);
    const QString stored = b.root() + "/blobs/aa/"_L1 + QString(64, u'a');
    serve(b, [&](TransferBench &bench, const Request &request, int) {
        bench.put(link ? stored : blob, wrong);
        if (link) {
            bench.put(bench.root() + "/blobs/.huggingface-shared-blobs"_L1, "1\n");
            QFile::link("../../blobs/aa/"_L1 + QString(64, u'a'), blob);
        }
        return bench.repo.answer(request);
    });
    RUN_GROUP(b, b.request());
    QVERIFY(b.complete.value(id));
    QCOMPARE(b.hub.count("GET", "/resolve/"), 1);
    QCOMPARE(b.contentOf(b.snapshotPath(u"w.bin"_s)), content());
    if (link)
        QCOMPARE(b.contentOf(stored), wrong); // not ours to change
    QCOMPARE(b.breaches(), QStringList());
}

void CachePeersTest::locksThatLie() // C03: two programs get the same lock, as on Lustre
{
    const HookedDisk::Unhooked atEnd;
    HookedDisk::locks = false;
    TransferBench b;
    serve(b, [](TransferBench &bench, const Request &r, int) { return bench.repo.answer(r); });
    Transfers other(b.config());
    bool otherComplete = false;
    connect(&other, &Transfers::groupDone, this,
            [&otherComplete](qint64, bool all) { otherComplete = all; });
    other.download(b.request());
    RUN_GROUP(b, b.request());
    QVERIFY(b.complete.value(id));
    QTRY_VERIFY(otherComplete);
    QVERIFY(b.hub.count("GET", "/resolve/") <= 2);
    QCOMPARE(b.contentOf(b.snapshotPath(u"w.bin"_s)), content());
    QCOMPARE(b.breaches(), QStringList());
}

void CachePeersTest::noLocks_data()
{
    QTest::addColumn<int>("error");
    QTest::addColumn<bool>("once");
    QTest::newRow("C04 ENOSYS") << ENOSYS << false;
    QTest::newRow("C04 EOPNOTSUPP") << EOPNOTSUPP << false;
    QTest::newRow("C04 ENOLCK") << ENOLCK << false;
    QTest::newRow("C04 EINTR") << EINTR << true;
}

void CachePeersTest::noLocks()
{
    QFETCH(const int, error);
    QFETCH(const bool, once);
    const HookedDisk::Unhooked atEnd;
    TransferBench b;
    serve(b, [](TransferBench &bench, const Request &r, int) { return bench.repo.answer(r); });
    std::atomic<int> asked = 0;
    HookedDisk::hook = [&](const char *call, int) {
        return QLatin1StringView(call) == "lock"_L1 && (++asked == 1 || !once) ? error : 0;
    };
    RUN_GROUP(b, b.request());
    QVERIFY(asked > 0);
    QVERIFY(b.complete.value(id));
    QCOMPARE(b.file().note.contains("without locks"_L1), !once);
    b.repo.files[u"z.txt"_s] = {"small", false};
    const DownloadRequest more = b.request({u"z.txt"_s});
    const qint64 next = b.transfers->download(more);
    QTRY_VERIFY(b.hasEnded(next));
    QVERIFY(b.complete.value(next));
    QCOMPARE(b.file(1).note, QString()); // it was said
    QCOMPARE(QFile::exists(lockFile(b)), once); // or others would wait for whoever made it
    QCOMPARE(b.contentOf(b.snapshotPath(u"w.bin"_s)), content());
    QCOMPARE(b.breaches(), QStringList());
}

void CachePeersTest::softLock_data()
{
    QTest::addColumn<QString>("suffix");
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("C07 of a dead process") << QString() << QByteArray("999999999\nthis-host\n");
    QTest::newRow("C07 of another host") << QString() << QByteArray("1\nnode17.cluster\n");
    QTest::newRow("C07 of the newest client") << u".soft"_s << QByteArray("999999999\n");
}

// Where there are no locks, Python takes a file that exists for one. Ours is the kernel's lock on
// it: the file itself says nothing, and what stands in it stays.
void CachePeersTest::softLock()
{
    QFETCH(const QString, suffix);
    QFETCH(const QByteArray, content);
    TransferBench b;
    serve(b, [](TransferBench &bench, const Request &r, int) { return bench.repo.answer(r); });
    b.put(lockFile(b) + suffix, content);
    RUN_GROUP(b, b.request());
    QVERIFY(b.complete.value(id));
    QCOMPARE(b.contentOf(lockFile(b) + suffix), content);
    QCOMPARE(b.contentOf(b.snapshotPath(u"w.bin"_s)), OddServer::content());
}

void CachePeersTest::outOfDescriptors() // C25: nothing can be opened; then some can be again
{
    TransferBench b;
    for (const QString &name : {u"a"_s, u"b"_s, u"c"_s, u"d"_s, u"e"_s, u"f"_s})
        b.repo.files[name] = {name.toUtf8().repeated(1'000), true};
    rlimit before = {};
    QCOMPARE(getrlimit(RLIMIT_NOFILE, &before), 0);
    const auto restore = [&before] { setrlimit(RLIMIT_NOFILE, &before); };
    const auto atEnd = qScopeGuard(restore);
    int asked = 0;
    b.hub.setHandler([&](const Request &request) {
        if (request.path.contains("/resolve/") && ++asked == 2) {
            const int next = open("/dev/null", O_RDONLY | O_CLOEXEC);
            close(next);
            const rlimit none = {rlim_t(next), before.rlim_max};
            setrlimit(RLIMIT_NOFILE, &none);
            QTimer::singleShot(1'500, &b.hub, restore);
        }
        return b.repo.answer(request);
    });
    RUN_GROUP(b, b.request());
    if (!b.complete.value(id)) { // it was said, and another try is enough
        for (const TransferFile &file : b.transfers->snapshot().files)
            QVERIFY(file.state == TransferState::Done || !file.error->message.isEmpty());
        rlimit now = {};
        QTRY_VERIFY(getrlimit(RLIMIT_NOFILE, &now) == 0 && now.rlim_cur == before.rlim_cur);
        b.done.clear();
        b.transfers->retryGroup(id);
        QTRY_VERIFY_WITH_TIMEOUT(b.hasEnded(id), 30'000);
    }
    QVERIFY(b.complete.value(id));
    for (const auto &[path, file] : b.repo.files.asKeyValueRange())
        QCOMPARE(b.contentOf(b.snapshotPath(path)), file.content);
    QCOMPARE(b.breaches(), QStringList());
}

// C27: another program writes thousands of files, and whoever notices asks for a new look each
// time.
void CachePeersTest::manyNewFiles()
{
    constexpr int kFiles = 10'000;
    constexpr int kRepos = 20;
    const QTemporaryDir root;
    const QString commit(40, u'a');
    std::atomic<bool> written = false;
    const std::unique_ptr<QThread> writer(QThread::create([&] {
        for (int i = 0; i < kFiles; ++i)
            TransferBench::put(u"%1/models--ada--m%2/snapshots/%3/f%4"_s.arg(root.path())
                                   .arg(i % kRepos)
                                   .arg(commit)
                                   .arg(i),
                               "x");
        written = true;
    }));
    CacheIndex index(root.path());
    QSignalSpy refreshed(&index, &CacheIndex::refreshed);
    GuiBeat beat;
    int asked = 0;
    QTimer storm;
    connect(&storm, &QTimer::timeout, &index, [&] {
        for (int i = 0; i < 20; ++i, ++asked)
            index.refresh();
    });
    storm.start(1);
    writer->start();
    QTRY_VERIFY_WITH_TIMEOUT(written, 60'000);
    storm.stop();
    index.refresh();
    for (int i = 0; i < kRepos; ++i)
        QTRY_VERIFY(index.hasRepo(*RepoId::parse(RepoKind::Model, u"ada/m%1"_s.arg(i))));
    QVERIFY2(refreshed.size() <= asked / 10 + 2,
             qPrintable(u"%1 looks, asked %2 times"_s.arg(refreshed.size()).arg(asked)));
    QCOMPARE_LT(beat.longest(), 100 * kSlowness);
    QSignalSpy known(&index, &CacheIndex::filesKnown);
    index.lookAt(*RepoId::parse(RepoKind::Model, u"ada/m0"), commit);
    QVERIFY(known.wait());
    QCOMPARE(known.first().at(2).value<QSet<QString>>().size(), kFiles / kRepos);
    writer->wait();
}

QTEST_GUILESS_MAIN(CachePeersTest)
#include "tst_cachepeers.moc"

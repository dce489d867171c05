#include "app/disk/cachestore.h"
#include "tests/support/foreignlock.h"
#include "tests/support/transferbench.h"

#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fcntl.h>

using namespace Qt::StringLiterals;

// What is there already when a download comes: other programs' files, locks, links and damage.
class CacheWriteTest final : public QObject
{
    Q_OBJECT

private slots:
    void snapshotEntry_data();
    void snapshotEntry();
    void oddSnapshotFolder();
    void linkedRepository();
    void namesThatCollide();
    void waitsForLock();
    void goesOnPastLock();
    void blobAppearsMeanwhile();
    void foreignLinkAppearsMeanwhile();
    void prunedWhileWriting();
    void oddRoots_data();
    void oddRoots();
    void unwritableRoot();
    void noRoom();
};

void CacheWriteTest::snapshotEntry_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<bool>("ends");
    QTest::newRow("C13 whole file") << u"file"_s << true;
    QTest::newRow("C13 short file") << u"short"_s << true;
    QTest::newRow("C13 link to another blob") << u"link"_s << true;
    QTest::newRow("C13 link to another whole blob") << u"whole"_s << true;
    QTest::newRow("C13 link outside") << u"outside"_s << true;
    QTest::newRow("C13 folder") << u"folder"_s << false;
    QTest::newRow("C13 FIFO") << u"fifo"_s << false;
}

void CacheWriteTest::snapshotEntry()
{
    QFETCH(QString, what);
    QFETCH(bool, ends);
    TransferBench b;
    b.hasOddCache = what == "whole"_L1; // the other blob stays as it is
    b.repo.files[u"w.bin"_s] = b.weights();
    const QString entry = b.snapshotPath(u"w.bin"_s);
    b.put(b.temp.filePath(u"outside"_s), "sentinel");
    QDir().mkpath(QFileInfo(entry).path());
    if (what == "file"_L1)
        b.put(entry, b.weights().content);
    else if (what == "short"_L1)
        b.put(entry, "short");
    else if (what == "link"_L1)
        QVERIFY(QFile::link(u"../../blobs/"_s + QString(40, u'a'), entry));
    else if (what == "whole"_L1) {
        b.put(b.repoFolder() + "/blobs/"_L1 + QString(40, u'a'), QByteArray(100'000, 'x'));
        QVERIFY(QFile::link(u"../../blobs/"_s + QString(40, u'a'), entry));
    } else if (what == "outside"_L1)
        QVERIFY(QFile::link(b.temp.filePath(u"outside"_s), entry));
    else if (what == "folder"_L1)
        QDir().mkpath(entry + "/x"_L1);
    else
        QVERIFY(mkfifo(entry.toUtf8().constData(), 0600) == 0);
    RUN_GROUP(b, b.request());
    QCOMPARE(b.complete.value(id), ends);
    QCOMPARE(b.contentOf(b.temp.filePath(u"outside"_s)), "sentinel");
    if (ends)
        QCOMPARE(b.contentOf(entry), b.weights().content);
}

void CacheWriteTest::oddSnapshotFolder() // C23: a folder that is a link leads nowhere
{
    TransferBench b;
    b.repo.files[u"d/w.bin"_s] = b.weights();
    QDir().mkpath(b.temp.filePath(u"elsewhere"_s));
    QDir().mkpath(b.snapshotPath({}));
    QVERIFY(QFile::link(b.temp.filePath(u"elsewhere"_s), b.snapshotPath(u"d"_s)));
    RUN_GROUP(b, b.request());
    QCOMPARE(b.file().state, TransferState::Failed);
    QCOMPARE(b.file().error->kind, HubError::Kind::Disk);
    QVERIFY(QDir(b.temp.filePath(u"elsewhere"_s)).isEmpty());
}

void CacheWriteTest::linkedRepository() // C15: what is there is seen through the link
{
    TransferBench b;
    b.repo.files = {{u"w.bin"_s, b.weights()}, {u"x"_s, {"x", false}}};
    QDir().mkpath(b.root());
    QDir().mkpath(b.temp.filePath(u"moved"_s));
    QVERIFY(QFile::link(b.temp.filePath(u"moved"_s), b.repoFolder()));
    {
        RUN_GROUP(b, b.request());
        QVERIFY(b.complete.value(id));
    }
    QVERIFY(QFileInfo(b.repoFolder()).isSymLink());
    QVERIFY(QDir(b.temp.filePath(u"moved/blobs"_s)).exists());
    b.restart();
    {
        RUN_GROUP(b, b.request());
        QVERIFY(b.file(0).wasCached && b.file(1).wasCached);
    }
    const FileSpec there{.repo = b.id(),
                         .commit = QString::fromLatin1(b.repo.commit),
                         .path = *RepoPath::parse(u"w.bin"_s),
                         .blob = b.weights().blob()};
    QVERIFY(CacheStore(b.root(), CacheStore::Links::Symbolic).present(there));
    QVERIFY(QDir(b.repoFolder() + "/snapshots"_L1).removeRecursively()); // the blobs stay
    b.restart();
    RUN_GROUP(b, b.request());
    QVERIFY(b.complete.value(id));
    QCOMPARE(b.hub.count("GET", "/resolve/"), 2); // the first time only
    QCOMPARE(b.breaches(), QStringList());
}

void CacheWriteTest::namesThatCollide() // C21
{
    TransferBench b;
    b.repo.files = {{u"A.bin"_s, {"large", false}},        {u"a.bin"_s, {"small", false}},
                    {u"caf\u00e9"_s, {"composed", false}}, {u"cafe\u0301"_s, {"decomposed", false}},
                    {u"d"_s, {"a file", false}},           {u"d/x"_s, {"below it", false}}};
    RUN_GROUP(b, b.request());
    int failed = 0;
    for (const TransferFile &file : b.transfers->snapshot().files) {
        if (file.state == TransferState::Done)
            QCOMPARE(b.contentOf(b.snapshotPath(file.path)), b.repo.files.value(file.path).content);
        else if (++failed; !file.error || !file.path.startsWith(u'd'))
            QFAIL(qPrintable(file.path));
    }
    QCOMPARE(failed, 1); // a name cannot be a file and a folder
}

void CacheWriteTest::waitsForLock() // C05
{
    TransferBench b;
    b.repo.files[u"w.bin"_s] = b.weights();
    const QString lock = b.root() + "/.locks/models--ada--model/"_L1
        + QString::fromLatin1(b.weights().blob()) + ".lock"_L1;
    b.put(lock, {});
    const int fd = open(lock.toUtf8().constData(), O_RDWR | O_CLOEXEC);
    QVERIFY(flock(fd, LOCK_EX) == 0);
    const qint64 id = b.transfers->download(b.request());
    QTRY_COMPARE(b.file().state, TransferState::Waiting);
    QVERIFY(b.file().reason.contains("already"_L1)); // by us: this test holds the lock
    QVERIFY(!b.file().patience.canPass);
    QCOMPARE(b.hub.count("GET", "/resolve/"), 0);
    close(fd);
    QTRY_VERIFY(b.hasEnded(id));
    QVERIFY(b.complete.value(id));
    QVERIFY(QFile::exists(lock));
}

void CacheWriteTest::goesOnPastLock() // C05: "download anyway"
{
    TransferBench b;
    b.repo.files[u"w.bin"_s] = b.weights();
    const ForeignLock lock(b.root() + "/.locks/models--ada--model/"_L1
                           + QString::fromLatin1(b.weights().blob()) + ".lock"_L1);
    QVERIFY(lock.isHeld());
    const qint64 id = b.transfers->download(b.request());
    QTRY_COMPARE(b.file().state, TransferState::Waiting);
    QVERIFY2(b.file().reason.contains(QString::number(lock.holder())), qPrintable(b.file().reason));
    QVERIFY(b.file().patience.canPass);
    b.transfers->retry({b.file().id}); // looks again, no more
    b.transfers->startNow({id}, {});
    QTest::qWait(500);
    QCOMPARE(b.file().state, TransferState::Waiting);
    QCOMPARE(b.hub.count("GET", "/resolve/"), 0);
    b.transfers->goPastLocks({}, {b.file().id});
    QTRY_VERIFY(b.hasEnded(id));
    QVERIFY(b.complete.value(id));
    QCOMPARE(b.contentOf(b.snapshotPath(u"w.bin"_s)), b.weights().content);
}

void CacheWriteTest::blobAppearsMeanwhile() // C09
{
    TransferBench b;
    b.repo.files[u"w.bin"_s] = b.weights();
    ino_t inode = 0;
    b.hub.setHandler([&](const RawHub::Request &request) {
        if (request.path.contains("/resolve/")) {
            b.put(b.blobPath(),
                  b.weights().content); // another program was faster
            struct stat s;
            stat(b.blobPath().toUtf8().constData(), &s);
            inode = s.st_ino;
        }
        return b.repo.answer(request);
    });
    RUN_GROUP(b, b.request());
    QVERIFY(b.complete.value(id));
    struct stat s;
    stat(b.blobPath().toUtf8().constData(), &s);
    QCOMPARE(s.st_ino, inode);
    QVERIFY(!b.file().wasCached); // at the first try
    QCOMPARE(b.breaches(), QStringList());
}

void CacheWriteTest::foreignLinkAppearsMeanwhile() // C09, C23
{
    TransferBench b;
    b.repo.files[u"w.bin"_s] = b.weights();
    b.put(b.temp.filePath(u"outside"_s), "sentinel");
    b.hub.setHandler([&](const RawHub::Request &request) {
        if (request.path.contains("/resolve/"))
            QFile::link(b.temp.filePath(u"outside"_s), b.blobPath());
        return b.repo.answer(request);
    });
    RUN_GROUP(b, b.request());
    QVERIFY(!b.complete.value(id));
    QVERIFY(QFileInfo(b.blobPath()).isSymLink());
    QCOMPARE(b.contentOf(b.temp.filePath(u"outside"_s)), "sentinel");
}

// Noticed while most of it is still to come, and begun anew at once.
void CacheWriteTest::prunedWhileWriting() // D24
{
    constexpr qsizetype kEach = 1'000'000;
    TransferBench b;
    const QByteArray content(10 * kEach, 'w');
    b.repo.files[u"w.bin"_s] = {content, true};
    int nth = 0;
    b.hub.setHandler([&](const RawHub::Request &request) {
        RawHub::Reply reply = b.repo.answer(request);
        if (!request.path.contains("/resolve/"))
            return reply;
        ++nth;
        if (nth <= 2) { // and says nothing more
            reply.bytes.truncate(reply.bytes.indexOf("\r\n\r\n") + 4 + kEach);
            reply.hold = true;
        }
        if (nth == 2) {
            QDir blobs(b.repoFolder() + "/blobs"_L1);
            for (const QString &name : blobs.entryList({u"*.incomplete"_s}))
                blobs.remove(name);
        }
        return reply;
    });
    RUN_GROUP(b, b.request());
    QVERIFY(b.complete.value(id));
    const QList<RawHub::Request> asked = b.hub.requests();
    QVERIFY(asked.last().rangeStart() <= 0);
    QVERIFY(std::ranges::none_of(asked, [](const RawHub::Request &request) {
        return request.rangeStart() == 2 * kEach; // into a file without a name
    }));
    QVERIFY2(b.file().note.contains("removed"_L1), qPrintable(b.file().note));
    QCOMPARE(b.contentOf(b.snapshotPath(u"w.bin"_s)), content);
    QCOMPARE(b.breaches(), QStringList());
}

void CacheWriteTest::oddRoots_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<bool>("works");
    QTest::newRow("C24 missing") << u"missing"_s << true;
    QTest::newRow("C24 link") << u"link"_s << true;
    QTest::newRow("C24 file") << u"file"_s << false;
}

void CacheWriteTest::oddRoots()
{
    QFETCH(QString, what);
    QFETCH(bool, works);
    TransferBench b;
    b.repo.files[u"w.bin"_s] = b.weights();
    if (what == "link"_L1) {
        QDir().mkpath(b.temp.filePath(u"real"_s));
        QVERIFY(QFile::link(b.temp.filePath(u"real"_s), b.root()));
    } else if (what == "file"_L1) {
        b.put(b.root(), "a file");
    }
    RUN_GROUP(b, b.request());
    QCOMPARE(b.complete.value(id), works);
    if (!works) {
        QCOMPARE(b.hub.count("GET", "/resolve/"), 0);
        QCOMPARE(b.contentOf(b.root()), "a file");
    }
}

void CacheWriteTest::unwritableRoot() // D23
{
    TransferBench b;
    b.repo.files[u"w.bin"_s] = b.weights();
    Transfers::Config config = b.config();
    config.cacheRoot = u"/proc/hubnaut"_s; // nobody can make a folder there
    b.restart(config);
    RUN_GROUP(b, b.request());
    QVERIFY(!b.complete.value(id));
    QCOMPARE(b.transfers->snapshot().groups.constFirst().error->kind, HubError::Kind::Disk);
    QCOMPARE(b.hub.count("GET", "/resolve/"), 0);
}

void CacheWriteTest::noRoom() // D18: before a byte is asked for
{
    TransferBench b;
    b.repo.files[u"w.bin"_s] = b.weights();
    b.hub.setHandler([&b](const RawHub::Request &request) {
        RawHub::Reply reply = b.repo.answer(request);
        if (request.path.contains("/tree/"))
            reply.bytes.replace("100000", "8000000000000000000");
        return reply;
    });
    b.transfers->download(b.request());
    QTRY_COMPARE(b.group().state, TransferState::Waiting);
    const QString reason = b.group().reason;
    QVERIFY2(reason.contains("8"_L1) && reason.contains("free"_L1), qPrintable(reason));
    QCOMPARE(b.hub.count("GET", "/resolve/"), 0);
}

QTEST_GUILESS_MAIN(CacheWriteTest)
#include "tst_cachewrite.moc"

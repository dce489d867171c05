#include "app/cache/cacheindex.h"
#include "tests/support/transferbench.h"

#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fcntl.h>

using namespace Qt::StringLiterals;

// What others have in the cache stays theirs: partial files, locks, modes, and what nobody knows.
class CacheNeighboursTest final : public QObject
{
    Q_OBJECT

private slots:
    void foreignPartial_data();
    void foreignPartial();
    void partialInUse();
    void partialIsNoFile();
    void oddLock_data();
    void oddLock();
    void locksRemovedMeanwhile();
    void modes_data();
    void modes();
    void readOnlyPayload();
    void unknownFiles();

private:
    static QString lockPath(const TransferBench &b)
    {
        return b.root() + "/.locks/models--ada--model/"_L1 + QString::fromLatin1(b.weights().blob())
            + ".lock"_L1;
    }
    static int modeOf(const QString &path) // permission bits and set-gid
    {
        struct stat s = {};
        return lstat(QFile::encodeName(path).constData(), &s) == 0 ? int(s.st_mode & 07777) : -1;
    }
};

void CacheNeighboursTest::foreignPartial_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("suffix");
    const QByteArray whole = TransferBench::weights().content;
    QTest::newRow("D26 good prefix") << whole.first(40'000) << u".incomplete"_s;
    QTest::newRow("D26 bad prefix") << QByteArray(40'000, 'b') << u".incomplete"_s;
    QTest::newRow("D26 too long") << whole + "more" << u".incomplete"_s;
    QTest::newRow("D26 whole") << whole << u".incomplete"_s;
    QTest::newRow("C08 of a killed one") << whole.first(10) << u".1f2e3d4c.incomplete"_s;
}

void CacheNeighboursTest::foreignPartial() // neither gone on with, nor published, nor removed
{
    QFETCH(const QByteArray, content);
    QFETCH(const QString, suffix);
    TransferBench b;
    b.repo.files[u"w.bin"_s] = b.weights();
    const QString partial = b.blobPath() + suffix;
    b.put(partial, content);
    const auto before = TreePicture::of(b.root()).value(partial);
    RUN_GROUP(b, b.request());
    QVERIFY(b.complete.value(id));
    QCOMPARE(b.hub.count("GET", "/resolve/"), 1);
    QCOMPARE(b.hub.requests().last().rangeStart(), 0);
    QCOMPARE(b.contentOf(b.snapshotPath(u"w.bin"_s)), b.weights().content);
    QCOMPARE(TreePicture::of(b.root()).value(partial), before);
    QCOMPARE(CacheCheck::breaches(b.root(), CacheCheck::Temporaries::Allowed), QStringList());
}

void CacheNeighboursTest::partialInUse() // D26: another program writes to it under the lock
{
    TransferBench b;
    b.repo.files[u"w.bin"_s] = b.weights();
    const QString partial = b.blobPath() + ".incomplete"_L1;
    b.put(partial, b.weights().content.first(40'000));
    b.put(lockPath(b), {});
    const auto before = TreePicture::of(b.root()).value(partial);
    const int fd = open(QFile::encodeName(lockPath(b)).constData(), O_RDWR | O_CLOEXEC);
    QVERIFY(flock(fd, LOCK_EX) == 0);
    const qint64 id = b.transfers->download(b.request());
    QTRY_COMPARE(b.file().state, TransferState::Waiting);
    QCOMPARE(TreePicture::of(b.root()).value(partial), before);
    QVERIFY(QFile::rename(partial, b.blobPath())); // the other one ends, here with half
    b.put(b.blobPath(), b.weights().content);
    close(fd);
    QTRY_VERIFY(b.hasEnded(id));
    QVERIFY(b.complete.value(id) && b.file().wasCached);
    QCOMPARE(b.hub.count("GET", "/resolve/"), 0);
    QCOMPARE(b.contentOf(b.snapshotPath(u"w.bin"_s)), b.weights().content);
    QCOMPARE(b.breaches(), QStringList());
}

void CacheNeighboursTest::partialIsNoFile() // C08: what Python left half is not cached
{
    TransferBench b;
    const auto look = [&b](QSet<QString> *paths) -> bool {
        CacheIndex index(b.root());
        QSignalSpy known(&index, &CacheIndex::filesKnown);
        index.refresh();
        index.lookAt(b.id(), QString::fromLatin1(b.repo.commit));
        if (known.isEmpty() && !known.wait())
            return false;
        *paths = known.first().at(2).value<QSet<QString>>();
        return true;
    };
    b.put(b.blobPath() + ".incomplete"_L1, b.weights().content);
    b.put(b.blobPath() + ".1f2e3d4c.incomplete"_L1, b.weights().content);
    QSet<QString> paths;
    QVERIFY(look(&paths));
    QCOMPARE(paths, QSet<QString>());
    const auto link = [&b](const QString &name, const QByteArray &blob) {
        return symlink(("../../blobs/" + blob).constData(),
                       QFile::encodeName(b.snapshotPath(name)).constData())
            == 0;
    };
    QDir().mkpath(b.snapshotPath({}));
    QVERIFY(link(u"w.bin"_s, b.weights().blob())); // to a blob that never came
    QVERIFY(link(u"x.bin"_s, b.weights().blob() + ".incomplete"));
    QVERIFY(look(&paths));
    QCOMPARE(paths, QSet<QString>());
    b.put(b.blobPath(), b.weights().content);
    QVERIFY(look(&paths));
    QCOMPARE(paths, QSet<QString>{u"w.bin"_s});
}

void CacheNeighboursTest::oddLock_data()
{
    QTest::addColumn<QString>("what");
    for (const char *what : {"folder", "link", "link to nothing", "FIFO", "read-only"})
        QTest::addRow("C06 %s", what) << QString::fromLatin1(what);
}

// Locks save work; without one the download goes on, and what stands in its place is left alone.
void CacheNeighboursTest::oddLock()
{
    QFETCH(const QString, what);
    TransferBench b;
    b.repo.files[u"w.bin"_s] = b.weights();
    const QString sentinel = b.temp.filePath(u"sentinel"_s);
    const QString lock = lockPath(b);
    b.put(sentinel, "sentinel");
    QDir().mkpath(QFileInfo(lock).path());
    if (what == u"folder")
        QVERIFY(QDir().mkpath(lock + "/below"_L1));
    else if (what == u"link")
        QVERIFY(QFile::link(sentinel, lock));
    else if (what == u"link to nothing")
        QVERIFY(QFile::link(b.temp.filePath(u"nothing"_s), lock));
    else if (what == u"FIFO")
        QCOMPARE(mkfifo(QFile::encodeName(lock).constData(), 0600), 0);
    else
        b.put(lock, "theirs");
    QCOMPARE(chmod(QFile::encodeName(lock).constData(), what == u"read-only" ? 0444 : 0755) == 0,
             what != u"link to nothing");
    const auto before = TreePicture::of(b.root() + "/.locks"_L1);
    RUN_GROUP(b, b.request());
    QVERIFY(b.complete.value(id));
    QCOMPARE(TreePicture::of(b.root() + "/.locks"_L1), before);
    QCOMPARE(b.contentOf(sentinel), "sentinel");
    QVERIFY(!QFile::exists(b.temp.filePath(u"nothing"_s)));
    QCOMPARE(b.contentOf(b.snapshotPath(u"w.bin"_s)), b.weights().content);
    QCOMPARE(b.breaches(), QStringList());
}

void CacheNeighboursTest::locksRemovedMeanwhile() // C06: rm -rf .locks while one is held
{
    TransferBench b;
    b.repo.files[u"w.bin"_s] = b.weights();
    bool wasThere = false; // taken before a byte is asked for
    bool removed = false;
    b.hub.setHandler([&](const RawHub::Request &request) {
        if (request.path.contains("/resolve/")) {
            wasThere = QFile::exists(lockPath(b));
            removed = QDir(b.root() + "/.locks"_L1).removeRecursively();
        }
        return b.repo.answer(request);
    });
    RUN_GROUP(b, b.request());
    QVERIFY(wasThere && removed);
    QVERIFY(b.complete.value(id));
    QCOMPARE(b.contentOf(b.snapshotPath(u"w.bin"_s)), b.weights().content);
    QCOMPARE(b.breaches(), QStringList());
}

void CacheNeighboursTest::modes_data()
{
    QTest::addColumn<int>("mask");
    QTest::addColumn<bool>("shared"); // the cache's folder hands its group down
    for (const int mask : {0, 022, 027, 077})
        QTest::addRow("C12 umask %03o", mask) << mask << false;
    QTest::newRow("C12 a group's cache") << 002 << true;
}

void CacheNeighboursTest::modes()
{
    QFETCH(const int, mask);
    QFETCH(const bool, shared);
    TransferBench b;
    b.repo.files = {{u"w.bin"_s, b.weights()}, {u"d/x"_s, {"x", false}}};
    QDir().mkpath(b.root());
    QCOMPARE(chmod(QFile::encodeName(b.root()).constData(), shared ? 02775 : 0777), 0);
    const mode_t before = ::umask(mode_t(mask));
    const auto restore = qScopeGuard([before] { ::umask(before); });
    RUN_GROUP(b, b.request());
    QVERIFY(b.complete.value(id));
    const auto all = TreePicture::of(b.root());
    QVERIFY(all.size() > 10);
    for (const QString &path : all.keys()) {
        const QFileInfo entry(path);
        if (entry.isSymLink())
            continue;
        const int expected = entry.isDir() ? (0777 & ~mask) | (shared ? S_ISGID : 0)
            : path.endsWith(".lock"_L1)    ? 0664 // as the Python client makes it
                                           : 0666 & ~mask;
        QVERIFY2(modeOf(path) == expected,
                 qPrintable(u"%1 has %2 instead of %3"_s.arg(path)
                                .arg(modeOf(path), 0, 8)
                                .arg(expected, 0, 8)));
    }
}

void CacheNeighboursTest::readOnlyPayload() // C12: a blob that is for reading only, as chmod left
                                            // it
{
    TransferBench b;
    b.repo.files[u"w.bin"_s] = b.weights();
    b.put(b.blobPath(), b.weights().content);
    QCOMPARE(chmod(QFile::encodeName(b.blobPath()).constData(), 0444), 0);
    const auto before = TreePicture::of(b.root()).value(b.blobPath());
    RUN_GROUP(b, b.request());
    QVERIFY(b.complete.value(id));
    QCOMPARE(b.hub.count("GET", "/resolve/"), 0);
    QCOMPARE(TreePicture::of(b.root()).value(b.blobPath()), before);
    QCOMPARE(b.contentOf(b.snapshotPath(u"w.bin"_s)), b.weights().content);
}

void CacheNeighboursTest::unknownFiles() // C19: at every level, byte for byte
{
    TransferBench b;
    b.hasOddCache = true;
    b.repo.files = {{u"w.bin"_s, b.weights()}, {u"d/x"_s, {"x", false}}};
    const QString other(40, u'a');
    for (const QString &path :
         {u"version.txt"_s, u"notes/deep/a"_s, u"CACHEDIR.TAG"_s, u".DS_Store"_s, u"models--ada"_s,
          u"blobs/ab/thing"_s, u".locks/mine"_s, u".locks/models--ada--model/mine.lock"_s})
        b.put(b.root() + u'/' + path, "theirs: " + path.toUtf8());
    for (const QString &path :
         {u"notes.txt"_s, u"blobs/notes.txt"_s, u"blobs/folder/a"_s, u"refs/.DS_Store"_s,
          u"refs/refs/pr/1"_s, u"snapshots/"_s + other + u"/w.bin"_s,
          u"snapshots/"_s + QString::fromLatin1(b.repo.commit) + u"/d/mine.txt"_s,
          u".no_exist/"_s + other + u"/none.txt"_s, u"trees/"_s + other + u".json"_s,
          u"trees/mine.json"_s, u"unknown/deep/a"_s})
        b.put(b.repoFolder() + u'/' + path, "theirs: " + path.toUtf8());
    const auto before = TreePicture::of(b.root());
    RUN_GROUP(b, b.request());
    QVERIFY(b.complete.value(id));
    CacheIndex index(b.root());
    QSignalSpy known(&index, &CacheIndex::filesKnown);
    index.refresh();
    index.lookAt(b.id(), QString::fromLatin1(b.repo.commit));
    QVERIFY(!known.isEmpty() || known.wait());
    const auto after = TreePicture::of(b.root());
    for (const auto &[path, facts] : before.asKeyValueRange()) {
        if (!QFileInfo(path).isDir())
            QVERIFY2(after.value(path) == facts, qPrintable(path));
    }
    QCOMPARE(b.contentOf(b.snapshotPath(u"w.bin"_s)), b.weights().content);
    QCOMPARE(b.contentOf(b.snapshotPath(u"d/x"_s)), "x");
}

QTEST_GUILESS_MAIN(CacheNeighboursTest)
#include "tst_cacheneighbours.moc"

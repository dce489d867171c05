#include "app/disk/cachestore.h"
#include "app/disk/contenthash.h"
#include "app/disk/treefile.h"
#include "tests/support/fakerepo.h"
#include "tests/support/hookeddisk.h"

#include <QDir>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <atomic>
#include <cstdio>
#include <cstring>
#include <thread>

using namespace Qt::StringLiterals;
using HookedDisk::Unhooked;

// The disk's own corners, call by call: what file systems without this or that do, what comes in
// pieces, what changes meanwhile, and in which order things become durable.
class DiskTest final : public QObject
{
    Q_OBJECT

private slots:
    void inPieces_data();
    void inPieces();
    void writesThatWriteNothing();
    void largeOffsets();
    void largeWrites();
    void hashOfACutFile();
    void renameNewFallsBack_data();
    void renameNewFallsBack();
    void lockFileIsRemoved();
    void linksAreImpossible_data();
    void linksAreImpossible();
    void durableInOrder();
    void partChecks_data();
    void partChecks();
    void treeFileKeepsXetHashes_data();
    void treeFileKeepsXetHashes();
    void foldersThatTurnIntoLinks();

private:
    static FakeRepo::File file() { return {QByteArray(100'000, 'w'), true}; }
    static FileSpec spec(const QString &path = u"d/w.bin"_s)
    {
        return {.repo = *RepoId::parse(RepoKind::Model, u"ada/model"),
                .commit = QString(40, u'c'),
                .path = *RepoPath::parse(path),
                .blob = file().blob(),
                .size = file().content.size()};
    }
    static QByteArray contentOf(const QString &path)
    {
        QFile f(path);
        return f.open(QIODevice::ReadOnly) ? f.readAll() : QByteArray("<none>");
    }
    static void put(const QString &path, const QByteArray &content)
    {
        QFile f(path);
        QVERIFY(f.open(QIODevice::WriteOnly) && f.write(content) == content.size());
    }
    // Written, not published.
    static std::shared_ptr<PartFile> written(const CacheStore &store, const FileSpec &s)
    {
        const auto prepared = store.prepare(s, {});
        if (!prepared || !prepared->part)
            return {};
        const QByteArray content = file().content;
        return writeAt(prepared->part->file(), content.constData(), content.size(), 0)
            ? prepared->part
            : nullptr;
    }
    static QString nameOf(int fd) { return QFile::symLinkTarget(u"/proc/self/fd/%1"_s.arg(fd)); }
};

void DiskTest::inPieces_data() // D21
{
    QTest::addColumn<int>("most"); // bytes at once
    QTest::addColumn<bool>("interrupted"); // every second call
    QTest::newRow("D21 short") << 7 << false;
    QTest::newRow("D21 interrupted") << 1'000 << true;
}

void DiskTest::inPieces()
{
    QFETCH(int, most);
    QFETCH(bool, interrupted);
    const QTemporaryDir temp;
    const auto folder = Directory::open(temp.path());
    const auto open = folder->createFile("x");
    const Unhooked end;
    int calls = 0;
    HookedDisk::mostAtOnce = size_t(most);
    HookedDisk::hook = [&](const char *, int) { return interrupted && ++calls % 2 ? EINTR : 0; };
    const QByteArray content = file().content.first(10'000) + "end";
    QVERIFY(writeAt(*open, content.constData(), content.size(), 0));
    QByteArray read(content.size() + 10, '?');
    const auto n = readAt(*open, read.data(), read.size(), 0);
    QCOMPARE(n.value_or(-1), content.size());
    QCOMPARE(read.first(*n), content);
    QVERIFY(syncFile(*open));
}

void DiskTest::writesThatWriteNothing() // D21: an error, not a program that spins
{
    const QTemporaryDir temp;
    const auto open = Directory::open(temp.path())->createFile("x");
    const Unhooked end;
    HookedDisk::mostAtOnce = 0;
    const auto done = writeAt(*open, "abc", 3, 0);
    QVERIFY(!done);
    QCOMPARE(done.error(), EIO);
}

void DiskTest::largeOffsets() // D22
{
    constexpr qint64 kFar = (qint64(5) << 30) + 3;
    const QTemporaryDir temp;
    const auto open = Directory::open(temp.path())->createFile("x");
    if (!writeAt(*open, "abc", 3, kFar))
        QSKIP("The temporary folder takes no file of five gibibytes.");
    QCOMPARE(factsOf(*open)->size, kFar + 3);
    char back[4] = {};
    QCOMPARE(readAt(*open, back, 3, kFar).value_or(-1), 3);
    QCOMPARE(QByteArray(back), "abc");
    ContentHash hash(QByteArray(64, '0'), kFar + 3);
    QVERIFY(hash.addRange(*open, kFar, kFar + 3));
    QCOMPARE(hash.result(), QCryptographicHash::hash("abc", QCryptographicHash::Sha256).toHex());
    QVERIFY(truncateFile(*open, kFar));
    QCOMPARE(factsOf(*open)->size, kFar);
}

void DiskTest::largeWrites() // D22: more than Linux moves in one call
{
    constexpr size_t kLarge = (size_t(1) << 31) + 12'345;
    void *zeros
        = mmap(nullptr, kLarge, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    QVERIFY(zeros != MAP_FAILED);
    const FileDescriptor nowhere(::open("/dev/null", O_WRONLY | O_CLOEXEC));
    const Unhooked end;
    int calls = 0;
    HookedDisk::hook = [&calls](const char *, int) {
        ++calls;
        return 0;
    };
    QVERIFY(writeAt(nowhere, static_cast<const char *>(zeros), qint64(kLarge), 0));
    QVERIFY(calls > 1);
    munmap(zeros, kLarge);
}

void DiskTest::hashOfACutFile() // D25
{
    const QTemporaryDir temp;
    put(temp.filePath(u"x"_s), "short");
    const auto open = Directory::open(temp.path())->openFile("x");
    const auto hash = ContentHash::ofFile(*open, QByteArray(64, '0'), 6);
    QVERIFY(!hash);
    QCOMPARE(hash.error(), EIO);
    QVERIFY(ContentHash::ofFile(*open, QByteArray(64, '0'), 5));
}

void DiskTest::renameNewFallsBack_data()
{
    QTest::addColumn<int>("renameError");
    QTest::addColumn<int>("linkError");
    for (const int error : {EINVAL, ENOSYS, ENOTSUP, EPERM}) {
        QTest::addRow("link instead of %s", strerrorname_np(error)) << error << 0;
        QTest::addRow("neither, %s", strerrorname_np(error)) << error << EPERM;
    }
}

void DiskTest::renameNewFallsBack() // C14: FAT, some network file systems
{
    QFETCH(int, renameError);
    QFETCH(int, linkError);
    const QTemporaryDir temp;
    const auto folder = Directory::open(temp.path());
    put(temp.filePath(u"new"_s), "new");
    put(temp.filePath(u"taken"_s), "old");
    const Unhooked end;
    HookedDisk::hook = [&](const char *call, int) {
        return call == "rename"_ba ? renameError : call == "link"_ba ? linkError : 0;
    };
    const auto refused = folder->renameNew("new", *folder, "taken");
    QVERIFY(!refused);
    QCOMPARE(refused.error(), EEXIST);
    QCOMPARE(contentOf(temp.filePath(u"taken"_s)), "old");
    QVERIFY(folder->renameNew("new", *folder, "name"));
    QCOMPARE(contentOf(temp.filePath(u"name"_s)), "new");
    QVERIFY(!folder->exists("new"));
}

void DiskTest::lockFileIsRemoved() // between opening and locking it: another's clean-up
{
    const QTemporaryDir temp;
    const auto folder = Directory::open(temp.path());
    const Unhooked end;
    int locks = 0;
    HookedDisk::hook = [&](const char *call, int) {
        if (call == "lock"_ba && ++locks == 1)
            QFile::remove(temp.filePath(u"x.lock"_s));
        return 0;
    };
    const FileLock lock = FileLock::tryLock(*folder, "x.lock");
    QCOMPARE(lock.state(), FileLock::State::Held);
    QCOMPARE(locks, 3); // the last finds out whether locks mean anything here
    QVERIFY(folder->exists("x.lock"));
    QCOMPARE(FileLock::tryLock(*folder, "x.lock").state(), FileLock::State::Busy);
    HookedDisk::hook = [](const char *call, int) { return call == "lock"_ba ? ENOLCK : 0; };
    QCOMPARE(FileLock::tryLock(*folder, "y.lock").state(), FileLock::State::Unavailable);
    HookedDisk::hook = nullptr;
    HookedDisk::locks = false; // nothing may depend on one that everybody gets
    QCOMPARE(FileLock::tryLock(*folder, "z.lock").state(), FileLock::State::Unavailable);
}

void DiskTest::linksAreImpossible_data()
{
    QTest::addColumn<int>("error");
    QTest::addColumn<bool>("copied");
    QTest::newRow("C14 EPERM") << EPERM << true;
    QTest::newRow("C14 ENOTSUP") << ENOTSUP << true;
    QTest::newRow("C14 ENOSYS") << ENOSYS << true;
    QTest::newRow("D18 ENOSPC") << ENOSPC << false;
}

void DiskTest::linksAreImpossible()
{
    QFETCH(int, error);
    QFETCH(bool, copied);
    const QTemporaryDir temp;
    const CacheStore store(temp.path(), CacheStore::Links::Symbolic);
    const auto part = written(store, spec());
    QVERIFY(part);
    const Unhooked end;
    HookedDisk::hook = [error](const char *call, int) { return call == "symlink"_ba ? error : 0; };
    const auto where = store.publish(spec(), part);
    QCOMPARE(where.has_value(), copied);
    if (!copied)
        return;
    QVERIFY(!QFileInfo(*where).isSymLink());
    QCOMPARE(contentOf(*where), file().content);
    QCOMPARE(store.present(spec()), *where);
    // Moved, as the Python client does with what is new: it is there once.
    QVERIFY(!QFile::exists(temp.filePath(u"models--ada--model/blobs/"_s)
                           + QString::fromLatin1(spec().blob)));
}

// D17: what a power cut leaves is never a name without its content, nor a link without its target.
void DiskTest::durableInOrder()
{
    const QTemporaryDir temp;
    const CacheStore store(temp.path(), CacheStore::Links::Symbolic);
    const auto part = written(store, spec());
    QVERIFY(part);
    const Unhooked end;
    QStringList order;
    HookedDisk::hook = [&](const char *call, int fd) {
        const QString name = nameOf(fd);
        order << QString::fromLatin1(call) + u' '
                + (name.endsWith("/blobs"_L1)            ? u"blobs"_s
                       : name.endsWith(".incomplete"_L1) ? u"content"_s
                                                         : QFileInfo(name).fileName());
        return 0;
    };
    QVERIFY(store.publish(spec(), part));
    QCOMPARE(order.filter(QRegularExpression(u"^(sync|rename|symlink)"_s)),
             (QStringList{u"sync content"_s, u"rename blobs"_s, u"sync blobs"_s, u"symlink d"_s}));
    order.clear();
    QVERIFY(store.finish(spec().repo, *Revision::parse(u"main"_s), spec().commit));
    const auto synced = order.indexOf(QRegularExpression(u"^sync .*tmp$"_s));
    QVERIFY2(synced >= 0, qPrintable(order.join(u", "_s))); // the ref's content before its name
}

void DiskTest::partChecks_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<int>("error");
    QTest::newRow("nothing") << QString() << 0;
    QTest::newRow("D24 removed") << u"remove"_s << ESTALE;
    QTest::newRow("D25 replaced") << u"replace"_s << ESTALE;
    QTest::newRow("D25 cut") << u"cut"_s << EIO;
    QTest::newRow("D25 extended") << u"extend"_s << EIO;
}

void DiskTest::partChecks()
{
    QFETCH(QString, what);
    QFETCH(int, error);
    const QTemporaryDir temp;
    const CacheStore store(temp.path(), CacheStore::Links::Symbolic);
    const auto part = written(store, spec());
    QVERIFY(part);
    const QDir blobs(temp.filePath(u"models--ada--model/blobs"_s));
    const QString name = blobs.filePath(blobs.entryList({u"*.incomplete"_s}).value(0));
    if (what == "remove"_L1 || what == "replace"_L1)
        QVERIFY(QFile::remove(name));
    if (what == "replace"_L1)
        put(name, file().content);
    if (what == "cut"_L1)
        QVERIFY(QFile::resize(name, 10));
    if (what == "extend"_L1)
        QVERIFY(QFile::resize(name, 200'000));
    const auto checked = part->check(file().content.size());
    QCOMPARE(checked.has_value() ? 0 : checked.error(), error);
    const auto where = store.publish(spec(), part);
    QCOMPARE(where.has_value(), error == 0);
    QVERIFY(error == 0 || where.error().contentLost);
    QCOMPARE(blobs.exists(QString::fromLatin1(file().blob())), error == 0);
}

void DiskTest::treeFileKeepsXetHashes_data()
{
    QTest::addColumn<QString>("hash");
    QTest::addColumn<bool>("good");
    QTest::newRow("good") << QString(64, u'e') << true;
    QTest::newRow("short") << QString(63, u'e') << false;
    QTest::newRow("upper case") << QString(64, u'E') << false;
}

void DiskTest::treeFileKeepsXetHashes()
{
    QFETCH(QString, hash);
    QFETCH(bool, good);
    TreeEntry entry{.path = u"w.bin"_s,
                    .size = 3,
                    .oid = QString(40, u'a'),
                    .sha256 = QString(64, u'b'),
                    .xetHash = hash};
    entry.storage = Storage::Xet;
    const QByteArray json = treeFileOf({entry});
    QCOMPARE(!json.isEmpty(), good);
    if (good)
        QCOMPARE(parseTreeFile(json).value_or(QList<TreeEntry>()), QList{entry});
    entry.xetHash = QString(64, u'e');
    const QByteArray odd = treeFileOf({entry}).replace(QByteArray(64, 'e'), hash.toLatin1());
    QCOMPARE(parseTreeFile(odd).has_value(), good);
}

void DiskTest::foldersThatTurnIntoLinks() // C23: however fast another program is
{
    const QTemporaryDir temp;
    const QString root = temp.filePath(u"hub"_s);
    const QString outside = temp.filePath(u"outside"_s);
    const QString snapshot = root + "/models--ada--model/snapshots/"_L1 + QString(40, u'c');
    QDir().mkpath(outside);
    QDir().mkpath(snapshot);
    const Unhooked end;
    HookedDisk::syncs = false; // two thousand would take a minute
    QVERIFY(symlink(outside.toUtf8().constData(), (snapshot + ".link"_L1).toUtf8().constData())
            == 0);
    std::atomic_bool over = false;
    std::thread swapper([&] {
        const QByteArray name = snapshot.toUtf8();
        while (!over) // a folder, a link, a folder ...
            (void)renameat2(AT_FDCWD, name.constData(), AT_FDCWD, (name + ".link").constData(),
                            RENAME_EXCHANGE);
    });
    const CacheStore store(root, CacheStore::Links::None);
    int published = 0;
    for (int i = 0; i < 2'000; ++i)
        if (const auto part = written(store, spec(u"f%1"_s.arg(i))))
            published += store.publish(spec(u"f%1"_s.arg(i)), part).has_value();
    over = true;
    swapper.join();
    qInfo("%d of 2000 written", published);
    QVERIFY(published > 0);
    QVERIFY(QDir(outside).isEmpty());
}

QTEST_GUILESS_MAIN(DiskTest)
#include "tst_disk.moc"

#include "tests/support/cachereading.h"

#include <QTest>

#include <sys/fsuid.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <thread>

using namespace CacheReading;
using namespace Qt::StringLiterals;

// What is read of a repository in the cache, sound or not.
class CacheWalkTest final : public QObject
{
    Q_OBJECT

private slots:
    void sound();
    void oldLayouts();
    void sharedStore();
    void storeOfAnotherVersion_data();
    void storeOfAnotherVersion();
    void problems_data();
    void problems();
    void namesAreBytes();
    void deepFolders();
    void wideFolders();
    void vanishing();
    void unreadable();
    void notesAreCounted();

private:
    using Kind = CacheProblem::Kind;
    using Blob = CacheBlob::Kind;
};

void CacheWalkTest::sound()
{
    CacheFolder cache;
    const QByteArray repo = CacheFolder::kRepo;
    const QByteArray config = cache.cached(repo, "config.json", "{}");
    cache.cached(repo, "a/b/weights.bin", QByteArray(10'000, 'w'));
    cache.cached(repo, "config.json", "{}", CacheFolder::kOther, "refs/pr/3");
    cache.file(repo + "/blobs/x.1f2e3d4c.incomplete", "half");
    cache.file(repo + "/.no_exist/" + CacheFolder::kCommit + "/tokenizer.json", {});
    const CacheRepo read = CacheReading::read(cache);
    QCOMPARE(kindsOf(read), QList<Kind>());
    QCOMPARE(read.id, RepoId::parse(RepoKind::Model, u"ada/model"));
    QVERIFY(!read.isLink && read.device != 0 && read.modifiedNs > 0 && read.notes > 0);
    QCOMPARE(read.blobs.size(), 3);
    QCOMPARE(read.revisions.size(), 2);
    QCOMPARE(read.revisions.at(0).commit, CacheFolder::kCommit);
    QCOMPARE(read.revisions.at(0).refs, QList<QByteArray>{"main"});
    QCOMPARE(read.revisions.at(1).refs, QList<QByteArray>{"refs/pr/3"});
    QCOMPARE(read.revisions.at(0).files.size(), 2);
    QCOMPARE(read.revisions.at(0).files.at(0).path, "a/b/weights.bin");
    const CacheBlob *weights = blobOf(read, "a/b/weights.bin");
    QVERIFY(weights && weights->kind == Blob::Content && weights->uses == 1);
    QCOMPARE(weights->size, 10'000);
    QVERIFY(weights->allocated >= 10'000 && weights->inode != 0 && weights->modifiedNs > 0);
    QCOMPARE(blobOf(read, "config.json")->name, config);
    QCOMPARE(blobOf(read, "config.json")->uses, 2U);
    QVERIFY(std::ranges::contains(read.blobs, Blob::Unfinished, &CacheBlob::kind));
}

void CacheWalkTest::oldLayouts() // without links, and with ones that say the whole path
{
    CacheFolder cache;
    const QByteArray snapshot = CacheFolder::kRepo + "/snapshots/" + CacheFolder::kCommit;
    cache.file(snapshot + "/a/plain.txt", "plain");
    cache.file(CacheFolder::kRepo + "/blobs/W-etag", "old");
    cache.link(snapshot + "/whole.txt", cache.at(CacheFolder::kRepo + "/blobs/W-etag"));
    const CacheRepo repo = read(cache);
    QCOMPARE(kindsOf(repo), QList<Kind>());
    QCOMPARE(blobOf(repo, "a/plain.txt")->kind, Blob::InSnapshot);
    QCOMPARE(blobOf(repo, "a/plain.txt")->name,
             "snapshots/" + CacheFolder::kCommit + "/a/plain.txt");
    QCOMPARE(blobOf(repo, "whole.txt")->name, "W-etag");
}

void CacheWalkTest::sharedStore() // S11
{
    CacheFolder cache;
    const QByteArray hash = QByteArray(62, '1') + "ab";
    const QByteArray noted = QByteArray(62, '2') + "ab";
    const QByteArray hostile = QByteArray(62, '3') + "ab";
    const QByteArray user = CacheFolder::kRepo + "/blobs/etag";
    cache.store(noted, "noted", user + '\n');
    cache.store(hash, "without a note", {});
    cache.store(hostile, "x",
                "../../etc/passwd\n/etc/passwd\nmodels--a--b/blobs/..\n"
                "models--a--b/blobs/x/../../../..\n\nx\n");
    cache.link(user, "../../blobs/22/" + noted);
    cache.link(CacheFolder::kRepo + "/blobs/lost", "../../blobs/44/" + QByteArray(64, '4'));
    const QByteArray snapshot = CacheFolder::kRepo + "/snapshots/" + CacheFolder::kCommit;
    cache.link(snapshot + "/here.bin", "../../blobs/etag");
    cache.link(snapshot + "/lost.bin", "../../blobs/lost");
    const CacheRepo repo = read(cache);
    QCOMPARE(kindsOf(repo), QList<Kind>{Kind::MissingBlob});
    QCOMPARE(blobOf(repo, "here.bin")->kind, Blob::Shared);
    QCOMPARE(blobOf(repo, "here.bin")->size, 5);
    QCOMPARE(blobOf(repo, "here.bin")->target, "blobs/22/" + noted);
    QCOMPARE(blobOf(repo, "lost.bin")->kind, Blob::Lost);

    const std::atomic_bool stopped = false;
    const auto root = CacheWalk::open(cache.path());
    QVERIFY(root && root->hasStore);
    QCOMPARE(CacheWalk::reposIn(*root), QList<QByteArray>{CacheFolder::kRepo});
    const QList<SharedBlob> shared = CacheWalk::readStore(*root, stopped).blobs;
    QCOMPARE(shared.size(), 3);
    QVERIFY(shared.at(0).hash == hash && !shared.at(0).hasNote);
    QVERIFY(shared.at(1).hasNote && shared.at(1).users == QList<QByteArray>{user});
    QVERIFY(!shared.at(2).hasNote && shared.at(2).users.isEmpty()); // nobody may remove it
    QCOMPARE(shared.at(1).inode, blobOf(repo, "here.bin")->inode);
}

void CacheWalkTest::storeOfAnotherVersion_data()
{
    QTest::addColumn<QByteArray>("marker");
    QTest::newRow("S11 version 2") << QByteArray("2\n");
    QTest::newRow("S11 not marked") << QByteArray();
}

void CacheWalkTest::storeOfAnotherVersion() // nothing of it counts as a store that we know
{
    QFETCH(const QByteArray, marker);
    CacheFolder cache;
    cache.folder("blobs/22");
    if (!marker.isEmpty())
        cache.file("blobs/.huggingface-shared-blobs", marker);
    const std::atomic_bool stopped = false;
    const auto root = CacheWalk::open(cache.path());
    QVERIFY(root && !root->hasStore);
    QCOMPARE(CacheWalk::reposIn(*root), QList<QByteArray>{"blobs"});
    QCOMPARE(kindsOf(read(cache, "blobs")), QList<Kind>{Kind::NotARepo});
    QVERIFY(CacheWalk::readStore(*root, stopped).blobs.isEmpty());
}

void CacheWalkTest::problems_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QList<Kind>>("kinds");
    const QByteArray repo = CacheFolder::kRepo;
    const auto row = [](const char *what, const QByteArray &name, const QByteArray &file,
                        const QByteArray &content, const QList<Kind> &kinds) {
        QTest::newRow(what) << name << file << content << kinds;
    };
    row("a file in the root", "version.txt", "version.txt", "1", {Kind::NotAFolder});
    row("another folder", "junk", "junk/x", "1", {Kind::NotARepo});
    row("another type", "widgets--a--b", "widgets--a--b/snapshots/c/x", "1", {Kind::UnknownType});
    row("kernels", "kernels--a--b", "kernels--a--b/snapshots/c/x", "1", {});
    row("no snapshots", repo, repo + "/refs/main", "abc", {Kind::NoSnapshots, Kind::DanglingRef});
    row("snapshots is a file", repo, repo + "/snapshots", "x", {Kind::NoSnapshots});
    row("refs is a file", repo, repo + "/refs", "x", {Kind::RefsIsFile});
    row("file among snapshots", repo, repo + "/snapshots/x", "x", {Kind::FileAmongSnapshots});
    row("helper among snapshots", repo, repo + "/snapshots/.DS_Store", "x", {});
    row("helper among refs", repo, repo + "/refs/Thumbs.db", "x", {});
    row("dangling ref", repo, repo + "/refs/old", QByteArray(40, 'f'), {Kind::DanglingRef});
    row("ref with a newline", repo, repo + "/refs/main", CacheFolder::kCommit + '\n',
        {Kind::DanglingRef});
    row("a ref that is long", repo, repo + "/refs/main", QByteArray(100'000, 'x'),
        {Kind::DanglingRef});
}

void CacheWalkTest::problems()
{
    QFETCH(const QByteArray, name);
    QFETCH(const QByteArray, file);
    QFETCH(const QByteArray, content);
    QFETCH(const QList<Kind>, kinds);
    CacheFolder cache;
    const bool isTop
        = file == CacheFolder::kRepo + "/snapshots" || kinds.contains(Kind::NoSnapshots);
    if (name == CacheFolder::kRepo && !isTop)
        cache.file(name + "/snapshots/" + CacheFolder::kCommit + "/a.txt", "a");
    cache.file(file, content);
    const CacheRepo repo = read(cache, name);
    QCOMPARE(kindsOf(repo), kinds);
    if (content.endsWith('\n')) { // what it means is still understood
        QCOMPARE(repo.revisions.at(0).refs, QList<QByteArray>{"main"});
        QCOMPARE(repo.problems.at(0).detail, content);
        QCOMPARE(repo.problems.at(0).path, name + "/refs/main");
    }
}

void CacheWalkTest::namesAreBytes() // S14
{
    CacheFolder cache;
    const QByteArray name = "caf\xe9/a\nb\x01.txt";
    cache.cached(CacheFolder::kRepo, name, "x", CacheFolder::kCommit, "br\xff");
    cache.folder("models--caf\xe9--x");
    const CacheRepo repo = read(cache);
    QCOMPARE(repo.revisions.at(0).files.at(0).path, name);
    QCOMPARE(repo.revisions.at(0).refs, QList<QByteArray>{"br\xff"});
    QVERIFY(blobOf(repo, name));
    const CacheRepo odd = read(cache, "models--caf\xe9--x");
    QCOMPARE(odd.folder, "models--caf\xe9--x");
    QVERIFY(!odd.id);
}

void CacheWalkTest::deepFolders() // S13: 1,000 deep, each with a neighbour
{
    CacheFolder cache;
    const QByteArray snapshot = CacheFolder::kRepo + "/snapshots/" + CacheFolder::kCommit;
    cache.folder(snapshot);
    int fd = open(cache.at(snapshot).constData(), O_PATH | O_CLOEXEC);
    for (int i = 0; i < 1000; ++i) {
        QVERIFY(mkdirat(fd, "b", 0777) == 0 && mkdirat(fd, "a", 0777) == 0);
        const int below = openat(fd, "a", O_PATH | O_CLOEXEC);
        close(std::exchange(fd, below));
    }
    QVERIFY(mkfifoat(fd, "end", 0666) == 0);
    close(fd);
    const CacheRepo repo = read(cache);
    QCOMPARE(kindsOf(repo), QList<Kind>{Kind::NotAFile});
    QCOMPARE(repo.revisions.at(0).files.size(), 1);
    QCOMPARE(repo.revisions.at(0).files.at(0).path.count('/'), 1000);
}

void CacheWalkTest::wideFolders() // more at once than may be held open
{
    CacheFolder cache;
    for (int i = 0; i < 100; ++i)
        for (int k = 0; k < 3; ++k)
            cache.cached(CacheFolder::kRepo,
                         QByteArray::number(i) + '/' + QByteArray::number(k) + "/x.txt", "x");
    QCOMPARE(read(cache).revisions.at(0).files.size(), 300);
}

void CacheWalkTest::vanishing() // S15: others remove and make while we look
{
    CacheFolder cache;
    for (int i = 0; i < 50; ++i)
        cache.cached(CacheFolder::kRepo, "stays/" + QByteArray::number(i), QByteArray::number(i));
    std::atomic_bool done = false;
    std::thread other([&] {
        while (!done) {
            cache.cached(CacheFolder::kRepo, "comes/and/goes.txt", "x", CacheFolder::kOther, {});
            QDir(cache.path() + "/models--ada--model/snapshots/"_L1
                 + QString::fromLatin1(CacheFolder::kOther))
                .removeRecursively();
        }
    });
    QList<CacheProblem> problems;
    bool all = true;
    for (int i = 0; i < 200; ++i) {
        const CacheRepo repo = read(cache);
        problems << repo.problems;
        all = all && !repo.revisions.isEmpty() && repo.revisions.at(0).files.size() == 50;
    }
    done = true;
    other.join();
    QCOMPARE(problems, QList<CacheProblem>());
    QVERIFY(all);
}

void CacheWalkTest::unreadable() // S16
{
    CacheFolder cache;
    cache.cached(CacheFolder::kRepo, "a.txt", "a");
    const QByteArray snapshot = CacheFolder::kRepo + "/snapshots/" + CacheFolder::kCommit;
    cache.file(snapshot + "/closed/b.txt", "b");
    QVERIFY(chmod(cache.at(snapshot + "/closed").constData(), 0) == 0);
    QVERIFY(chmod(QFile::encodeName(cache.home()).constData(), 0755) == 0);
    QVERIFY(mkfifo(cache.at(snapshot + "/pipe").constData(), 0666) == 0);
    QVERIFY(mkfifo(cache.at(CacheFolder::kRepo + "/blobs/pipe").constData(), 0666) == 0);
    QVERIFY(mkfifo(cache.at(CacheFolder::kRepo + "/refs/pipe").constData(), 0666) == 0);
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = {}};
    const QByteArray path = cache.at("models--s");
    QVERIFY(size_t(path.size()) < sizeof address.sun_path);
    std::ranges::copy(path, address.sun_path);
    QVERIFY(bind(fd, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0);
    setfsuid(65534); // root may read everything; of this thread only
    const CacheRepo repo = read(cache);
    const CacheRepo other = read(cache, "models--s");
    setfsuid(geteuid());
    close(fd);
    QVERIFY(chmod(cache.at(snapshot + "/closed").constData(), 0755) == 0);
    QList<Kind> kinds = kindsOf(repo);
    std::ranges::sort(kinds);
    QCOMPARE(kinds,
             (QList<Kind>{Kind::Unreadable, Kind::NotAFile, Kind::NotAFile, Kind::NotAFile}));
    QCOMPARE(repo.revisions.at(0).files.size(), 2);
    QCOMPARE(blobOf(repo, "pipe")->size, 0);
    QCOMPARE(kindsOf(other), QList<Kind>{Kind::NotAFolder});
}

void CacheWalkTest::notesAreCounted()
{
    CacheFolder cache;
    cache.cached(CacheFolder::kRepo, "a.txt", "a");
    const qint64 before = read(cache).notes;
    cache.file(CacheFolder::kRepo + "/trees/x.json", QByteArray(100'000, ' '));
    struct stat facts = {};
    QVERIFY(stat(cache.at(CacheFolder::kRepo + "/trees/x.json").constData(), &facts) == 0);
    qint64 more = facts.st_blocks * 512;
    QVERIFY(stat(cache.at(CacheFolder::kRepo + "/trees").constData(), &facts) == 0);
    more += facts.st_blocks * 512;
    QCOMPARE(read(cache).notes - before, more);
}

QTEST_GUILESS_MAIN(CacheWalkTest)
#include "tst_cachewalk.moc"

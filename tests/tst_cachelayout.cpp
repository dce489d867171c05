#include "app/cache/cacheindex.h"
#include "app/disk/cachelayout.h"
#include "app/disk/cachestore.h"
#include "app/disk/treefile.h"
#include "tests/support/transferbench.h"

#include <sys/stat.h>

#include <atomic>
#include <thread>

using namespace Qt::StringLiterals;

// What things are called in the cache, what listings and refs look like, and who sees them.
class CacheLayoutTest final : public QObject
{
    Q_OBJECT

private slots:
    void layout_data();
    void layout();
    void treeFile();
    void refNames_data();
    void refNames();
    void refsAreWrittenWhenTheyChange();
    void missingFileIsRemembered();
    void lockIsForTheGroup();
    void oldRefs_data();
    void oldRefs();
    void refIsNeverHalf();
    void indexSees();
};

void CacheLayoutTest::layout_data() // C22
{
    QTest::addColumn<RepoKind>("kind");
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("folder");
    QTest::newRow("C22 model") << RepoKind::Model << u"ada/model"_s << u"models--ada--model"_s;
    QTest::newRow("C22 dataset") << RepoKind::Dataset << u"ada/d-s.x_y"_s
                                 << u"datasets--ada--d-s.x_y"_s;
    QTest::newRow("C22 space") << RepoKind::Space << u"Ada/S"_s << u"spaces--Ada--S"_s;
    QTest::newRow("C22 single name") << RepoKind::Model << u"gpt2"_s << u"models--gpt2"_s;
}

void CacheLayoutTest::layout()
{
    QFETCH(RepoKind, kind);
    QFETCH(QString, id);
    QFETCH(QString, folder);
    const auto repo = RepoId::parse(kind, id);
    QVERIFY(repo);
    QCOMPARE(CacheLayout::repoFolder(*repo), folder);
    QCOMPARE(CacheLayout::repoOf(folder), repo);
    const QByteArray blob(40, 'a');
    QCOMPARE(CacheLayout::linkTarget(u"a/b.txt"_s, blob), "../../../blobs/" + blob);
    QCOMPARE(CacheLayout::blobOfLink(u"a/b.txt"_s, "../../../blobs/" + blob), blob);
    QCOMPARE(CacheLayout::blobOfLink(u"a/b.txt"_s, "../../blobs/" + blob), QByteArray());
    QCOMPARE(CacheLayout::blobOfLink(u"b.txt"_s, "/etc/passwd"), QByteArray());
    const QByteArray xet(64, 'a');
    QCOMPARE(CacheLayout::sharedBlob("../../blobs/aa/" + xet), "blobs/aa/" + xet);
    QCOMPARE(CacheLayout::sharedBlob("../../blobs/ab/" + xet), QByteArray());
}

void CacheLayoutTest::treeFile()
{
    const QString sha(40, u'a');
    const QString sha256(64, u'b');
    const QList<TreeEntry> entries{{.path = u"z\u00e9\n\"\U0001F600.bin"_s,
                                    .size = 7,
                                    .oid = sha,
                                    .sha256 = sha256,
                                    .xetHash = sha256,
                                    .storage = Storage::Xet},
                                   {.type = TreeEntry::Type::Folder, .path = u"dir"_s, .oid = sha},
                                   {.path = u"a.txt"_s, .size = 5, .oid = sha}};
    const QByteArray json = treeFileOf(entries);
    QCOMPARE(json,
             "{\n \"format_version\": 1,\n \"files\": {\n  \"a.txt\": {\n   \"size\": 5,\n   "
             "\"blob_id\": \""
                 + sha.toLatin1()
                 + "\"\n  },\n  \"z\\u00e9\\n\\\"\\ud83d\\ude00.bin\": {\n   \"size\": 7,\n   "
                   "\"blob_id\": \""
                 + sha.toLatin1() + "\",\n   \"lfs_sha256\": \"" + sha256.toLatin1()
                 + "\",\n   \"lfs_size\": 7,\n   \"xet_hash\": \"" + sha256.toLatin1()
                 + "\"\n  }\n }\n}");
    const auto read = parseTreeFile(json);
    QVERIFY(read);
    QCOMPARE(read->size(), 2);
    QVERIFY(read->contains(entries.first()) && read->contains(entries.last()));
    QVERIFY(!parseTreeFile("{\"format_version\": 2, \"files\": {}}"));
    QVERIFY(!parseTreeFile(
        "{\"format_version\": 1, \"files\": {\"a\": {\"size\": -1, \"blob_id\": \"x\"}}}"));
    QCOMPARE(treeFileOf({}), "{\n \"format_version\": 1,\n \"files\": {}\n}");
}

void CacheLayoutTest::refNames_data()
{
    QTest::addColumn<QString>("revision");
    QTest::newRow("C17 pull request") << u"refs/pr/1"_s;
    QTest::newRow("C17 slash") << u"feature/x"_s;
    QTest::newRow("C17 200 letters") << QString(200, u'r');
}

void CacheLayoutTest::refNames()
{
    QFETCH(QString, revision);
    TransferBench b;
    b.repo.files[u"w.bin"_s] = b.weights();
    DownloadRequest request = b.request();
    request.revision = *Revision::parse(revision);
    RUN_GROUP(b, request);
    QVERIFY(b.complete.value(id));
    QCOMPARE(b.contentOf(b.repoFolder() + "/refs/"_L1 + revision), b.repo.commit);
    QCOMPARE(b.breaches(), QStringList());
}

void CacheLayoutTest::refsAreWrittenWhenTheyChange()
{
    TransferBench b;
    b.repo.files = {{u"w.bin"_s, b.weights()}, {u"x.txt"_s, {"x", false}}};
    const QString ref = b.repoFolder() + "/refs/main"_L1;
    struct stat before = {};
    struct stat after = {};
    {
        RUN_GROUP(b, b.request({u"x.txt"_s}));
        QVERIFY(stat(ref.toUtf8().constData(), &before) == 0);
    }
    {
        RUN_GROUP(b, b.request());
        QVERIFY(stat(ref.toUtf8().constData(), &after) == 0);
        QCOMPARE(after.st_ino, before.st_ino);
    }
    DownloadRequest fixed = b.request({u"x.txt"_s});
    fixed.revision = *Revision::parse(QString::fromLatin1(b.repo.commit));
    RUN_GROUP(b, fixed);
    QVERIFY(b.complete.value(id));
    QCOMPARE(QDir(b.repoFolder() + "/refs"_L1).entryList(QDir::Files), QStringList{u"main"_s});
}

void CacheLayoutTest::missingFileIsRemembered()
{
    TransferBench b;
    b.repo.files[u"w.bin"_s] = b.weights();
    RUN_GROUP(b, b.request({u"d/none.txt"_s}));
    QVERIFY(!b.complete.value(id));
    const QString mark
        = b.repoFolder() + "/.no_exist/"_L1 + QString::fromLatin1(b.repo.commit) + "/d/none.txt"_L1;
    QTRY_VERIFY(QFile::exists(mark));
    QTRY_COMPARE(b.contentOf(b.repoFolder() + "/refs/main"_L1), b.repo.commit);
    QVERIFY(QFileInfo(b.snapshotPath({})).isDir());
}

// Others of the group must be able to take the lock that stays, whatever our umask.
void CacheLayoutTest::lockIsForTheGroup()
{
    TransferBench b;
    b.repo.files[u"w.bin"_s] = b.weights();
    RUN_GROUP(b, b.request());
    const QString lock = b.root() + "/.locks/models--ada--model/"_L1
        + QString::fromLatin1(b.weights().blob()) + ".lock"_L1;
    struct stat s = {};
    QVERIFY(stat(lock.toUtf8().constData(), &s) == 0);
    QCOMPARE(int(s.st_mode & 0777), 0664);
}

void CacheLayoutTest::oldRefs_data()
{
    QTest::addColumn<QByteArray>("content");
    const QByteArray commit(40, 'a');
    QTest::newRow("C18 newline") << commit + '\n';
    QTest::newRow("C18 CRLF") << commit + "\r\n";
    QTest::newRow("C18 no commit") << QByteArray("main\n");
    QTest::newRow("C18 empty") << QByteArray();
    QTest::newRow("C18 binary") << QByteArray(100'000, '\0');
}

void CacheLayoutTest::oldRefs()
{
    QFETCH(QByteArray, content);
    TransferBench b;
    b.repo.files[u"w.bin"_s] = b.weights();
    b.put(b.repoFolder() + "/refs/main"_L1, content);
    const QString known
        = CacheStore(b.root(), CacheStore::Links::Symbolic).knownCommit(b.id(), Revision());
    QCOMPARE(known, content.startsWith('a') ? QString(40, u'a') : QString());
    RUN_GROUP(b, b.request());
    QVERIFY(b.complete.value(id));
    QCOMPARE(b.contentOf(b.repoFolder() + "/refs/main"_L1), b.repo.commit);
}

void CacheLayoutTest::refIsNeverHalf() // C16
{
    QTemporaryDir temp;
    const CacheStore store(temp.path(), CacheStore::Links::Symbolic);
    const RepoId repo = TransferBench::id();
    const QString folder = temp.path() + "/models--ada--model"_L1;
    const QStringList commits{QString(40, u'a'), QString(40, u'b')};
    for (const QString &commit : commits)
        QDir().mkpath(folder + "/snapshots/"_L1 + commit);
    QVERIFY(store.finish(repo, Revision(), commits.first()));
    std::atomic<bool> stop = false;
    std::atomic<int> bad = 0;
    std::thread reader([&] {
        while (!stop) {
            const QByteArray text = TransferBench::contentOf(folder + "/refs/main"_L1);
            if (text != commits.first().toLatin1() && text != commits.last().toLatin1())
                ++bad;
        }
    });
    for (int i = 0; i < 300; ++i)
        if (!store.finish(repo, Revision(), commits.at(i % 2)))
            ++bad;
    stop = true;
    reader.join();
    QCOMPARE(bad.load(), 0);
}

void CacheLayoutTest::indexSees()
{
    TransferBench b;
    b.hasOddCache = true; // a content is removed
    b.repo.files = {{u"w.bin"_s, b.weights()}, {u"d/x.txt"_s, {"x", false}}};
    CacheIndex index(b.root());
    QSignalSpy repos(&index, &CacheIndex::reposChanged);
    QSignalSpy files(&index, &CacheIndex::filesKnown);
    QVERIFY(!index.hasRepo(b.id()));
    RUN_GROUP(b, b.request());
    index.refresh();
    QVERIFY(repos.wait());
    QVERIFY(index.hasRepo(b.id()));
    index.lookAt(b.id(), QString::fromLatin1(b.repo.commit));
    QVERIFY(files.wait());
    QCOMPARE(files.last().at(2).value<QSet<QString>>(), (QSet<QString>{u"w.bin"_s, u"d/x.txt"_s}));
    QFile::remove(b.blobPath());
    index.lookAt(b.id(), QString::fromLatin1(b.repo.commit));
    QVERIFY(files.wait());
    QCOMPARE(files.last().at(2).value<QSet<QString>>(), QSet<QString>{u"d/x.txt"_s});
}

QTEST_GUILESS_MAIN(CacheLayoutTest)
#include "tst_cachelayout.moc"

#include "app/cache/cacheledger.h"
#include "tests/support/cachefolder.h"
#include "tests/support/owndisk.h"

#include <QProcess>
#include <QTest>

#include <sys/mount.h>

using namespace Qt::StringLiterals;

// Bytes on the disk by what they are for, beside what du says.
class CacheLedgerTest final : public QObject
{
    Q_OBJECT

public:
    // Mounts of its own, where the system lets a test have them.
    static void initMain() { hasMounts = OwnDisk::mayMount(); }

private slots:
    void places();
    void sumIsOfDistinctFiles();
    void sharedContentsCountOnce();
    void linksCountOnce_data();
    void linksCountOnce();
    void sparseFiles();
    void secretsAreTokens();
    void noRoot();
    void storesOfOthers();
    void otherDisks();
    void foldersInThemselves();

private:
    using Place = CacheLedger::Place;
    static inline bool hasMounts = false;

    static bool bind(const QByteArray &from, const QByteArray &to)
    {
        return mount(from.constData(), to.constData(), nullptr, MS_BIND, nullptr) == 0;
    }

    static CacheParts partsOf(const CachePlaces &places)
    {
        const std::atomic_bool stopped = false;
        const auto root = CacheWalk::open(places.root);
        CacheParts parts{.root = places.root, .repos = {}, .store = {}};
        parts.others = readOtherPlaces(places, root ? &*root : nullptr, stopped);
        if (root) {
            parts.hasStore = root->hasStore;
            parts.store = CacheWalk::readStore(*root, stopped);
            for (const QByteArray &name : CacheWalk::reposIn(*root))
                if (auto reading = CacheWalk::readRepo(*root, name, stopped))
                    parts.repos.insert(name, *reading);
        }
        return parts;
    }
    static CachePlaces placesOf(const CacheFolder &cache)
    {
        return {.root = cache.path(),
                .home = cache.home(),
                .xet = cache.home() + "/xet"_L1,
                .assets = cache.home() + "/assets"_L1};
    }
    static qint64 du(const QString &path)
    {
        QProcess process;
        process.start(u"du"_s, {u"-s"_s, u"-B1"_s, path});
        return process.waitForFinished()
            ? process.readAllStandardOutput().split('\t').at(0).toLongLong()
            : -1;
    }
    // As many bytes on the disk as a file of that size takes there.
    static qint64 allocated(const QByteArray &path)
    {
        struct stat facts = {};
        return lstat(path.constData(), &facts) == 0 ? facts.st_blocks * 512 : -1;
    }
};

void CacheLedgerTest::places()
{
    CacheFolder cache;
    const QByteArray content(9000, 'x');
    cache.cached("models--a--b", "x.bin", content);
    cache.cached("datasets--a--b", "x.bin", content + 'd');
    cache.cached("spaces--a--b", "x.bin", content + 's');
    cache.file("models--a--b/blobs/y.incomplete", content);
    cache.file(".locks/models--a--b/x.lock", content);
    cache.file("../token", content);
    cache.file("../stored_tokens", content);
    cache.file("../datasets/a/x.arrow", content);
    cache.file("../datasets/a/x.lock", content);
    cache.file("../datasets/downloads/y.incomplete", content);
    cache.file("../modules/x.py", content);
    cache.file("../xet/e/chunk-cache/x", content);
    cache.file("../assets/lib/x", content);
    cache.file("../accelerate/x", content);
    cache.store(QByteArray(64, '1'), content, "x\n");
    const CacheLedger ledger = ledgerOf(partsOf(placesOf(cache)));
    const qint64 one = allocated(cache.at("../token"));
    QVERIFY(one >= 9000);
    for (int i = 0; i < CacheLedger::kPlaces; ++i)
        QVERIFY2(ledger.bytes[size_t(i)] >= one, QByteArray::number(i).constData());
    QCOMPARE(ledger.of(Place::Tokens), 2 * one);
    QCOMPARE(ledger.of(Place::Unfinished), 2 * one);
    QCOMPARE(ledger.total(), du(cache.home()));
}

void CacheLedgerTest::sumIsOfDistinctFiles() // S12
{
    CacheFolder cache;
    const QByteArray blob = cache.cached("models--a--b", "deep/x.bin", QByteArray(50'000, 'x'));
    const QByteArray path = "models--a--b/blobs/" + blob;
    const auto hard = [&cache](const QByteArray &from, const QByteArray &to) {
        cache.file(to, {});
        return unlink(cache.at(to).constData()) == 0
            && ::link(cache.at(from).constData(), cache.at(to).constData()) == 0;
    };
    QVERIFY(hard(path, "datasets--a--b/blobs/" + blob));
    QVERIFY(hard(path, "datasets--a--b/snapshots/c/x.bin"));
    QVERIFY(hard(path, "../datasets/x.arrow"));
    QVERIFY(hard(path, "../assets/x"));
    cache.file("models--a--b/trees/c.json", QByteArray(20'000, 'x'));
    QVERIFY(hard("models--a--b/trees/c.json", "models--a--b/trees/d.json"));
    QVERIFY(hard("models--a--b/trees/c.json", "spaces--a--b/trees/d.json"));
    QVERIFY(hard("models--a--b/trees/c.json", "../other/d.json"));
    for (int i = 0; i < 50;
         ++i) // each a block of its own where links are longer than an inode holds
        cache.link("models--a--b/snapshots/d/" + QByteArray::number(i),
                   "../../blobs/" + blob.repeated(3));
    QCOMPARE(ledgerOf(partsOf(placesOf(cache))).total(), du(cache.home()));
}

void CacheLedgerTest::sharedContentsCountOnce()
{
    CacheFolder cache;
    const QByteArray hash(64, '1');
    const QByteArray unused(64, '2');
    cache.store(hash, QByteArray(50'000, 'x'), "x\n");
    cache.store(unused, QByteArray(70'000, 'x'), "x\n");
    cache.link("datasets--a--b/blobs/etag", "../../blobs/11/" + hash);
    cache.link("models--a--b/blobs/etag", "../../blobs/11/" + hash);
    const CacheParts parts = partsOf(placesOf(cache));
    const CacheLedger ledger = ledgerOf(parts);
    QCOMPARE(ledger.total(), du(cache.home()));
    QVERIFY(ledger.of(Place::Datasets) >= 50'000 && ledger.of(Place::Models) < 50'000);
    QVERIFY(ledger.of(Place::SharedStore) >= 70'000 && ledger.of(Place::SharedStore) < 120'000);
    const CacheScan scan = scanOf(parts);
    QVERIFY(scan.hasStore && scan.shared.size() == 2 && scan.repos.size() == 2);
    QCOMPARE(scan.repos.at(0)->folder, "datasets--a--b");
}

void CacheLedgerTest::linksCountOnce_data()
{
    QTest::addColumn<QByteArray>("link");
    QTest::newRow("S03 after what it leads to") << QByteArray("models--z--link");
    QTest::newRow("S03 before it") << QByteArray("models--a--link");
    QTest::newRow("S03 by another type") << QByteArray("datasets--a--link");
}

void CacheLedgerTest::linksCountOnce() // a repository, and a link beside it
{
    QFETCH(const QByteArray, link);
    CacheFolder cache;
    cache.cached("models--b--b", "x.bin", QByteArray(50'000, 'x'));
    cache.cached("models--c--c", "y.bin", QByteArray(70'000, 'y'));
    cache.link(link, "models--b--b");
    const CacheParts parts = partsOf(placesOf(cache));
    QCOMPARE(parts.repos.size(), 3);
    QCOMPARE(ledgerOf(parts).total(), du(cache.home()));
}

void CacheLedgerTest::sparseFiles() // S12, S17
{
    CacheFolder cache;
    const auto sparse = [&cache](const QByteArray &below, qint64 size) {
        cache.file(below, "x");
        return truncate(cache.at(below).constData(), size) == 0;
    };
    const qint64 size = qint64(1) << 43;
    QVERIFY(sparse("models--a--b/blobs/x", size));
    QVERIFY(sparse("../xet/x", size));
    const CacheParts parts = partsOf(placesOf(cache));
    QCOMPARE(parts.repos.first().repo->blobs.at(0).size, size);
    const CacheLedger ledger = ledgerOf(parts);
    QVERIFY(ledger.total() < 1'000'000);
    QCOMPARE(ledger.total(), du(cache.home()));
}

void CacheLedgerTest::secretsAreTokens() // the cache is in HF_HOME itself
{
    CacheFolder cache;
    cache.file("token", QByteArray(9000, 'x'));
    CachePlaces places = placesOf(cache);
    places.home = places.root;
    const CacheLedger ledger = ledgerOf(partsOf(places));
    QCOMPARE(ledger.of(Place::Tokens), allocated(cache.at("token")));
    QCOMPARE(ledger.total(), du(cache.path()));
}

void CacheLedgerTest::noRoot()
{
    CacheFolder cache;
    QCOMPARE(ledgerOf(partsOf(placesOf(cache))).total(), du(cache.home()));
    QCOMPARE(ledgerOf(partsOf({})).total(), 0);
}

void CacheLedgerTest::storesOfOthers()
{
    CacheFolder cache;
    QProcessEnvironment variables;
    variables.insert(u"OLLAMA_MODELS"_s, cache.path() + "/ollama"_L1);
    const QList<OtherStore> stores = otherStoresOf(variables, cache.path());
    cache.file("ollama/blobs/sha256-x", QByteArray(50'000, 'x'));
    cache.file("ollama/manifests/library/x/latest", "{}");
    cache.folder(".lmstudio/models/empty");
    cache.file(".cache/llama.cpp/x.gguf", QByteArray(70'000, 'x'));
    const std::atomic_bool stopped = false;
    const QList<OtherStore> there = readOtherStores(stores, stopped);
    QCOMPARE(there.size(), 2);
    QCOMPARE(there.at(0).program, OtherStore::Program::Ollama);
    QCOMPARE(there.at(0).bytes, du(cache.path() + "/ollama"_L1));
    QCOMPARE(there.at(0).files, 2);
    QCOMPARE(there.at(1).program, OtherStore::Program::LlamaCpp);
    QCOMPARE(there.at(1).bytes, du(cache.path() + "/.cache/llama.cpp"_L1));
}

void CacheLedgerTest::otherDisks() // S12
{
    if (!hasMounts)
        QSKIP("no mounts of its own here");
    CacheFolder cache;
    cache.cached("models--a--b", "x.bin", QByteArray(50'000, 'x'));
    cache.folder("datasets--on--another");
    cache.folder("../xet");
    const QByteArray repo = cache.at("datasets--on--another");
    const QByteArray xet = cache.at("../xet");
    for (const QByteArray &folder : {repo, xet})
        QVERIFY(mount("tmpfs", folder.constData(), "tmpfs", 0, "size=4m") == 0);
    cache.cached("datasets--on--another", "y.bin", QByteArray(90'000, 'y'));
    cache.file("../xet/chunks", QByteArray(70'000, 'z'));
    const CacheParts parts = partsOf(placesOf(cache));
    const CacheLedger ledger = ledgerOf(parts);
    const qint64 expected = du(cache.home());
    for (const QByteArray &folder : {repo, xet})
        QVERIFY(umount(folder.constData()) == 0);
    QCOMPARE(ledger.total(), expected);
    QVERIFY(ledger.of(Place::Datasets) >= 90'000 && ledger.of(Place::Xet) >= 70'000);
    QVERIFY(parts.repos.first().repo->device != parts.repos.last().repo->device);
    QCOMPARE(parts.repos.first().repo->problems, QList<CacheProblem>());
}

void CacheLedgerTest::foldersInThemselves() // S13: mounts that go round
{
    if (!hasMounts)
        QSKIP("no mounts of its own here");
    CacheFolder cache;
    cache.cached("models--a--b", "x.bin", QByteArray(50'000, 'x'));
    const QByteArray commit = "models--a--b/snapshots/" + CacheFolder::kCommit;
    cache.folder(commit + "/round");
    cache.folder("../datasets/round");
    const QByteArray inSnapshot = cache.at(commit + "/round");
    const QByteArray inHome = cache.at("../datasets/round");
    QVERIFY(bind(cache.at("models--a--b"), inSnapshot));
    QVERIFY(bind(QFile::encodeName(cache.home()), inHome));
    const CacheParts parts = partsOf(placesOf(cache));
    for (const QByteArray &folder : {inHome, inSnapshot})
        QVERIFY(umount(folder.constData()) == 0);
    const CacheLedger ledger = ledgerOf(parts);
    QVERIFY(ledger.total() > 50'000 && ledger.of(Place::DatasetsLibrary) < 50'000);
    QVERIFY(parts.repos.first().repo->revisions.at(0).files.size() < 10);
}

QTEST_GUILESS_MAIN(CacheLedgerTest)
#include "tst_cacheledger.moc"

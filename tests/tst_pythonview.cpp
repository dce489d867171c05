#include "app/cache/pythonview.h"

#include <QTest>

using Client = PythonView::Client;
using Kind = CacheProblem::Kind;

// What the Python client would say of the same cache, of both its generations. That it says so:
// interop_scan, which asks it over random caches.
class PythonViewTest final : public QObject
{
    Q_OBJECT

private slots:
    void figures();
    void emptyRevision();
    void sharedContents();
    void oneHopOrAll();
    void warnings_data();
    void warnings();
    void types_data();
    void types();

private:
    static CacheRepo sound(const QByteArray &folder = "models--a--b")
    {
        using Blob = CacheBlob::Kind;
        CacheRepo repo{.folder = folder, .id = {}, .blobs = {}, .revisions = {}, .problems = {}};
        repo.blobs << CacheBlob{.kind = Blob::Content,
                                .name = "x",
                                .target = {},
                                .size = 10,
                                .accessedNs = 5,
                                .modifiedNs = 3}
                   << CacheBlob{.kind = Blob::InSnapshot,
                                .name = "snapshots/c/y",
                                .target = {},
                                .size = 7,
                                .accessedNs = 2,
                                .modifiedNs = 9}
                   << CacheBlob{.kind = Blob::Content,
                                .name = "unused",
                                .target = {},
                                .size = 1000,
                                .accessedNs = 99,
                                .modifiedNs = 99}
                   << CacheBlob{.kind = Blob::Unfinished,
                                .name = "z.incomplete",
                                .target = {},
                                .size = 4};
        repo.revisions << CacheRevision{.commit = "c",
                                        .refs = {"main"},
                                        .files = {{"a/x", 0}, {"x", 0}, {"y", 1}},
                                        .modifiedNs = 50}
                       << CacheRevision{
                              .commit = "d", .refs = {}, .files = {{"x", 0}}, .modifiedNs = 51};
        repo.accessedNs = 40;
        repo.modifiedNs = 41;
        return repo;
    }
    static CacheScan scanOf(const QList<CacheRepo> &repos)
    {
        CacheScan scan;
        for (const CacheRepo &repo : repos)
            scan.repos << std::make_shared<const CacheRepo>(repo);
        return scan;
    }
};

void PythonViewTest::figures()
{
    const PythonView view = PythonView::of(scanOf({sound()}), "/root", Client::Newest);
    QVERIFY(view.warnings.isEmpty());
    const PythonView::Repo &repo = view.repos.at(0);
    QCOMPARE(repo.id, "a/b");
    QCOMPARE(repo.type, "model");
    QCOMPARE(repo.size, 17); // what no file leads to does not count
    QCOMPARE(repo.files, 2);
    QCOMPARE(repo.accessedNs, 5);
    QCOMPARE(repo.modifiedNs, 9);
    const PythonView::Revision &c = repo.revisions.at(0);
    QCOMPARE(c.size, 17); // each content once
    QCOMPARE(c.files.size(), 3);
    QCOMPARE(c.modifiedNs, 9);
    QCOMPARE(c.refs, QList<QByteArray>{"main"});
    QCOMPARE(c.files.at(0).blobPath, "/root/models--a--b/blobs/x");
    QCOMPARE(c.files.at(2).blobPath, "/root/models--a--b/snapshots/c/y");
    QCOMPARE(repo.revisions.at(1).modifiedNs, 3);
    QCOMPARE(view.size, 17);
    QCOMPARE(view.unfinished.size(), 1);
    QCOMPARE(view.unfinished.at(0).first, "/root/models--a--b/blobs/z.incomplete");
    QVERIFY(PythonView::of(scanOf({sound()}), "/root", Client::Old).unfinished.isEmpty());
}

void PythonViewTest::emptyRevision()
{
    CacheRepo repo = sound();
    repo.blobs.clear();
    for (CacheRevision &revision : repo.revisions)
        revision.files.clear();
    const auto answer = pythonRepo(repo, "/root", Client::Newest);
    QVERIFY(answer.has_value());
    QCOMPARE(answer->accessedNs, 40);
    QCOMPARE(answer->modifiedNs, 41);
    QCOMPARE(answer->revisions.at(1).modifiedNs, 51);
}

void PythonViewTest::sharedContents() // S11
{
    const QByteArray hash(64, '1');
    CacheRepo a = sound("models--a--b");
    a.blobs[0].kind = CacheBlob::Kind::Shared;
    a.blobs[0].target = "blobs/11/" + hash;
    CacheRepo b = a;
    b.folder = "models--b--b";
    CacheScan scan = scanOf({a, b});
    scan.hasStore = true;
    scan.shared << SharedBlob{.hash = hash, .users = {}, .size = 10}
                << SharedBlob{.hash = QByteArray(64, '2'), .users = {}, .size = 100};
    const PythonView newest = PythonView::of(scan, "/root", Client::Newest);
    QCOMPARE(newest.repos.at(0).size, 17); // logical
    QCOMPARE(newest.size, 7 + 7 + 10 + 100); // on the disk, with what nobody uses
    QVERIFY(newest.warnings.isEmpty());
    const PythonView old = PythonView::of(scan, "/root", Client::Old);
    QCOMPARE(old.size, 34);
    QCOMPARE(old.warnings.size(), 1); // the store is a broken repository to it
    QCOMPARE(old.warnings.at(0).folder, "blobs");
    scan.hasStore = false;
    scan.shared.clear();
    QCOMPARE(PythonView::of(scan, "/root", Client::Newest).size, 34);
}

void PythonViewTest::oneHopOrAll()
{
    CacheRepo repo = sound();
    repo.blobs[0].kind = CacheBlob::Kind::Elsewhere;
    repo.blobs[0].name = "/other/link";
    repo.blobs[0].target = "/real/file";
    repo.problems << CacheProblem{Kind::FolderIsLink, "models--a--b", "/disk2/b"};
    const auto fileOf = [&repo](Client client, int file) {
        return pythonRepo(repo, "/root", client)->revisions.at(0).files.at(file).blobPath;
    };
    QCOMPARE(fileOf(Client::Newest, 0), "/other/link");
    QCOMPARE(fileOf(Client::Old, 0), "/real/file");
    QCOMPARE(fileOf(Client::Newest, 2), "/root/models--a--b/snapshots/c/y");
    QCOMPARE(fileOf(Client::Old, 2), "/disk2/b/snapshots/c/y");
}

void PythonViewTest::warnings_data()
{
    QTest::addColumn<QList<Kind>>("problems");
    QTest::addColumn<std::optional<Kind>>("warning");
    const auto row
        = [](const char *what, const QList<Kind> &problems, std::optional<Kind> warning) {
              QTest::newRow(what) << problems << warning;
          };
    row("the first one found", {Kind::FileAmongSnapshots, Kind::MissingBlob, Kind::DanglingRef},
        Kind::FileAmongSnapshots);
    row("as they were met", {Kind::MissingBlob, Kind::FileAmongSnapshots}, Kind::MissingBlob);
    row("what it does not look for", {Kind::LeadsElsewhere, Kind::FolderIsLink, Kind::NotAFile},
        {});
    row("behind that", {Kind::LeadsElsewhere, Kind::DanglingRef}, Kind::DanglingRef);
    row("none", {}, {});
}

void PythonViewTest::warnings()
{
    QFETCH(const QList<Kind>, problems);
    QFETCH(const std::optional<Kind>, warning);
    CacheRepo repo = sound();
    for (const Kind kind : problems)
        repo.problems << CacheProblem{kind, "models--a--b/x", {}};
    QCOMPARE(pythonWarning(repo, Client::Newest), warning);
    const PythonView view = PythonView::of(scanOf({repo}), "/root", Client::Newest);
    QCOMPARE(view.repos.size(), warning ? 0 : 1);
    QCOMPARE(view.warnings.size(), warning ? 1 : 0);
    QCOMPARE(view.size, warning ? 0 : 17);
}

void PythonViewTest::types_data()
{
    QTest::addColumn<QByteArray>("folder");
    QTest::addColumn<bool>("newest");
    QTest::addColumn<bool>("old");
    QTest::newRow("dataset") << QByteArray("datasets--a") << true << true;
    QTest::newRow("kernel") << QByteArray("kernels--a") << true << false;
    QTest::newRow("another letter") << QByteArray("modelz--a") << false << true;
    QTest::newRow("none") << QByteArray("--a") << false << false;
}

void PythonViewTest::types()
{
    QFETCH(const QByteArray, folder);
    QFETCH(const bool, newest);
    QFETCH(const bool, old);
    QCOMPARE(!pythonWarning(sound(folder), Client::Newest), newest);
    QCOMPARE(!pythonWarning(sound(folder), Client::Old), old);
}

QTEST_GUILESS_MAIN(PythonViewTest)
#include "tst_pythonview.moc"

#include "tests/support/cachereading.h"

#include <QTest>

using namespace CacheReading;

// Links where clients make none: said, looked through where a person may have meant it, and never
// taken for contents of the cache.
class CacheLinksTest final : public QObject
{
    Q_OBJECT

private slots:
    void linksElsewhere_data();
    void linksElsewhere();
    void repoIsLink();
    void partIsLink_data();
    void partIsLink();

private:
    using Kind = CacheProblem::Kind;
    using Blob = CacheBlob::Kind;
};

void CacheLinksTest::linksElsewhere_data() // S01, S02
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QList<Kind>>("kinds");
    QTest::addColumn<bool>("isFile");
    const auto row = [](const char *what, const QByteArray &target, const QList<Kind> &kinds,
                        bool isFile) { QTest::newRow(what) << target << kinds << isFile; };
    row("S01 dangling", "../../blobs/missing", {Kind::MissingBlob}, true);
    row("S02 /etc/passwd", "/etc/passwd", {Kind::LeadsElsewhere}, true);
    row("S02 another repository's", "../../../models--b--c/blobs/x", {Kind::LeadsElsewhere}, true);
    row("S02 a folder", "/etc", {Kind::LeadsElsewhere}, false);
    row("S02 the blobs", "../../blobs", {Kind::LeadsElsewhere}, false);
    row("S02 the blobs by a dot", "../../blobs/.", {Kind::LeadsElsewhere}, false);
    row("S02 the repository by dots", "../../blobs/..", {Kind::LeadsElsewhere}, false);
    row("S02 a content by dots", "../../blobs/../blobs/x", {}, true);
    row("S02 itself", "link", {Kind::MissingBlob}, true);
    row("S02 a chain of 50", "chain-1", {Kind::MissingBlob}, true);
    row("S02 out and back", "../../../" + CacheFolder::kRepo + "/blobs/x", {}, true);
}

void CacheLinksTest::linksElsewhere()
{
    QFETCH(const QByteArray, target);
    QFETCH(const QList<Kind>, kinds);
    QFETCH(const bool, isFile);
    CacheFolder cache;
    cache.file("models--b--c/blobs/x", "theirs");
    cache.file(CacheFolder::kRepo + "/blobs/x", "ours");
    const QByteArray snapshot = CacheFolder::kRepo + "/snapshots/" + CacheFolder::kCommit;
    cache.link(snapshot + "/link", target);
    if (target == "chain-1") {
        const QByteArray chain = CacheFolder::kRepo + "/chain-";
        cache.file(chain + "51", "end");
        for (int i = 1; i <= 50; ++i)
            cache.link(chain + QByteArray::number(i), "chain-" + QByteArray::number(i + 1));
        QVERIFY(unlink(cache.at(snapshot + "/link").constData()) == 0);
        cache.link(snapshot + "/link", "../../chain-1");
    }
    const CacheRepo repo = read(cache);
    QCOMPARE(kindsOf(repo), kinds);
    QCOMPARE(repo.revisions.at(0).files.size(), isFile ? 1 : 0);
    QCOMPARE(repo.blobs.at(0).name, "x");
    QCOMPARE(repo.blobs.size(), kinds.value(0) == Kind::LeadsElsewhere && isFile ? 2 : 1);
    const CacheBlob *blob = blobOf(repo, "link");
    if (kinds.value(0) == Kind::LeadsElsewhere && isFile) {
        QVERIFY(blob && blob->kind == Blob::Elsewhere && blob->size > 0);
        QCOMPARE(blob->allocated, 0); // nothing of it is the cache's
        QCOMPARE(repo.problems.at(0).path, snapshot + "/link");
    } else {
        QCOMPARE(blob != nullptr, isFile && kinds.isEmpty());
    }
}

void CacheLinksTest::repoIsLink() // S03
{
    CacheFolder cache;
    cache.cached("elsewhere--x--y", "a.txt", "a");
    cache.link(CacheFolder::kRepo, "elsewhere--x--y");
    const CacheRepo repo = read(cache);
    QVERIFY(repo.isLink);
    QCOMPARE(kindsOf(repo), QList<Kind>{Kind::FolderIsLink});
    QCOMPARE(repo.problems.at(0).detail, cache.at("elsewhere--x--y"));
    QCOMPARE(blobOf(repo, "a.txt")->kind, Blob::Content);
}

void CacheLinksTest::partIsLink_data() // S04
{
    QTest::addColumn<QByteArray>("part");
    QTest::newRow("S04 blobs") << QByteArray("blobs");
    QTest::newRow("S04 snapshots") << QByteArray("snapshots");
    QTest::newRow("S04 refs") << QByteArray("refs");
    QTest::newRow("S04 commit") << "snapshots/" + CacheFolder::kCommit;
}

void CacheLinksTest::partIsLink()
{
    QFETCH(const QByteArray, part);
    CacheFolder cache;
    cache.cached(CacheFolder::kRepo, "a.txt", "a");
    const QByteArray moved = cache.at("moved");
    QVERIFY(rename(cache.at(CacheFolder::kRepo + '/' + part).constData(), moved.constData()) == 0);
    cache.link(CacheFolder::kRepo + '/' + part, moved);
    const CacheRepo repo = read(cache);
    QCOMPARE(repo.problems,
             (QList<CacheProblem>{{Kind::FolderIsLink, CacheFolder::kRepo + '/' + part, moved}}));
    QCOMPARE(repo.revisions.at(0).refs, QList<QByteArray>{"main"});
    QCOMPARE(blobOf(repo, "a.txt")->kind, Blob::Content);
}

QTEST_GUILESS_MAIN(CacheLinksTest)
#include "tst_cachelinks.moc"

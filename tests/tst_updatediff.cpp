#include "app/cache/cachedrevisions.h"
#include "app/disk/treefile.h"
#include "app/hub/updatediff.h"
#include "tests/support/movedrepo.h"

#include <QTemporaryDir>
#include <QTest>

using namespace MovedRepo;

// What the cache has of a repository, and what a newer commit means to it.
class UpdateDiffTest final : public QObject
{
    Q_OBJECT

private slots:
    void diffs_data();
    void diffs();
    void whatIsCached();
};

void UpdateDiffTest::diffs_data()
{
    QTest::addColumn<QStringList>("cached"); // path=blob
    QTest::addColumn<QStringList>("before");
    QTest::addColumn<QStringList>("now"); // path=blob, 10 bytes each
    QTest::addColumn<QStringList>("summary"); // changed, added, removed, fetched, bytes
    const QStringList two{u"a=1"_s, u"b=2"_s};
    const QStringList names{u"a"_s, u"b"_s};
    QTest::newRow("one changed of a whole snapshot")
        << two << names << QStringList{u"a=1"_s, u"b=3"_s}
        << QStringList{u"b"_s, {}, {}, u"whole"_s, u"10"_s};
    QTest::newRow("new file comes with a whole snapshot")
        << two << names << QStringList{u"a=1"_s, u"b=2"_s, u"c=4"_s}
        << QStringList{{}, u"c"_s, {}, u"whole"_s, u"10"_s};
    QTest::newRow("part: only what is there")
        << QStringList{u"a=1"_s} << names << QStringList{u"a=5"_s, u"b=6"_s, u"c=7"_s}
        << QStringList{u"a"_s, u"c"_s, {}, u"a"_s, u"10"_s};
    QTest::newRow("renamed: the content is there")
        << two << names << QStringList{u"a=1"_s, u"c=2"_s}
        << QStringList{{}, u"c"_s, u"b"_s, u"whole"_s, u"0"_s};
    QTest::newRow("part: all of it is gone")
        << QStringList{u"a=1"_s} << names << QStringList{u"b=6"_s}
        << QStringList{{}, {}, u"a"_s, {}, u"0"_s};
    QTest::newRow("old listing not known: only what is there")
        << two << QStringList() << QStringList{u"a=1"_s, u"b=3"_s, u"c=7"_s}
        << QStringList{u"b"_s, {}, {}, u"a b"_s, u"10"_s};
    QTest::newRow("without links nothing tells")
        << QStringList{u"a="_s, u"b="_s} << names << QStringList{u"a=1"_s, u"c=2"_s}
        << QStringList{{}, u"c"_s, u"b"_s, u"whole"_s, u"20"_s};
}

void UpdateDiffTest::diffs()
{
    QFETCH(const QStringList, cached);
    QFETCH(const QStringList, before);
    QFETCH(const QStringList, now);
    QFETCH(const QStringList, summary);
    QHash<QString, QString> files;
    QSet<QString> blobs;
    for (const QString &entry : cached) {
        files.insert(entry.section(u'=', 0, 0), entry.section(u'=', 1));
        blobs.insert(entry.section(u'=', 1));
    }
    QList<RepoFile> newest;
    for (const QString &entry : now)
        newest << RepoFile{entry.section(u'=', 0, 0), 10, entry.section(u'=', 1)};
    const UpdateDiff diff = UpdateDiff::of(
        files,
        before.isEmpty() ? std::nullopt
                         : std::optional(QSet<QString>(before.cbegin(), before.cend())),
        newest, blobs);
    QCOMPARE((QStringList{diff.changed.join(u' '), diff.added.join(u' '), diff.removed.join(u' '),
                          diff.isWhole ? u"whole"_s : diff.fetched.join(u' '),
                          QString::number(diff.bytes)}),
             summary);
}

void UpdateDiffTest::whatIsCached()
{
    QTemporaryDir folder;
    cacheFiles(folder.path(), u"a/b"_s,
               {{u"x.json"_s, blobNamed('1')}, {u"sub/y"_s, blobNamed('2')}});
    cacheFiles(folder.path(), u"a/pr"_s, {{u"x"_s, blobNamed('1')}}, u"refs/pr/3"_s);
    QDir(folder.path()).mkpath(u"models--a--empty/snapshots/"_s + kOldCommit);
    QDir(folder.path()).mkpath(u"not a repository"_s);
    // A link to nothing is not there.
    QFile::link(u"../../blobs/"_s + blobNamed('9'),
                folder.filePath(u"models--a--b/snapshots/"_s + kOldCommit + u"/gone"_s));
    QFile tree(folder.filePath(u"models--a--b/trees/"_s + kOldCommit + u".json"_s));
    QVERIFY(QDir(folder.path()).mkpath(u"models--a--b/trees"_s) && tree.open(QIODevice::WriteOnly));
    tree.write(treeFileOf({{.path = u"x.json"_s, .size = 1, .oid = blobNamed('1')},
                           {.path = u"sub/y"_s, .size = 1, .oid = blobNamed('2')}}));
    tree.close();
    const auto cached = cachedRevisions(folder.path());
    QCOMPARE(cached.size(), 2);
    QCOMPARE(cached.at(0).repo.id(), u"a/b"_s);
    QCOMPARE(cached.at(0).commit, kOldCommit);
    QCOMPARE(
        cached.at(0).files,
        (QHash<QString, QString>{{u"x.json"_s, blobNamed('1')}, {u"sub/y"_s, blobNamed('2')}}));
    QCOMPARE(cached.at(0).listing, (QSet<QString>{u"x.json"_s, u"sub/y"_s}));
    QCOMPARE(cached.at(1).revision.name(), u"refs/pr/3"_s);
    QVERIFY(!cached.at(1).listing);
}

QTEST_APPLESS_MAIN(UpdateDiffTest)
#include "tst_updatediff.moc"

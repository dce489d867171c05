#include "models/filetreemodel.h"
#include "models/filetreenode.h"
#include "tests/support/worked.h"

#include <QAbstractItemModelTester>
#include <QPersistentModelIndex>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using Type = TreeEntry::Type;

namespace {

TreeEntry treeFile(const QString &path, qint64 size = 10)
{
    return {.type = Type::File, .path = path, .size = size, .oid = QString(40, u'a')};
}

TreeEntry treeFolder(const QString &path)
{
    return {.type = Type::Folder, .path = path, .size = 0};
}

QStringList names(const FileTreeModel &model, const QModelIndex &parent = {})
{
    QStringList all;
    for (int row = 0; row < model.rowCount(parent); ++row)
        all << model.index(row, 0, parent).data().toString();
    return all;
}

const QUrl kNextTreePage(u"http://127.0.0.1/next"_s);

} // namespace

class tst_FileTreeModel final : public QObject
{
    Q_OBJECT

private slots:
    void isAWellBehavedModel();
    void levelsArriveOneByOne();
    void pagesOfOneFolder();
    void failureIsARow();
    void everythingStreams();
    void listingKeepsDetails();
    void filterShowsMatchesAndTheirFolders();
    void filterWhileRowsArrive();
    void sortKeepsSelection();
    void folderSizes();
    void deepPaths();
    void hostilePaths_data();
    void hostilePaths();
    void cachedAndProgress();
    void tenThousandFiles();
};

// The tester also asks for more, so what is asked for is counted in the tests without it.
void tst_FileTreeModel::isAWellBehavedModel()
{
    FileTreeModel model;
    const QAbstractItemModelTester tester(&model);
    model.addLevel({}, {.entries = {treeFolder(u"d"_s), treeFile(u"x"_s)}, .next = kNextTreePage});
    model.setFailed(u"d"_s, {.message = u"Away."_s});
    model.retry(u"d"_s);
    model.addLevel(u"d"_s, {.entries = {treeFile(u"d/a"_s), treeFolder(u"d/b"_s)}});
    model.addLevel({}, {.entries = {treeFile(u"y"_s)}});
    model.addLevel(u"d/b"_s, {});
    QVERIFY(!model.hasChildren(model.indexOf(u"d/b"_s)));
    model.sort(FileTreeModel::AgeColumn, Qt::DescendingOrder);
    model.clear();
    QCOMPARE(model.rowCount(), 1);
}

void tst_FileTreeModel::levelsArriveOneByOne()
{
    FileTreeModel model;
    QSignalSpy wanted(&model, &FileTreeModel::levelWanted);
    QCOMPARE(model.kindOf(model.index(0, 0)), FileTreeModel::Kind::Waiting);
    wanted.clear();

    model.addLevel({},
                   {.entries = {treeFile(u"b.txt"_s), treeFolder(u"dir"_s), treeFile(u"a.txt"_s)}});
    QCOMPARE(names(model), (QStringList{u"dir"_s, u"a.txt"_s, u"b.txt"_s}));
    const QModelIndex dir = model.indexOf(u"dir"_s);
    QVERIFY(model.hasChildren(dir));
    QVERIFY(model.canLoad(dir));
    QVERIFY(!model.isComplete());
    model.load(dir);
    model.load(dir); // asked already
    QCOMPARE(wanted.size(), 1);
    QCOMPARE(wanted.first().first().toString(), u"dir"_s);

    model.addLevel(u"dir"_s, {.entries = {treeFile(u"dir/c.txt"_s)}});
    QCOMPARE(names(model, dir), QStringList{u"c.txt"_s});
    QVERIFY(!model.canLoad(dir));
    QVERIFY(model.isComplete());
}

void tst_FileTreeModel::pagesOfOneFolder()
{
    FileTreeModel model;
    model.addLevel({}, {.entries = {treeFile(u"a"_s)}, .next = kNextTreePage});
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.kindOf(model.index(1, 0)), FileTreeModel::Kind::Waiting);
    QCOMPARE(model.nextPage({}), kNextTreePage);
    QVERIFY(model.canLoad({}));
    model.addLevel({}, {.entries = {treeFile(u"a"_s), treeFile(u"b"_s)}});
    QCOMPARE(names(model), (QStringList{u"a"_s, u"b"_s}));
    QVERIFY(!model.canLoad({}));
    model.addLevel({}, {.entries = {treeFile(u"c"_s), treeFile(u"c"_s)}}); // a name twice
    QCOMPARE(names(model), (QStringList{u"a"_s, u"b"_s, u"c"_s}));
    QCOMPARE(model.skipped(), 1);
}

void tst_FileTreeModel::failureIsARow()
{
    FileTreeModel model;
    model.addLevel({}, {.entries = {treeFolder(u"dir"_s)}});
    const QModelIndex dir = model.indexOf(u"dir"_s);
    model.load(dir);
    model.setFailed(u"dir"_s, {.message = u"The Hub is away."_s});
    const QModelIndex row = model.index(0, 0, dir);
    QCOMPARE(model.kindOf(row), FileTreeModel::Kind::Failed);
    QVERIFY(row.data().toString().startsWith(u"The Hub is away."_s));
    QVERIFY(!model.canLoad(dir)); // not again by itself
    QSignalSpy wanted(&model, &FileTreeModel::levelWanted);
    model.retry(u"dir"_s);
    QCOMPARE(wanted.size(), 1);
    QCOMPARE(model.kindOf(row), FileTreeModel::Kind::Waiting);
    model.setFailed(u"dir"_s, {.message = u"The Hub is away."_s});
    model.addLevel(u"dir"_s, {.entries = {treeFile(u"dir/a"_s)}, .next = kNextTreePage});
    QCOMPARE(model.kindOf(model.index(1, 0, dir)), FileTreeModel::Kind::Waiting); // it went on
}

void tst_FileTreeModel::everythingStreams()
{
    FileTreeModel model;
    const QAbstractItemModelTester tester(&model);
    model.addRecursive({.entries = {treeFolder(u"d"_s), treeFolder(u"d/e"_s), treeFile(u"d/e/x"_s),
                                    treeFile(u"z"_s)},
                        .next = kNextTreePage});
    QVERIFY(!model.isComplete());
    model.addRecursive({.entries = {treeFile(u"d/e/y"_s), treeFile(u"a"_s)}});
    QVERIFY(model.isComplete());
    QCOMPARE(names(model), (QStringList{u"d"_s, u"a"_s, u"z"_s}));
    QCOMPARE(names(model, model.indexOf(u"d/e"_s)), (QStringList{u"x"_s, u"y"_s}));
}

void tst_FileTreeModel::listingKeepsDetails()
{
    FileTreeModel model;
    TreeEntry detailed = treeFile(u"a"_s);
    detailed.lastCommitTitle = u"First"_s;
    model.addLevel({}, {.entries = {detailed}, .next = kNextTreePage});
    model.addRecursive({.entries = {treeFile(u"a"_s), treeFile(u"b"_s)}});
    QCOMPARE(model.indexOf(u"a"_s, FileTreeModel::CommitColumn).data().toString(), u"First"_s);
    QVERIFY(model.canLoad({})); // b has none yet
    TreeEntry late = treeFile(u"b"_s);
    late.lastCommitTitle = u"Second"_s;
    model.addLevel({}, {.entries = {late}});
    QCOMPARE(model.indexOf(u"b"_s, FileTreeModel::CommitColumn).data().toString(), u"Second"_s);
    QCOMPARE(model.rowCount(), 2);
}

void tst_FileTreeModel::filterShowsMatchesAndTheirFolders()
{
    FileTreeModel model;
    const QAbstractItemModelTester tester(&model);
    model.addRecursive(
        {.entries = {treeFolder(u"d"_s), treeFile(u"d/Model.bin"_s), treeFolder(u"e"_s),
                     treeFile(u"e/readme"_s), treeFile(u"model.txt"_s)}});
    model.setFilter(u"MODEL"_s);
    QCOMPARE(names(model), (QStringList{u"d"_s, u"model.txt"_s}));
    QCOMPARE(names(model, model.indexOf(u"d"_s)), QStringList{u"Model.bin"_s});
    QVERIFY(!model.indexOf(u"e/readme"_s).isValid());
    model.setFilter(u"*.bin"_s);
    QCOMPARE(names(model), QStringList{u"d"_s});
    model.setFilter(u"*.b"_s); // a pattern is of the whole name
    QCOMPARE(model.rowCount(), 0);
    model.setFilter(u"("_s); // not a pattern of ours
    QCOMPARE(model.rowCount(), 0);
    model.setFilter({});
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(names(model, model.indexOf(u"e"_s)), QStringList{u"readme"_s});
}

void tst_FileTreeModel::filterWhileRowsArrive()
{
    FileTreeModel model;
    const QAbstractItemModelTester tester(&model);
    model.addLevel({}, {.entries = {treeFolder(u"d"_s), treeFile(u"x"_s)}});
    model.setFilter(u"deep"_s);
    model.addRecursive(
        {.entries = {treeFolder(u"d/e"_s), treeFile(u"d/e/deep"_s), treeFile(u"d/no"_s)}});
    QCOMPARE(names(model), QStringList{u"d"_s});
    QCOMPARE(names(model, model.indexOf(u"d/e"_s)), QStringList{u"deep"_s});
    QVERIFY(model.isComplete());
    model.setFilter({});
    QCOMPARE(names(model, model.indexOf(u"d"_s)), (QStringList{u"e"_s, u"no"_s}));
}

void tst_FileTreeModel::sortKeepsSelection()
{
    FileTreeModel model;
    const QAbstractItemModelTester tester(&model);
    model.addLevel({},
                   {.entries = {treeFile(u"a"_s, 1), treeFile(u"b"_s, 3), treeFile(u"c"_s, 2),
                                treeFolder(u"z"_s)}});
    const QPersistentModelIndex b = model.indexOf(u"b"_s);
    model.sort(FileTreeModel::SizeColumn, Qt::DescendingOrder);
    QCOMPARE(names(model), (QStringList{u"z"_s, u"b"_s, u"c"_s, u"a"_s}));
    QCOMPARE(b.row(), 1);
    QCOMPARE(b.data(FileTreeModel::PathRole).toString(), u"b"_s);
    model.addLevel({}, {.entries = {treeFile(u"m"_s, 2)}}); // equal sizes go by name, backwards
    QCOMPARE(names(model), (QStringList{u"z"_s, u"b"_s, u"m"_s, u"c"_s, u"a"_s}));
}

// The Hub says 0 of a folder; what it holds is counted elsewhere and stays.
void tst_FileTreeModel::folderSizes()
{
    FileTreeModel model;
    const QAbstractItemModelTester tester(&model);
    const auto size = [&model](const QString &path) {
        return model.indexOf(path).data(FileTreeModel::EntryRole).value<const TreeEntry *>()->size;
    };
    model.setFolderSizes({{u"d"_s, 70}, {u"e"_s, 30}});
    model.addLevel({}, {.entries = {treeFolder(u"d"_s)}, .next = kNextTreePage});
    QCOMPARE(size(u"d"_s), 70);
    TreeEntry late = treeFolder(u"d"_s);
    late.scanStatus = u"safe"_s;
    model.addLevel({}, {.entries = {late, treeFolder(u"e"_s)}});
    QCOMPARE(size(u"d"_s), 70);
    QCOMPARE(size(u"e"_s), 30);
    QCOMPARE(model.indexOf(u"d"_s, FileTreeModel::ScanColumn).data().toString(), u"safe"_s);
}

void tst_FileTreeModel::deepPaths()
{
    QVERIFY(isUsableTreePath(u"a/"_s.repeated(127) + u"b"_s));
    QVERIFY(!isUsableTreePath(u"a/"_s.repeated(128) + u"b"_s));
}

void tst_FileTreeModel::hostilePaths_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<bool>("listed");
    QTest::newRow("parent") << u".."_s << false;
    QTest::newRow("climbs") << u"../../etc/passwd"_s << false;
    QTest::newRow("inside") << u"a/../b"_s << false;
    QTest::newRow("absolute") << u"/etc/passwd"_s << false;
    QTest::newRow("empty") << QString() << false;
    QTest::newRow("double slash") << u"a//b"_s << false;
    QTest::newRow("NUL") << QString(u"a"_s + QChar(u'\0') + u"b"_s) << false;
    QTest::newRow("too deep") << u"a/"_s.repeated(200) + u"b"_s << false;
    QTest::newRow("not in this folder") << u"other/b"_s << false;
    QTest::newRow("M10 override") << u"model\u202Efdp.exe"_s << true;
    QTest::newRow("M09 markup") << u"<img src=x>&amp;%1"_s << true;
    QTest::newRow("new line") << u"a\nb"_s << true;
}

void tst_FileTreeModel::hostilePaths()
{
    QFETCH(QString, path);
    QFETCH(bool, listed);
    FileTreeModel model;
    const QAbstractItemModelTester tester(&model);
    model.addLevel({}, {.entries = {treeFile(path), treeFile(u"good"_s)}});
    QCOMPARE(model.rowCount(), listed ? 2 : 1);
    QCOMPARE(model.skipped(), listed ? 0 : 1);
    for (const QString &name : names(model))
        for (const QChar c : name)
            QVERIFY(c.category() != QChar::Other_Control && c.unicode() != 0x202E);
}

void tst_FileTreeModel::cachedAndProgress()
{
    FileTreeModel model;
    const QAbstractItemModelTester tester(&model);
    model.addLevel({}, {.entries = {treeFile(u"a"_s), treeFile(u"b"_s)}});
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    model.setCached({u"a"_s});
    QCOMPARE(changed.size(), 1); // only that row
    QVERIFY(model.indexOf(u"a"_s).data(FileTreeModel::CachedRole).toBool());
    model.setProgress({{u"b"_s, 62}});
    model.setProgress({{u"b"_s, 62}}); // nothing new
    QCOMPARE(changed.size(), 2);
    QCOMPARE(model.indexOf(u"b"_s, FileTreeModel::CachedColumn).data().toString(), u"62 %"_s);
    model.setProgress({});
    QCOMPARE(changed.size(), 3);
    QCOMPARE(model.indexOf(u"b"_s).data(FileTreeModel::ProgressRole).toInt(), -1);
    model.setCached({});
    QCOMPARE(changed.size(), 4);
    QVERIFY(!model.indexOf(u"a"_s).data(FileTreeModel::CachedRole).toBool());
}

void tst_FileTreeModel::tenThousandFiles()
{
    FileTreeModel model;
    TreePage page;
    for (int i = 0; i < 10'000; ++i)
        page.entries << treeFile(u"data/file-%1.parquet"_s.arg(i, 5, 10, QChar(u'0')), i);
    page.entries.prepend(treeFolder(u"data"_s));
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    const Worked worked;
    model.addRecursive(page);
    QCOMPARE(inserted.size(), 2); // neighbours come in one signal
    model.sort(FileTreeModel::SizeColumn, Qt::DescendingOrder);
    model.setFilter(u"99"_s);
    QVERIFY(model.rowCount(model.indexOf(u"data"_s)) > 100);
    QCOMPARE_LT(worked.ms(), 1'000 * kSlowness);
}

QTEST_GUILESS_MAIN(tst_FileTreeModel)
#include "tst_filetreemodel.moc"

#include "models/cachetreemodel.h"
#include "tests/support/cachescans.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using CacheScans::atlasItem;
using CacheScans::small;

namespace {

using Column = CacheTreeModel::Column;

QStringList namesBelow(const CacheTreeModel &model, const QModelIndex &parent = {})
{
    QStringList names;
    for (int row = 0; row < model.rowCount(parent); ++row) {
        QString name = model.index(row, 0, parent).data().toString();
        names << name.remove(QChar(0x2068)).remove(QChar(0x2069));
    }
    return names;
}

} // namespace

class tst_CacheTreeModel final : public QObject
{
    Q_OBJECT

private slots:
    void threeLevels();
    void keepsItsInvariants_data();
    void keepsItsInvariants();
    void sortsEveryLevel();
    void persistentRowsFollowTheOrder();
    void groups_data();
    void groups();
    void filters();
    void aNewLookReportsWhatChanged();
    void aNewLookKeepsRows();
    void saysWhatStays();
    void hostileNamesAreCleaned();
};

void tst_CacheTreeModel::threeLevels()
{
    CacheTreeModel model;
    model.add({CacheScans::atlas()});
    model.sort(Column::NameColumn, Qt::AscendingOrder);
    QCOMPARE(namesBelow(model), QStringList{u"meridian / atlas"_s});
    const QModelIndex repo = model.index(0, 0);
    QCOMPARE(repo.siblingAtColumn(Column::SizeColumn).data().toString(), u"5.7 kB"_s);
    QCOMPARE(namesBelow(model, repo),
             (QStringList{u"ccccccc"_s, u"ccccccc"_s, u"Unfinished downloads"_s}));
    QCOMPARE(namesBelow(model, model.index(0, 0, repo)),
             (QStringList{u"config.json"_s, u"model.bin"_s}));
    QCOMPARE(namesBelow(model, model.index(2, 0, repo)), QStringList{u"m2.incomplete"_s});
    QCOMPARE(model.index(0, Column::RefsColumn, repo).data().toString(), u"main"_s);
    QCOMPARE(model.index(1, Column::RefsColumn, repo).data().toString(), u"none"_s);
    QCOMPARE(model.index(0, 0, repo).data(Qt::AccessibleTextRole).toString(),
             u"ccccccc, 5.0 kB, main"_s);
    QCOMPARE(model.indexOf(atlasItem(2, "model.bin")), model.index(1, 0, model.index(1, 0, repo)));
}

void tst_CacheTreeModel::keepsItsInvariants_data()
{
    QTest::addColumn<int>("grouping");
    QTest::newRow("ungrouped") << int(CacheTreeModel::Grouping::None);
    QTest::newRow("by type") << int(CacheTreeModel::Grouping::Type);
    QTest::newRow("by owner") << int(CacheTreeModel::Grouping::Owner);
    QTest::newRow("by age") << int(CacheTreeModel::Grouping::Age);
}

void tst_CacheTreeModel::keepsItsInvariants()
{
    QFETCH(const int, grouping);
    CacheTreeModel model;
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setGrouping(CacheTreeModel::Grouping(grouping));
    model.add({CacheScans::atlas(), small(u"b/c"_s, 3), CacheScans::withFiles(30)});
    model.sort(Column::SizeColumn, Qt::AscendingOrder);
    for (int row = 0; row < model.rowCount(); ++row)
        (void)namesBelow(model, model.index(row, 0));
    model.add({small(u"a/z"_s, 9'000, 40), CacheScans::withFiles(40), small(u"b/c"_s, 90'000)});
    model.tick({atlasItem(1)}, true);
    model.setFilter([](const CacheRepo &) {
        return CacheTreeModel::Shown{.file
                                     = [](const QByteArray &path) { return path.contains("1"); }};
    });
    model.add({CacheScans::withFiles(25), CacheScans::atlas()});
    model.setFilter({});
    model.keepOnly({atlasItem().repo});
    model.keepOnly({});
    QCOMPARE(model.rowCount(), 0);
}

void tst_CacheTreeModel::sortsEveryLevel()
{
    CacheTreeModel model;
    model.add({small(u"a/small"_s, 5), CacheScans::atlas(), small(u"z/large"_s, 90'000, 7)});
    QCOMPARE(namesBelow(model),
             (QStringList{u"z / large"_s, u"meridian / atlas"_s, u"a / small"_s}));
    model.sort(Column::UsedColumn, Qt::AscendingOrder);
    QCOMPARE(namesBelow(model).first(), u"z / large"_s);
    model.sort(Column::NameColumn, Qt::AscendingOrder);
    QCOMPARE(namesBelow(model),
             (QStringList{u"a / small"_s, u"meridian / atlas"_s, u"z / large"_s}));
    const QModelIndex revision = model.indexOf(atlasItem(1));
    model.sort(Column::SizeColumn, Qt::DescendingOrder);
    QCOMPARE(namesBelow(model, model.indexOf(atlasItem(1))),
             (QStringList{u"model.bin"_s, u"config.json"_s}));
    model.sort(Column::NameColumn, Qt::DescendingOrder);
    QCOMPARE(namesBelow(model).first(), u"z / large"_s);
    Q_UNUSED(revision)
    model.setFrees([](const CacheItem &item) { return item.path == "config.json" ? 100 : 1; });
    model.sort(Column::FreesColumn, Qt::DescendingOrder);
    QCOMPARE(namesBelow(model, model.indexOf(atlasItem(1))).first(), u"config.json"_s);
}

void tst_CacheTreeModel::persistentRowsFollowTheOrder()
{
    CacheTreeModel model;
    model.add({CacheScans::withFiles(100), CacheScans::atlas(), small(u"a/small"_s, 5)});
    model.sort(Column::NameColumn, Qt::AscendingOrder);
    QList<std::pair<QPersistentModelIndex, CacheItem>> kept;
    for (const CacheItem &item : {atlasItem(), atlasItem(2), atlasItem(2, "config.json"),
                                  CacheItem{.repo = CacheScans::withFiles(1)->folder,
                                            .commit = CacheScans::commitOf(3),
                                            .path = "data/part-0000042.bin"}})
        kept.emplace_back(model.indexOf(item), item);
    model.sort(Column::SizeColumn, Qt::DescendingOrder);
    for (const auto &[index, item] : std::as_const(kept)) {
        QVERIFY(index.isValid());
        QCOMPARE(index.data(CacheTreeModel::ItemRole).value<CacheItem>(), item);
        QCOMPARE(QModelIndex(index), model.indexOf(item));
    }
}

void tst_CacheTreeModel::groups_data()
{
    QTest::addColumn<int>("grouping");
    QTest::addColumn<QStringList>("groups");
    QTest::newRow("type") << int(CacheTreeModel::Grouping::Type)
                          << QStringList{u"Models"_s, u"Spaces"_s};
    QTest::newRow("owner") << int(CacheTreeModel::Grouping::Owner)
                           << QStringList{u"ada"_s, u"bob"_s};
    QTest::newRow("age") << int(CacheTreeModel::Grouping::Age)
                         << QStringList{u"Used this week"_s, u"Not used for 90 days"_s};
}

void tst_CacheTreeModel::groups()
{
    QFETCH(const int, grouping);
    QFETCH(const QStringList, groups);
    CacheTreeModel model;
    model.setGrouping(CacheTreeModel::Grouping(grouping));
    model.add({small(u"ada/one"_s, 700, 200), small(u"bob/two"_s, 50, 2, RepoKind::Space),
               small(u"ada/three"_s, 30, 100)});
    QCOMPARE(namesBelow(model), groups);
    const bool byAge = grouping == int(CacheTreeModel::Grouping::Age);
    const QModelIndex ada = model.index(byAge ? 1 : 0, 0);
    QCOMPARE(model.rowCount(ada), 2);
    QCOMPARE(ada.siblingAtColumn(Column::SizeColumn).data().toString(), u"730 B"_s);
    QVERIFY(model.setData(ada, Qt::Checked, Qt::CheckStateRole));
    QCOMPARE(model.ticked().size(), 2);
    QCOMPARE(ada.data(Qt::CheckStateRole).toInt(), int(Qt::Checked));
    model.keepOnly({small(u"bob/two"_s, 1, 1, RepoKind::Space)->folder});
    QCOMPARE(model.rowCount(), 1);
}

void tst_CacheTreeModel::filters()
{
    CacheTreeModel model;
    model.add({CacheScans::atlas(), small(u"b/c"_s, 3), CacheScans::withFiles(100)});
    model.setFilter([](const CacheRepo &repo) {
        CacheTreeModel::Shown shown{.file = [](const QByteArray &path) {
            return path.contains("config") || path.endsWith("42.bin");
        }};
        shown.repo = std::ranges::any_of(repo.revisions, [&](const CacheRevision &revision) {
            return std::ranges::any_of(revision.files, shown.file, &CacheEntry::path);
        });
        return shown;
    });
    QCOMPARE(namesBelow(model), (QStringList{u"wide / repo"_s, u"meridian / atlas"_s}));
    QCOMPARE(namesBelow(model, model.indexOf(atlasItem())).size(), 2); // and nothing unfinished
    QCOMPARE(namesBelow(model, model.indexOf(atlasItem(1))), QStringList{u"config.json"_s});
    QVERIFY(!model.indexOf(atlasItem(1, "model.bin")).isValid());
    model.setFilter({});
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(model.rowCount(model.indexOf(atlasItem(1))), 2);
}

void tst_CacheTreeModel::aNewLookReportsWhatChanged()
{
    CacheTreeModel model;
    const CacheRepoPtr atlas = CacheScans::atlas();
    model.add({atlas, small(u"b/c"_s, 3)});
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    model.add({std::make_shared<CacheRepo>(*atlas)}); // equal
    QCOMPARE(inserted.size() + removed.size() + changed.size(), 0);
    auto more = std::make_shared<CacheRepo>(*atlas);
    more->revisions[1].files << CacheEntry{.path = "new.bin", .blob = 0};
    ++more->blobs[0].uses;
    model.add({more});
    QCOMPARE(removed.size(), 0);
    QCOMPARE(inserted.size(), 1);
    QCOMPARE(inserted.at(0).at(0).toModelIndex(), model.indexOf(atlasItem(2)));
    QVERIFY(model.indexOf(atlasItem(2, "new.bin")).isValid());
    auto without = std::make_shared<CacheRepo>(*more);
    without->revisions.removeFirst();
    model.add({without});
    QCOMPARE(removed.size(), 1);
    QCOMPARE(removed.at(0).at(0).toModelIndex(), model.indexOf(atlasItem()));
    QCOMPARE(reset.size(), 0);
}

void tst_CacheTreeModel::aNewLookKeepsRows()
{
    CacheTreeModel model;
    model.add({CacheScans::withFiles(50), small(u"b/c"_s, 3'000)});
    const QByteArray folder = CacheScans::withFiles(1)->folder;
    const auto file = [&folder](const char *path) {
        return CacheItem{.repo = folder, .commit = CacheScans::commitOf(3), .path = path};
    };
    const QPersistentModelIndex stays = model.indexOf(file("data/part-0000040.bin"));
    const QPersistentModelIndex goes = model.indexOf(file("data/part-0000007.bin"));
    auto now = std::make_shared<CacheRepo>(*CacheScans::withFiles(60));
    now->revisions[0].files.removeAt(7);
    now->blobs.removeAt(7); // so that every later content stands elsewhere
    for (CacheEntry &entry : now->revisions[0].files)
        entry.blob -= entry.blob > 7 ? 1 : 0;
    model.add({now});
    QVERIFY(!goes.isValid());
    QCOMPARE(stays.data(CacheTreeModel::ItemRole).value<CacheItem>(),
             file("data/part-0000040.bin"));
    QCOMPARE(model.rowCount(stays.parent()), 59);
}

void tst_CacheTreeModel::saysWhatStays()
{
    CacheTreeModel model;
    model.add({CacheScans::atlas()});
    const QModelIndex file = model.indexOf(atlasItem(2, "model.bin"), Column::RefsColumn);
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    model.setStays({{atlasItem(2, "model.bin"), u"main"_s}});
    QCOMPARE(file.data().toString(), u"stays: main"_s);
    QVERIFY(changed.size() > 0);
    model.setStays({});
    QCOMPARE(file.data().toString(), QString());
}

void tst_CacheTreeModel::hostileNamesAreCleaned()
{
    auto odd = std::make_shared<CacheRepo>();
    odd->folder = "models--a\u202Eb\n--\xFF";
    odd->revisions << CacheRevision{.commit = "x\ty", .refs = {"ma\u202Ein"}, .files = {}};
    CacheTreeModel model;
    model.add({odd});
    const QModelIndex repo = model.index(0, 0);
    for (const QString &shown : {repo.data().toString(), model.index(0, 0, repo).data().toString(),
                                 model.index(0, Column::RefsColumn, repo).data().toString()}) {
        QVERIFY(!shown.contains(QChar(0x202E)));
        QVERIFY(!shown.contains(u'\n') && !shown.contains(u'\t'));
    }
}

QTEST_GUILESS_MAIN(tst_CacheTreeModel)
#include "tst_cachetreemodel.moc"

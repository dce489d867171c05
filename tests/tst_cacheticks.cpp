// What is ticked in the tree of the cache: what is shown, and no more than was there.
#include "models/cachetreemodel.h"
#include "tests/support/cachescans.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using CacheScans::atlasItem;

class tst_CacheTicks final : public QObject
{
    Q_OBJECT

private slots:
    void filteredRowsTickWhatIsShown();
    void filteredPartsTickWhatIsShown();
    void ticksAreAsFewAsCanBe();
    void ticksAreTriState();
    void ticksOfWhatIsGoneGo();
    void whatIsGoneIsNotTicked();
    void whatCameSinceIsNotTicked();
};

void tst_CacheTicks::filteredRowsTickWhatIsShown()
{
    CacheTreeModel model;
    model.add({CacheScans::atlas()});
    model.setFilter([](const CacheRepo &) {
        CacheTreeModel::Shown shown;
        shown.file = [](const QByteArray &path) { return path == "config.json"; };
        return shown;
    });
    const QModelIndex repo = model.index(0, 0);
    QVERIFY(model.setData(repo, Qt::Checked, Qt::CheckStateRole));
    QCOMPARE(model.ticked(), (QSet{atlasItem(1, "config.json"), atlasItem(2, "config.json")}));
    QVERIFY(model.isTicked(repo)); // another click takes them back
    model.tick({atlasItem(1, "config.json")}, false);
    QVERIFY(!model.isTicked(repo));
    QVERIFY(model.setData(repo, Qt::Unchecked, Qt::CheckStateRole));
    QVERIFY(model.ticked().isEmpty());
    model.setGrouping(CacheTreeModel::Grouping::Type);
    QCOMPARE(model.itemsOf(model.index(0, 0)),
             (QSet{atlasItem(1, "config.json"), atlasItem(2, "config.json")}));
    model.setGrouping(CacheTreeModel::Grouping::None);
    model.setFilter([](const CacheRepo &) {
        CacheTreeModel::Shown shown;
        shown.revision = [](qint32 revision) { return revision == 1; };
        return shown;
    });
    model.tick(model.itemsOf(model.index(0, 0)), true);
    QCOMPARE(model.ticked(), QSet{atlasItem(2)});
    model.setFilter({});
    model.tick(model.itemsOf(model.index(0, 0)), true);
    QCOMPARE(model.ticked(), QSet{atlasItem()});
}

void tst_CacheTicks::filteredPartsTickWhatIsShown() // one of two unfinished downloads
{
    CacheTreeModel model;
    const CacheRepoPtr repo = CacheScans::repo(
        RepoKind::Model, u"ada/parts"_s, {{CacheScans::commitOf(1), {"main"}, {{"a.bin", "a", 5}}}},
        {{{}, "a.incomplete", 7}, {{}, "b.incomplete", 7}});
    model.add({repo});
    model.setFilter([](const CacheRepo &) {
        CacheTreeModel::Shown shown;
        shown.file = [](const QByteArray &name) { return name.startsWith('a'); };
        return shown;
    });
    model.tick(model.itemsOf(model.index(0, 0)), true);
    QCOMPARE(model.ticked(),
             (QSet{CacheItem{.repo = repo->folder, .commit = CacheScans::commitOf(1)},
                   CacheItem{.repo = repo->folder, .blob = "a.incomplete"}}));
}

void tst_CacheTicks::ticksAreAsFewAsCanBe()
{
    CacheTreeModel model;
    model.add({CacheScans::atlas()});
    model.tick({atlasItem(2, "config.json")}, true);
    QCOMPARE(model.ticked(), (QSet{atlasItem(2, "config.json")}));
    model.tick({atlasItem(2, "model.bin")}, true);
    QCOMPARE(model.ticked(), (QSet{atlasItem(2)}));
    model.tick({atlasItem(1)}, true);
    CacheItem unfinished = atlasItem();
    unfinished.blob = "m2.incomplete";
    model.tick({unfinished}, true);
    QCOMPARE(model.ticked(), (QSet{atlasItem()}));
    model.tick({atlasItem(2, "model.bin")}, false);
    QCOMPARE(model.ticked(), (QSet{atlasItem(1), unfinished, atlasItem(2, "config.json")}));
    model.clearTicks();
    QVERIFY(model.ticked().isEmpty());
}

void tst_CacheTicks::ticksAreTriState()
{
    CacheTreeModel model;
    model.add({CacheScans::atlas()});
    const auto state = [&model](const CacheItem &item) {
        return model.indexOf(item).data(Qt::CheckStateRole).value<Qt::CheckState>();
    };
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    QVERIFY(
        model.setData(model.indexOf(atlasItem(2, "config.json")), Qt::Checked, Qt::CheckStateRole));
    QCOMPARE(state(atlasItem()), Qt::PartiallyChecked);
    QCOMPARE(state(atlasItem(2)), Qt::PartiallyChecked);
    QCOMPARE(state(atlasItem(1)), Qt::Unchecked);
    QCOMPARE(state(atlasItem(2, "config.json")), Qt::Checked);
    QVERIFY(changed.size() > 0);
    for (const auto &signal : std::as_const(changed))
        QCOMPARE(signal.at(2).value<QList<int>>(), QList<int>{Qt::CheckStateRole});
    model.tick({atlasItem()}, true);
    QCOMPARE(state(atlasItem(1, "config.json")), Qt::Checked);
    model.tick({atlasItem()}, false);
    QCOMPARE(state(atlasItem(1, "config.json")), Qt::Unchecked);
    QVERIFY(model.ticked().isEmpty());
}

void tst_CacheTicks::ticksOfWhatIsGoneGo()
{
    CacheTreeModel model;
    model.add({CacheScans::atlas()});
    model.tick({atlasItem(1), atlasItem(2, "config.json")}, true);
    auto fewer = std::make_shared<CacheRepo>(*CacheScans::atlas());
    fewer->revisions.removeLast();
    QSignalSpy ticks(&model, &CacheTreeModel::ticksChanged);
    model.add({fewer});
    QCOMPARE(model.ticked(), (QSet{atlasItem(1)}));
    QCOMPARE(ticks.size(), 1);
    model.keepOnly({});
    QVERIFY(model.ticked().isEmpty());
    QCOMPARE(ticks.size(), 2);
}

void tst_CacheTicks::whatIsGoneIsNotTicked() // or all that is left would count as ticked
{
    CacheTreeModel model;
    auto one = std::make_shared<CacheRepo>(*CacheScans::atlas());
    one->revisions.removeLast();
    one->blobs.removeIf([](const CacheBlob &blob) { return blob.uses == 0; });
    model.add({one});
    model.tick({atlasItem(2), {.repo = one->folder, .blob = "m2.incomplete"}}, true);
    QVERIFY(model.ticked().isEmpty());
}

void tst_CacheTicks::whatCameSinceIsNotTicked()
{
    CacheTreeModel model;
    auto fewer = std::make_shared<CacheRepo>(*CacheScans::atlas());
    fewer->revisions.removeLast();
    model.add({fewer});
    model.tick({{.repo = fewer->folder}}, true);
    model.add({CacheScans::atlas()});
    QCOMPARE(model.ticked(),
             (QSet{atlasItem(1), CacheItem{.repo = fewer->folder, .blob = "m2.incomplete"}}));
}

QTEST_GUILESS_MAIN(tst_CacheTicks)
#include "tst_cacheticks.moc"

#include "tests/support/cachescans.h"
#include "tests/support/worked.h"
#include "ui/cache/treemaplayout.h"

#include <QTest>

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMostMs = 500 * kSlowness; // of processor time; 175 were seen beside another test

double areaOf(const QRectF &rect)
{
    return rect.width() * rect.height();
}

} // namespace

class tst_TreemapLayout final : public QObject
{
    Q_OBJECT

private slots:
    void fillsTheRoom_data();
    void fillsTheRoom();
    void tilesAreNearlySquare();
    void nothingToShow();
    void repositoriesAndTheirRevisions();
    void aSharedContentCountsOnce();
    void smallOnesBecomeOne();
    void goesIn();
    void fiftyThousand();
};

void tst_TreemapLayout::fillsTheRoom_data()
{
    QTest::addColumn<QList<double>>("sizes");
    QTest::newRow("one") << QList<double>{5};
    QTest::newRow("equal") << QList<double>(17, 3);
    QTest::newRow("steep") << QList<double>{1e12, 1e9, 1e6, 1e3, 1};
    QTest::newRow("the paper's") << QList<double>{6, 6, 4, 3, 2, 2, 1};
}

void tst_TreemapLayout::fillsTheRoom()
{
    QFETCH(const QList<double>, sizes);
    const QRectF room(10, 20, 600, 400);
    const QList<QRectF> rects = squarified(room, sizes);
    QCOMPARE(rects.size(), sizes.size());
    const double all = std::accumulate(sizes.begin(), sizes.end(), 0.0);
    for (qsizetype n = 0; n < rects.size(); ++n) {
        QCOMPARE_LT(qAbs(areaOf(rects.at(n)) - areaOf(room) * sizes.at(n) / all), 1e-3);
        QVERIFY(room.adjusted(-1e-6, -1e-6, 1e-6, 1e-6).contains(rects.at(n)));
        for (qsizetype m = 0; m < n; ++m)
            QCOMPARE_LT(areaOf(rects.at(n).intersected(rects.at(m))), 1e-3);
    }
}

void tst_TreemapLayout::tilesAreNearlySquare()
{
    const QList<QRectF> rects = squarified({0, 0, 600, 400}, QList<double>{6, 6, 4, 3, 2, 2, 1});
    for (const QRectF &rect : rects)
        QCOMPARE_LT(std::max(rect.width() / rect.height(), rect.height() / rect.width()), 3.0);
}

void tst_TreemapLayout::nothingToShow()
{
    QVERIFY(
        TreemapLayout::of({.repos = {}, .areas = {}, .inside = {}, .room = {300, 200}}).isEmpty());
    const CacheRepoPtr empty = CacheScans::repo(RepoKind::Model, u"a/b"_s, {});
    QVERIFY(TreemapLayout::of({.repos = {empty}, .areas = {}, .inside = {}, .room = {300, 200}})
                .isEmpty());
}

void tst_TreemapLayout::repositoriesAndTheirRevisions()
{
    const QList<TreemapTile> tiles = TreemapLayout::of(
        {.repos = {CacheScans::atlas(), CacheScans::withFiles(3)},
         .areas = {{.name = u"Xet chunks"_s, .bytes = 2'000, .kind = TreemapTile::Kind::Area}},
         .inside = {},
         .room = {500, 500}});
    QCOMPARE(tiles.at(0).item.repo, CacheScans::withFiles(3)->folder);
    const auto place = std::ranges::find(tiles, u"Xet chunks"_s, &TreemapTile::name);
    QVERIFY(place != tiles.end());
    QCOMPARE(place->kind, TreemapTile::Kind::Area);
    const auto atlas = std::ranges::find(tiles, u"atlas"_s, &TreemapTile::name);
    QCOMPARE(atlas->bytes, 5'730);
    QVERIFY(!atlas->whole);
    for (const TreemapTile &tile : tiles)
        if (tile.parent == atlas - tiles.begin())
            QVERIFY(atlas->rect.adjusted(-1, -1, 1, 1).contains(tile.rect));
}

void tst_TreemapLayout::aSharedContentCountsOnce()
{
    const QList<TreemapTile> tiles
        = TreemapLayout::of({.repos = {CacheScans::atlas()},
                             .areas = {},
                             .inside = {.repo = CacheScans::atlas()->folder},
                             .room = {500, 500}});
    const auto bytesOf = [&tiles](const CacheItem &item) {
        const auto it = std::ranges::find(tiles, item, &TreemapTile::item);
        return it == tiles.end() ? -1 : it->bytes;
    };
    const QByteArray repo = CacheScans::atlas()->folder;
    QCOMPARE(bytesOf({.repo = repo, .commit = CacheScans::commitOf(1)}), 5'010);
    QCOMPARE(bytesOf({.repo = repo, .commit = CacheScans::commitOf(2)}), 20);
    QCOMPARE(bytesOf({.repo = repo, .blob = "m2.incomplete"}), 700);
}

void tst_TreemapLayout::smallOnesBecomeOne()
{
    QList<CacheRepoPtr> repos{CacheScans::withFiles(2'000)};
    for (int n = 0; n < 30; ++n)
        repos << CacheScans::repo(RepoKind::Model, u"o/r%1"_s.arg(n),
                                  {{CacheScans::commitOf(1), {}, {{"a", "a", 1}}}});
    const QList<TreemapTile> tiles
        = TreemapLayout::of({.repos = repos, .areas = {}, .inside = {}, .room = {300, 200}});
    const auto rest = std::ranges::find(tiles, 30, &TreemapTile::more);
    QVERIFY(rest != tiles.end());
    QCOMPARE(rest->bytes, 30);
}

void tst_TreemapLayout::goesIn()
{
    const QList<TreemapTile> tiles = TreemapLayout::of(
        {.repos = {CacheScans::atlas(), CacheScans::withFiles(3)},
         .areas = {},
         .inside = {.repo = CacheScans::atlas()->folder, .commit = CacheScans::commitOf(1)},
         .room = {500, 500}});
    QCOMPARE(tiles.size(), 2);
    QCOMPARE(tiles.at(0).item.path, "model.bin");
    QCOMPARE(tiles.at(0).name, u"model.bin"_s);
}

void tst_TreemapLayout::fiftyThousand()
{
    QList<double> sizes;
    for (int n = 50'000; n > 0; --n)
        sizes << n;
    const auto took = [](const auto &work) {
        const qint64 begin = Worked::us();
        work();
        return (Worked::us() - begin) / 1'000;
    };
    QCOMPARE_LT(took([&] { QCOMPARE(squarified({0, 0, 4'000, 3'000}, sizes).size(), 50'000); }),
                kMostMs);
    const QList<CacheRepoPtr> repos{CacheScans::withFiles(50'000)};
    const TreemapQuestion question{.repos = repos,
                                   .areas = {},
                                   .inside
                                   = {.repo = repos[0]->folder, .commit = CacheScans::commitOf(3)},
                                   .room = {4'000, 3'000}};
    QCOMPARE_LT(took([&] { QVERIFY(TreemapLayout::of(question).size() > 45'000); }), kMostMs);
}

QTEST_GUILESS_MAIN(tst_TreemapLayout)
#include "tst_treemaplayout.moc"

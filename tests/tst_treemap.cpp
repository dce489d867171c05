// What the map of the cache says, and where the keys lead.
#include "models/cachetreemodel.h"
#include "tests/support/cachescans.h"
#include "ui/cache/mappanel.h"
#include "ui/theme/theme.h"
#include "ui/widgets/elidedlabel.h"

#include <QApplication>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

CacheItem oldRevision()
{
    return {.repo = CacheScans::atlas()->folder, .commit = CacheScans::commitOf(2)};
}

} // namespace

class tst_Treemap final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { applyTheme(*qApp, Settings::Theme::Light); }
    void mapNamesWhatIsUnderThePointer();
    void mapLeavesARevisionThatIsGone();
    void mapSaysWhereItIs();
    void unfinishedDownloadsCountOnce();
};

void tst_Treemap::unfinishedDownloadsCountOnce()
{
    const CacheTreeModel model;
    MapPanel panel(model);
    panel.resize(400, 300);
    panel.show();
    CacheScan scan = CacheScans::scanOf({CacheScans::atlas()});
    scan.ledger.bytes[size_t(CacheLedger::Place::Models)] = 5'030;
    scan.ledger.bytes[size_t(CacheLedger::Place::Unfinished)]
        = 700 + 300; // and one of no repository
    QSignalSpy laid(&panel.map(), &Treemap::laidOut);
    panel.setScan(scan, 0);
    QTRY_VERIFY(laid.size() > 0 && !panel.map().tiles().isEmpty());
    qint64 bytes = 0;
    for (const TreemapTile &tile : panel.map().tiles())
        bytes += tile.parent < 0 ? tile.bytes : 0;
    QCOMPARE(bytes, scan.ledger.total());
}

void tst_Treemap::mapLeavesARevisionThatIsGone()
{
    const CacheTreeModel model; // as with a filter that hides all of it
    MapPanel panel(model);
    panel.resize(400, 300);
    panel.show();
    panel.setScan(CacheScans::scanOf({CacheScans::atlas()}), 0);
    panel.map().zoomTo({.repo = oldRevision().repo});
    const auto says = [&panel](const QString &words) {
        return std::ranges::any_of(
            panel.findChildren<ElidedLabel *>(),
            [&words](const ElidedLabel *label) { return label->text().contains(words); });
    };
    QTRY_VERIFY(says(u"5.7 kB"_s));
    panel.map().zoomTo(oldRevision());
    QTRY_VERIFY(says(u"5.0 kB"_s) && says(u"ccccccc"_s));
    auto left = std::make_shared<CacheRepo>(*CacheScans::atlas());
    left->revisions.removeLast();
    panel.setScan(CacheScans::scanOf({left}), 0);
    QCOMPARE(panel.map().inside(), CacheItem{.repo = left->folder});
    QTRY_VERIFY(!panel.map().tiles().isEmpty());
}

void tst_Treemap::mapSaysWhereItIs()
{
    Treemap map([](const CacheItem &) { return Qt::Unchecked; });
    map.resize(400, 300);
    map.show();
    QSignalSpy laid(&map, &Treemap::laidOut);
    map.setContent({CacheScans::withFiles(1)}, {{.name = u"Xet chunks"_s, .bytes = 90'000}});
    QTRY_VERIFY(laid.size() > 0 && map.tiles().size() > 1);
    map.setCurrent({.repo = CacheScans::withFiles(1)->folder});
    QVERIFY2(map.accessibleDescription().contains(u"repo"),
             qPrintable(map.accessibleDescription()));
    QSignalSpy chosen(&map, &Treemap::chosen);
    Qt::Key last = Qt::Key_unknown;
    for (const Qt::Key key : {Qt::Key_Left, Qt::Key_Right, Qt::Key_Up, Qt::Key_Down})
        if (!map.accessibleDescription().contains(u"Xet"_s))
            QTest::keyClick(&map, last = key);
    QTest::keyClick(&map, last); // there is nothing behind it
    QCOMPARE(map.accessibleDescription(), u"Xet chunks: 90.0 kB"_s); // reached, and no row
    QCOMPARE(chosen.size(), 0);
    map.setCurrent({.repo = CacheScans::withFiles(1)->folder});
    QVERIFY(map.accessibleDescription().contains(u"repo"));
    map.zoomTo({.repo = CacheScans::withFiles(1)->folder});
    QTest::keyClick(&map, Qt::Key_Escape);
    QCOMPARE(map.inside(), CacheItem());
}

void tst_Treemap::mapNamesWhatIsUnderThePointer()
{
    Treemap map([](const CacheItem &) { return Qt::Unchecked; });
    map.resize(400, 300);
    map.show();
    QSignalSpy laid(&map, &Treemap::laidOut);
    map.setContent({CacheScans::withFiles(3)}, {{.name = u"Xet chunks"_s, .bytes = 90'000}});
    QTRY_VERIFY(laid.size() > 0 && !map.tiles().isEmpty());
    QSignalSpy hovered(&map, &Treemap::hovered);
    const auto xet = std::ranges::find(map.tiles(), u"Xet chunks"_s, &TreemapTile::name);
    QTest::mouseMove(&map, xet->rect.center().toPoint());
    QTRY_COMPARE(hovered.value(hovered.size() - 1).value(0).toString(), u"Xet chunks: 90.0 kB"_s);
    QSignalSpy chosen(&map, &Treemap::chosen);
    QTest::mouseClick(&map, Qt::LeftButton, {}, xet->rect.center().toPoint());
    QCOMPARE(chosen.size(), 0); // it is no row
    map.setContent({CacheScans::atlas()}, {});
    QTRY_VERIFY(laid.size() > 1);
    const auto inner = std::ranges::find_if(
        map.tiles(), [](const TreemapTile &tile) { return tile.parent >= 0; });
    QVERIFY(inner != map.tiles().cend());
    QTest::mouseMove(&map, inner->rect.center().toPoint());
    QTRY_VERIFY(hovered.last().first().toString().contains(u" · "_s + inner->name)); // not around
}

QTEST_MAIN(tst_Treemap)
#include "tst_treemap.moc"

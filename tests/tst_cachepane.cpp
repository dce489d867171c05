// The page of the cache: rows, ticks, plan, cleaning and its undo, by keys as by mouse.
#include "tests/support/cachestage.h"
#include "tests/support/treepicture.h"
#include "ui/cache/cachedialogs.h"
#include "ui/cache/otherprograms.h"
#include "ui/cache/planpanel.h"
#include "ui/cache/treemap.h"
#include "ui/cache/usagebar.h"
#include "ui/theme/theme.h"
#include "ui/widgets/notice.h"
#include "ui/widgets/searchbox.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;

class tst_CachePane final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { applyTheme(*qApp, Settings::Theme::Light); }
    void showsWhatIsThere();
    void saysWhereACacheWouldBe();
    void aRootThatIsNoFolderFails();
    void spaceTicksAndThePlanFollows();
    void chipsAreSetsOfTicks();
    void findsByTheFilterLanguage();
    void groupingKeepsWhatIsOpen();
    void mapAndTreeFollowEachOther();
    void opensOnWhatIsKnown();
    void failedLookLeavesNoGhosts();
    void unknownNamesAreNoCommand();
    void mapShowsWhatAFilterHides();
    void nothingMatches();
    void mapRestsWhenNothingChanged();
    void warningsSayWhatMendsThem();
    void menuCopiesTheCommand();
    void followsWhatAnotherProgramDoes();
    void otherProgramsStandBesideTheRows();
};

void tst_CachePane::showsWhatIsThere()
{
    CacheStage stage;
    QTRY_VERIFY(stage.isSettled());
    QCOMPARE(stage.model().rowCount(), 2);
    QVERIFY(stage.says(u"in 2 repos"_s));
    QVERIFY(stage.says(u"Nothing is ticked"_s));
    const QString frees
        = stage.model().indexOf(oldRevision(), CacheTreeModel::FreesColumn).data().toString();
    QVERIFY2(frees.startsWith(u"9"), qPrintable(frees)); // not what main has, too
    const auto parts = UsageBar::partsOf(stage.scanner.current().ledger, 0);
    QCOMPARE(parts.first().name, u"Models"_s);
    QCOMPARE(parts.last().name, u"Free"_s);
}

void tst_CachePane::saysWhereACacheWouldBe()
{
    CacheStage stage(nullptr);
    const auto *notice = stage.pane.findChild<Notice *>();
    QTRY_VERIFY(notice->isVisible());
    QVERIFY(std::ranges::any_of(notice->findChildren<QLabel *>(), [](const QLabel *label) {
        return QString(label->text())
            .remove(QChar(0x2068))
            .remove(QChar(0x2069))
            .contains(u"/hub"_s);
    }));
    QSignalSpy search(&stage.pane, &CachePane::searchWanted);
    stage.button(u"Search models"_s)->click();
    QCOMPARE(search.size(), 1);
}

void tst_CachePane::aRootThatIsNoFolderFails()
{
    CacheStage stage(nullptr);
    QTRY_VERIFY(!stage.scanner.isScanning());
    QFile file(stage.folder.path());
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.close();
    stage.pane.controller().look();
    QTRY_VERIFY(stage.button(u"Retry"_s));
    QVERIFY(file.remove());
    fillCache(stage.folder);
    stage.button(u"Retry"_s)->click();
    QTRY_COMPARE(stage.model().rowCount(), 2);
}

void tst_CachePane::spaceTicksAndThePlanFollows()
{
    CacheStage stage;
    QTRY_VERIFY(stage.isSettled());
    stage.view().reveal(oldRevision());
    stage.view().setFocus();
    QTest::keyClick(&stage.view(), Qt::Key_Space);
    QCOMPARE(stage.model().ticked(), QSet{oldRevision()});
    QTRY_VERIFY(stage.isPlanned());
    QCOMPARE(stage.pane.controller().plan().revisions, 1);
    QVERIFY(stage.says(u"Frees 9"_s));
    QVERIFY(stage.says(u"stay"_s)); // model.bin, that main has
    const CacheItem shared{
        .repo = CacheFolder::kRepo, .commit = CacheFolder::kOther, .path = "model.bin"};
    QCOMPARE(stage.model().indexOf(shared, CacheTreeModel::RefsColumn).data().toString(),
             u"stays: main"_s);
    QTest::keyClick(&stage.view(), Qt::Key_Space);
    QVERIFY(stage.model().ticked().isEmpty());
    QTRY_VERIFY(stage.says(u"Nothing is ticked"_s));
}

void tst_CachePane::chipsAreSetsOfTicks()
{
    CacheStage stage;
    QTRY_VERIFY(stage.isSettled());
    Chip *old = stage.chip(u"Old revisions"_s);
    QVERIFY(old && !old->isChecked());
    old->click();
    QCOMPARE(stage.model().ticked(), QSet{oldRevision()});
    QVERIFY(old->isChecked());
    stage.model().tick({{.repo = kPlainRepo}}, true); // one's own tick stays
    old->click();
    QCOMPARE(stage.model().ticked(), (QSet{CacheItem{.repo = kPlainRepo}}));
    stage.view().reveal(oldRevision());
    stage.model().tick({oldRevision()}, true);
    QVERIFY(old->isChecked()); // however the tick came about
    stage.button(u"Clear selection"_s)->click();
    QVERIFY(!old->isChecked());
}

void tst_CachePane::findsByTheFilterLanguage()
{
    CacheStage stage;
    QTRY_VERIFY(stage.isSettled());
    stage.view().reveal(oldRevision());
    auto *find = stage.findBox();
    stage.pane.focusFind();
    QTest::keyClicks(find, u"gguf"_s);
    QTRY_COMPARE(stage.model().rowCount(), 1);
    const QModelIndex repo = stage.model().index(0, 0);
    QVERIFY(stage.view().isExpanded(repo));
    stage.find(u"size>100kB"_s);
    QCOMPARE(stage.model().rowCount(), 1);
    QVERIFY(stage.model().indexOf(repoItem()).isValid());
    stage.find(u"size>lots"_s);
    QVERIFY(stage.says(u"is not a size"_s));
    find->clear();
    QTRY_COMPARE(stage.model().rowCount(), 2);
    QVERIFY(stage.view().isExpanded(stage.model().indexOf(repoItem())));
    QVERIFY(!stage.says(u"is not a size"_s));
}

void tst_CachePane::groupingKeepsWhatIsOpen()
{
    CacheStage stage;
    QTRY_VERIFY(stage.isSettled());
    stage.view().reveal(oldRevision());
    QPushButton *group = stage.pane.findChild<QPushButton *>(u"cacheGroup"_s);
    for (QAction *action : group->menu()->actions())
        if (action->text() == u"owner"_s)
            action->trigger();
    QCOMPARE(group->text(), u"Group: owner"_s);
    QCOMPARE(stage.model().rowCount(), 1); // ada
    QCOMPARE(stage.view().currentItem(), oldRevision());
    QVERIFY(stage.view().isExpanded(stage.model().indexOf(repoItem())));
}

void tst_CachePane::mapAndTreeFollowEachOther()
{
    CacheStage stage;
    QTRY_VERIFY(stage.isSettled());
    auto *map = stage.pane.findChild<Treemap *>();
    QTRY_VERIFY(!map->tiles().isEmpty());
    const auto tileOf = [map](const CacheItem &item) -> const TreemapTile * {
        const auto it = std::ranges::find(map->tiles(), item, &TreemapTile::item);
        return it == map->tiles().end() ? nullptr : &*it;
    };
    const TreemapTile *old = tileOf(oldRevision());
    QVERIFY(old);
    QTest::mouseClick(map, Qt::LeftButton, {}, old->rect.center().toPoint());
    QCOMPARE(stage.view().currentItem(), oldRevision());
    map->setFocus();
    QTest::keyClick(map, Qt::Key_Space);
    QCOMPARE(stage.model().ticked(), QSet{oldRevision()});
    QSignalSpy laid(map, &Treemap::laidOut);
    QTest::keyClick(map, Qt::Key_Return);
    QCOMPARE(map->inside(), repoItem());
    QTRY_COMPARE(laid.size(), 1);
    QVERIFY(!tileOf({.repo = kPlainRepo}));
    QTest::keyClick(map, Qt::Key_Backspace);
    QCOMPARE(map->inside(), CacheItem());
    QTRY_VERIFY(tileOf({.repo = kPlainRepo}));
    QSignalSpy moved(&stage.view(), &CacheView::currentItemChanged);
    for (const Qt::Key key : {Qt::Key_Left, Qt::Key_Right, Qt::Key_Up, Qt::Key_Down})
        QTest::keyClick(map, key);
    QVERIFY(moved.size() > 0);
}

void tst_CachePane::opensOnWhatIsKnown()
{
    CacheStage stage(nullptr);
    QTRY_VERIFY(stage.pane.findChild<Notice *>()->isVisible());
    CachePane later(stage.scanner, stage.cleaner, stage.hub); // the look was before it
    QVERIFY(later.findChild<Notice *>()->isVisibleTo(&later));
}

void tst_CachePane::failedLookLeavesNoGhosts()
{
    CacheStage stage;
    QTRY_VERIFY(stage.isSettled());
    auto *map = stage.pane.findChild<Treemap *>();
    QTRY_VERIFY(!map->tiles().isEmpty());
    const QString away = stage.folder.home() + u"/away"_s;
    stage.scanner.setFollowing(false);
    QVERIFY(QDir().rename(stage.folder.path(), away));
    stage.pane.controller().look();
    QTRY_VERIFY(stage.button(u"Retry"_s));
    QVERIFY(stage.pane.findChild<Notice *>()->isVisible()); // instead of rows
    QVERIFY(!stage.button(u"1 warning"_s) && !stage.says(u"2 repos"_s));
    for (const Chip *chip : stage.pane.findChildren<Chip *>())
        QVERIFY(chip->isHidden());
    QTRY_VERIFY(map->tiles().isEmpty());
    QVERIFY(QDir().rename(away, stage.folder.path()));
    stage.button(u"Retry"_s)->click();
    QTRY_COMPARE(stage.model().rowCount(), 2);
    QTRY_VERIFY(!stage.button(u"Retry"_s) && stage.chip(u"Old revisions"_s));
}

void tst_CachePane::unknownNamesAreNoCommand()
{
    CacheStage stage;
    const QByteArray odd = QByteArray("`touch x`").leftJustified(40, 'f');
    stage.folder.cached(kPlainRepo, "x", "x", odd, {});
    stage.pane.controller().look();
    const CacheItem revision{.repo = kPlainRepo, .commit = odd};
    QTRY_VERIFY(stage.model().indexOf(revision).isValid());
    stage.view().reveal(revision);
    emit stage.view().customContextMenuRequested(
        stage.view().visualRect(stage.view().currentIndex()).center());
    for (const QAction *action : stage.view().findChild<QMenu *>()->actions())
        QVERIFY2(!action->text().contains(u"hf cache"_s), qPrintable(action->text()));
}

void tst_CachePane::mapShowsWhatAFilterHides()
{
    CacheStage stage;
    QTRY_VERIFY(stage.isSettled());
    auto *map = stage.pane.findChild<Treemap *>();
    QTRY_VERIFY(!map->tiles().isEmpty());
    auto *find = stage.findBox();
    stage.find(u"gguf"_s);
    QVERIFY(!stage.model().indexOf(oldRevision()).isValid());
    emit map->chosen(oldRevision());
    QVERIFY(find->text().isEmpty());
    QCOMPARE(stage.view().currentItem(), oldRevision());
}

void tst_CachePane::nothingMatches()
{
    CacheStage stage;
    QTRY_VERIFY(stage.isSettled());
    stage.find(u"nowhere"_s);
    QVERIFY(stage.says(u"Nothing in the cache matches."_s));
    stage.find({});
    QVERIFY(!stage.says(u"Nothing in the cache matches."_s));
}

void tst_CachePane::mapRestsWhenNothingChanged()
{
    CacheStage stage;
    stage.scanner.setFollowing(false);
    QTRY_VERIFY(stage.isSettled());
    auto *map = stage.pane.findChild<Treemap *>();
    QTRY_VERIFY(!map->tiles().isEmpty());
    QTest::qWait(50);
    QSignalSpy laid(map, &Treemap::laidOut);
    emit stage.cleaner.historyChanged(); // as each time that passes is shown
    QTest::qWait(100);
    QCOMPARE(laid.size(), 0);
}

void tst_CachePane::warningsSayWhatMendsThem()
{
    CacheStage stage;
    QTRY_VERIFY(stage.isSettled());
    QPushButton *warnings = stage.button(u"1 warning"_s);
    QVERIFY(warnings && warnings->isVisible());
    warnings->click();
    const auto *list = stage.dialog(u"cacheWarnings"_s)->findChild<QTreeView *>();
    const QModelIndex top = list->model()->index(0, 0);
    QVERIFY(list->model()->index(0, 0, top).data().toString().contains(u"names a revision"_s));
    QVERIFY(!list->model()->index(0, 2, top).data().toString().isEmpty());
    stage.button(u"Show in the list"_s, stage.dialog(u"cacheWarnings"_s))->click();
    QCOMPARE(stage.view().currentItem(), CacheItem{.repo = kPlainRepo});
}

void tst_CachePane::menuCopiesTheCommand()
{
    CacheStage stage;
    QTRY_VERIFY(stage.isSettled());
    stage.view().reveal(repoItem());
    emit stage.view().customContextMenuRequested(
        stage.view().visualRect(stage.view().currentIndex()).center());
    const auto *menu = stage.view().findChild<QMenu *>();
    QVERIFY(menu);
    for (QAction *action : menu->actions())
        if (action->text().contains(u"hf cache rm"_s))
            action->trigger();
    QCOMPARE(QGuiApplication::clipboard()->text(), u"hf cache rm model/ada/model"_s);
    QString opened;
    connect(&stage.pane, &CachePane::openRequested, this,
            [&opened](const RepoId &repo) { opened = repo.id(); });
    menu->actions().first()->trigger();
    QCOMPARE(opened, u"ada/model"_s);
}

void tst_CachePane::followsWhatAnotherProgramDoes()
{
    CacheStage stage;
    QTRY_VERIFY(stage.isSettled());
    stage.folder.cached("models--ada--newcomer", "a", "new");
    stage.view().setFocus();
    QTest::keyClick(&stage.view(), Qt::Key_F5);
    QTRY_COMPARE(stage.model().rowCount(), 3);
}

void tst_CachePane::otherProgramsStandBesideTheRows()
{
    CacheStage stage;
    QTRY_VERIFY(stage.isSettled());
    const auto *others = stage.pane.findChild<OtherPrograms *>();
    QVERIFY(others->isHidden());
    stage.folder.file("../llama/tide.gguf", QByteArray(40'000, 't'));
    stage.pane.controller().look();
    QTRY_VERIFY(others->isVisible());
    QCOMPARE(stage.model().rowCount(), 2);
    QSignalSpy shown(&stage.pane, &CachePane::showRequested);
    stage.button(u"Open folder"_s, others)->click();
    QCOMPARE(shown, QList({QVariantList{stage.folder.home() + u"/llama"_s}}));
}

QTEST_MAIN(tst_CachePane)
#include "tst_cachepane.moc"

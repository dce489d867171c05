// Cleaning from the page of the cache: what is shown first, what is asked, what can be had back.
#include "tests/support/cachestage.h"
#include "tests/support/treepicture.h"
#include "ui/cache/cachedialogs.h"
#include "ui/cache/planpanel.h"
#include "ui/cache/usagebar.h"
#include "ui/theme/theme.h"
#include "ui/widgets/notice.h"
#include "ui/widgets/searchbox.h"

#include <QAction>
#include <QApplication>
#include <QLabel>
#include <QMenu>
#include <QMessageBox>
#include <QSignalSpy>

using namespace Qt::StringLiterals;

class tst_CacheCleaning final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { applyTheme(*qApp, Settings::Theme::Light); }
    void reviewSaysWhatStays();
    void deleteShowsThePlanFirst();
    void cleaningCanBeUndone();
    void freeNowAsks();
    void emptiedPageKeepsUndo();
    void whatStayedIsListed();
    void whatIsChosenIsMeant();
    void chipsKeepTheirWidth();
    void linkedRepositoryIsShownFirst();
    void ticksComeBack();
    void neverCleanedIsMarked();
    void whatIsNoRepositoryIsNotCounted();
    void hiddenTicksAreTold();
};

void tst_CacheCleaning::reviewSaysWhatStays()
{
    CacheStage stage;
    QTRY_VERIFY(stage.isSettled());
    stage.model().tick({oldRevision()}, true);
    QTRY_VERIFY(stage.isPlanned());
    stage.button(u"Review…"_s)->click();
    CacheDialog *dialog = stage.dialog(u"cacheReview"_s);
    QVERIFY(dialog && dialog->isVisible());
    const auto *list = dialog->findChild<QTreeView *>();
    QStringList lines;
    for (int top = 0; top < list->model()->rowCount(); ++top)
        for (int row = 0; row < list->model()->rowCount(list->model()->index(top, 0)); ++row)
            lines << list->model()->index(row, 2, list->model()->index(top, 0)).data().toString();
    QVERIFY(lines.contains(u"Revision main needs it."_s));
    QVERIFY(stage.button(u"Quarantine"_s, dialog)->isEnabled());
}

void tst_CacheCleaning::deleteShowsThePlanFirst()
{
    CacheStage stage;
    QTRY_VERIFY(stage.isSettled());
    stage.view().reveal(oldRevision());
    stage.view().setFocus();
    QTest::keyClick(&stage.view(), Qt::Key_Delete);
    QVERIFY(stage.dialog(u"cacheReview"_s)); // nothing was ticked
    QCOMPARE(stage.model().ticked(), QSet{oldRevision()});
    QVERIFY(stage.cleaner.history().isEmpty());
    QTRY_VERIFY(stage.button(u"Quarantine"_s, stage.dialog(u"cacheReview"_s))->isEnabled());
    stage.button(u"Quarantine"_s, stage.dialog(u"cacheReview"_s))->click();
    QTRY_COMPARE(stage.cleaner.history().size(), 1);
}

void tst_CacheCleaning::cleaningCanBeUndone()
{
    CacheStage stage;
    const auto before = TreePicture::of(stage.folder.path() + u"/models--ada--model"_s);
    QTRY_VERIFY(stage.isSettled());
    stage.model().tick({oldRevision()}, true);
    QTRY_VERIFY(stage.isPlanned());
    stage.view().reveal(oldRevision());
    stage.view().setFocus();
    QTest::keyClick(&stage.view(), Qt::Key_Delete); // ticked: at once
    QTRY_VERIFY(!stage.model().indexOf(oldRevision()).isValid());
    QTRY_VERIFY(stage.isSettled());
    QVERIFY(stage.model().ticked().isEmpty());
    QVERIFY(stage.says(u"Last cleaning: "_s));
    stage.view().setFocus();
    QTest::keyClick(&stage.view(), Qt::Key_Z, Qt::ControlModifier);
    QTRY_VERIFY(stage.model().indexOf(oldRevision()).isValid());
    QCOMPARE(TreePicture::changes(before), QStringList());
}

void tst_CacheCleaning::freeNowAsks()
{
    CacheStage stage;
    QTRY_VERIFY(stage.isSettled());
    stage.model().tick({oldRevision()}, true);
    QTRY_VERIFY(stage.isPlanned());
    stage.button(u"Quarantine"_s)->click();
    QTRY_VERIFY(stage.isSettled() && stage.cleaner.history().size() == 1);
    stage.button(u"History"_s)->click();
    CacheDialog *dialog = stage.dialog(u"cacheHistory"_s);
    QTRY_VERIFY(stage.button(u"Free now"_s, dialog)->isEnabled());
    stage.button(u"Free now"_s, dialog)->click();
    const auto *question = dialog->findChild<QMessageBox *>();
    QVERIFY(question && question->defaultButton() == question->button(QMessageBox::Cancel));
    QVERIFY(canUndo(stage.cleaner.history().first()) && !stage.cleaner.isBusy());
    for (QAbstractButton *each : question->buttons())
        if (each->text() == u"Free now"_s)
            each->click();
    QTRY_COMPARE(stage.cleaner.history().first().state, Cleaning::State::Freed);
}

void tst_CacheCleaning::emptiedPageKeepsUndo()
{
    CacheStage stage;
    QTRY_VERIFY(stage.isSettled());
    stage.model().tick({repoItem(), {.repo = kPlainRepo}}, true);
    QTRY_VERIFY(stage.isPlanned());
    stage.button(u"Quarantine"_s)->click();
    const auto *notice = stage.pane.findChild<Notice *>();
    QTRY_VERIFY(notice->isVisible());
    QVERIFY(std::ranges::any_of(notice->findChildren<QLabel *>(), [](const QLabel *label) {
        return label->text() == u"Everything is in the quarantine."_s;
    }));
    QVERIFY(stage.pane.findChild<UsageBar *>()->isVisible());
    QTRY_VERIFY(stage.isSettled());
    stage.button(u"Undo"_s)->click();
    QTRY_COMPARE(stage.model().rowCount(), 2);
}

void tst_CacheCleaning::whatStayedIsListed() // S10
{
    CacheStage stage;
    QTRY_VERIFY(stage.isSettled());
    stage.model().tick({{.repo = kPlainRepo}}, true);
    QTRY_VERIFY(stage.isPlanned());
    QSignalSpy said(&stage.pane, &CachePane::said);
    stage.scanner.setFollowing(false);
    stage.folder.cached(kPlainRepo, "new.gguf", "n"); // after the look
    stage.button(u"Quarantine"_s)->click();
    QTRY_VERIFY(stage.dialog(u"cacheLeftOver"_s));
    const auto *rows = stage.dialog(u"cacheLeftOver"_s)->findChild<QTreeView *>()->model();
    const QString what = rows->index(0, 0).data().toString();
    QVERIFY(what.contains(u"plain"_s) && !what.contains(u"models--"_s));
    const auto *list = stage.dialog(u"cacheLeftOver"_s)->findChild<QTreeView *>();
    QVERIFY(list->model()->index(0, 2).data().toString().contains(u"changed after"));
    QVERIFY(said.at(0).at(0).toString().contains(u"stays: it changed meanwhile"));
    QCOMPARE(stage.model().ticked().size(), 1);
}

void tst_CacheCleaning::chipsKeepTheirWidth() // or the next one moves from under the pointer
{
    Chip chip(u"Old revisions"_s, Chip::Kind::Toggle);
    const QSize before = chip.sizeHint();
    chip.setChecked(true);
    chip.setMark(u"check"_s);
    QCOMPARE(chip.sizeHint(), before);
}

void tst_CacheCleaning::whatIsChosenIsMeant()
{
    CacheStage stage;
    QTRY_VERIFY(stage.isSettled());
    stage.model().tick({{.repo = kPlainRepo}}, true);
    QTRY_VERIFY(stage.isPlanned());
    const auto textsAt = [&stage](const CacheItem &item) {
        stage.view().reveal(item);
        delete stage.view().findChild<QMenu *>();
        emit stage.view().customContextMenuRequested(
            stage.view().visualRect(stage.view().currentIndex()).center());
        QStringList texts;
        for (const QAction *action : stage.view().findChild<QMenu *>()->actions())
            texts << action->text();
        return texts;
    };
    QVERIFY(textsAt({.repo = kPlainRepo}).contains(u"Quarantine what is ticked"_s));
    QVERIFY(textsAt(oldRevision()).contains(u"Quarantine"_s));
    stage.view().setFocus();
    QTest::keyClick(&stage.view(), Qt::Key_Delete);
    QVERIFY(stage.dialog(u"cacheReview"_s) && stage.cleaner.history().isEmpty());
    QCOMPARE(stage.model().ticked(), QSet{oldRevision()});
}

void tst_CacheCleaning::ticksComeBack() // after chosen rows were to go instead
{
    CacheStage stage;
    QTRY_VERIFY(stage.isSettled());
    const QSet<CacheItem> before{{.repo = kPlainRepo}};
    stage.model().tick(before, true);
    QTRY_VERIFY(stage.isPlanned());
    stage.view().reveal(oldRevision());
    stage.view().setFocus();
    QTest::keyClick(&stage.view(), Qt::Key_Delete);
    stage.button(u"Close"_s, stage.dialog(u"cacheReview"_s))->click();
    QCOMPARE(stage.model().ticked(), before);
    QTest::keyClick(&stage.view(), Qt::Key_Delete);
    QTRY_VERIFY(stage.button(u"Quarantine"_s, stage.dialog(u"cacheReview"_s))->isEnabled());
    stage.button(u"Quarantine"_s, stage.dialog(u"cacheReview"_s))->click();
    QTRY_VERIFY(!stage.model().indexOf(oldRevision()).isValid());
    QCOMPARE(stage.model().ticked(), before);
}

void tst_CacheCleaning::neverCleanedIsMarked()
{
    CacheStage stage;
    QTRY_VERIFY(stage.isSettled());
    const auto isPinned = [&stage](const CacheItem &item) {
        return stage.model().indexOf(item).data(CacheTreeModel::PinnedRole).toBool();
    };
    stage.pane.controller().setPolicy({.pins = {CacheFolder::kRepo + '/' + CacheFolder::kOther}});
    QVERIFY(isPinned(oldRevision()) && !isPinned(repoItem()) && !isPinned({.repo = kPlainRepo}));
    QVERIFY(stage.model()
                .indexOf(oldRevision())
                .data(Qt::ToolTipRole)
                .toString()
                .contains(u"Never cleaned"_s));
    stage.pane.controller().setPolicy({.pins = {CacheFolder::kRepo}});
    QVERIFY(isPinned(oldRevision()) && isPinned(repoItem()));
    stage.pane.controller().setPolicy({});
    QVERIFY(!isPinned(oldRevision()) && !isPinned(repoItem()));
}

void tst_CacheCleaning::hiddenTicksAreTold()
{
    CacheStage stage;
    QTRY_VERIFY(stage.isSettled());
    QSignalSpy changed(&stage.model(), &QAbstractItemModel::dataChanged);
    stage.model().tick({{.repo = kPlainRepo}, oldRevision()}, true);
    QVERIFY(std::ranges::any_of(changed, [](const QList<QVariant> &each) { // it is bold now
        return each.at(1).value<QModelIndex>().column() >= CacheTreeModel::FreesColumn;
    }));
    QTRY_VERIFY(stage.isPlanned());
    stage.find(u"ada/plain"_s);
    QTRY_VERIFY(stage.says(u"1 of it is hidden by the filter"_s));
    stage.find({});
    QTRY_VERIFY(!stage.says(u"hidden by the filter"_s));
}

void tst_CacheCleaning::whatIsNoRepositoryIsNotCounted()
{
    CacheStage stage;
    stage.folder.file("notes.txt", "of no concern");
    stage.pane.controller().look();
    QTRY_VERIFY(stage.isSettled() && stage.model().repo("notes.txt"));
    QTRY_VERIFY(stage.says(u"in 2 repos"_s));
    stage.model().setGrouping(CacheTreeModel::Grouping::Age);
    const auto last = stage.model().index(stage.model().rowCount() - 1, 0);
    QCOMPARE(last.data().toString(), u"Other"_s);
    QCOMPARE(last.siblingAtColumn(CacheTreeModel::RefsColumn).data().toString(), QString());
    QCOMPARE(stage.model().headerData(CacheTreeModel::FreesColumn, Qt::Horizontal,
                                      Qt::InitialSortOrderRole),
             int(Qt::DescendingOrder));
}

void tst_CacheCleaning::linkedRepositoryIsShownFirst() // S03
{
    CacheStage stage;
    const QString elsewhere = stage.folder.home() + u"/elsewhere"_s;
    const QString repo = stage.folder.path() + u"/models--ada--plain"_s;
    QVERIFY(QDir().rename(repo, elsewhere));
    QVERIFY(QFile::link(elsewhere, repo));
    stage.pane.controller().look();
    QTRY_VERIFY(stage.isSettled() && stage.model().repo(kPlainRepo)->isLink);
    stage.model().tick({{.repo = kPlainRepo}}, true);
    QTRY_VERIFY(stage.isPlanned());
    stage.button(u"Quarantine"_s)->click();
    CacheDialog *dialog = stage.dialog(u"cacheReview"_s);
    QVERIFY(dialog && !stage.cleaner.isBusy());
    const auto *list = dialog->findChild<QTreeView *>();
    QString why = list->model()->index(0, 2, list->model()->index(0, 0)).data().toString();
    why.remove(QChar(0x2068)).remove(QChar(0x2069));
    QVERIFY2(why.startsWith(u"Lies at "_s) && why.contains(u"/elsewhere"_s), qPrintable(why));
}

QTEST_MAIN(tst_CacheCleaning)
#include "tst_cachecleaning.moc"

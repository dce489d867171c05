// What the parts of the cache's page say, without a disk.
#include "app/text/safetext.h"
#include "tests/support/cachescans.h"
#include "ui/cache/cacheactions.h"
#include "ui/cache/cachecontroller.h"
#include "ui/cache/cachedialog.h"
#include "ui/cache/cachedigest.h"
#include "ui/cache/cacheview.h"
#include "ui/cache/otherprograms.h"
#include "ui/cache/planpanel.h"
#include "ui/cache/selectchips.h"
#include "ui/cache/usagebar.h"
#include "ui/theme/theme.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/elidedlabel.h"

#include <QApplication>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <ctime>

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kDayMs = 86'400'000;

CacheItem oldRevision()
{
    return {.repo = CacheScans::atlas()->folder, .commit = CacheScans::commitOf(2)};
}

} // namespace

class tst_CacheParts final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { applyTheme(*qApp, Settings::Theme::Light); }
    void barTellsTheQuarantineFromTheRest();
    void otherProgramsAreOnlyShown();
    void digestKnowsWhatPeopleWant();
    void planSaysWhatGoesAndWhatStays();
    void planSaysWhichNamesVanish();
    void planSaysWhoNeedsTheNetwork();
    void planLeavesOutWhatIsRefused();
    void planOfManyContents();
    void planSaysWhoReadsIt();
    void cleaningsInWords_data();
    void cleaningsInWords();
    void chipsThatOverlapCombine();
    void aChipFollowsItsDays();
    void listsKeepTheirPlace();
    void doubleClickOpensARow();
    void aBoxTakesClicksAndTheRestSelects();
};

void tst_CacheParts::barTellsTheQuarantineFromTheRest()
{
    using Place = CacheLedger::Place;
    CacheLedger ledger;
    ledger.bytes[size_t(Place::Models)] = 500;
    ledger.bytes[size_t(Place::Locks)] = 10;
    ledger.bytes[size_t(Place::Other)] = 100;
    ledger.free = 4'000;
    const auto bytesOf = [&ledger](qint64 quarantined, const QString &name) {
        for (const UsageBar::Part &part : UsageBar::partsOf(ledger, quarantined))
            if (part.name == name)
                return part.bytes;
        return qint64(0);
    };
    QCOMPARE(bytesOf(0, u"Other"_s), 110);
    QCOMPARE(bytesOf(105, u"Quarantine"_s), 105);
    QCOMPARE(bytesOf(105, u"Other"_s), 5);
    QCOMPARE(bytesOf(9'000, u"Quarantine"_s), 110); // never more than there is
    QCOMPARE(bytesOf(0, u"Datasets"_s), 0);
}

void tst_CacheParts::otherProgramsAreOnlyShown()
{
    using Program = OtherStore::Program;
    OtherPrograms others;
    QVERIFY(others.isHidden());
    others.setStores({{Program::LmStudio, u"/home/a/.lmstudio/models"_s, 3'000'000, 2},
                      {Program::Ollama, u"/home/a/.ollama/models"_s, 5'000, 1}});
    QVERIFY(!others.isHidden());
    QStringList texts;
    for (const QLabel *label : others.findChildren<QLabel *>())
        texts << label->text();
    QVERIFY2(texts.contains(u"LM Studio"_s) && texts.contains(u"Ollama"_s)
                 && texts.contains(u"3.0 MB in 2 files"_s) && texts.contains(u"5.0 kB in 1 file"_s),
             qPrintable(texts.join(u'|')));
    QCOMPARE(others.findChild<ElidedLabel *>()->text(),
             SafeText::path(u"/home/a/.lmstudio/models"));
    const auto buttons = others.findChildren<QPushButton *>();
    QCOMPARE(buttons.size(), 2);
    QVERIFY(std::ranges::none_of(buttons, &QPushButton::isCheckable));
    QSignalSpy wanted(&others, &OtherPrograms::openWanted);
    buttons.at(1)->click();
    QCOMPARE(wanted, QList({QVariantList{u"/home/a/.ollama/models"_s}}));
    others.setStores({{Program::Ollama, u"/usr/share/ollama/.ollama/models"_s, 5'000, 1}});
    QVERIFY(!buttons.at(0)->parentWidget()->isHidden());
    QVERIFY(buttons.at(1)->parentWidget()->isHidden());
    others.setStores({});
    QVERIFY(others.isHidden());
}

void tst_CacheParts::digestKnowsWhatPeopleWant()
{
    const CacheScan scan = CacheScans::scanOf({CacheScans::atlas(), CacheScans::withFiles(5)});
    const CacheDigest digest = CacheDigest::of(scan, 90, QDateTime::currentMSecsSinceEpoch());
    const auto old
        = std::ranges::find(digest.wishes, CacheWish::What::OldRevisions, &CacheWish::what);
    QVERIFY(old != digest.wishes.end());
    QCOMPARE(old->items, QSet{oldRevision()});
    QCOMPARE(old->frees, 20); // the model is main's, too
    QCOMPARE(digest.frees()(oldRevision()), 20);
    QCOMPARE(digest.frees()(
                 {.repo = oldRevision().repo, .commit = oldRevision().commit, .path = "model.bin"}),
             0);
}

void tst_CacheParts::planSaysWhatGoesAndWhatStays()
{
    const CacheScan scan = CacheScans::scanOf({CacheScans::atlas()});
    const QSet<CacheItem> ticked{oldRevision()};
    const CachePlanWords words
        = CachePlanWords::of(DeletePlan::of(scan, ticked), scan, ticked, CacheUses(scan));
    QCOMPARE(words.title, u"Frees 20 B"_s);
    QVERIFY2(words.counts.startsWith(u"1 revision, 2 files"), qPrintable(words.counts));
    QVERIFY2(words.counts.endsWith(u"5.0 kB stay: main"), qPrintable(words.counts));
    QVERIFY2(words.what.endsWith(u"1 revision, 2 files"), qPrintable(words.what));
    QVERIFY(words.refs.isEmpty());
    QCOMPARE(words.goes.size(), 1);
    QCOMPARE(words.stays.size(), 1);
    QCOMPARE(words.stays.first().why, u"Revision main needs it."_s);
    CacheItem file = oldRevision();
    file.path = "model.bin";
    QCOMPARE(words.staying, (QHash<CacheItem, QString>{{file, u"main"_s}}));
}

void tst_CacheParts::planSaysWhichNamesVanish()
{
    const CacheScan scan = CacheScans::scanOf({CacheScans::atlas()});
    const QSet<CacheItem> ticked{{.repo = oldRevision().repo}};
    const CachePlanWords words
        = CachePlanWords::of(DeletePlan::of(scan, ticked), scan, ticked, CacheUses(scan));
    QCOMPARE(words.refs.size(), 1);
    QVERIFY2(words.detail.contains(u"A ref vanishes"_s), qPrintable(words.detail));
    QVERIFY(words.stays.isEmpty());
}

void tst_CacheParts::planSaysWhoNeedsTheNetwork()
{
    const CacheScan scan = CacheScans::scanOf({CacheScans::atlas()});
    const auto wordsOf = [&scan](const CacheItem &item, const QSet<QByteArray> &pins = {}) {
        return CachePlanWords::of(DeletePlan::of(scan, {item}, pins), scan, {item},
                                  CacheUses(scan));
    };
    CacheItem file = oldRevision();
    file.commit = CacheScans::commitOf(1);
    file.path = "config.json";
    QVERIFY2(wordsOf(file).detail.startsWith(u"It belongs to main; loading it needs"),
             qPrintable(wordsOf(file).detail));
    QVERIFY(wordsOf(oldRevision()).detail.startsWith(u"No branch"));
    QVERIFY(wordsOf(oldRevision(), {file.repo}).detail.startsWith(u"The quarantine"));
}

void tst_CacheParts::planLeavesOutWhatIsRefused()
{
    const CacheScan scan = CacheScans::scanOf({CacheScans::atlas()});
    const QSet<CacheItem> ticked{oldRevision()};
    const CachePlanWords words = CachePlanWords::of(
        DeletePlan::of(scan, ticked, {oldRevision().repo}), scan, ticked, CacheUses(scan));
    QVERIFY(words.goes.isEmpty());
    QCOMPARE(words.stays.size(), 1);
    QVERIFY2(words.counts.startsWith(u"20 B stay"), qPrintable(words.counts)); // no "·" before
}

// As many kept as there are files: what is done for each must not look at all the others.
void tst_CacheParts::planOfManyContents()
{
    constexpr int kMany = 20'000;
    QList<CacheScans::File> files;
    for (int n = 0; n < kMany; ++n) {
        const QByteArray name = QByteArray::number(n).rightJustified(6, '0');
        files << CacheScans::File{name, 'b' + name, 10};
    }
    const CacheScan scan = CacheScans::scanOf({CacheScans::repo(
        RepoKind::Model, u"ada/many"_s,
        {{CacheScans::commitOf(1), {"main"}, files}, {CacheScans::commitOf(2), {}, files}})});
    const QSet<CacheItem> ticked{
        {.repo = scan.repos.first()->folder, .commit = CacheScans::commitOf(2)}};
    const DeletePlan plan = DeletePlan::of(scan, ticked);
    QCOMPARE(plan.kept.size(), kMany);
    const CacheUses uses(scan);
    const auto before = std::clock();
    const CachePlanWords words = CachePlanWords::of(plan, scan, ticked, uses);
    const double seconds = double(std::clock() - before) / CLOCKS_PER_SEC;
    QCOMPARE(words.staying.size(), kMany);
    QVERIFY2(seconds < 1, qPrintable(u"%1 s"_s.arg(seconds)));
}

void tst_CacheParts::planSaysWhoReadsIt()
{
    CachePlanWords words{.title = u"Frees 1 GB"_s, .detail = u"No ref."_s};
    words.noteUsers({});
    QCOMPARE(words.users, QString());
    words.noteUsers(
        {{.process = 1, .program = u"python3"_s}, {.process = 2, .program = u"python3"_s}});
    QVERIFY2(words.users.startsWith(u"python3 has some of it open"), qPrintable(words.users));
    PlanPanel panel;
    panel.showPlan(words, true);
    QVERIFY(panel.accessibleDescription().contains(words.users));
    QVERIFY(panel.accessibleDescription().endsWith(u"No ref."));
    panel.showNothing({});
    QVERIFY(!panel.accessibleDescription().contains(words.users));
}

void tst_CacheParts::cleaningsInWords_data()
{
    QTest::addColumn<int>("state");
    QTest::addColumn<QString>("words");
    QTest::newRow("kept") << int(Cleaning::State::Kept)
                          << u"quarantined yesterday, gone for good in 6 days"_s;
    QTest::newRow("back") << int(Cleaning::State::Returned)
                          << u"removed yesterday, then brought back"_s;
    QTest::newRow("freed") << int(Cleaning::State::Freed) << u"removed yesterday, gone for good"_s;
}

void tst_CacheParts::cleaningsInWords()
{
    QFETCH(const int, state);
    QFETCH(const QString, words);
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    QCOMPARE(cleaningWords({.state = Cleaning::State(state),
                            .atMs = now - kDayMs,
                            .untilMs = now + 6 * kDayMs - 60'000},
                           now),
             words);
}

void tst_CacheParts::aChipFollowsItsDays()
{
    CacheTreeModel model;
    model.add({CacheScans::atlas(), CacheScans::withFiles(2), CacheScans::withFiles(2, u"b/c"_s)});
    SelectChips chips(model);
    connect(&chips, &SelectChips::toggled, &model, &CacheTreeModel::tick);
    const CacheItem one{.repo = oldRevision().repo};
    const CacheItem two{.repo = CacheScans::withFiles(2)->folder};
    const CacheItem three{.repo = CacheScans::withFiles(2, u"b/c"_s)->folder};
    const auto wishes = [](const QSet<CacheItem> &notUsed, const QSet<CacheItem> &old) {
        return QList<CacheWish>{{CacheWish::What::OldRevisions, old, 1},
                                {CacheWish::What::Unfinished, {}, 0},
                                {CacheWish::What::NotUsed, notUsed, 1}};
    };
    chips.setWishes(wishes({one, two}, {}), 7);
    chips.setWishes(wishes({one}, {}), 90);
    QVERIFY(model.ticked().isEmpty()); // it was not on
    chips.setWishes(wishes({one, two, three}, {three}), 7);
    chips.findChildren<Chip *>().at(2)->click();
    QCOMPARE(model.ticked(), (QSet{one, two, three}));
    chips.setWishes(wishes({one}, {three}), 90);
    QCOMPARE(model.ticked(), (QSet{one, three})); // another chip wants that
    chips.setWishes(wishes({one, two}, {three}), 30);
    QCOMPARE(model.ticked(), (QSet{one, two, three}));
}

void tst_CacheParts::listsKeepTheirPlace()
{
    QWidget page;
    page.resize(900, 600);
    auto *dialog = new CacheDialog(u"List"_s, {u"What"_s, u"Size"_s, u"Why"_s}, &page);
    CacheDialog::Section section{.title = u"Goes"_s, .rows = {}, .more = 5};
    for (int n = 0; n < 100; ++n)
        section.rows << CacheDialog::Row{.what = QString::number(n)};
    dialog->show();
    dialog->setSections({section});
    auto *list = dialog->findChild<QTreeView *>();
    const QModelIndex top = list->model()->index(0, 0);
    QCOMPARE(list->model()->rowCount(top), 101);
    QCOMPARE(list->model()->index(100, 0, top).data().toString(), u"and 5 more"_s);
    list->setCurrentIndex(list->model()->index(60, 0, top));
    const int scrolled = list->verticalScrollBar()->value();
    QVERIFY(scrolled > 0);
    QSignalSpy reset(list->model(), &QAbstractItemModel::modelReset);
    dialog->setSections({section});
    QCOMPARE(reset.size(), 0); // nothing changed
    section.rows.removeLast();
    dialog->setSections({section});
    QCOMPARE(list->currentIndex().data().toString(), u"60"_s);
    QCOMPARE(list->verticalScrollBar()->value(), scrolled);
}

void tst_CacheParts::chipsThatOverlapCombine()
{
    CacheTreeModel model;
    model.add({CacheScans::atlas()});
    SelectChips chips(model);
    connect(&chips, &SelectChips::toggled, &model, &CacheTreeModel::tick);
    const CacheItem repo = {.repo = oldRevision().repo};
    CacheItem current = repo;
    current.commit = CacheScans::commitOf(1);
    chips.setWishes({{CacheWish::What::OldRevisions, {oldRevision()}, 20},
                     {CacheWish::What::Unfinished, {oldRevision(), current}, 30}},
                    90);
    const auto all = chips.findChildren<Chip *>();
    all.at(0)->click();
    all.at(1)->click();
    QCOMPARE(model.ticked(), (QSet{oldRevision(), current}));
    all.at(1)->click(); // the other one still wants its own
    QCOMPARE(model.ticked(), QSet{oldRevision()});
    QVERIFY(all.at(0)->isChecked() && !all.at(1)->isChecked());
}

void tst_CacheParts::doubleClickOpensARow()
{
    const QTemporaryDir folder;
    CacheScanner scanner;
    CacheCleaner cleaner(folder.path());
    CacheController controller(scanner, cleaner);
    controller.model().add({CacheScans::atlas()});
    CacheView view(controller.model());
    const CacheActions actions(&view, controller, &view);
    view.resize(800, 400);
    view.show();
    const QModelIndex repo = controller.model().index(0, 0);
    const QPoint spot = view.visualRect(repo).center();
    QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, spot);
    QTest::mouseDClick(view.viewport(), Qt::LeftButton, {}, spot);
    QVERIFY(view.isExpanded(repo));
}

void tst_CacheParts::aBoxTakesClicksAndTheRestSelects()
{
    CacheTreeModel model;
    model.add({CacheScans::atlas()});
    CacheView view(model);
    view.resize(800, 400);
    view.show();
    const QRect row = view.visualRect(model.index(0, 0));
    QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, row.center());
    QVERIFY(model.ticked().isEmpty());
    QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, {row.left() + 10, row.center().y()});
    QCOMPARE(model.ticked().size(), 1);
    QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, {row.left() + 10, row.center().y()});
    QVERIFY(model.ticked().isEmpty());
}

QTEST_MAIN(tst_CacheParts)
#include "tst_cacheparts.moc"

// What a download would take and cost, before it starts: presets, patterns, ticks, the disk.
#include "app/disk/cachelayout.h"
#include "app/hub/fetchwish.h"
#include "tests/support/guibeat.h"
#include "tests/support/repobench.h"
#include "ui/repo/downloadplan.h"
#include "ui/repo/plansummary.h"
#include "ui/theme/theme.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QListView>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QTest>
#include <QTreeView>

using namespace Qt::StringLiterals;

namespace {

const QString kBlob = u"1111111111111111111111111111111111111111"_s;
const QString kCommit = u"2222222222222222222222222222222222222222"_s;

RepoPlace placeOf(const QList<RepoFile> &files)
{
    RepoPlace place{.revision = {},
                    .info
                    = {.summary = {.id = *RepoId::parse(RepoKind::Model, u"orchard/basket")}}};
    place.info.commit = kCommit;
    place.info.files = files;
    return place;
}

// Small: what is checked here is not how full this computer's disk is.
const QList<RepoFile> kFiles{{u"config.json"_s, 700, kBlob},
                             {u"model.safetensors"_s, 3'000'000},
                             {u"pytorch_model.bin"_s, 3'000'000},
                             {u"sub/notes.json"_s, 1'000},
                             {u"sub/picture.png"_s, 2'000}};

} // namespace

class tst_DownloadPlan final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { applyTheme(*qApp, Settings::Theme::Light); }
    void patternsBecomeARequest();
    void presetSaysWhatAndWhy();
    void presetNamesThePatterns();
    void ticksDecideOverPatterns();
    void nothingTakenIsNotEverything();
    void anotherFolderIsAnotherDisk();
    void blobsThatAreThereCostNothing();
    void folderNeedsRoomForCopies();
    void tooLittleRoom();
    void typingErrorsAreNamed();
    void gated();
    void offline();
    void nothingToChoose();
    void keys();
    void commands_data();
    void commands();
    void manyFiles();

private:
    std::unique_ptr<DownloadPlan> open(const QList<RepoFile> &files = kFiles)
    {
        auto plan = std::make_unique<DownloadPlan>(placeOf(files), m_cache.path());
        plan->show();
        (void)QTest::qWaitFor([&plan] { return plan->maker().isUpToDate(); });
        return plan;
    }
    static FilePlanModel &model(DownloadPlan &plan)
    {
        return *static_cast<FilePlanModel *>(plan.findChild<QTreeView *>()->model());
    }
    static QString state(DownloadPlan &plan, const QString &path)
    {
        const QModelIndex row = model(plan).indexOf(path);
        return row.siblingAtColumn(FilePlanModel::StateColumn).data().toString();
    }
    static bool isTaken(DownloadPlan &plan, const QString &path)
    {
        return model(plan).indexOf(path).data(Qt::CheckStateRole).toInt() == Qt::Checked;
    }
    static QPlainTextEdit *field(DownloadPlan &plan, int index)
    {
        return plan.findChildren<QPlainTextEdit *>().at(index);
    }
    static void choose(DownloadPlan &plan, const QString &title)
    {
        auto *list = plan.findChild<QListView *>();
        for (int row = 0; row < list->model()->rowCount(); ++row)
            if (list->model()->index(row, 0).data().toString() == title)
                return list->setCurrentIndex(list->model()->index(row, 0));
        QFAIL(qPrintable(title));
    }

    QTemporaryDir m_cache;
};

void tst_DownloadPlan::patternsBecomeARequest()
{
    const auto plan = open();
    const QAbstractItemModelTester tester(&model(*plan));
    field(*plan, 0)->setPlainText(u" *.safetensors \n\n*.json"_s);
    field(*plan, 1)->setPlainText(u"sub/"_s);
    QTRY_COMPARE(plan->summary().figure(0), u"2 of 5"_s);
    QTRY_VERIFY(buttonWith(*plan, u"Download 3.0 MB"_s));
    DownloadRequest request{.repo = *RepoId::parse(RepoKind::Dataset, u"x")};
    connect(plan.get(), &DownloadPlan::requested, this,
            [&request](const DownloadRequest &asked) { request = asked; });
    buttonWith(*plan, u"Download 3.0 MB"_s)->click();
    QCOMPARE(request.allow, (QStringList{u"*.safetensors"_s, u"*.json"_s}));
    QCOMPARE(request.ignore, QStringList{u"sub/"_s});
    QVERIFY(request.paths.isEmpty());
}

void tst_DownloadPlan::presetSaysWhatAndWhy()
{
    const auto plan = open();
    QCOMPARE(plan->summary().figure(0), u"5 of 5"_s);
    choose(*plan, u"Only safetensors"_s);
    QTRY_COMPARE(plan->summary().figure(0), u"3 of 5"_s);
    QCOMPARE(state(*plan, u"pytorch_model.bin"_s), u"The same weights are there as safetensors"_s);
    QCOMPARE(state(*plan, u"sub/picture.png"_s), u"Not needed to load the model"_s);
    QCOMPARE(state(*plan, u"sub"_s), u"1 of 2 files"_s);
    QCOMPARE(model(*plan).indexOf(u"sub"_s).data(Qt::CheckStateRole).toInt(),
             int(Qt::PartiallyChecked));
    QVERIFY(model(*plan).indexOf(u"pytorch_model.bin"_s).data(FilePlanModel::LeftOutRole).toBool());
}

// "Everything" is marked above no other patterns.
void tst_DownloadPlan::presetNamesThePatterns()
{
    const auto plan = open();
    const auto *list = plan->findChild<QListView *>();
    QCOMPARE(list->currentIndex().data().toString(), u"Everything"_s);
    field(*plan, 0)->setPlainText(u"*.json"_s);
    QVERIFY(!list->currentIndex().isValid());
    QTRY_COMPARE(state(*plan, u"model.safetensors"_s), u"No pattern takes it"_s);
    field(*plan, 0)->setPlainText(u"\n"_s); // as good as nothing
    QCOMPARE(list->currentIndex().data().toString(), u"Everything"_s);
    for (int i = list->model()->rowCount() - 1; i >= 0; --i) {
        choose(*plan, list->model()->index(i, 0).data().toString());
        QCOMPARE(list->currentIndex().row(), i);
    }
    QVERIFY(plan->request().allow.isEmpty() && plan->request().ignore.isEmpty());
}

void tst_DownloadPlan::ticksDecideOverPatterns()
{
    const auto plan = open();
    choose(*plan, u"Only safetensors"_s);
    QTRY_VERIFY(!isTaken(*plan, u"pytorch_model.bin"_s));
    const auto tick = [&plan](const QString &path, Qt::CheckState state) {
        model(*plan).setData(model(*plan).indexOf(path), state, Qt::CheckStateRole);
    };
    tick(u"pytorch_model.bin"_s, Qt::Checked);
    QTRY_VERIFY(isTaken(*plan, u"pytorch_model.bin"_s));
    tick(u"sub"_s, Qt::Unchecked); // a folder with all below
    QTRY_COMPARE(state(*plan, u"sub/notes.json"_s), u"Unticked by hand"_s);
    QCOMPARE(plan->request().paths,
             (QStringList{u"config.json"_s, u"model.safetensors"_s, u"pytorch_model.bin"_s}));
    QVERIFY(plan->request().allow.isEmpty() && plan->request().ignore.isEmpty());
    QVERIFY(buttonWith(*plan, u"Undo"_s));
    buttonWith(*plan, u"Undo"_s)->click();
    QTRY_COMPARE(plan->summary().figure(0), u"3 of 5"_s);
    QVERIFY(plan->request().paths.isEmpty());
}

// Without paths a request is for the whole snapshot.
void tst_DownloadPlan::nothingTakenIsNotEverything()
{
    const auto plan = open();
    model(*plan).setData(model(*plan).indexOf(u"config.json"_s), Qt::Unchecked, Qt::CheckStateRole);
    QTRY_COMPARE(plan->summary().figure(0), u"4 of 5"_s);
    QSignalSpy requested(plan.get(), &DownloadPlan::requested);
    QGuiApplication::clipboard()->setText(u"before"_s);
    field(*plan, 0)->setPlainText(u"no such file"_s);
    buttonWith(*plan, u"Copy as hf command"_s)->click(); // at once
    buttonWith(*plan, u"Download"_s)->click();
    QCOMPARE(QGuiApplication::clipboard()->text(), u"before"_s);
    QCOMPARE(requested.size(), 0);
    QTRY_COMPARE(plan->summary().figure(0), u"0 of 5"_s);
    QVERIFY(!buttonWith(*plan, u"Copy as hf command"_s)->isEnabled());
    QVERIFY(!buttonWith(*plan, u"Download"_s)->isEnabled());
    field(*plan, 0)->setPlainText(u"*.json"_s);
    QTRY_VERIFY(buttonWith(*plan, u"Download"_s)->isEnabled());
    QCOMPARE(plan->request().paths, QStringList{u"sub/notes.json"_s});
    field(*plan, 0)->appendPlainText(QString()); // which changes nothing
    QTRY_VERIFY(buttonWith(*plan, u"Download"_s)->isEnabled());
}

void tst_DownloadPlan::anotherFolderIsAnotherDisk()
{
    PlanMaker maker(placeOf(kFiles), m_cache.path());
    maker.start();
    QTRY_VERIFY(maker.isUpToDate() && maker.isDiskKnown());
    QVERIFY(maker.room());
    maker.setFolder(m_cache.filePath(u"elsewhere"_s));
    QVERIFY(!maker.isDiskKnown()); // however long that one takes to answer
    QVERIFY(!maker.room());
    QTRY_VERIFY(maker.isUpToDate() && maker.isDiskKnown());
    QVERIFY(maker.room());
}

// A content that another revision brought is there, whatever it was called.
void tst_DownloadPlan::blobsThatAreThereCostNothing()
{
    const QString blobs = m_cache.filePath(u"models--orchard--basket/blobs"_s);
    QVERIFY(QDir().mkpath(blobs));
    QVERIFY(QDir().mkpath(m_cache.filePath(u"models--orchard--basket/snapshots/"_s + kCommit)));
    QFile blob(blobs + u'/' + kBlob);
    QVERIFY(blob.open(QIODevice::WriteOnly));
    blob.write(QByteArray(700, 'x'));
    blob.close();
    const auto plan = open();
    QCOMPARE(state(*plan, u"config.json"_s), u"Cached"_s);
    QCOMPARE(plan->summary().figure(2), u"700 B"_s);
    field(*plan, 0)->setPlainText(u"config.json"_s);
    QTRY_VERIFY(buttonWith(*plan, u"Complete from this computer"_s));
    QVERIFY(blob.resize(699)); // another content
    const auto again = open();
    QCOMPARE(again->summary().figure(2), u"0 B"_s);
    QVERIFY(QDir(m_cache.filePath(u"models--orchard--basket"_s)).removeRecursively());
}

void tst_DownloadPlan::folderNeedsRoomForCopies()
{
    FilePlan::Disk disk{.here = QBitArray(5, true), .settled = QBitArray(5)};
    disk.settled.setBit(0);
    const FilePlan plan = FilePlan::of(*FileFolders::of(kFiles), {}, disk);
    QCOMPARE(plan.toFetch(), 0);
    QCOMPARE(plan.total().needed, 6'003'000);
}

void tst_DownloadPlan::tooLittleRoom()
{
    const auto plan = open({{u"huge.bin"_s, qint64(1) << 60}});
    QVERIFY2(plan->summary().warning().contains(u"Not enough room"_s),
             qPrintable(plan->summary().warning()));
    QCOMPARE(plan->summary().figure(4), u"none"_s);
    const auto small = open({{u"small.bin"_s, 1}});
    QCOMPARE(small->summary().warning(), QString());
    const quint64 disk = small->maker().room()->device;
    small->setPromised({{disk + 1, qint64(1) << 60}}); // to another disk
    QCOMPARE(small->summary().warning(), QString());
    QVERIFY(small->summary().figure(4) != u"none"_s);
    small->setPromised({{disk, qint64(1) << 60}}); // what others still bring counts, too
    QCOMPARE(small->summary().figure(4), u"none"_s);
    QVERIFY(small->summary().warning().contains(u"other downloads"_s));
}

void tst_DownloadPlan::typingErrorsAreNamed()
{
    const auto plan = open();
    field(*plan, 0)->setPlainText(u"*.safetensor\n*.json"_s);
    QTRY_VERIFY(plan->summary().warning().contains(u"*.safetensor"_s));
    QVERIFY(!plan->summary().warning().contains(u"*.json"_s));
}

void tst_DownloadPlan::gated()
{
    RepoPlace place = placeOf(kFiles);
    place.info.summary.gate = Gate::Manual;
    DownloadPlan plan(place, m_cache.path());
    plan.show();
    plan.setAccess(RepoAccess::Ask);
    QTRY_VERIFY(plan.summary().warning().contains(u"asked for"_s));
    plan.setAccess(RepoAccess::Granted);
    QCOMPARE(plan.summary().warning(), QString());
}

void tst_DownloadPlan::offline()
{
    const auto plan = open();
    plan->setOffline(u"Nothing is sent."_s);
    auto *download = buttonWith(*plan, u"Download "_s);
    QVERIFY(!download->isEnabled());
    QCOMPARE(download->toolTip(), u"Nothing is sent."_s);
    field(*plan, 0)->setPlainText(u"*.json"_s); // the plan itself needs no network
    QTRY_COMPARE(plan->summary().figure(0), u"2 of 5"_s);
    QVERIFY(!download->isEnabled());
    plan->setOffline({});
    QVERIFY(download->isEnabled());
}

void tst_DownloadPlan::nothingToChoose()
{
    const auto plan = open({});
    QVERIFY(!plan->findChild<QTreeView *>()->isVisible());
    QVERIFY(!buttonWith(*plan, u"Download"_s)->isEnabled());
}

void tst_DownloadPlan::keys()
{
    const auto plan = open();
    plan->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(plan.get()));
    auto *tree = plan->findChild<QTreeView *>();
    tree->setFocus();
    tree->setCurrentIndex(model(*plan).indexOf(u"pytorch_model.bin"_s));
    QTest::keyClick(tree, Qt::Key_Space);
    QTRY_VERIFY(!isTaken(*plan, u"pytorch_model.bin"_s));
    QTest::keyClick(tree, Qt::Key_Space);
    QTRY_VERIFY(isTaken(*plan, u"pytorch_model.bin"_s));
    QSignalSpy requested(plan.get(), &DownloadPlan::requested);
    QTest::keyClick(plan.get(), Qt::Key_Return);
    QCOMPARE(requested.size(), 1);
}

void tst_DownloadPlan::commands_data()
{
    QTest::addColumn<FetchWish>("wish");
    QTest::addColumn<QString>("command");
    const RepoId model = *RepoId::parse(RepoKind::Model, u"a/b");
    QTest::newRow("all") << FetchWish{.repo = model,
                                      .revision = {},
                                      .paths = {},
                                      .allow = {},
                                      .ignore = {},
                                      .folder = {}}
                         << u"hf download a/b"_s;
    QTest::newRow("patterns")
        << FetchWish{.repo = *RepoId::parse(RepoKind::Dataset, u"a/b"),
                     .revision = *Revision::parse(u"refs/pr/3"),
                     .paths = {},
                     .allow = {u"*.json"_s, u"it's $HOME"_s},
                     .ignore = {u"x?"_s},
                     .folder = u"/home/me/my files"_s}
        << u"hf download a/b --repo-type=dataset --revision=refs/pr/3 --include='*.json' "
           "--include='it'\\''s $HOME' --exclude='x?' --local-dir='/home/me/my files'"_s;
    QTest::newRow("one file is no pattern") << FetchWish{.repo = model,
                                                         .revision = {},
                                                         .paths = {u"a[1].bin"_s},
                                                         .allow = {},
                                                         .ignore = {},
                                                         .folder = {}}
                                            << u"hf download a/b 'a[1].bin'"_s;
    QTest::newRow("several are") << FetchWish{.repo = model,
                                              .revision = {},
                                              .paths = {u"a[1].bin"_s, u"c"_s},
                                              .allow = {},
                                              .ignore = {},
                                              .folder = {}}
                                 << u"hf download a/b 'a[[]1].bin' c"_s;
}

void tst_DownloadPlan::commands()
{
    QFETCH(const FetchWish, wish);
    QTEST(hfCommandOf(wish), "command");
}

// 50,000 files: what a key costs the window's thread, the new plan's arrival included.
void tst_DownloadPlan::manyFiles()
{
    QList<RepoFile> files;
    for (int i = 0; i < 50'000; ++i)
        files << RepoFile{.path = u"shard%1/part%2.%3"_s.arg(i % 500).arg(i).arg(
                              i % 2 == 0 ? u"safetensors"_s : u"json"_s),
                          .size = 1'000};
    const auto plan = open(files);
    QTRY_VERIFY_WITH_TIMEOUT(plan->maker().isUpToDate() && plan->maker().isDiskKnown(), 60'000);
    plan->findChild<QTreeView *>()->expandAll();
    QTest::qWait(200); // the tree has settled
    const GuiBeat beat;
    field(*plan, 0)->setFocus();
    for (const char key : QByteArray("*.safetensors")) {
        QTest::keyClick(field(*plan, 0), key);
        QTest::qWait(60);
    }
    QTRY_COMPARE(plan->summary().figure(0), u"25,000 of 50,000"_s);
    qInfo("longest work of the window's thread in one go: %lld ms", beat.longest());
    QCOMPARE_LT(beat.longest(), 100 * kSlowness); // mostly under 16
}

QTEST_MAIN(tst_DownloadPlan)
#include "tst_downloadplan.moc"

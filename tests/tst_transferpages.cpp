#include "app/localhub/localhub.h"
#include "models/historymodel.h"
#include "models/transfermodel.h"
#include "tests/support/transferstage.h"
#include "ui/theme/theme.h"
#include "ui/transfers/historyview.h"
#include "ui/transfers/manifestactions.h"
#include "ui/transfers/transferfooter.h"
#include "ui/widgets/notice.h"
#include "ui/widgets/searchbox.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QFile>
#include <QFileDialog>
#include <QMenu>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTabBar>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QTreeView>

using namespace Qt::StringLiterals;

// The pages of the transfers: the order of the queue, the history beside it, manifests.
class tst_TransferPages final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup() { m_demo.hub().clearFaults(); }
    void movesByKey();
    void movesOnlyInTheQueuesOrder();
    void priorityByMenu();
    void dragsToAnotherPlace();
    void historyIsBeside();
    void historyIsSearched();
    void removedFromTheHistory();
    void downloadedAgain();
    void receiptIsCopied();
    void manifestThereAndBack();
    void whatAManifestLacksIsTold();
    void badManifestIsTold();
    void newerListIsTold();
    void noneOfItNeedsTheMouse();

private:
    struct Stage : TransferStage
    {
        using TransferStage::TransferStage;
        void fetch(const QString &repo, const QStringList &paths);
        QStringList repos() const; // as listed
        QAction *action(const QWidget *of, const QString &text) const;
        void openHistory() { pane.findChild<QTabBar *>()->setCurrentIndex(1); }
        QTreeView *history() const
        {
            return pane.findChild<HistoryView *>()->findChild<QTreeView *>();
        }
    };

    DemoHub m_demo;
    std::unique_ptr<QTemporaryDir> m_home;
};

void tst_TransferPages::Stage::fetch(const QString &repo, const QStringList &paths)
{
    const int before = app.transfers().history().count();
    download(repo, paths);
    QTRY_COMPARE(app.transfers().history().count(), before + 1);
}

QStringList tst_TransferPages::Stage::repos() const
{
    QStringList all;
    for (int row = 0; row < tree->model()->rowCount(); ++row)
        all << tree->model()
                   ->index(row, 0)
                   .data(TransferModel::GroupRole)
                   .value<const TransferGroup *>()
                   ->repo.name();
    return all;
}

QAction *tst_TransferPages::Stage::action(const QWidget *of, const QString &text) const
{
    for (QAction *each : of->actions())
        if (each->text() == text)
            return each;
    return nullptr;
}

void tst_TransferPages::initTestCase()
{
    QString error;
    QVERIFY2(m_demo.start(&error), qPrintable(error));
    applyTheme(*qApp, Settings::Theme::Light);
}

void tst_TransferPages::init()
{
    m_home = std::make_unique<QTemporaryDir>();
}

void tst_TransferPages::movesByKey()
{
    m_demo.hub().setFault("stall", "/", -1, "cdn", 1 << 16);
    Stage stage(m_demo, m_home->path());
    stage.download(u"orchard/pippin-2b"_s, {u"model.safetensors"_s});
    stage.download(u"openfjord/skald-13b"_s, {u"config.json"_s});
    QTRY_COMPARE(stage.repos().size(), 2);
    stage.tree->setFocus();
    stage.tree->setCurrentIndex(stage.tree->model()->index(1, 0));
    QTest::keyClick(stage.tree, Qt::Key_Up, Qt::AltModifier);
    QTRY_COMPARE(stage.repos(), (QStringList{u"skald-13b"_s, u"pippin-2b"_s}));
    QCOMPARE(stage.tree->currentIndex().row(), 0); // goes along
    QTest::keyClick(stage.tree, Qt::Key_End, Qt::AltModifier);
    QTRY_COMPARE(stage.repos(), (QStringList{u"pippin-2b"_s, u"skald-13b"_s}));
    QTest::keyClick(stage.tree, Qt::Key_Home, Qt::AltModifier);
    QTRY_COMPARE(stage.repos(), (QStringList{u"skald-13b"_s, u"pippin-2b"_s}));
}

void tst_TransferPages::movesOnlyInTheQueuesOrder()
{
    m_demo.hub().setFault("stall", "/", -1, "cdn", 1 << 16);
    Stage stage(m_demo, m_home->path());
    stage.download(u"orchard/pippin-2b"_s, {u"model.safetensors"_s});
    stage.download(u"northwind/compass-7b-instruct-GGUF"_s, {u"compass-7b-instruct.Q4_K_M.gguf"_s});
    QTRY_COMPARE(stage.repos().size(), 2);
    stage.tree->selectAll();
    QAction *up = stage.action(stage.tree, u"Move up"_s);
    QVERIFY(up && up->isEnabled());
    for (QAction *order : stage.pane.findChild<TransferFooter *>()->findChild<QMenu *>()->actions())
        if (order->text() == u"name")
            order->trigger();
    QCOMPARE(stage.repos().first(), u"compass-7b-instruct-GGUF"_s); // northwind before orchard
    QVERIFY(!up->isEnabled());
    QCOMPARE(stage.app.transfers().snapshot().groups.first().repo.name(), u"pippin-2b"_s);
}

void tst_TransferPages::priorityByMenu()
{
    m_demo.hub().setFault("stall", "/", -1, "cdn", 1 << 16);
    Stage stage(m_demo, m_home->path());
    stage.download(u"orchard/pippin-2b"_s, {u"model.safetensors"_s});
    QTRY_COMPARE(stage.repos().size(), 1);
    stage.tree->setCurrentIndex(stage.tree->model()->index(0, 0));
    emit stage.tree->customContextMenuRequested(
        stage.tree->visualRect(stage.tree->currentIndex()).center());
    auto *menu = stage.tree->findChild<QMenu *>();
    QVERIFY(menu);
    QAction *low = nullptr;
    for (QMenu *each : menu->findChildren<QMenu *>())
        for (QAction *action : each->actions())
            low = action->text() == u"Low" ? action : low;
    QVERIFY(low && !low->isChecked());
    low->trigger();
    QTRY_COMPARE(stage.app.transfers().snapshot().groups.first().priority, TransferPriority::Low);
    menu->close();
}

void tst_TransferPages::dragsToAnotherPlace()
{
    m_demo.hub().setFault("stall", "/", -1, "cdn", 1 << 16);
    Stage stage(m_demo, m_home->path());
    stage.download(u"orchard/pippin-2b"_s, {u"model.safetensors"_s});
    stage.download(u"openfjord/skald-13b"_s, {u"model-00001-of-00006.safetensors"_s});
    QTRY_COMPARE(stage.repos().size(), 2);
    QAbstractItemModel *model = stage.tree->model();
    const std::unique_ptr<QMimeData> dragged(model->mimeData({model->index(1, 0)}));
    QVERIFY(model->canDropMimeData(dragged.get(), Qt::MoveAction, 0, 0, {}));
    QVERIFY(model->dropMimeData(dragged.get(), Qt::MoveAction, 0, 0, {}));
    QTRY_COMPARE(stage.repos(), (QStringList{u"skald-13b"_s, u"pippin-2b"_s}));
    QMimeData other;
    other.setText(u"x"_s);
    QVERIFY(!model->canDropMimeData(&other, Qt::MoveAction, 0, 0, {}));
}

void tst_TransferPages::historyIsBeside()
{
    Stage stage(m_demo, m_home->path());
    auto *tabs = stage.pane.findChild<QTabBar *>();
    stage.openHistory();
    QTRY_VERIFY(!stage.pane.findChild<HistoryView *>()->findChildren<Notice *>().isEmpty());
    stage.fetch(u"orchard/pippin-2b"_s, {u"config.json"_s, u"README.md"_s});
    QTRY_VERIFY(tabs->tabText(1).contains(u'1'));
    QAbstractItemModel *model = stage.history()->model();
    QTRY_COMPARE(model->rowCount(), 1);
    const QModelIndex entry = model->index(0, 0);
    stage.history()->expand(entry);
    QTRY_COMPARE(model->rowCount(entry), 2);
    const auto *receipt
        = model->index(0, 0, entry).data(HistoryModel::ReceiptRole).value<const Receipt *>();
    QVERIFY(receipt && receipt->sha256.size() == 64);
}

void tst_TransferPages::historyIsSearched()
{
    Stage stage(m_demo, m_home->path());
    stage.fetch(u"orchard/pippin-2b"_s, {u"config.json"_s});
    stage.fetch(u"openfjord/skald-13b"_s, {u"config.json"_s});
    stage.openHistory();
    QAbstractItemModel *model = stage.history()->model();
    QTRY_COMPARE(model->rowCount(), 2);
    auto *filter = stage.pane.findChild<SearchBox *>();
    filter->setText(u"pippin"_s);
    QTRY_COMPARE(model->rowCount(), 1);
    filter->setText(u"config.js"_s);
    QTRY_COMPARE(model->rowCount(), 2);
    filter->setText(u"no such thing"_s);
    QTRY_COMPARE(model->rowCount(), 0);
    filter->clear();
    QTRY_COMPARE(model->rowCount(), 2);
}

void tst_TransferPages::removedFromTheHistory()
{
    Stage stage(m_demo, m_home->path());
    stage.fetch(u"orchard/pippin-2b"_s, {u"config.json"_s});
    stage.openHistory();
    QTRY_COMPARE(stage.history()->model()->rowCount(), 1);
    QAction *remove = stage.action(stage.history(), u"Remove from the history"_s);
    QVERIFY(remove && !remove->isEnabled()); // nothing is selected
    stage.history()->setFocus();
    stage.history()->setCurrentIndex(stage.history()->model()->index(0, 0));
    QVERIFY(remove->isEnabled());
    QTest::keyClick(stage.history(), Qt::Key_Delete);
    QTRY_COMPARE(stage.history()->model()->rowCount(), 0);
    QCOMPARE(stage.app.transfers().history().count(), 0);
}

void tst_TransferPages::downloadedAgain()
{
    Stage stage(m_demo, m_home->path());
    stage.fetch(u"orchard/pippin-2b"_s, {u"config.json"_s});
    stage.openHistory();
    QTRY_COMPARE(stage.history()->model()->rowCount(), 1);
    stage.history()->setCurrentIndex(stage.history()->model()->index(0, 0));
    stage.action(stage.history(), u"Download again"_s)->trigger();
    QTRY_COMPARE(stage.app.transfers().snapshot().groups.size(), 2);
    QTRY_COMPARE(stage.history()->model()->rowCount(), 2);
}

void tst_TransferPages::receiptIsCopied()
{
    Stage stage(m_demo, m_home->path());
    stage.fetch(u"orchard/pippin-2b"_s, {u"config.json"_s});
    stage.openHistory();
    QAbstractItemModel *model = stage.history()->model();
    QTRY_COMPARE(model->rowCount(), 1);
    stage.history()->expand(model->index(0, 0));
    QTRY_COMPARE(model->rowCount(model->index(0, 0)), 1);
    stage.history()->setCurrentIndex(model->index(0, 0, model->index(0, 0)));
    stage.action(stage.history(), u"Copy the receipt"_s)->trigger();
    QTRY_VERIFY(QGuiApplication::clipboard()->text().contains(u"path: config.json\n"));
    QVERIFY(QGuiApplication::clipboard()->text().contains(u"sha256: "));
}

void tst_TransferPages::manifestThereAndBack()
{
    Stage stage(m_demo, m_home->path());
    stage.fetch(u"orchard/pippin-2b"_s, {u"config.json"_s});
    auto sets = stage.app.transfers().manifestOf({stage.app.transfers().snapshot().groups[0].id});
    sets.waitForFinished();
    stage.app.transfers().clearFinished();
    QTRY_COMPARE(stage.repos().size(), 0);
    QMimeData dropped;
    dropped.setText(QString::fromUtf8(Manifest::toJson(sets.result())));
    QVERIFY(ManifestActions::canTake(dropped));
    stage.pane.findChild<ManifestActions *>()->take(dropped);
    QMessageBox *question = nullptr;
    QTRY_VERIFY((question = stage.pane.findChild<QMessageBox *>()));
    QVERIFY2(question->text().startsWith(u"Download 1 file of orchard/pippin-2b"),
             qPrintable(question->text()));
    QCOMPARE(stage.repos(), QStringList()); // nothing is fetched unasked
    question->defaultButton()->click();
    QTRY_COMPARE(stage.repos(), QStringList{u"pippin-2b"_s});
    QTRY_COMPARE(stage.app.transfers().snapshot().groups.first().state, TransferState::Done);
}

void tst_TransferPages::whatAManifestLacksIsTold()
{
    Stage stage(m_demo, m_home->path());
    stage.fetch(u"orchard/pippin-2b"_s, {u"config.json"_s});
    m_demo.hub().setFault("stall", "/api/models/openfjord/skald-13b");
    stage.download(u"openfjord/skald-13b"_s, {});
    QTRY_COMPARE(stage.repos().size(), 2);
    auto *manifests = stage.pane.findChild<ManifestActions *>();
    QList<qint64> all;
    for (const TransferGroup &group : stage.app.transfers().snapshot().groups)
        all << group.id;
    manifests->exportGroups(all);
    QFileDialog *dialog = nullptr;
    QTRY_VERIFY((dialog = stage.pane.findChild<QFileDialog *>()));
    const QString path = m_home->filePath(u"queue.json"_s);
    emit dialog->fileSelected(path);
    dialog->reject();
    QMessageBox *box = nullptr;
    QTRY_VERIFY((box = stage.pane.findChild<QMessageBox *>()));
    QVERIFY2(box->text().contains(u"1 download is not in it"), qPrintable(box->text()));
    box->accept();
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto read = Manifest::parse(file.readAll());
    QVERIFY(read);
    QCOMPARE(read->size(), 1);
    QCOMPARE(read->first().repo.name(), u"pippin-2b"_s);
}

void tst_TransferPages::badManifestIsTold()
{
    Stage stage(m_demo, m_home->path());
    const QString path = m_home->filePath(u"list.json"_s);
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("{\n oops") > 0);
    file.close();
    QMimeData dropped;
    dropped.setUrls({QUrl::fromLocalFile(path)});
    QVERIFY(ManifestActions::canTake(dropped));
    stage.pane.findChild<ManifestActions *>()->take(dropped);
    QMessageBox *box = nullptr;
    QTRY_VERIFY((box = stage.pane.findChild<QMessageBox *>()));
    QVERIFY2(box->text().contains(u"line 2"), qPrintable(box->text()));
    box->accept();
    QCOMPARE(stage.app.transfers().snapshot().groups.size(), 0);
}

void tst_TransferPages::newerListIsTold()
{
    const QString list = m_home->filePath(u"queue.sqlite"_s);
    {
        auto database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"newer"_s);
        database.setDatabaseName(list);
        QVERIFY(database.open());
        QVERIFY(QSqlQuery(database).exec(u"PRAGMA user_version=99"_s));
    }
    QSqlDatabase::removeDatabase(u"newer"_s);
    Stage stage(m_demo, m_home->path());
    stage.app.transfers().restore(list);
    QTRY_VERIFY(stage.app.transfers().trouble().contains(u"newer"));
    if (const QString folder = qEnvironmentVariable("HUBNAUT_SHOTS"); !folder.isEmpty())
        stage.pane.grab().save(folder + u"/transfers-newer.png"_s);
}

void tst_TransferPages::noneOfItNeedsTheMouse()
{
    Stage stage(m_demo, m_home->path());
    for (const auto *button : stage.pane.findChildren<QToolButton *>())
        if (button->isVisible() && button->menu())
            QVERIFY2(button->focusPolicy() & Qt::TabFocus, qPrintable(button->accessibleName()));
    QCOMPARE(stage.pane.findChild<QTabBar *>()->focusPolicy() & Qt::TabFocus, Qt::TabFocus);
    QVERIFY(!stage.pane.findChild<QTabBar *>()->accessibleName().isEmpty());
}

QTEST_MAIN(tst_TransferPages)
#include "tst_transferpages.moc"

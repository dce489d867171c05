#include "models/transfermodel.h"
#include "tests/support/transferstage.h"
#include "ui/theme/theme.h"
#include "ui/transfers/cancelquestion.h"
#include "ui/transfers/transferdelegate.h"
#include "ui/transfers/transferfooter.h"
#include "ui/transfers/uploadlist.h"
#include "ui/widgets/plaintip.h"
#include "ui/widgets/progressline.h"
#include "ui/widgets/searchbox.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QHelpEvent>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabBar>
#include <QTemporaryDir>
#include <QTest>
#include <QToolTip>
#include <QTreeView>

using namespace Qt::StringLiterals;
using Action = TransferDelegate::Action;

namespace {

constexpr qint64 kBeforeTheStall = 110 << 20; // bytes; more than what is worth a question

} // namespace

// The queue by key and mouse, on downloads from the demo's Hub.
class tst_TransfersPane final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup() { m_demo.hub().clearFaults(); }
    void muchIsAskedAbout();
    void littleIsCancelledAtOnce();
    void onlyWhatDoesSomething();
    void reasonHasRoom();
    void whyItWaitsIsTold();
    void namesHaveRoom_data();
    void namesHaveRoom();
    void pausesAndGoesOn();
    void newOnesAreOpen();
    void foldedStaysFolded();
    void nothingThatFitsIsTold();
    void errorsOfferInWords();
    void fieldsSayWhatTheyAre();
    void uploadsHaveTheirOwn();

private:
    struct Stage : TransferStage
    {
        using TransferStage::TransferStage;
        const TransferGroup *group(qint64 id);
        QAction *action(Action action) const;
        void select(const QModelIndex &row) const;
        void show(const QList<qint64> &ids); // groups with a file each
        bool isOpen(int row) const { return tree->isExpanded(tree->model()->index(row, 0)); }
    };

    DemoHub m_demo;
    std::unique_ptr<QTemporaryDir> m_home;
};

const TransferGroup *tst_TransfersPane::Stage::group(qint64 id)
{
    const QList<TransferGroup> &groups = app.transfers().snapshot().groups;
    const auto it = std::ranges::find(groups, id, &TransferGroup::id);
    return it == groups.end() ? nullptr : &*it;
}

QAction *tst_TransfersPane::Stage::action(Action action) const
{
    for (QAction *each : tree->actions())
        if (each->text() == TransferDelegate::actionWord(action))
            return each;
    return nullptr;
}

void tst_TransfersPane::Stage::show(const QList<qint64> &ids)
{
    TransferSnapshot now;
    for (const qint64 id : ids) {
        now.groups << TransferGroup{.id = id, .repo = *RepoId::parse(RepoKind::Model, u"a/b")};
        now.files << TransferFile{
            .id = 10 * id, .group = id, .path = u"weights%1"_s.arg(id), .total = 9};
    }
    emit app.transfers().changed(now);
}

void tst_TransfersPane::Stage::select(const QModelIndex &row) const
{
    tree->setFocus();
    tree->setCurrentIndex(row);
}

void tst_TransfersPane::initTestCase()
{
    QString error;
    QVERIFY2(m_demo.start(&error), qPrintable(error));
    applyTheme(*qApp, Settings::Theme::Light);
}

void tst_TransfersPane::init()
{
    m_home = std::make_unique<QTemporaryDir>();
}

void tst_TransfersPane::muchIsAskedAbout()
{
    m_demo.hub().setFault("stall", "/", -1, "cdn", kBeforeTheStall);
    Stage stage(m_demo, m_home->path());
    const qint64 id = stage.download(u"northwind/compass-7b-instruct-GGUF"_s,
                                     {u"compass-7b-instruct.Q4_K_M.gguf"_s});
    QTRY_VERIFY_WITH_TIMEOUT(stage.group(id) && stage.group(id)->done >= 100'000'000, 30'000);
    stage.select(stage.tree->model()->index(0, 0));
    const auto press = [&] {
        stage.pane.activateWindow(); // the offscreen platform does not give it back by itself
        static_cast<void>(QTest::qWaitForWindowActive(&stage.pane));
        stage.tree->setFocus();
        QTest::keyClick(stage.tree, Qt::Key_Delete);
        return stage.pane.findChild<CancelQuestion *>();
    };
    CancelQuestion *question = press();
    QVERIFY(question);
    QTest::keyClick(question, Qt::Key_Escape);
    QTRY_VERIFY(!stage.pane.findChild<CancelQuestion *>());
    QVERIFY(stage.group(id)->state != TransferState::Cancelled);
    question = press();
    QVERIFY(question);
    for (QAbstractButton *button : question->buttons())
        if (button->text() == u"Throw away")
            button->click();
    QTRY_COMPARE(stage.group(id)->state, TransferState::Cancelled);
}

void tst_TransfersPane::littleIsCancelledAtOnce()
{
    m_demo.hub().setFault("stall", "/", -1, "cdn", 1 << 20);
    Stage stage(m_demo, m_home->path());
    const qint64 id = stage.download(u"northwind/compass-7b-instruct-GGUF"_s,
                                     {u"compass-7b-instruct.Q4_K_M.gguf"_s});
    QTRY_VERIFY(stage.group(id) && stage.group(id)->done > 0);
    stage.select(stage.tree->model()->index(0, 0));
    QTest::keyClick(stage.tree, Qt::Key_Delete);
    QVERIFY(!stage.pane.findChild<CancelQuestion *>());
    QTRY_COMPARE(stage.group(id)->state, TransferState::Cancelled);
}

void tst_TransfersPane::onlyWhatDoesSomething()
{
    Stage stage(m_demo, m_home->path());
    QVERIFY(!stage.action(Action::Cancel)->isEnabled()); // no row at all
    m_demo.hub().setFault("forbidden", "/orchard/pippin-2b/resolve/", 1);
    const qint64 id = stage.download(u"orchard/pippin-2b"_s, {u"config.json"_s, u"README.md"_s});
    QTRY_VERIFY(stage.group(id) && stage.group(id)->state == TransferState::Failed);
    const QModelIndex group = stage.tree->model()->index(0, 0);
    QTRY_COMPARE(stage.tree->model()->rowCount(group), 2);
    stage.select(group);
    QVERIFY(stage.action(Action::Retry)->isEnabled());
    QVERIFY(!stage.action(Action::Cancel)->isEnabled());
    for (int row = 0; row < 2; ++row) {
        const QModelIndex file = stage.tree->model()->index(row, 0, group);
        const bool failed
            = file.data(TransferModel::FileRole).value<const TransferFile *>()->error.has_value();
        stage.select(file);
        QCOMPARE(stage.action(Action::Retry)->isEnabled(), failed);
        QCOMPARE(stage.action(Action::Show)->isEnabled(), !failed);
    }
    stage.select(group);
    QTest::keyClick(stage.tree, Qt::Key_R, Qt::ControlModifier);
    QTRY_COMPARE(stage.group(id)->state, TransferState::Done);
    QTRY_VERIFY(!stage.action(Action::Retry)->isEnabled()); // the selection stayed, the state not
    QTest::keyClick(stage.tree, Qt::Key_Delete, Qt::ShiftModifier);
    QTRY_VERIFY(!stage.group(id)); // the list is without it

    m_demo.hub().setFault("too-many", "/orchard/pippin-2b/resolve", 1, "hub", 600);
    const qint64 limited = stage.download(u"orchard/pippin-2b"_s, {u"tokenizer.json"_s});
    QTRY_VERIFY(stage.group(limited) && stage.group(limited)->state == TransferState::Waiting);
    stage.select(stage.tree->model()->index(0, 0));
    QTRY_VERIFY(stage.action(Action::Retry)->isEnabled()); // at once
    QVERIFY(stage.action(Action::Pause)->isEnabled());
    QVERIFY(!stage.action(Action::Remove)->isEnabled());
}

// A failed row tells why across the columns that have nothing to say.
void tst_TransfersPane::reasonHasRoom()
{
    m_demo.hub().setFault("forbidden", "/orchard/pippin-2b/resolve/");
    Stage stage(m_demo, m_home->path());
    const qint64 id = stage.download(u"orchard/pippin-2b"_s, {u"config.json"_s});
    QTRY_VERIFY(stage.group(id) && stage.group(id)->state == TransferState::Failed);
    QAbstractItemModel *model = stage.tree->model();
    const QModelIndex file = model->index(0, TransferModel::ProgressColumn, model->index(0, 0));
    QTRY_VERIFY(stage.tree->visualRect(file).isValid());
    const QImage picture = stage.tree->viewport()->grab(stage.tree->visualRect(file)).toImage();
    int coloured = 0;
    for (int y = 0; y < picture.height(); ++y)
        for (int x = 0; x < picture.width(); ++x)
            coloured += picture.pixelColor(x, y).red() > 2 * picture.pixelColor(x, y).green();
    QVERIFY2(coloured > 10, "the sentence ends before the next column");
}

// The column of states cuts the sentence: the row tells it when pointed at.
void tst_TransfersPane::whyItWaitsIsTold()
{
    m_demo.hub().setFault("too-many", "/orchard/pippin-2b/resolve", 1, "hub", 600);
    Stage stage(m_demo, m_home->path());
    const qint64 id = stage.download(u"orchard/pippin-2b"_s, {u"tokenizer.json"_s});
    QTRY_VERIFY(stage.group(id) && stage.group(id)->state == TransferState::Waiting);
    QAbstractItemModel *model = stage.tree->model();
    QTRY_COMPARE(model->rowCount(model->index(0, 0)), 1);
    if (const QString folder = qEnvironmentVariable("HUBNAUT_SHOTS"); !folder.isEmpty())
        stage.pane.grab().save(folder + u"/transfers-wait.png"_s);
    const QModelIndex file = model->index(0, TransferModel::StateColumn, model->index(0, 0));
    for (const QModelIndex &row : {model->index(0, TransferModel::StateColumn), file}) {
        for (int column = TransferModel::StateColumn; column < TransferModel::ActionsColumn;
             ++column) {
            const QPoint at = stage.tree->visualRect(row.siblingAtColumn(column)).center();
            QHelpEvent help(QEvent::ToolTip, at, stage.tree->viewport()->mapToGlobal(at));
            QToolTip::showText(help.globalPos(), u"of another place"_s, stage.tree);
            QApplication::sendEvent(stage.tree->viewport(), &help);
            QVERIFY2(QToolTip::text().contains(u"Waiting: rate limit until "_s)
                         && QToolTip::text().contains(u"The Hub asks us to slow down."_s),
                     qPrintable(QToolTip::text()));
        }
    }
}

void tst_TransfersPane::namesHaveRoom_data()
{
    QTest::addColumn<int>("width");
    QTest::newRow("window of 1024 px") << 1024 - metrics::kSideBar;
    QTest::newRow("just not narrow") << 1000;
    QTest::newRow("large") << 1388;
}

void tst_TransfersPane::namesHaveRoom()
{
    QFETCH(int, width);
    Stage stage(m_demo, m_home->path());
    stage.pane.resize(width, 600);
    const qint64 id = stage.download(u"orchard/pippin-2b"_s, {u"config.json"_s});
    QTRY_VERIFY(stage.group(id) && stage.group(id)->state == TransferState::Done);
    QVERIFY(stage.tree->columnWidth(TransferModel::NameColumn) >= 200);
    QVERIFY(stage.tree->header()->length() <= stage.tree->viewport()->width());
}

void tst_TransfersPane::pausesAndGoesOn()
{
    m_demo.hub().setFault("stall", "/", 1, "cdn", 1 << 20);
    Stage stage(m_demo, m_home->path());
    const qint64 id = stage.download(u"orchard/pippin-2b"_s, {u"model.safetensors"_s});
    QTRY_VERIFY(stage.group(id) && stage.group(id)->done > 0);
    stage.select(stage.tree->model()->index(0, 0));
    QVERIFY(stage.action(Action::Pause)->isEnabled() && !stage.action(Action::Resume)->isEnabled());
    QTest::keyClick(stage.tree, Qt::Key_P, Qt::ControlModifier);
    QTRY_COMPARE(stage.group(id)->state, TransferState::Paused);
    QTRY_VERIFY(stage.action(Action::Resume)->isEnabled()
                && !stage.action(Action::Pause)->isEnabled());
    QPushButton *all = nullptr;
    for (auto *button : stage.pane.findChildren<QPushButton *>())
        if (button->isVisible() && button->text() == u"Resume all")
            all = button;
    QVERIFY(all);
    m_demo.hub().clearFaults();
    all->click();
    QTRY_COMPARE_WITH_TIMEOUT(stage.group(id)->state, TransferState::Done, 30'000);
    QVERIFY(!all->isVisible());
}

// Each group opens when it comes, whichever went at the same moment, and stays as it was put.
void tst_TransfersPane::newOnesAreOpen()
{
    Stage stage(m_demo, m_home->path());
    stage.show({1, 2});
    QVERIFY(stage.isOpen(0) && stage.isOpen(1));
    stage.tree->collapse(stage.tree->model()->index(1, 0));
    stage.show({2, 3});
    QVERIFY(!stage.isOpen(0));
    QVERIFY(stage.isOpen(1));
    stage.show({3});
    stage.show({3, 4});
    QVERIFY(stage.isOpen(0) && stage.isOpen(1));
}

// A filter opens what fits, once, and gives back what was folded.
void tst_TransfersPane::foldedStaysFolded()
{
    Stage stage(m_demo, m_home->path());
    stage.show({1, 2, 3});
    for (const int row : {0, 2})
        stage.tree->collapse(stage.tree->model()->index(row, 0));
    auto *filter = stage.pane.findChild<SearchBox *>();
    filter->setText(u"w"_s);
    QVERIFY(stage.isOpen(0) && stage.isOpen(1) && stage.isOpen(2));
    stage.tree->collapse(stage.tree->model()->index(1, 0));
    filter->setText(u"weight"_s);
    QVERIFY(!stage.isOpen(1)); // folded meanwhile
    filter->setText(u"weights3"_s); // hides the first ones
    QCOMPARE(stage.tree->model()->rowCount(), 1);
    filter->clear();
    QCOMPARE(stage.tree->model()->rowCount(), 3);
    QVERIFY(!stage.isOpen(0) && !stage.isOpen(2));
}

void tst_TransfersPane::nothingThatFitsIsTold()
{
    Stage stage(m_demo, m_home->path());
    stage.show({1});
    auto *filter = stage.pane.findChild<SearchBox *>();
    filter->setText(u"no such file"_s);
    QVERIFY(!stage.tree->isVisible());
    QPushButton *all = nullptr;
    for (auto *button : stage.pane.findChildren<QPushButton *>())
        if (button->isVisible() && button->text() == u"Show all")
            all = button;
    QVERIFY(all);
    all->click();
    QVERIFY(stage.tree->isVisible());
    QCOMPARE(filter->text(), QString());
}

void tst_TransfersPane::errorsOfferInWords()
{
    m_demo.hub().setFault("forbidden", "/orchard/pippin-2b/resolve/", 1);
    Stage stage(m_demo, m_home->path());
    const qint64 id = stage.download(u"orchard/pippin-2b"_s, {u"config.json"_s});
    QTRY_VERIFY(stage.group(id) && stage.group(id)->state == TransferState::Failed);
    QAbstractItemModel *model = stage.tree->model();
    const QModelIndex file = model->index(0, 0, model->index(0, 0));
    QTRY_VERIFY(stage.tree->visualRect(file).isValid());
    QGuiApplication::clipboard()->clear();
    QPoint at = stage.tree->visualRect(file.siblingAtColumn(TransferModel::LeftColumn)).center();
    QTest::mouseClick(stage.tree->viewport(), Qt::LeftButton, {}, at);
    QVERIFY(!QGuiApplication::clipboard()->text().isEmpty()); // the details
    const int start = stage.tree->visualRect(file).right();
    QSignalSpy clicked(static_cast<TransferDelegate *>(stage.tree->itemDelegate()),
                       &TransferDelegate::actionClicked);
    const auto last = [&clicked] {
        return clicked.isEmpty() ? Action::Show : clicked.last().at(1).value<Action>();
    };
    for (; at.x() > start && last() != Action::Retry; at.rx() -= 6)
        QTest::mouseClick(stage.tree->viewport(), Qt::LeftButton, {}, at);
    QCOMPARE(last(), Action::Retry);
    QTRY_COMPARE(stage.group(id)->state, TransferState::Done);
}

void tst_TransfersPane::fieldsSayWhatTheyAre()
{
    Stage stage(m_demo, m_home->path());
    const auto *filter = stage.pane.findChild<SearchBox *>();
    QCOMPARE(filter->accessibleName(), u"Filter by name or state"_s);
    stage.pane.findChild<QTabBar *>()->setCurrentIndex(1);
    QCOMPARE(filter->accessibleName(), filter->placeholderText());
    QVERIFY(filter->accessibleName() != u"Filter by name or state"_s);
    QVERIFY(!stage.pane.findChild<ProgressLine *>()->accessibleName().isEmpty());
}

// What acts on downloads is not offered beside uploads, and the keys are not lost behind them.
void tst_TransfersPane::uploadsHaveTheirOwn()
{
    Stage stage(m_demo, m_home->path());
    stage.pane.addUploads(new UploadList(stage.app.uploads(), [] { return QUrl(); }));
    const qint64 id = stage.download(u"northwind/compass-7b-instruct"_s, {u"config.json"_s});
    QTRY_VERIFY(stage.group(id) && stage.group(id)->state == TransferState::Done);
    auto *tabs = stage.pane.findChild<QTabBar *>();
    const auto *footer = stage.pane.findChild<TransferFooter *>();
    QVERIFY(footer->isVisible());
    tabs->setCurrentIndex(2);
    QVERIFY(!footer->isVisible());
    stage.pane.setFocus();
    QVERIFY(tabs->hasFocus()); // there is no upload
    stage.pane.focusFilter();
    QVERIFY(tabs->hasFocus());
    tabs->setCurrentIndex(0);
    QVERIFY(footer->isVisible());
}

QTEST_MAIN(tst_TransfersPane)
#include "tst_transferspane.moc"

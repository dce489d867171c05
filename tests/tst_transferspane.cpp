#include "app/appcontext.h"
#include "app/demohub.h"
#include "models/transfermodel.h"
#include "ui/theme/theme.h"
#include "ui/transfers/cancelloss.h"
#include "ui/transfers/cancelquestion.h"
#include "ui/transfers/queuetree.h"
#include "ui/transfers/transferdelegate.h"
#include "ui/transfers/transferspane.h"
#include "ui/widgets/plaintip.h"

#include <QAction>
#include <QApplication>
#include <QHeaderView>
#include <QHelpEvent>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolTip>
#include <QTreeView>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Action = TransferDelegate::Action;

namespace {

constexpr qint64 kBeforeTheStall = 110 << 20; // bytes; more than what is worth a question

TransferSnapshot oneFile(qint64 done, TransferState state = TransferState::Downloading)
{
    TransferSnapshot snapshot;
    snapshot.groups << TransferGroup{.id = 1, .repo = *RepoId::parse(RepoKind::Model, u"a/b")};
    snapshot.files << TransferFile{
        .id = 7, .group = 1, .path = u"w"_s, .state = state, .done = done, .total = 1 << 30};
    return snapshot;
}

} // namespace

// The queue by key and mouse, on downloads from the demo's Hub.
class tst_TransfersPane final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup() { m_demo.hub().clearFaults(); }
    void lossIsWorthAQuestion_data();
    void lossIsWorthAQuestion();
    void longWorkIsWorthAQuestion();
    void pausedIsNotToBePaused();
    void muchIsAskedAbout();
    void littleIsCancelledAtOnce();
    void onlyWhatDoesSomething();
    void reasonHasRoom();
    void whyItWaitsIsTold();
    void namesHaveRoom_data();
    void namesHaveRoom();
    void pausesAndGoesOn();
    void newOnesAreOpen();

private:
    struct Stage
    {
        Stage(const DemoHub &demo, const QString &home);
        qint64 download(const QString &repo, const QStringList &paths);
        const TransferGroup *group(qint64 id);
        QAction *action(Action action) const;
        void select(const QModelIndex &row) const;

        AppContext app;
        TransfersPane pane;
        QTreeView *tree;
    };

    DemoHub m_demo;
    std::unique_ptr<QTemporaryDir> m_home;
};

tst_TransfersPane::Stage::Stage(const DemoHub &demo, const QString &home)
    : app([&] {
        QProcessEnvironment variables = demo.variables();
        variables.insert(u"HF_HOME"_s, home + u"/huggingface"_s);
        return AppContext::Options{
            .variables = variables, .homeFolder = home, .settingsFile = home + u"/settings.ini"_s};
    }())
    , pane(app.transfers(), app.settings())
    , tree(pane.findChild<QueueTree *>())
{
    app.start();
    pane.resize(1100, 600);
    pane.show();
    pane.activateWindow();
}

qint64 tst_TransfersPane::Stage::download(const QString &repo, const QStringList &paths)
{
    return app.transfers().download({.repo = *RepoId::parse(RepoKind::Model, repo),
                                     .revision = {},
                                     .paths = paths,
                                     .allow = {},
                                     .ignore = {},
                                     .folder = {}});
}

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

void tst_TransfersPane::lossIsWorthAQuestion_data()
{
    QTest::addColumn<qint64>("done");
    QTest::addColumn<TransferState>("state");
    QTest::addColumn<qint64>("lost");
    QTest::addColumn<bool>("asks");
    const qint64 little = 99'999'999;
    const qint64 much = 100'000'000;
    QTest::newRow("nothing") << qint64(0) << TransferState::Connecting << qint64(0) << false;
    QTest::newRow("little") << little << TransferState::Downloading << little << false;
    QTest::newRow("much") << much << TransferState::Downloading << much << true;
    QTest::newRow("waits") << much << TransferState::Waiting << much << true;
    QTest::newRow("whole") << much << TransferState::Done << qint64(0) << false;
}

void tst_TransfersPane::lossIsWorthAQuestion()
{
    QFETCH(qint64, done);
    QFETCH(TransferState, state);
    const TransferSnapshot now = oneFile(done, state);
    CancelLoss loss;
    const CancelLoss::Moment start{};
    loss.note(now, start);
    const CancelLoss::Loss of = loss.of(now, {1}, {}, start + 1s);
    QTEST(of.bytes, "lost");
    QTEST(of.worthAsking, "asks");
    QCOMPARE(loss.of(now, {}, {7}, start + 1s).bytes, of.bytes); // the file itself
    QCOMPARE(loss.of(now, {2}, {8}, start + 1s).bytes, 0); // others
}

void tst_TransfersPane::longWorkIsWorthAQuestion()
{
    CancelLoss loss;
    const CancelLoss::Moment start{};
    loss.note(oneFile(1000), start);
    loss.note(oneFile(2000), start + 50s);
    QVERIFY(!loss.of(oneFile(2000), {1}, {}, start + 60s).worthAsking);
    QVERIFY(loss.of(oneFile(2000), {1}, {}, start + 61s).worthAsking);
    loss.note(oneFile(0, TransferState::Cancelled), start + 70s);
    loss.note(oneFile(1000), start + 80s); // tried again: a new beginning
    QVERIFY(!loss.of(oneFile(2000), {1}, {}, start + 81s).worthAsking);
}

void tst_TransfersPane::pausedIsNotToBePaused()
{
    const CancelLoss loss;
    const CancelLoss::Moment now{};
    QVERIFY(loss.of(oneFile(1), {1}, {}, now).canPause);
    for (const auto state : {TransferState::Paused, TransferState::Failed})
        QVERIFY(!loss.of(oneFile(1, state), {1}, {}, now).canPause);
    const auto words = [](bool canPause) {
        const CancelQuestion question({}, 1, canPause, nullptr);
        QStringList texts;
        for (const QAbstractButton *button : question.buttons())
            texts << button->text();
        return texts.join(u'|');
    };
    QVERIFY(words(true).contains(u"Pause instead"));
    QVERIFY2(!words(false).contains(u"Pause") && !words(false).contains(u"downloading"),
             qPrintable(words(false)));
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
    const auto show = [&stage](const QList<qint64> &ids) {
        TransferSnapshot now;
        for (const qint64 id : ids) {
            now.groups << TransferGroup{.id = id, .repo = *RepoId::parse(RepoKind::Model, u"a/b")};
            now.files << TransferFile{.id = 10 * id, .group = id, .path = u"w"_s};
        }
        emit stage.app.transfers().changed(now);
    };
    const auto isOpen
        = [&stage](int row) { return stage.tree->isExpanded(stage.tree->model()->index(row, 0)); };
    show({1, 2});
    QVERIFY(isOpen(0) && isOpen(1));
    stage.tree->collapse(stage.tree->model()->index(1, 0));
    show({2, 3});
    QVERIFY(!isOpen(0));
    QVERIFY(isOpen(1));
    show({3});
    show({3, 4});
    QVERIFY(isOpen(0) && isOpen(1));
}

QTEST_MAIN(tst_TransfersPane)
#include "tst_transferspane.moc"

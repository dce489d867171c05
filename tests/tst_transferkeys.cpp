// Keys and selections of the transfers in the whole window: what they reach, and nothing else.
#include "app/demohub.h"
#include "models/historymodel.h"
#include "tests/support/foreignlock.h"
#include "tests/support/windowstage.h"
#include "ui/theme/theme.h"
#include "ui/transfers/cancelquestion.h"
#include "ui/transfers/historyview.h"
#include "ui/transfers/queuetree.h"
#include "ui/transfers/transferspane.h"
#include "ui/widgets/searchbox.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QDirIterator>
#include <QSignalSpy>
#include <QTabBar>
#include <QTest>
#include <QTreeView>

#include <algorithm>

using namespace Qt::StringLiterals;

class tst_TransferKeys final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();
    void filteredGroupIsWhatIsShown();
    void removingKeptBytesIsAsked();
    void retriesByKey();
    void historyTakesTheSelection();
    void movesNotPastWhatIsHidden();
    void goesPastAnotherProgram();

private:
    qint64 download(const QString &repo, const QStringList &paths) const;
    TransfersPane *pane() const { return m_stage->window().findChild<TransfersPane *>(); }
    QTreeView *tree() const { return pane()->findChild<QueueTree *>(); }
    QTreeView *history() const
    {
        return pane()->findChild<HistoryView *>()->findChild<QTreeView *>();
    }
    SearchBox *filter() const { return pane()->findChild<SearchBox *>(); }
    void press(QWidget *widget, Qt::Key key, Qt::KeyboardModifiers modifiers = {}) const;
    static QAction *action(const QWidget *of, const QString &text);
    const TransferSnapshot &now() const { return m_stage->app().transfers().snapshot(); }
    TransferState stateOf(const QString &path) const;

    mutable DemoHub m_demo;
    std::unique_ptr<WindowStage> m_stage;
};

namespace {

constexpr auto kSkald = "openfjord/skald-13b"_L1;
constexpr auto kFirst = "model-00001-of-00006.safetensors"_L1;
constexpr auto kSecond = "model-00002-of-00006.safetensors"_L1;
constexpr auto kPippin = "orchard/pippin-2b"_L1;

} // namespace

void tst_TransferKeys::initTestCase()
{
    QString error;
    QVERIFY2(m_demo.start(&error), qPrintable(error));
    applyTheme(*qApp, Settings::Theme::Light);
}

void tst_TransferKeys::init()
{
    m_stage = std::make_unique<WindowStage>(m_demo.variables());
    QVERIFY(m_stage->openWindow());
    m_stage->app().start();
    m_stage->window().openPage(PageId::Transfers);
    QVERIFY(pane());
}

void tst_TransferKeys::cleanup()
{
    m_stage.reset();
    m_demo.hub().clearFaults();
}

qint64 tst_TransferKeys::download(const QString &repo, const QStringList &paths) const
{
    return m_stage->app().transfers().download(
        {.repo = *RepoId::parse(RepoKind::Model, repo), .revision = {}, .paths = paths});
}

void tst_TransferKeys::press(QWidget *widget, Qt::Key key, Qt::KeyboardModifiers modifiers) const
{
    m_stage->window().activateWindow(); // the offscreen platform does not give it back by itself
    static_cast<void>(QTest::qWaitForWindowActive(&m_stage->window()));
    widget->setFocus();
    QTest::keyClick(widget, key, modifiers);
}

QAction *tst_TransferKeys::action(const QWidget *of, const QString &text)
{
    const auto all = of->actions();
    const auto it = std::ranges::find(all, text, &QAction::text);
    return it == all.end() ? nullptr : *it;
}

TransferState tst_TransferKeys::stateOf(const QString &path) const
{
    const auto file = std::ranges::find(now().files, path, &TransferFile::path);
    return file == now().files.end() ? TransferState::Queued : file->state;
}

void tst_TransferKeys::filteredGroupIsWhatIsShown()
{
    m_demo.hub().setFault("stall", "/", -1, "cdn", 1 << 16);
    const qint64 id = download(kSkald, {kFirst, kSecond});
    QTRY_VERIFY(now().files.size() == 2 && now().groups.first().done > 0);
    filter()->setText(u"00002"_s);
    const QModelIndex group = tree()->model()->index(0, 0);
    QCOMPARE(tree()->model()->rowCount(group), 1);
    tree()->setCurrentIndex(group); // the group's row alone
    press(tree(), Qt::Key_P, Qt::ControlModifier);
    QTRY_COMPARE(stateOf(kSecond), TransferState::Paused);
    QVERIFY(stateOf(kFirst) != TransferState::Paused);
    QVERIFY(!action(tree(), u"Pause"_s)->isEnabled());
    QVERIFY(action(tree(), u"Resume"_s)->isEnabled());
    tree()->selectAll();
    press(tree(), Qt::Key_Delete);
    QTRY_COMPARE(stateOf(kSecond), TransferState::Cancelled);
    QVERIFY(stateOf(kFirst) != TransferState::Cancelled);
    filter()->clear();
    tree()->setCurrentIndex(tree()->model()->index(0, 0)); // all of it again
    press(tree(), Qt::Key_Delete);
    QTRY_COMPARE(stateOf(kFirst), TransferState::Cancelled);
    QTRY_COMPARE(now().groups.first().state, TransferState::Cancelled);
    QTRY_VERIFY(action(tree(), u"Remove from the list"_s)->isEnabled());
    filter()->setText(u"00002"_s); // what is hidden cannot be removed
    tree()->setCurrentIndex(tree()->model()->index(0, 0));
    QVERIFY(!action(tree(), u"Remove from the list"_s)->isEnabled());
    QCOMPARE(now().groups.first().id, id);
}

// What a failed group keeps for another try goes only when that is wanted.
void tst_TransferKeys::removingKeptBytesIsAsked()
{
    m_demo.hub().setFault("stall", "/", -1, "cdn", 110 << 20); // more than what is worth a question
    const qint64 id
        = download(u"northwind/compass-7b-instruct-GGUF"_s, {u"compass-7b-instruct.Q4_K_M.gguf"_s});
    Transfers &transfers = m_stage->app().transfers();
    QTRY_VERIFY_WITH_TIMEOUT(now().groups.size() == 1 && now().groups.first().done >= 100'000'000,
                             60'000);
    transfers.pauseGroup(id);
    QTRY_COMPARE(now().groups.first().state, TransferState::Paused);
    m_demo.hub().setFault("forbidden", "/northwind/compass-7b-instruct-GGUF/resolve/");
    transfers.resumeGroup(id);
    QTRY_COMPARE(now().groups.first().state, TransferState::Failed);
    QVERIFY(now().groups.first().done >= 100'000'000);
    tree()->setCurrentIndex(tree()->model()->index(0, 0));
    const auto ask = [this] {
        press(tree(), Qt::Key_Delete, Qt::ShiftModifier);
        return m_stage->window().findChild<CancelQuestion *>();
    };
    CancelQuestion *question = ask();
    QVERIFY(question);
    QVERIFY2(question->text().contains(u"kept for another try"), qPrintable(question->text()));
    QTest::keyClick(question, Qt::Key_Escape);
    QTRY_VERIFY(!m_stage->window().findChild<CancelQuestion *>());
    QCOMPARE(now().groups.size(), 1);
    question = ask();
    QVERIFY(question);
    for (QAbstractButton *button : question->buttons())
        if (button->text() == u"Throw away")
            button->click();
    QTRY_COMPARE(now().groups.size(), 0);
}

// The window's own key for another look gives way where there is nothing to look at again.
void tst_TransferKeys::retriesByKey()
{
    m_demo.hub().setFault("forbidden", "/orchard/pippin-2b/resolve/", 1);
    download(kPippin, {u"config.json"_s});
    QTRY_VERIFY(now().groups.size() == 1 && now().groups.first().state == TransferState::Failed);
    tree()->setCurrentIndex(tree()->model()->index(0, 0));
    press(tree(), Qt::Key_R, Qt::ControlModifier);
    QTRY_COMPARE(now().groups.first().state, TransferState::Done);

    pane()->findChild<QTabBar *>()->setCurrentIndex(1);
    QTRY_VERIFY(history()->model()->rowCount() > 0);
    history()->setCurrentIndex(history()->model()->index(0, 0));
    press(history(), Qt::Key_R, Qt::ControlModifier);
    QTRY_COMPARE(now().groups.size(), 2);
}

void tst_TransferKeys::historyTakesTheSelection()
{
    QSignalSpy done(&m_stage->app().transfers(), &Transfers::groupDone);
    download(kPippin, {u"config.json"_s});
    QTRY_COMPARE(done.size(), 1);
    download(kSkald, {u"config.json"_s});
    QTRY_COMPARE(done.size(), 2);
    pane()->findChild<QTabBar *>()->setCurrentIndex(1);
    QAbstractItemModel *model = history()->model();
    QTRY_COMPARE(model->rowCount(), 2);
    history()->selectAll();
    QGuiApplication::clipboard()->clear();
    press(history(), Qt::Key_C, Qt::ControlModifier);
    const auto copied = [] { return QGuiApplication::clipboard()->text(); };
    QTRY_COMPARE(copied().count(u"path: config.json\n"), 2);
    QVERIFY(copied().indexOf(kSkald) < copied().indexOf(kPippin)); // as they stand

    const QModelIndex first = model->index(0, 0);
    history()->expand(first);
    QTRY_COMPARE(model->rowCount(first), 1);
    QAction *path = action(history(), u"Copy the local path"_s);
    QVERIFY(path && !path->isEnabled());
    history()->setCurrentIndex(model->index(0, 0, first));
    QVERIFY(path->isEnabled());
    path->trigger();
    QVERIFY2(copied().endsWith(u"/config.json"_s) && copied().contains(u"skald-13b"_s),
             qPrintable(copied()));

    history()->selectAll();
    press(history(), Qt::Key_R, Qt::ControlModifier);
    QTRY_COMPARE(done.size(), 4);
    QTRY_COMPARE(model->rowCount(), 4);
    history()->selectAll();
    history()->selectionModel()->setCurrentIndex(model->index(0, 0), QItemSelectionModel::NoUpdate);
    press(history(), Qt::Key_Delete);
    QTRY_COMPARE(model->rowCount(), 0);
}

void tst_TransferKeys::movesNotPastWhatIsHidden()
{
    m_demo.hub().setFault("stall", "/", -1, "cdn", 1 << 16);
    download(kPippin, {u"model.safetensors"_s});
    download(kSkald, {kFirst});
    QTRY_COMPARE(tree()->model()->rowCount(), 2);
    tree()->setCurrentIndex(tree()->model()->index(1, 0));
    QVERIFY(action(tree(), u"Move up"_s)->isEnabled());
    filter()->setText(u"skald"_s);
    QCOMPARE(tree()->model()->rowCount(), 1);
    QVERIFY(!action(tree(), u"Move up"_s)->isEnabled());
    filter()->clear();
    QVERIFY(action(tree(), u"Move up"_s)->isEnabled());
}

void tst_TransferKeys::goesPastAnotherProgram() // C05: offered in words
{
    const QString path = u"config.json"_s;
    download(kPippin, {path});
    QTRY_COMPARE(stateOf(path), TransferState::Done);
    QDir repo(QFileInfo(now().files.first().localPath).path());
    QVERIFY(repo.cd(u"../.."_s));
    QDirIterator locks(repo.filePath("../.locks/"_L1 + repo.dirName()), {u"*.lock"_s});
    QVERIFY(locks.hasNext());
    const ForeignLock lock(locks.next());
    QVERIFY(lock.isHeld());
    QVERIFY(!locks.hasNext());
    QVERIFY(repo.removeRecursively());
    m_stage->app().transfers().clearFinished();
    QTRY_VERIFY(now().files.isEmpty());

    download(kPippin, {path});
    QTRY_COMPARE(stateOf(path), TransferState::Waiting);
    tree()->setCurrentIndex(tree()->model()->index(0, 0));
    QAction *anyway = action(tree(), u"Download anyway"_s);
    QVERIFY(anyway);
    QTRY_VERIFY(anyway->isEnabled());
    anyway->trigger();
    QTRY_COMPARE(stateOf(path), TransferState::Done);
    QTRY_VERIFY(!anyway->isEnabled());
}

QTEST_MAIN(tst_TransferKeys)
#include "tst_transferkeys.moc"

// A folder of this computer beside the repository that is open, and what is made of it.
#include "app/upload/sourcehash.h"
#include "tests/support/uploadstage.h"
#include "ui/compare/comparedialog.h"
#include "ui/repo/filessection.h"
#include "ui/widgets/segmentedcontrol.h"
#include "ui/widgets/stateview.h"

#include <QCheckBox>
#include <QClipboard>
#include <QDirIterator>
#include <QFileDialog>
#include <QLabel>
#include <QMenu>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QSemaphore>
#include <QToolButton>
#include <QTreeView>

using namespace Qt::StringLiterals;
using Phase = CompareController::Phase;

class CompareTest final : public QObject, private UploadStage
{
    Q_OBJECT

private slots:
    void initTestCase() { begin(); }
    void init();
    void cleanup() { m_stage.reset(); }
    void toTheHub();
    void toTheFolder();
    void nothingBeforeTheQuestion();
    void changedMeanwhile();
    void noTrash();
    void desktopsTrash();
    void missingFolder();
    void theSame();
    void linksStay();
    void planLeavesLinksOut();
    void deletesWhatIsNamed();
    void staysOpenWhileItMoves();

private:
    // From the menu, as a person gets there; the folder is chosen by its name.
    void openFromMenu()
    {
        auto *upload = m_stage->button(u"Upload"_s);
        QVERIFY(upload);
        QTest::mouseClick(upload, Qt::LeftButton);
        QTRY_VERIFY(m_stage->visible<QMenu>());
        QAction *wanted = nullptr;
        for (QAction *action : m_stage->visible<QMenu>()->actions())
            if (action->text() == u"Compare with a folder…"_s)
                wanted = action;
        QVERIFY(wanted && wanted->isEnabled());
        wanted->trigger();
        if (auto *menu = m_stage->visible<QMenu>())
            menu->close();
        QTRY_VERIFY(m_stage->visible<QFileDialog>());
        auto *chooser = m_stage->visible<QFileDialog>();
        emit chooser->fileSelected(m_source->path());
        chooser->reject();
        QTRY_VERIFY(compared());
        QTRY_VERIFY_WITH_TIMEOUT(compared()->controller().phase() == Phase::Compared, 20'000);
    }
    CompareDialog *compared() const { return m_stage->visible<CompareDialog>(); }
    // With a trash of the test's.
    void openWith(const CompareTrash::Move &move)
    {
        auto *dialog = new CompareDialog(
            m_stage->app().hub(),
            {.repo = m_repo, .revision = {}, .local = QFile::encodeName(m_source->path())}, {},
            move, m_stage->visible<FilesSection>());
        connect(dialog, &CompareDialog::fetchWanted, this, [this](const DownloadRequest &request) {
            m_fetched << request;
            m_stage->app().transfers().download(request);
        });
        dialog->open();
        QTRY_VERIFY(dialog->controller().phase() == Phase::Compared);
    }
    // As a trash does.
    CompareTrash::Move trash() const
    {
        QDir(m_source->path()).mkpath(u"../trash"_s);
        return [this](const QString &file) {
            return QFile::rename(file, m_trash.filePath(QFileInfo(file).fileName()));
        };
    }
    void chooseFolderWay() const
    {
        auto *way = compared()->findChild<SegmentedControl *>();
        way->setFocus();
        QTest::keyClick(way, Qt::Key_Right);
        QCOMPARE(way->current(), 1);
    }
    void tickRemovals(const QString &text) const
    {
        for (auto *box : compared()->findChildren<QCheckBox *>())
            if (box->isVisible() && box->text() == text)
                return box->click();
        QFAIL("no such box");
    }
    void tick(const QString &path, bool on) const
    {
        CompareModel &model = compared()->controller().model();
        QVERIFY(model.setData(model.indexOf(path), on ? Qt::Checked : Qt::Unchecked,
                              Qt::CheckStateRole));
    }
    QMessageBox *question() const
    {
        for (auto *box : compared()->findChildren<QMessageBox *>())
            if (box->isVisible())
                return box;
        return nullptr;
    }
    void confirm()
    {
        QTest::mouseClick(buttonWith(*compared(), u"…"_s), Qt::LeftButton);
        QTRY_VERIFY(question());
        for (QAbstractButton *button : question()->buttons())
            if (button->text() == u"Do it"_s)
                return button->click();
    }
    bool says(const QString &words) const
    {
        for (const auto *label : compared()->findChildren<QLabel *>())
            if (label->isVisible() && label->text().contains(words))
                return true;
        return false;
    }
    QByteArray content(const QString &path) const
    {
        QFile file(pathOf(path));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("not there");
    }
    // Every file of the folder with its content and its time.
    QMap<QString, QByteArray> picture() const
    {
        QMap<QString, QByteArray> all;
        QDirIterator it(m_source->path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (it.hasNext()) {
            QFile file(it.next());
            if (file.open(QIODevice::ReadOnly))
                all.insert(
                    file.fileName(),
                    file.readAll()
                        + QByteArray::number(it.fileInfo().lastModified().toMSecsSinceEpoch()));
        }
        return all;
    }

    QTemporaryDir m_trash;
    QList<DownloadRequest> m_fetched;
};

void CompareTest::init()
{
    m_fetched.clear();
    openAnew();
    put(u"config.json"_s, "{\"layers\":3}"); // of the same size
    put(u"sub/one.json"_s, "[1]");
    put(u"mine.txt"_s, "mine");
}

void CompareTest::toTheHub()
{
    openFromMenu();
    QVERIFY2(says(u"1 different, 1 only here, "_s),
             qPrintable(compared()->findChild<QLabel *>()->text()));
    tick(u"mine.txt"_s, false);
    QVERIFY(compared()->controller().model().choice().removed.isEmpty()); // nobody said so
    tickRemovals(u"Delete what is only on the Hub"_s);
    const int before = writes();
    QTest::mouseClick(buttonWith(*compared(), u"Plan the upload…"_s), Qt::LeftButton);
    QTRY_VERIFY(dialog());
    QTRY_VERIFY_WITH_TIMEOUT(isPlanned(), 20'000);
    QCOMPARE(state(u"config.json"_s), u"Changed"_s);
    const UploadPlan &plan = dialog()->controller().plan();
    QCOMPARE(plan.tally(UploadPlan::Verdict::LeftByHand).files, 1);
    QStringList deleted;
    for (const RepoPath &path : plan.deleted())
        deleted << path.text();
    QCOMPARE(deleted, QStringList({u"README.md"_s, u"sub/two.json"_s}));
    QCOMPARE(writes(), before); // until its button
    dialog()->reject();
}

void CompareTest::toTheFolder()
{
    openWith(trash());
    tickRemovals(u"Delete what is only on the Hub"_s);
    chooseFolderWay();
    QVERIFY(compared()->controller().model().choice().removed.isEmpty());
    tickRemovals(u"Move what is only here to the trash"_s);
    confirm();
    QTRY_VERIFY(compared()->controller().outcome());
    QVERIFY(says(u"2 files are in the trash."_s));
    QTRY_COMPARE(content(u"config.json"_s), "{\"layers\":2}");
    QTRY_COMPARE(content(u"sub/two.json"_s), "[2]");
    QTRY_VERIFY(content(u"README.md"_s).contains("mit"));
    QCOMPARE(content(u"mine.txt"_s), "not there");
    QFile old(m_trash.filePath(u"config.json"_s));
    QVERIFY(old.open(QIODevice::ReadOnly));
    QCOMPARE(old.readAll(), "{\"layers\":3}");
    QCOMPARE(m_fetched.size(), 1);
    QVERIFY(m_fetched.first().revision.isCommit()); // what was compared
    QVERIFY(!m_fetched.first().paths.contains(u"sub/one.json"_s));
    QTRY_VERIFY(m_stage->app().transfers().snapshot().running == 0);
    QTest::mouseClick(buttonWith(*compared(), u"Compare again"_s), Qt::LeftButton);
    QTRY_VERIFY(compared()->controller().phase() == Phase::Compared
                && compared()->controller().plan().count(CompareRow::State::Different) == 0
                && compared()->controller().plan().count(CompareRow::State::OnlyThere) == 0);
}

void CompareTest::nothingBeforeTheQuestion()
{
    const auto before = picture();
    openWith(trash());
    chooseFolderWay();
    tick(u"mine.txt"_s, true);
    QTest::mouseClick(buttonWith(*compared(), u"Download"_s), Qt::LeftButton);
    QTRY_VERIFY(question());
    QCOMPARE(question()->textFormat(), Qt::PlainText);
    QVERIFY(question()->informativeText().contains(u"moved to the trash first"_s));
    QCOMPARE(picture(), before);
    question()->reject();
    QTRY_VERIFY(!question());
    QVERIFY(m_fetched.isEmpty());
    QVERIFY(compared()->controller().phase() == Phase::Compared);
    QCOMPARE(picture(), before);
    QVERIFY(m_stage->app().transfers().snapshot().groups.isEmpty());
    QCOMPARE(writes(), 0);
}

void CompareTest::changedMeanwhile() // it stays, and what it says is kept
{
    openWith(trash());
    chooseFolderWay();
    tick(u"mine.txt"_s, true);
    put(u"config.json"_s, "{\"layers\":4}");
    put(u"mine.txt"_s, "not as it was");
    confirm();
    QTRY_VERIFY(compared()->controller().outcome());
    QCOMPARE(compared()->controller().outcome()->kept.size(), 2);
    QVERIFY(says(u"changed since it was compared"_s));
    QTRY_COMPARE(content(u"sub/two.json"_s), "[2]");
    QCOMPARE(content(u"config.json"_s), "{\"layers\":4}");
    QCOMPARE(content(u"mine.txt"_s), "not as it was");
    QVERIFY(!m_fetched.first().paths.contains(u"config.json"_s));
}

void CompareTest::noTrash()
{
    openWith([](const QString &) { return false; });
    chooseFolderWay();
    confirm();
    QTRY_VERIFY(compared()->controller().outcome());
    QVERIFY(says(u"cannot be moved to the trash"_s));
    QTRY_COMPARE(content(u"sub/two.json"_s), "[2]");
    QCOMPARE(content(u"config.json"_s), "{\"layers\":3}");
}

void CompareTest::desktopsTrash() // where this computer has one
{
    const QString name = pathOf(u"mine.txt"_s);
    const auto file
        = SourceHash::of({.path = *RepoPath::parse(u"mine.txt"), .local = QFile::encodeName(name)});
    QVERIFY(file);
    QFuture<CompareTrash> moving = CompareTrash::begin({file->file});
    QTRY_VERIFY(moving.isFinished());
    const CompareTrash done = moving.result();
    QCOMPARE(done.moved.size() + done.kept.size(), 1);
    QCOMPARE(QFile::exists(name), done.moved.isEmpty());
    if (!done.kept.isEmpty())
        QVERIFY(done.kept.first().why.contains(u"trash"_s));
}

void CompareTest::missingFolder() // is not an empty one
{
    QVERIFY(m_source->remove());
    auto *shown = new CompareDialog(
        m_stage->app().hub(),
        {.repo = m_repo, .revision = {}, .local = QFile::encodeName(m_source->path())}, {}, {},
        m_stage->visible<FilesSection>());
    shown->open();
    QTRY_VERIFY(shown->controller().state().phase == ViewState::Phase::Failed);
    chooseFolderWay();
    QVERIFY(!shown->controller().whyNot().isEmpty());
}

void CompareTest::theSame()
{
    QVERIFY(QDir(m_source->path()).removeRecursively());
    for (const QString &path :
         {u"README.md"_s, u"config.json"_s, u"sub/one.json"_s, u"sub/two.json"_s})
        put(path, stored(path));
    if (const QByteArray rules = stored(u".gitattributes"_s); rules != "not there")
        put(u".gitattributes"_s, rules);
    openWith(trash());
    QVERIFY(compared()->controller().state().phase == ViewState::Phase::Empty);
    QVERIFY(says(u"have the same files"_s));
    QVERIFY(!buttonWith(*compared(), u"Plan the upload…"_s)->isEnabled());
}

// A row names the link; what it leads to is another row's, or nobody's.
void CompareTest::linksStay()
{
    put(u"sub/two.json"_s, "[2]"); // as it is there
    QVERIFY(QFile::remove(pathOf(u"config.json"_s)));
    QVERIFY(QFile::link(pathOf(u"sub/two.json"_s), pathOf(u"config.json"_s)));
    openWith(trash());
    chooseFolderWay();
    CompareModel &model = compared()->controller().model();
    const QModelIndex row = model.indexOf(u"config.json"_s);
    QVERIFY(!(model.flags(row) & Qt::ItemIsUserCheckable));
    QCOMPARE(row.siblingAtColumn(CompareModel::StateColumn).data().toString(),
             u"A link here, stays"_s);
    confirm();
    QTRY_VERIFY(compared()->controller().outcome());
    QVERIFY(compared()->controller().outcome()->trashed.isEmpty());
    QCOMPARE(content(u"sub/two.json"_s), "[2]");
    QVERIFY(QFileInfo(pathOf(u"config.json"_s)).isSymLink());
    QVERIFY(!m_fetched.first().paths.contains(u"config.json"_s));
}

// Out of the folder leads no plan, either.
void CompareTest::planLeavesLinksOut()
{
    const QTemporaryDir outside;
    QVERIFY(writeWholeFile(outside.filePath(u"private.txt"_s), "private"));
    QVERIFY(QFile::link(outside.path(), pathOf(u"data"_s)));
    openFromMenu();
    QTest::mouseClick(buttonWith(*compared(), u"Plan the upload…"_s), Qt::LeftButton);
    QTRY_VERIFY(dialog());
    QTRY_VERIFY_WITH_TIMEOUT(isPlanned(), 20'000);
    QVERIFY(state(u"data/private.txt"_s).isEmpty());
    const auto *model = dialog()->findChild<UploadView *>()->model();
    const QModelIndex data = static_cast<const UploadModel *>(model)->indexOf(u"data"_s);
    QCOMPARE(data.siblingAtColumn(UploadModel::ChangeColumn).data().toString(), u"Left out"_s);
    dialog()->reject();
}

// Names that no field of patterns could say, too.
void CompareTest::deletesWhatIsNamed()
{
    m_demo.hub().store().commit(m_repo, u"main"_s,
                                {.title = u"Odd"_s,
                                 .adds = {{u"a\u00A0b.txt"_s, Content::bytes("odd")},
                                          {u"a b.txt"_s, Content::bytes("plain")}}});
    openFromMenu();
    tickRemovals(u"Delete what is only on the Hub"_s);
    tick(u"a b.txt"_s, false);
    QTest::mouseClick(buttonWith(*compared(), u"Plan the upload…"_s), Qt::LeftButton);
    QTRY_VERIFY(dialog());
    QTRY_VERIFY_WITH_TIMEOUT(isPlanned(), 20'000);
    QStringList deleted;
    for (const RepoPath &path : dialog()->controller().plan().deleted())
        deleted << path.text();
    QCOMPARE(deleted, QStringList({u"README.md"_s, u"a\u00A0b.txt"_s, u"sub/two.json"_s}));
    QCOMPARE(field(u"Patterns to delete on the Hub, one a line"_s)->toPlainText(), QString());
    button(u"Copy as hf command"_s)->click();
    QVERIFY2(QApplication::clipboard()->text().contains("--delete=sub/two.json"_L1),
             qPrintable(QApplication::clipboard()->text()));
    dialog()->reject();
    m_demo.hub().store().commit(
        m_repo, u"main"_s, {.title = u"Without"_s, .deletes = {u"a\u00A0b.txt"_s, u"a b.txt"_s}});
}

// What is in the trash by then would never be fetched.
void CompareTest::staysOpenWhileItMoves()
{
    QSemaphore gate;
    openWith([&gate](const QString &file) {
        gate.acquire();
        return QFile::remove(file);
    });
    chooseFolderWay();
    confirm();
    QTRY_VERIFY(compared()->controller().phase() == Phase::Moving);
    compared()->reject();
    QVERIFY(compared());
    QVERIFY(!buttonWith(*compared(), u"Close"_s)->isEnabled());
    gate.release(10);
    QTRY_VERIFY(compared()->controller().outcome());
    QTRY_COMPARE(content(u"config.json"_s), "{\"layers\":2}");
    buttonWith(*compared(), u"Close"_s)->click();
    QTRY_VERIFY(!compared());
}

QTEST_MAIN(CompareTest)
#include "tst_compare.moc"

// Watched folders on their page among the transfers, and where one is begun.
#include "tests/support/otherdatabase.h"
#include "tests/support/uploadstage.h"
#include "tests/support/watchbench.h"
#include "ui/transfers/transferspane.h"
#include "ui/watch/watchdialog.h"
#include "ui/watch/watchline.h"
#include "ui/watch/watchlist.h"
#include "ui/watch/watchwords.h"
#include "ui/widgets/elidedlabel.h"

#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QRadioButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QToolButton>

using namespace Qt::StringLiterals;

class WatchPageTest final : public QObject, private UploadStage
{
    Q_OBJECT

private slots:
    void initTestCase() { begin(); }
    void cleanup()
    {
        m_list.reset();
        m_bench.reset();
        m_stage.reset();
    }
    void fromTheEmptyPage();
    void typedWrong();
    void pausedEditedRemoved();
    void saysWhatWentWrong();
    void secretIsLookedAt();
    void damagedList();
    void listOfAnotherWindow();
    void fullDisk();
    void countsNoDeletions();
    void fromTheFiles();

private:
    void openList(const QByteArray &found = {}) // by the program as its list
    {
        m_bench = std::make_unique<WatchBench>();
        if (!found.isEmpty()) {
            QVERIFY(QDir().mkpath(QFileInfo(m_bench->watchFile()).path()));
            QFile file(m_bench->watchFile());
            QVERIFY(file.open(QIODevice::WriteOnly) && file.write(found) == found.size());
        }
        m_bench->startProgram();
        m_list = std::make_unique<WatchList>(*m_bench->watched, *m_bench->uploads);
        m_list->resize(800, 500);
        m_list->show();
        QTRY_VERIFY(m_bench->watched->isRead());
    }
    void watchOne()
    {
        QCOMPARE(m_bench->watched->add(m_bench->wish()), QString());
        QTRY_VERIFY(m_bench->isDone(m_bench->time));
    }
    template<typename T = QAbstractButton>
    static T *named(const QWidget &widget, const QString &name)
    {
        for (T *each : widget.findChildren<T *>())
            if (each->isVisible() && each->accessibleName() == name)
                return each;
        return nullptr;
    }
    static void type(QLineEdit *field, const QString &text)
    {
        field->setFocus();
        field->selectAll();
        QTest::keyClicks(field, text);
    }
    static bool says(const QWidget &widget, const QString &words)
    {
        for (const auto *label : widget.findChildren<ElidedLabel *>())
            if (label->isVisible() && label->text().contains(words))
                return true;
        for (const auto *label : widget.findChildren<QLabel *>())
            if (label->isVisible() && label->text().contains(words))
                return true;
        return false;
    }
    WatchDialog *question() const
    {
        for (auto *dialog : m_list->findChildren<WatchDialog *>())
            if (dialog->isVisible())
                return dialog;
        return nullptr;
    }
    static void click(QWidget *widget)
    {
        QVERIFY(widget);
        QTest::mouseClick(widget, Qt::LeftButton);
    }

    std::unique_ptr<WatchBench> m_bench;
    std::unique_ptr<WatchList> m_list;
};

void WatchPageTest::fromTheEmptyPage()
{
    openList();
    QVERIFY(says(*m_list, u"No folder is watched."_s));
    click(buttonWith(*m_list, u"Watch a folder…"_s));
    QVERIFY(question());
    QPushButton *watch = buttonWith(*question(), u"Watch"_s);
    QVERIFY(!watch->isEnabled());
    m_bench->put(u"a.txt"_s, "one");
    m_bench->put(u"b.log"_s, "two");
    type(named<QLineEdit>(*question(), u"Folder of this computer"_s), m_bench->pathOf({}));
    type(named<QLineEdit>(*question(), u"Repository"_s), u"ada/up"_s);
    named<QPlainTextEdit>(*question(), u"Patterns to leave out, one a line"_s)
        ->setPlainText(u"*.log"_s);
    named<QSpinBox>(*question(), u"Minutes between two rounds"_s)->setValue(7);
    QVERIFY(watch->isEnabled());
    QVERIFY(m_bench->watched->all().isEmpty()); // nothing before its button
    QTest::keyClick(named<QLineEdit>(*question(), u"Repository"_s), Qt::Key_Return);
    QVERIFY(!question());
    QCOMPARE(m_list->count(), 1);
    QTRY_VERIFY(says(*m_list, u"1 file committed"_s));
    QVERIFY(says(*m_list, u"Every 7 minutes."_s));
    QVERIFY(m_bench->stored(u"a.txt"_s) && !m_bench->stored(u"b.log"_s));
    QSignalSpy paged(m_list.get(), &WatchList::pageWanted);
    click(named(*m_list, u"Open the last commit"_s));
    QCOMPARE(paged.size(), 1);
    QVERIFY(paged.first().first().toUrl().path().endsWith(
        u"/commit/"_s + QString::fromLatin1(m_bench->last().commit)));
}

void WatchPageTest::typedWrong()
{
    openList();
    m_list->askForFolder();
    QPushButton *watch = buttonWith(*question(), u"Watch"_s);
    auto *local = named<QLineEdit>(*question(), u"Folder of this computer"_s);
    auto *repo = named<QLineEdit>(*question(), u"Repository"_s);
    auto *branch = named<QLineEdit>(*question(), u"Branch"_s);
    auto *folder = named<QLineEdit>(*question(), u"Folder of the repository"_s);
    type(repo, u"ada/up"_s);
    type(local, u"somewhere"_s);
    QVERIFY(!watch->isEnabled() && says(*question(), u"root of the disk"_s));
    type(local, u"/somewhere"_s);
    QVERIFY(watch->isEnabled());
    type(repo, u"ada/up/it"_s);
    QVERIFY(!watch->isEnabled() && says(*question(), u"owner/name"_s));
    type(repo, u"ada/up"_s);
    type(folder, u"../it"_s);
    QVERIFY(!watch->isEnabled());
    type(folder, u"it"_s);
    type(branch, u"dev"_s);
    QVERIFY(watch->isEnabled());
    for (auto *way : question()->findChildren<QRadioButton *>())
        if (way->text().contains(u"pull request"_s))
            way->click();
    QVERIFY(!watch->isEnabled() && says(*question(), u"main branch only"_s));
    QTest::keyClick(question(), Qt::Key_Escape);
    QVERIFY(!question());
    QVERIFY(m_bench->watched->all().isEmpty());
}

void WatchPageTest::pausedEditedRemoved()
{
    openList();
    m_bench->put(u"a.txt"_s, "one");
    watchOne();
    click(named(*m_list, u"Pause"_s));
    QTRY_VERIFY(says(*m_list, u"Paused."_s));
    QVERIFY(m_bench->status().folder.isPaused);
    click(named(*m_list, u"Go on"_s));
    QTRY_VERIFY(named(*m_list, u"Pause"_s));
    m_bench->put(u"a.txt"_s, "two");
    click(named(*m_list, u"Run now"_s));
    QTRY_COMPARE(m_bench->titles().size(), 3);
    QTRY_VERIFY(says(*m_list, u"Every 30 minutes."_s));

    click(named(*m_list, u"Edit…"_s));
    QVERIFY(question());
    QCOMPARE(named<QLineEdit>(*question(), u"Repository"_s)->text(), u"ada/up"_s);
    named<QSpinBox>(*question(), u"Minutes between two rounds"_s)->setValue(5);
    click(buttonWith(*question(), u"Save"_s));
    QTRY_VERIFY(says(*m_list, u"Every 5 minutes."_s));

    m_list->askForFolder(); // the same again is refused there
    type(named<QLineEdit>(*question(), u"Folder of this computer"_s),
         QFile::decodeName(m_bench->wish().local));
    type(named<QLineEdit>(*question(), u"Repository"_s), u"ada/up"_s);
    click(buttonWith(*question(), u"Watch"_s));
    QVERIFY(question() && says(*question(), u"watched for this place already"_s));
    question()->reject();

    click(named(*m_list, u"Remove…"_s));
    auto *box = m_list->findChild<QMessageBox *>();
    QVERIFY(box && box->isVisible());
    QCOMPARE(box->textFormat(), Qt::PlainText);
    box->reject();
    QCOMPARE(m_list->count(), 1);
    click(named(*m_list, u"Remove…"_s));
    for (auto *each : m_list->findChildren<QMessageBox *>())
        for (QAbstractButton *answer : each->buttons())
            if (each->isVisible() && answer->text() == u"Stop watching"_s)
                answer->click();
    QCOMPARE(m_list->count(), 0);
    QVERIFY(says(*m_list, u"No folder is watched."_s));
    QVERIFY(m_bench->stored(u"a.txt"_s));
}

void WatchPageTest::saysWhatWentWrong()
{
    openList();
    m_bench->put(u"a.txt"_s, "one");
    watchOne();
    QVERIFY(QDir(m_bench->pathOf({})).removeRecursively());
    WATCH_ROUND(*m_bench);
    QTRY_VERIFY(says(*m_list, m_bench->last().words));
    QVERIFY(says(*m_list, u"Last commit: 1 file committed"_s));
    m_bench->watched->leaveOwner();
    QTRY_VERIFY(says(*m_list, u"sign in as ada"_s));
    QVERIFY(!named(*m_list, u"Run now"_s)->isEnabled());
}

void WatchPageTest::secretIsLookedAt()
{
    openList();
    m_bench->put(u".env"_s, "A=1\n");
    watchOne();
    QTRY_VERIFY(says(*m_list, u"1 file waits for you."_s));
    QVERIFY(says(*m_list, u".env"_s));
    QSignalSpy wanted(m_list.get(), &WatchList::reviewWanted);
    click(buttonWith(*m_list, u"Look at them…"_s));
    QCOMPARE(wanted.size(), 1);
    QCOMPARE(m_bench->titles().size(), 1);
}

void WatchPageTest::damagedList() // is put aside, and that is said
{
    openList(QByteArray(5'000, 'x'));
    const QString aside = QFileInfo(m_bench->watchFile()).fileName() + u".bad-"_s;
    QTRY_VERIFY(says(*m_list, u"could not be read"_s));
    QVERIFY(says(*m_list, aside));
    QVERIFY(!says(*m_list, u"No folder is watched."_s));
    watchOne();
    QTRY_VERIFY(named(*m_list, u"Pause"_s));
    QVERIFY(says(*m_list, u"could not be read"_s) && says(*m_list, aside));
}

void WatchPageTest::listOfAnotherWindow()
{
    openList();
    watchOne();
    Uploads uploads{QString()};
    WatchedFolders second(m_bench->client, uploads, {.file = m_bench->watchFile()});
    WatchList list(second, uploads);
    list.resize(800, 500);
    list.show();
    QTRY_VERIFY(says(list, u"Nothing is watched in this window"_s));
    QVERIFY(!says(list, u"transfers"_s));
}

void WatchPageTest::fullDisk() // what is watched now is not at the next start
{
    openList();
    QVERIFY(changeElsewhere(m_bench->watchFile(),
                            {u"CREATE TRIGGER full BEFORE INSERT ON folders BEGIN SELECT "
                             "RAISE(ABORT, 'full'); END"_s}));
    watchOne();
    QTRY_VERIFY(says(*m_list, u"cannot be written"_s));
    QVERIFY(changeElsewhere(m_bench->watchFile(), {u"DROP TRIGGER full"_s}));
    WATCH_ROUND(*m_bench);
    QTRY_VERIFY(!says(*m_list, u"cannot be written"_s));
    QVERIFY(changeElsewhere(m_bench->watchFile(),
                            {u"CREATE TRIGGER full BEFORE INSERT ON contents BEGIN SELECT "
                             "RAISE(ABORT, 'full'); END"_s}));
    m_bench->put(u"new.txt"_s, "new");
    WATCH_ROUND(*m_bench);
    QTRY_VERIFY(says(*m_list, u"cannot be written"_s));
    QVERIFY(changeElsewhere(m_bench->watchFile(), {u"DROP TRIGGER full"_s}));
    WATCH_ROUND(*m_bench); // remembers it anew
    QTRY_VERIFY(!says(*m_list, u"cannot be written"_s));
    QVERIFY(changeElsewhere(m_bench->watchFile(),
                            {u"CREATE TRIGGER full BEFORE INSERT ON folders BEGIN SELECT "
                             "RAISE(ABORT, 'full'); END"_s}));
    m_bench->watched->setPaused(m_bench->folderId(), true);
    QTRY_VERIFY(says(*m_list, u"cannot be written"_s));
    m_bench->watched->remove(m_bench->folderId()); // then nothing of it is missing
    QTRY_VERIFY(!says(*m_list, u"cannot be written"_s));
}

void WatchPageTest::countsNoDeletions() // where there were none
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const WatchedFolder folder{.id = u"f"_s,
                               .wish = {.local = "/w", .repo = UploadHub::id()},
                               .last = {.kind = WatchResult::Kind::Failed, .at = now},
                               .sent = {.kind = WatchResult::Kind::Sent, .at = now}};
    const QString words = WatchWords::result(folder, now);
    QVERIFY2(!words.contains(u"deleted"_s), qPrintable(words));
}

void WatchPageTest::fromTheFiles() // of the repository that is open
{
    openAnew();
    put(u"data/new.txt"_s, "new");
    put(u"data/.env"_s, "A=1\n");
    view()->setCurrentIndex(static_cast<FileTreeModel *>(view()->model())->indexOf(u"sub"_s));
    click(m_stage->button(u"Upload"_s));
    QTRY_VERIFY(m_stage->visible<QMenu>());
    QAction *wanted = nullptr;
    for (QAction *action : m_stage->visible<QMenu>()->actions())
        if (action->text() == u"Watch a folder…"_s)
            wanted = action;
    QVERIFY(wanted);
    QTRY_VERIFY(wanted->isEnabled());
    wanted->trigger();
    if (auto *menu = m_stage->visible<QMenu>())
        menu->close();
    QTRY_VERIFY(m_stage->visible<WatchDialog>());
    auto *asked = m_stage->visible<WatchDialog>();
    QCOMPARE(named<QLineEdit>(*asked, u"Repository"_s)->text(), m_repo.id());
    QCOMPARE(named<QLineEdit>(*asked, u"Folder of the repository"_s)->text(), u"sub"_s);
    type(named<QLineEdit>(*asked, u"Folder of this computer"_s), pathOf(u"data"_s));
    click(buttonWith(*asked, u"Watch"_s));
    QTRY_VERIFY(m_stage->visible<WatchList>()); // its page
    // The disk's own time of change is young: it goes with a later round.
    WatchedFolders &watched = m_stage->app().watched();
    const auto phase = [&watched] { return watched.all().constFirst().phase; };
    QTRY_VERIFY(
        phase() == WatchStatus::Phase::Idle
        && (watched.all().constFirst().folder.last.young > 0 || stored(u"sub/new.txt"_s) == "new"));
    QTRY_VERIFY_WITH_TIMEOUT(
        (watched.runNow(watched.all().constFirst().folder.id), stored(u"sub/new.txt"_s) == "new"),
        20'000);
    QCOMPARE(stored(u"sub/.env"_s), "not there");
    QTRY_VERIFY(says(*m_stage->visible<WatchList>(), u"1 file waits for you."_s));
    click(buttonWith(*m_stage->visible<WatchList>(), u"Look at them…"_s));
    QTRY_VERIFY(dialog());
    QTRY_VERIFY(dialog()->controller().phase() == UploadController::Phase::Planned);
    QTRY_COMPARE(state(u"sub/.env"_s),
                 u"May hold a password or a key. Left out until you tick it."_s);
    dialog()->reject();
}

QTEST_MAIN(WatchPageTest)
#include "tst_watchpage.moc"

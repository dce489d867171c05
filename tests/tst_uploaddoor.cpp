// Files that are dropped where no repository is: who is asked, and where they go.
#include "tests/support/plaintext.h"
#include "tests/support/uploadstage.h"
#include "ui/repo/newrepodialog.h"
#include "ui/upload/repoquestion.h"
#include "ui/widgets/stateview.h"
#include "ui/window/sidebar.h"
#include "ui/window/windowactions.h"

#include <QAction>
#include <QFileDialog>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QSignalSpy>

using namespace Qt::StringLiterals;
using Phase = UploadController::Phase;

class tst_UploadDoor final : public QObject, private UploadStage
{
    Q_OBJECT

private slots:
    void initTestCase() { begin(); }
    void init()
    {
        openAnew();
        put(u"one.json"_s, "[1, 1]");
    }
    void cleanup() { m_stage.reset(); }
    void onTheSidebar();
    void typedName();
    void intoANewOne();
    void intoTheOpenOne();
    void textIsNotTaken();
    void listFails();
    void nobodyIsAsked();
    void fromTheMenu();
    void givenAtTheStart();

private:
    RepoQuestion *question() const { return m_stage->visible<RepoQuestion>(); }
    // On the sidebar, which has no use for files itself. True: they are taken.
    bool dropOnSidebar(QMimeData &data) const
    {
        auto *sidebar = m_stage->visible<Sidebar>();
        const QPoint at = sidebar->rect().center();
        QDragEnterEvent enter(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(sidebar, &enter);
        if (!enter.isAccepted())
            return false;
        QDropEvent event(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(sidebar, &event);
        return event.isAccepted();
    }
    bool drop() const
    {
        QMimeData data;
        data.setUrls(urlsOf({u"one.json"_s}));
        return dropOnSidebar(data);
    }
    void ask()
    {
        m_stage->window().openPage(PageId::Models);
        QTRY_VERIFY(m_stage->app().session().account());
        QVERIFY(drop());
        QTRY_VERIFY(question());
        QTRY_VERIFY(list()->model()->rowCount() > 0);
    }
    QListView *list() const { return question()->findChild<QListView *>(); }
    void type(const QString &text) const
    {
        auto *line = question()->findChild<QLineEdit *>();
        line->selectAll();
        QTest::keyClicks(line, text);
    }
    void sendIt()
    {
        QTRY_VERIFY(isPlanned());
        QCOMPARE(writes(), 0);
        dialog()->send();
        QTRY_COMPARE(phase(), Phase::Over);
        QVERIFY2(dialog()->sentence().contains("the Hub has what is here"_L1),
                 qPrintable(dialog()->sentence()));
    }
};

void tst_UploadDoor::onTheSidebar()
{
    ask();
    type(u"basket"_s);
    QCOMPARE(list()->model()->rowCount(), 1);
    QVERIFY(plain(buttonWith(*question(), u"Upload to"_s)->text()).contains("ada / basket"_L1));
    QTest::keyClick(question()->findChild<QLineEdit *>(), Qt::Key_Return);
    QTRY_VERIFY(!question());
    sendIt();
    QCOMPARE(stored(u"one.json"_s), QByteArray("[1, 1]"));
    QCOMPARE(*m_stage->window().tabs().repoAt(m_stage->window().tabs().current()), m_repo);
}

// One that is not listed; nothing but a whole name is enough.
void tst_UploadDoor::typedName()
{
    ask();
    type(u"nobody-has-this"_s);
    QVERIFY(!buttonWith(*question(), u"Upload"_s)->isEnabled());
    type(u"somebody/else"_s);
    QVERIFY(buttonWith(*question(), u"Upload to"_s)->isEnabled());
    QTest::keyClick(question()->findChild<QLineEdit *>(), Qt::Key_Return);
    QTRY_VERIFY(dialog());
    QTRY_COMPARE(dialog()->controller().state().phase, ViewState::Phase::Failed);
    QCOMPARE(writes(), 0);
}

void tst_UploadDoor::intoANewOne()
{
    ask();
    buttonWith(*question(), u"New repository"_s)->click();
    auto *fresh = m_stage->visible<NewRepoDialog>();
    QVERIFY(fresh);
    QTest::keyClicks(fresh->findChild<QLineEdit *>(), u"dropped-here"_s);
    fresh->create();
    QTRY_VERIFY(!question());
    QTRY_VERIFY(isPlanned());
    dialog()->send();
    QTRY_COMPARE(phase(), Phase::Over);
    const auto file = m_demo.hub().store().file(
        *RepoId::parse(RepoKind::Model, u"ada/dropped-here"), u"one.json"_s, u"main"_s);
    QVERIFY(file);
    QCOMPARE(file->content.all(), QByteArray("[1, 1]"));
}

void tst_UploadDoor::intoTheOpenOne()
{
    QVERIFY(drop()); // the files of a repository are open
    QTRY_VERIFY(dialog());
    QVERIFY(!question());
    QCOMPARE(dialog()->controller().target().repo, m_repo);
}

void tst_UploadDoor::textIsNotTaken()
{
    QMimeData data;
    data.setText(u"ada/basket"_s);
    QVERIFY(!dropOnSidebar(data));
    data.setUrls({QUrl(u"https://example.org/one.json"_s)}); // of another computer
    QVERIFY(!dropOnSidebar(data));
    QVERIFY(!question());
}

void tst_UploadDoor::listFails()
{
    m_stage->window().openPage(PageId::Models);
    QTRY_VERIFY(m_stage->app().session().account());
    m_demo.hub().setFault("forbidden", "/api/models");
    QVERIFY(drop());
    QTRY_VERIFY(question());
    auto *states = question()->findChild<StateView *>();
    QTRY_VERIFY(!states->isContentShown() && buttonWith(*question(), u"Retry"_s));
    m_demo.hub().clearFaults();
    buttonWith(*question(), u"Retry"_s)->click();
    QTRY_VERIFY(list()->model()->rowCount() > 0);
}

void tst_UploadDoor::nobodyIsAsked()
{
    QProcessEnvironment variables = m_demo.variables();
    variables.remove(u"HF_TOKEN"_s);
    m_stage.reset();
    m_stage = std::make_unique<WindowStage>(variables, true);
    QVERIFY(m_stage->openWindow());
    m_stage->app().start();
    m_stage->window().openPage(PageId::Models);
    QVERIFY(drop());
    QVERIFY(!question());
}

void tst_UploadDoor::fromTheMenu()
{
    m_stage->window().openPage(PageId::Models);
    QTRY_VERIFY(m_stage->app().session().account());
    const auto *actions = m_stage->window().findChild<WindowActions *>();
    QVERIFY(actions->menu()->actions().contains(actions->uploadFiles));
    QVERIFY(actions->menu()->actions().contains(actions->uploadFolder));
    actions->uploadFiles->trigger();
    auto *files = m_stage->window().findChild<QFileDialog *>();
    QVERIFY(files);
    emit files->filesSelected({pathOf(u"one.json"_s)});
    QTRY_VERIFY(question());
}

// What a file manager opens with this program comes before it is known who is signed in.
void tst_UploadDoor::givenAtTheStart()
{
    m_stage = std::make_unique<WindowStage>(m_demo.variables(), true);
    QVERIFY(m_stage->openWindow());
    m_stage->app().start();
    m_stage->window().upload({pathOf(u"one.json"_s)});
    QVERIFY(!question());
    QTRY_VERIFY(question());
    QTRY_VERIFY(list()->model()->rowCount() > 0);
}

QTEST_MAIN(tst_UploadDoor)
#include "tst_uploaddoor.moc"

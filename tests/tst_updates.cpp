// The update radar: what of the cache moved on the Hub, what that would cost, and fetching it.
#include "app/demohub.h"
#include "app/localhub/localstore.h"
#include "tests/support/movedrepo.h"
#include "tests/support/windowstage.h"
#include "ui/theme/theme.h"
#include "ui/updates/updatespane.h"
#include "ui/widgets/elidedlabel.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTreeView>

using namespace MovedRepo;
using State = UpdateRow::State;

class tst_Updates final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { applyTheme(*qApp, Settings::Theme::Light); }
    void eachRepositorySaysWhatItIs();
    void oldListingIsAskedForOnce();
    void partStaysAPartWithoutTheOldListing();
    void sumsSayWhatIsKnown();
    void whatIsGoneIsNoUpdate();
    void updateIsOneGroup();
    void checkingLeavesUpdatesAlone();
    void manyAreAskedPaced();
    void stopEndsTheRequests();
    void offlineAsksNothing();
    void nothingCached();
    void updateBringsTheNewCommit();

private:
    static bool says(const UpdatesPane &pane, const QString &words)
    {
        return std::ranges::any_of(
            pane.findChildren<ElidedLabel *>(),
            [&words](const ElidedLabel *label) { return label->text().contains(words); });
    }
};

void tst_Updates::eachRepositorySaysWhatItIs()
{
    QTemporaryDir folder;
    for (const QString &id : {u"a/current"_s, u"a/failed"_s, u"a/gone"_s, u"a/moved"_s})
        cacheFiles(folder.path(), id, {{u"x"_s, blobNamed('1')}});
    ScriptedHub server;
    server.reply("/a/current/refs", {200, refsTo(kOldCommit), {}, false});
    server.reply("/a/failed/refs", {403, "{}", {}, false});
    server.reply("/a/gone/refs", {200, refsTo(kNewCommit, "trunk"), {}, false});
    server.reply("/a/moved/refs", {200, refsTo(kNewCommit), {}, false});
    server.reply("/a/moved/revision/" + kNewCommit.toLatin1(),
                 {200, infoOf(kNewCommit, {{u"x"_s, 500, blobNamed('2')}}), {}, false});
    server.reply("/a/moved/revision/" + kOldCommit.toLatin1(),
                 {200, infoOf(kOldCommit, {{u"x"_s, 1, blobNamed('1')}}), {}, false});
    QNetworkAccessManager network;
    HubClient hub(server.url(), network);
    UpdatesPane pane(hub, folder.path());
    const QAbstractItemModelTester tester(&pane.controller().model());
    pane.resize(900, 400);
    pane.show();
    pane.controller().check();
    QTRY_COMPARE(pane.controller().moved(), 1);
    QTRY_VERIFY(!pane.controller().isChecking());
    const QList<UpdateRow> &rows = pane.controller().model().rows();
    QCOMPARE(rows.size(), 4);
    QCOMPARE(rows.at(0).state, State::Current);
    QCOMPARE(rows.at(1).state, State::Failed);
    QVERIFY(!rows.at(1).error->message.isEmpty());
    QCOMPARE(rows.at(2).state, State::Gone);
    QCOMPARE(rows.at(3).state, State::Moved);
    QCOMPARE(rows.at(3).diff.changed, QStringList{u"x"_s});
    QCOMPARE(pane.controller().bytes(), 500);
    QCOMPARE(server.asked("/refs"), 4); // one a repository
    QCOMPARE(server.asked("/revision/"), 2); // only of what moved
    const auto requests = pane.controller().update(pane.controller().updatableRows());
    QCOMPARE(requests.size(), 1);
    QVERIFY(requests.first().paths.isEmpty() && requests.first().isPublic); // all of it was there
    QCOMPARE(requests.first().revision, Revision());
    QCOMPARE(pane.controller().moved(), 0);
    pane.controller().noteBegun(requests.first(), 7);
    pane.controller().noteEnded(7, false);
    QCOMPARE(pane.controller().moved(), 1); // can be tried again
}

void tst_Updates::oldListingIsAskedForOnce()
{
    OneCached one;
    moveOn(one.server, {{u"x"_s, 5, blobNamed('2')}, {u"y"_s, 7, blobNamed('3')}},
           404); // squashed away
    UpdatesController controller(one.hub, one.folder.path());
    controller.check();
    QTRY_COMPARE(controller.moved(), 1);
    QCOMPARE(controller.model().rows().first().diff.changed, QStringList{u"x"_s});
    QCOMPARE(one.server.asked("/revision/"), 2);
    const auto requests = controller.update({0});
    QCOMPARE(requests.size(), 1);
    QCOMPARE(requests.first().paths, QStringList{u"x"_s}); // nobody knows that it was all
}

// Who has one file of a thousand must not get the others because the Hub was busy.
void tst_Updates::partStaysAPartWithoutTheOldListing()
{
    OneCached one;
    moveOn(one.server, {{u"x"_s, 5, blobNamed('2')}}, 403);
    UpdatesController controller(one.hub, one.folder.path());
    controller.check();
    QTRY_VERIFY(!controller.isChecking());
    QCOMPARE(controller.model().rows().first().state, State::Failed);
    QVERIFY(!controller.model().rows().first().error->message.isEmpty());
    QVERIFY(controller.update({0}).isEmpty());
}

void tst_Updates::sumsSayWhatIsKnown()
{
    OneCached one;
    one.server.reply("/refs", {403, "{}", {}, false});
    UpdatesPane pane(one.hub, one.folder.path());
    pane.resize(900, 400);
    pane.show();
    pane.controller().check();
    QTRY_VERIFY(says(pane, u"1 could not be checked"_s));
    QVERIFY(!says(pane, u"Nothing to update"_s));

    one.server.reply("/refs", {200, refsTo(kNewCommit), {}, true});
    pane.controller().check();
    QTRY_COMPARE(pane.controller().count(State::Asking), 1);
    pane.controller().stop();
    QVERIFY(says(pane, u"1 is not asked yet"_s));
    QVERIFY(!says(pane, u"Nothing to update"_s));

    one.server.reply("/refs", {200, refsTo(kOldCommit), {}, false});
    pane.controller().check();
    QTRY_VERIFY(says(pane, u"Nothing to update"_s));
}

void tst_Updates::whatIsGoneIsNoUpdate()
{
    OneCached one;
    moveOn(one.server, {{u"y"_s, 5, blobNamed('2')}}, 404);
    UpdatesPane pane(one.hub, one.folder.path());
    pane.show();
    bool saidNothing = false; // while files are still compared
    connect(&pane.controller(), &UpdatesController::changed, &pane,
            [&] { saidNothing = saidNothing || says(pane, u"Nothing to update"_s); });
    pane.controller().check();
    QTRY_COMPARE(pane.controller().moved(), 1);
    QVERIFY(!saidNothing);
    for (auto *button : pane.findChildren<QPushButton *>()) // all that is cached is gone
        if (button->text().startsWith("Update all"_L1))
            QVERIFY(!button->isEnabled());
    QCOMPARE(pane.controller().model().rows().first().diff.removed, QStringList{u"x"_s});
}

// Another download of the same repository says nothing about the update.
void tst_Updates::updateIsOneGroup()
{
    OneCached one;
    moveOn(one.server);
    UpdatesController controller(one.hub, one.folder.path());
    controller.check();
    QTRY_COMPARE(controller.moved(), 1);
    controller.noteBegun(controller.update({0}).first(), 7);
    const auto state = [&controller] { return controller.model().rows().first().state; };
    controller.noteEnded(6, true);
    QCOMPARE(state(), State::Fetching);
    controller.noteEnded(7, false);
    QCOMPARE(state(), State::Moved);
    controller.noteEnded(7, true); // tried again among the transfers
    QCOMPARE(state(), State::Current);
    QCOMPARE(controller.model().rows().first().commit, kNewCommit);
}

void tst_Updates::checkingLeavesUpdatesAlone()
{
    QTemporaryDir folder;
    cacheFiles(folder.path(), u"a/b"_s, {{u"x"_s, blobNamed('1')}});
    cacheFiles(folder.path(), u"a/c"_s, {{u"x"_s, blobNamed('1')}});
    ScriptedHub server;
    moveOn(server);
    QNetworkAccessManager network;
    HubClient hub(server.url(), network);
    UpdatesController controller(hub, folder.path());
    controller.check();
    QTRY_COMPARE(controller.moved(), 2);
    controller.noteBegun(controller.update({0}).first(), 7);
    controller.check();
    QTRY_VERIFY(!controller.isChecking());
    QCOMPARE(controller.count(State::Fetching), 1);
    QCOMPARE(controller.updatableRows(), QList<int>{1});
    QCOMPARE(server.asked("/a/b/refs"), 1); // not again
    controller.noteEnded(7, true);
    QCOMPARE(controller.model().rows().first().state, State::Current);
}

void tst_Updates::manyAreAskedPaced()
{
    QTemporaryDir folder;
    for (int i = 0; i < 40; ++i)
        cacheFiles(folder.path(), u"a/r%1"_s.arg(i), {{u"x"_s, blobNamed('1')}});
    ScriptedHub server;
    server.reply("/refs", {200, refsTo(kOldCommit), {}, true});
    QNetworkAccessManager network;
    HubClient hub(server.url(), network);
    UpdatesController controller(hub, folder.path());
    controller.check();
    QTRY_COMPARE(server.targets.size(), 4);
    QTest::qWait(100); // nobody else may come meanwhile
    QCOMPARE(server.targets.size(), 4);
    server.reply("/refs", {200, refsTo(kOldCommit), {}, false});
    server.release();
    QTRY_VERIFY(!controller.isChecking());
    QCOMPARE(server.targets.size(), 40);
    QCOMPARE(controller.moved(), 0);
}

void tst_Updates::stopEndsTheRequests()
{
    QTemporaryDir folder;
    for (int i = 0; i < 10; ++i)
        cacheFiles(folder.path(), u"a/r%1"_s.arg(i), {{u"x"_s, blobNamed('1')}});
    ScriptedHub server;
    server.reply("/refs", {200, refsTo(kNewCommit), {}, true});
    QNetworkAccessManager network;
    HubClient hub(server.url(), network);
    UpdatesController controller(hub, folder.path());
    controller.check();
    QTRY_COMPARE(server.targets.size(), 4);
    controller.stop();
    QVERIFY(!controller.isChecking());
    server.release();
    QTest::qWait(100); // what comes late changes nothing
    QCOMPARE(server.targets.size(), 4);
    for (const UpdateRow &row : controller.model().rows())
        QCOMPARE(row.state, State::Waiting);
}

void tst_Updates::offlineAsksNothing()
{
    OneCached one;
    one.hub.setOffline(true);
    UpdatesPane pane(one.hub, one.folder.path());
    pane.show();
    for (auto *button : pane.findChildren<QPushButton *>())
        if (button->isVisible())
            QVERIFY2(!button->isEnabled(), qPrintable(button->text()));
    pane.controller().check();
    QTest::qWait(50);
    QVERIFY(one.server.targets.isEmpty());
    one.hub.setOffline(false);
    pane.showConnection();
    bool offered = false;
    for (auto *button : pane.findChildren<QPushButton *>())
        offered = offered || (button->isVisible() && button->text() == "Check for updates"_L1);
    QVERIFY(offered);
}

void tst_Updates::nothingCached()
{
    QTemporaryDir folder;
    ScriptedHub server;
    QNetworkAccessManager network;
    HubClient hub(server.url(), network);
    UpdatesController controller(hub, folder.path());
    QSignalSpy states(&controller, &UpdatesController::stateChanged);
    controller.check();
    QTRY_VERIFY(!controller.isChecking());
    QCOMPARE(states.last().first().value<ViewState>().phase, ViewState::Phase::Empty);
    QVERIFY(server.targets.isEmpty());
}

void tst_Updates::updateBringsTheNewCommit()
{
    DemoHub demo;
    QString error;
    QVERIFY2(demo.start(&error), qPrintable(error));
    const RepoId repo = *RepoId::parse(RepoKind::Model, u"orchard/basket"_s);
    LocalStore &store = demo.hub().store();
    QVERIFY(store.createRepo(repo));
    CommitInput commit;
    commit.title = u"Apples"_s;
    commit.adds = {{u"same.json"_s, Content::bytes("{}")}, {u"other.txt"_s, Content::bytes("one")}};
    store.commit(repo, u"main"_s, commit);
    WindowStage stage(demo.variables(), true);
    QVERIFY(stage.openWindow());
    stage.app().start();
    stage.app().transfers().download(
        {.repo = repo, .revision = {}, .paths = {}, .allow = {}, .ignore = {}, .folder = {}});
    const auto done = [&stage](int groups) {
        const auto &now = stage.app().transfers().snapshot();
        return now.groups.size() == groups && now.groups.last().state == TransferState::Done;
    };
    QTRY_VERIFY(done(1));
    commit.title = u"Pears"_s;
    commit.adds = {{u"other.txt"_s, Content::bytes("three")}};
    store.commit(repo, u"main"_s, commit);
    stage.window().openPage(PageId::Updates);
    auto *pane = stage.visible<UpdatesPane>();
    QVERIFY(pane);
    pane->controller().check();
    QTRY_COMPARE(pane->controller().moved(), 1);
    QCOMPARE(pane->controller().bytes(), 5);
    QVERIFY(pane->controller().model().rows().first().diff.isWhole);
    for (auto *button : pane->findChildren<QPushButton *>())
        if (button->text().startsWith("Update all"_L1))
            QTest::mouseClick(button, Qt::LeftButton);
    QTRY_VERIFY(done(2));
    QTRY_COMPARE(pane->controller().model().rows().first().state, State::Current);
    QFile ref(stage.cacheHome() + u"/hub/models--orchard--basket/refs/main"_s);
    QVERIFY(ref.open(QIODevice::ReadOnly));
    const QString now = QString::fromLatin1(ref.readAll());
    QFile file(stage.cacheHome() + u"/hub/models--orchard--basket/snapshots/"_s + now
               + u"/other.txt"_s);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), QByteArray("three"));
    pane->controller().check();
    QTRY_VERIFY(!pane->controller().isChecking());
    QCOMPARE(pane->controller().model().rows().first().state, State::Current);
}

QTEST_MAIN(tst_Updates)
#include "tst_updates.moc"

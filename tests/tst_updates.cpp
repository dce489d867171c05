// The update radar: what of the cache moved on the Hub, what that would cost, and fetching it.
#include "app/cache/cachedrevisions.h"
#include "app/demohub.h"
#include "app/disk/treefile.h"
#include "app/hub/updatediff.h"
#include "app/localhub/localstore.h"
#include "tests/support/scriptedhub.h"
#include "tests/support/windowstage.h"
#include "ui/theme/theme.h"
#include "ui/updates/updatespane.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QDir>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTreeView>

using namespace Qt::StringLiterals;
using State = UpdateRow::State;

namespace {

const QString kOldCommit(40, u'a');
const QString kNewCommit(40, u'b');

QString blobNamed(char digit)
{
    return QString(40, QLatin1Char(digit));
}

// A cached revision as any client leaves it.
void cacheFiles(const QString &root, const QString &id, const QHash<QString, QString> &files,
                const QString &ref = u"main"_s)
{
    const QString repo = root + u"/models--"_s + QString(id).replace(u'/', u"--"_s);
    const auto write = [](const QString &path, const QByteArray &bytes) {
        QDir().mkpath(QFileInfo(path).path());
        QFile file(path);
        if (file.open(QIODevice::WriteOnly))
            file.write(bytes);
    };
    write(repo + u"/refs/"_s + ref, kOldCommit.toLatin1());
    for (const auto &[path, blob] : files.asKeyValueRange()) {
        write(repo + u"/blobs/"_s + blob, "x");
        const QString link = repo + u"/snapshots/"_s + kOldCommit + u'/' + path;
        QDir().mkpath(QFileInfo(link).path());
        QFile::link(u"../"_s.repeated(path.count(u'/') + 2) + u"blobs/"_s + blob, link);
    }
}

QByteArray refsTo(const QString &commit, const QByteArray &name = "main")
{
    return R"({"branches":[{"name":")" + name + R"(","ref":"refs/heads/)" + name
        + R"(","targetCommit":")" + commit.toLatin1() + R"("}],"tags":[],"converts":[]})";
}

QByteArray infoOf(const QString &commit, const QList<RepoFile> &files)
{
    QByteArray siblings;
    for (const RepoFile &file : files)
        siblings += (siblings.isEmpty() ? "" : ",") + QByteArray(R"({"rfilename":")")
            + file.path.toUtf8() + R"(","size":)" + QByteArray::number(file.size) + R"(,"blobId":")"
            + file.blob.toLatin1() + R"("})";
    return R"({"id":"a/b","sha":")" + commit.toLatin1() + R"(","private":false,"siblings":[)"
        + siblings + "]}";
}

} // namespace

class tst_Updates final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { applyTheme(*qApp, Settings::Theme::Light); }
    void diffs_data();
    void diffs();
    void whatIsCached();
    void eachRepositorySaysWhatItIs();
    void oldListingIsAskedForOnce();
    void manyAreAskedPaced();
    void stopEndsTheRequests();
    void offlineAsksNothing();
    void nothingCached();
    void updateBringsTheNewCommit();
};

void tst_Updates::diffs_data()
{
    QTest::addColumn<QStringList>("cached"); // path=blob
    QTest::addColumn<QStringList>("before");
    QTest::addColumn<QStringList>("now"); // path=blob, 10 bytes each
    QTest::addColumn<QStringList>("summary"); // changed, added, removed, fetched, bytes
    const QStringList two{u"a=1"_s, u"b=2"_s};
    const QStringList names{u"a"_s, u"b"_s};
    QTest::newRow("one changed of a whole snapshot")
        << two << names << QStringList{u"a=1"_s, u"b=3"_s}
        << QStringList{u"b"_s, {}, {}, u"whole"_s, u"10"_s};
    QTest::newRow("new file comes with a whole snapshot")
        << two << names << QStringList{u"a=1"_s, u"b=2"_s, u"c=4"_s}
        << QStringList{{}, u"c"_s, {}, u"whole"_s, u"10"_s};
    QTest::newRow("part: only what is there")
        << QStringList{u"a=1"_s} << names << QStringList{u"a=5"_s, u"b=6"_s, u"c=7"_s}
        << QStringList{u"a"_s, u"c"_s, {}, u"a"_s, u"10"_s};
    QTest::newRow("renamed: the content is there")
        << two << names << QStringList{u"a=1"_s, u"c=2"_s}
        << QStringList{{}, u"c"_s, u"b"_s, u"whole"_s, u"0"_s};
    QTest::newRow("part: all of it is gone")
        << QStringList{u"a=1"_s} << names << QStringList{u"b=6"_s}
        << QStringList{{}, {}, u"a"_s, {}, u"0"_s};
}

void tst_Updates::diffs()
{
    QFETCH(const QStringList, cached);
    QFETCH(const QStringList, before);
    QFETCH(const QStringList, now);
    QFETCH(const QStringList, summary);
    QHash<QString, QString> files;
    QSet<QString> blobs;
    for (const QString &entry : cached) {
        files.insert(entry.section(u'=', 0, 0), entry.section(u'=', 1));
        blobs.insert(entry.section(u'=', 1));
    }
    QList<RepoFile> newest;
    for (const QString &entry : now)
        newest << RepoFile{entry.section(u'=', 0, 0), 10, entry.section(u'=', 1)};
    const UpdateDiff diff
        = UpdateDiff::of(files, QSet<QString>(before.cbegin(), before.cend()), newest, blobs);
    QCOMPARE((QStringList{diff.changed.join(u' '), diff.added.join(u' '), diff.removed.join(u' '),
                          diff.isWhole ? u"whole"_s : diff.fetched.join(u' '),
                          QString::number(diff.bytes)}),
             summary);
}

void tst_Updates::whatIsCached()
{
    QTemporaryDir folder;
    cacheFiles(folder.path(), u"a/b"_s,
               {{u"x.json"_s, blobNamed('1')}, {u"sub/y"_s, blobNamed('2')}});
    cacheFiles(folder.path(), u"a/pr"_s, {{u"x"_s, blobNamed('1')}}, u"refs/pr/3"_s);
    QDir(folder.path()).mkpath(u"models--a--empty/snapshots/"_s + kOldCommit);
    QDir(folder.path()).mkpath(u"not a repository"_s);
    // A link to nothing is not there.
    QFile::link(u"../../blobs/"_s + blobNamed('9'),
                folder.filePath(u"models--a--b/snapshots/"_s + kOldCommit + u"/gone"_s));
    QFile tree(folder.filePath(u"models--a--b/trees/"_s + kOldCommit + u".json"_s));
    QVERIFY(QDir(folder.path()).mkpath(u"models--a--b/trees"_s) && tree.open(QIODevice::WriteOnly));
    tree.write(treeFileOf({{.path = u"x.json"_s, .size = 1, .oid = blobNamed('1')},
                           {.path = u"sub/y"_s, .size = 1, .oid = blobNamed('2')}}));
    tree.close();
    const auto cached = cachedRevisions(folder.path());
    QCOMPARE(cached.size(), 2);
    QCOMPARE(cached.at(0).repo.id(), u"a/b"_s);
    QCOMPARE(cached.at(0).commit, kOldCommit);
    QCOMPARE(
        cached.at(0).files,
        (QHash<QString, QString>{{u"x.json"_s, blobNamed('1')}, {u"sub/y"_s, blobNamed('2')}}));
    QCOMPARE(cached.at(0).listing, (QSet<QString>{u"x.json"_s, u"sub/y"_s}));
    QCOMPARE(cached.at(1).revision.name(), u"refs/pr/3"_s);
    QVERIFY(!cached.at(1).listing);
}

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
    const auto requests = pane.controller().update(pane.controller().movedRows());
    QCOMPARE(requests.size(), 1);
    QVERIFY(requests.first().paths.isEmpty() && requests.first().isPublic); // all of it was there
    QCOMPARE(requests.first().revision, Revision());
    QCOMPARE(pane.controller().moved(), 0);
    pane.controller().noteFetched(rows.at(3).repo, u"main"_s, false);
    QCOMPARE(pane.controller().moved(), 1); // can be tried again
}

void tst_Updates::oldListingIsAskedForOnce()
{
    QTemporaryDir folder;
    cacheFiles(folder.path(), u"a/b"_s, {{u"x"_s, blobNamed('1')}});
    ScriptedHub server;
    server.reply("/refs", {200, refsTo(kNewCommit), {}, false});
    server.reply("/revision/" + kNewCommit.toLatin1(),
                 {200,
                  infoOf(kNewCommit, {{u"x"_s, 5, blobNamed('2')}, {u"y"_s, 7, blobNamed('3')}}),
                  {},
                  false});
    server.reply("/revision/" + kOldCommit.toLatin1(), {404, "{}", {}, false}); // squashed away
    QNetworkAccessManager network;
    HubClient hub(server.url(), network);
    UpdatesController controller(hub, folder.path());
    controller.check();
    QTRY_COMPARE(controller.moved(), 1);
    QCOMPARE(controller.model().rows().first().diff.changed, QStringList{u"x"_s});
    QCOMPARE(server.asked("/revision/"), 2);
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
    QTemporaryDir folder;
    cacheFiles(folder.path(), u"a/b"_s, {{u"x"_s, blobNamed('1')}});
    ScriptedHub server;
    QNetworkAccessManager network;
    HubClient hub(server.url(), network);
    hub.setOffline(true);
    UpdatesPane pane(hub, folder.path());
    pane.show();
    for (auto *button : pane.findChildren<QPushButton *>())
        if (button->isVisible())
            QVERIFY2(!button->isEnabled(), qPrintable(button->text()));
    pane.controller().check();
    QTest::qWait(50);
    QVERIFY(server.targets.isEmpty());
    hub.setOffline(false);
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

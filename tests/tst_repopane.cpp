#include "models/filetreemodel.h"
#include "tests/support/repobench.h"
#include "ui/preview/previewpane.h"
#include "ui/repo/filescontroller.h"
#include "ui/repo/filetreeview.h"
#include "ui/repo/repocontroller.h"
#include "ui/repo/repopane.h"

#include <QAbstractItemView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabBar>
#include <QTest>

using namespace Qt::StringLiterals;
using Section = HubAddress::Section;

class tst_RepoPane final : public QObject
{
    Q_OBJECT

private slots:
    void onlyTheVisibleSectionLoads();
    void oldRevisionNeverArrives();
    void fileStaysOpenAtAnotherRevision();
    void treeComesFirst();
    void selectionBecomesARequest();
    void pagesOfFolders();
    void failedFolderOffersRetry();
    void filterLoadsEverything();
    void addressOpensItsFile();
    void treeByKeyboard();
    void hostileNamesStayPlain();

private:
    static bool shows(const RepoPane &pane, const QString &name);
};

void tst_RepoPane::onlyTheVisibleSectionLoads()
{
    RepoBench bench;
    RepoPane pane(bench.hub, bench.cache, bench.address);
    pane.resize(1000, 700);
    pane.show();
    QTRY_COMPARE(bench.server.asked("README.md"), 1);
    QCOMPARE(bench.server.asked("/tree/"), 0);
    QCOMPARE(bench.server.asked("/commits/"), 0);
    QCOMPARE(bench.server.asked("/discussions"), 0);
    bench.address.section = Section::History;
    pane.open(bench.address);
    QTRY_COMPARE(bench.server.asked("/commits/" + SampleRepo::commit()), 1);
    QCOMPARE(bench.server.asked("/tree/"), 0);
    QCOMPARE(bench.server.asked("/revision/"), 1); // the facts are known
}

// The slow answer of the first revision must not follow the fast one of the second.
void tst_RepoPane::oldRevisionNeverArrives()
{
    RepoBench bench;
    const QByteArray newer(40, 'b');
    bench.server.reply("/revision/main", {200, bench.sample.info().toUtf8(), {}, true});
    bench.server.reply("/revision/dev", {200, bench.sample.info(newer).toUtf8(), {}, false});
    RepoController controller(bench.hub, bench.address.repo);
    QSignalSpy places(&controller, &RepoController::placeChanged);
    controller.open({});
    QTRY_COMPARE(bench.server.asked("/revision/main"), 1);
    controller.open(*Revision::parse(u"dev"));
    QTRY_COMPARE(places.size(), 1);
    bench.server.release();
    QTest::qWait(50); // silence has no signal to wait for
    QCOMPARE(places.size(), 1);
    QCOMPARE(controller.place()->info.commit, QString::fromLatin1(newer));
    QCOMPARE(controller.place()->revision.name(), u"dev"_s);
}

// What is open stays open at another revision that has it; else a sentence says that it has not.
void tst_RepoPane::fileStaysOpenAtAnotherRevision()
{
    RepoBench bench;
    const QByteArray other(40, 'b');
    const QByteArray third(40, 'a');
    bench.server.reply("/revision/dev", {200, bench.sample.info(other).toUtf8(), {}, false});
    bench.server.reply("/revision/old", {200, bench.sample.info(third).toUtf8(), {}, false});
    bench.server.reply(
        "/tree/" + other + '?',
        {200, R"([{"type":"directory","path":"draft","oid":"a","size":0}])", {}, false});
    bench.server.reply(
        "/tree/" + other + "/draft",
        {200, R"([{"type":"file","path":"draft/config.json","oid":"a","size":2}])", {}, false});
    bench.server.reply(
        "/tree/" + third,
        {200, R"([{"type":"file","path":"README.md","oid":"a","size":2}])", {}, false});
    bench.address.section = Section::Files;
    bench.address.path = u"draft/config.json"_s;
    RepoPane pane(bench.hub, bench.cache, bench.address);
    pane.resize(1000, 600);
    pane.show();
    auto *view = pane.findChild<FileTreeView *>();
    auto *preview = pane.findChild<PreviewPane *>();
    const auto current
        = [view] { return view->currentIndex().data(FileTreeModel::PathRole).toString(); };
    QTRY_COMPARE(current(), bench.address.path);
    QTRY_VERIFY(preview->controller().file());
    HubAddress next = bench.address;
    next.revision = *Revision::parse(u"dev");
    next.path.clear();
    pane.open(next);
    QTRY_COMPARE(preview->controller().file() ? preview->controller().file()->revision.name()
                                              : QString(),
                 QString::fromLatin1(other));
    QCOMPARE(preview->controller().file()->entry.path, bench.address.path);
    QCOMPARE(current(), bench.address.path);
    next.revision = *Revision::parse(u"old");
    pane.open(next);
    QTRY_VERIFY(!preview->controller().file());
    bool said = false;
    for (const auto *label : preview->findChildren<QLabel *>())
        said = said
            || (label->text().contains(u"config.json"_s) && label->text().contains(u"old"_s));
    QVERIFY(said);
    next.revision = *Revision::parse(u"dev");
    next.path = bench.address.path; // not in the revision that is shown now
    pane.open(next);
    QTRY_COMPARE(current(), bench.address.path);
}

// At 1,024 pixels the tree comes first, with more room both grow; the user's choice is told once.
void tst_RepoPane::treeComesFirst()
{
    RepoBench bench;
    bench.address.section = Section::Files;
    RepoPane pane(bench.hub, bench.cache, bench.address);
    pane.resize(812, 600); // of a window of 1,024
    pane.show();
    auto *view = pane.findChild<FileTreeView *>();
    auto *preview = pane.findChild<PreviewPane *>();
    QTRY_VERIFY(view->isVisible());
    QVERIFY2(view->width() >= 430, qPrintable(QString::number(view->width())));
    QVERIFY2(preview->width() >= 320, qPrintable(QString::number(preview->width())));
    pane.resize(1300, 600);
    QTRY_VERIFY(preview->width() > 600);
    pane.setPreviewShare(30);
    QTRY_VERIFY(qAbs(preview->width() - 390) < 10);
}

void tst_RepoPane::selectionBecomesARequest()
{
    RepoBench bench;
    bench.address.section = Section::Files;
    RepoPane pane(bench.hub, bench.cache, bench.address);
    pane.resize(1100, 700);
    pane.show();
    auto *view = pane.findChild<FileTreeView *>();
    QTRY_VERIFY(view->model()->rowCount() > 5);
    const auto select = [view](const QString &path) {
        const QModelIndex index = static_cast<FileTreeModel *>(view->model())->indexOf(path);
        view->selectionModel()->select(index,
                                       QItemSelectionModel::Select | QItemSelectionModel::Rows);
    };
    select(u"draft"_s); // a folder that was never opened counts with all its files
    select(u"config.json"_s);
    QTRY_VERIFY(buttonWith(pane, u"Download 812 MB"_s));
    DownloadRequest request{.repo = *RepoId::parse(RepoKind::Dataset, u"x")};
    connect(&pane, &RepoPane::downloadRequested, this,
            [&request](const DownloadRequest &asked) { request = asked; });
    buttonWith(pane, u"Download 812 MB"_s)->click();
    QCOMPARE(request.paths,
             (QStringList{u"config.json"_s, u"draft/config.json"_s, u"draft/model.safetensors"_s}));
    QCOMPARE(request.repo.id(), u"openfjord/skald-13b"_s);
    QCOMPARE(request.revision.name(), u"main"_s);
    QVERIFY(request.folder.isEmpty() && request.allow.isEmpty() && request.ignore.isEmpty());
}

// Pages come as the user scrolls to them, never by themselves.
void tst_RepoPane::pagesOfFolders()
{
    RepoBench bench;
    const auto page = [&bench](const QByteArray &target, int first, const QByteArray &next) {
        QByteArray list;
        for (int i = first; i < first + 60; ++i)
            list += ",{\"type\":\"file\",\"path\":\"f" + QByteArray::number(1'000 + i)
                + "\",\"oid\":\"a\",\"size\":1}";
        const QByteArray link
            = "Link: <" + bench.server.url().toEncoded() + next + ">; rel=\"next\"\r\n";
        bench.server.reply(
            target, {200, '[' + list.mid(1) + ']', next.isEmpty() ? QByteArray() : link, false});
    };
    page(bench.sample.api() + "/tree/" + SampleRepo::commit() + '?', 0, "/page2");
    page("/page2", 60, "/page3");
    page("/page3", 120, "/page4");
    page("/page4", 180, {});
    bench.address.section = Section::Files;
    RepoPane pane(bench.hub, bench.cache, bench.address);
    pane.resize(1000, 500);
    pane.show();
    auto *view = pane.findChild<FileTreeView *>();
    QTRY_COMPARE(view->model()->rowCount(), 61);
    QTest::qWait(400); // long enough for a page nobody asked for
    QCOMPARE(bench.server.asked("/page2"), 0);
    QTRY_COMPARE((view->scrollToBottom(), view->model()->rowCount()), 240);
    QCOMPARE(bench.server.asked("/page3"), 1);
}

void tst_RepoPane::failedFolderOffersRetry()
{
    RepoBench bench;
    const QByteArray draft = bench.sample.api() + "/tree/" + SampleRepo::commit() + "/draft";
    bench.server.reply(draft, {500, R"({"error":"<img src=file:///etc/passwd>"})", {}, false});
    bench.address.section = Section::Files;
    RepoPane pane(bench.hub, bench.cache, bench.address);
    pane.resize(1000, 600);
    pane.show();
    auto *view = pane.findChild<FileTreeView *>();
    auto *model = static_cast<FileTreeModel *>(view->model());
    QTRY_VERIFY(model->indexOf(u"draft"_s).isValid());
    view->expand(model->indexOf(u"draft"_s));
    // The client asks a failing Hub several times, with growing pauses, before it gives up.
    QTRY_COMPARE_WITH_TIMEOUT(model->kindOf(model->index(0, 0, model->indexOf(u"draft"_s))),
                              FileTreeModel::Kind::Failed, 30'000);
    QVERIFY(model->rowCount() > 5); // the rest stays
    bench.server.reply(
        draft,
        {200, R"([{"type":"file","path":"draft/config.json","oid":"a","size":1}])", {}, false});
    view->setCurrentIndex(model->index(0, 0, model->indexOf(u"draft"_s)));
    QTest::keyClick(view, Qt::Key_Return);
    QTRY_VERIFY(model->indexOf(u"draft/config.json"_s).isValid());
}

void tst_RepoPane::filterLoadsEverything()
{
    RepoBench bench;
    bench.server.reply(
        "recursive=true",
        {200,
         R"([{"type":"directory","path":"draft","oid":"a"},{"type":"file","path":"draft/config.json","oid":"a","size":1},
        {"type":"directory","path":"draft/deep","oid":"a"},{"type":"file","path":"draft/deep/needle.txt","oid":"a","size":1}])",
         {},
         false});
    bench.address.section = Section::Files;
    RepoPane pane(bench.hub, bench.cache, bench.address);
    pane.resize(1000, 600);
    pane.show();
    auto *view = pane.findChild<FileTreeView *>();
    auto *model = static_cast<FileTreeModel *>(view->model());
    QTRY_VERIFY(model->rowCount() > 5);
    QLineEdit *filter = nullptr;
    for (auto *edit : pane.findChildren<QLineEdit *>())
        if (edit->accessibleName() == u"Filter files"_s)
            filter = edit;
    QVERIFY(filter);
    QTest::keyClicks(filter, u"needle"_s);
    QTRY_VERIFY(model->indexOf(u"draft/deep/needle.txt"_s).isValid());
    QTRY_VERIFY(view->isExpanded(model->indexOf(u"draft/deep"_s)));
    QVERIFY(!model->indexOf(u"config.json"_s).isValid());
    QCOMPARE(bench.server.asked("recursive=true"), 1);
}

void tst_RepoPane::addressOpensItsFile()
{
    RepoBench bench;
    bench.address.section = Section::Files;
    bench.address.path = u"draft/model.safetensors"_s;
    RepoPane pane(bench.hub, bench.cache, bench.address);
    pane.resize(1000, 600);
    pane.show();
    auto *view = pane.findChild<FileTreeView *>();
    QTRY_COMPARE(view->currentIndex().data(FileTreeModel::PathRole).toString(),
                 u"draft/model.safetensors"_s);
}

void tst_RepoPane::treeByKeyboard()
{
    RepoBench bench;
    bench.address.section = Section::Files;
    RepoPane pane(bench.hub, bench.cache, bench.address);
    pane.resize(1000, 600);
    pane.show();
    auto *view = pane.findChild<FileTreeView *>();
    auto *model = static_cast<FileTreeModel *>(view->model());
    QTRY_VERIFY(model->rowCount() > 5);
    view->setFocus();
    view->setCurrentIndex(model->index(1, 0));
    QTest::keyClick(view, Qt::Key_Right);
    QTRY_VERIFY(model->indexOf(u"draft/config.json"_s).isValid());
    QTest::keyClick(view, Qt::Key_Down);
    QTest::keyClick(view, Qt::Key_Down, Qt::ShiftModifier);
    QTRY_COMPARE(view->selectedPaths().size(), 2);
    QTRY_VERIFY(buttonWith(pane, u"Copy addresses"_s));
    auto *tabs = pane.findChild<QTabBar *>();
    tabs->setFocus();
    QTest::keyClick(tabs, Qt::Key_Right);
    QCOMPARE(pane.address().section, Section::Community);
}

// Whether a name has come: in a visible text, or in the first row of a list.
bool tst_RepoPane::shows(const RepoPane &pane, const QString &name)
{
    for (const auto *widget : pane.findChildren<QWidget *>()) {
        if (!widget->isVisible())
            continue;
        if ((widget->property("text").toString() + widget->accessibleName()).contains(name))
            return true;
        const auto *view = qobject_cast<const QAbstractItemView *>(widget);
        if (view && view->model() && view->model()->index(0, 0).data().toString().contains(name))
            return true;
    }
    return false;
}

// M09, M10: no widget may take a foreign name for markup.
void tst_RepoPane::hostileNamesStayPlain()
{
    RepoBench bench;
    const QString evil = u"<img src=x>&amp;%1&b\u202Efdp.exe"_s;
    QJsonObject more{{u"library_name"_s, evil},
                     {u"pipeline_tag"_s, evil},
                     {u"cardData"_s, QJsonObject{{u"license"_s, evil}}}};
    bench.server.reply("/revision/",
                       {200, bench.sample.info(SampleRepo::commit(), more).toUtf8(), {}, false});
    const QJsonArray tree{QJsonObject{{u"type"_s, u"file"_s},
                                      {u"path"_s, evil},
                                      {u"oid"_s, u"a"_s},
                                      {u"size"_s, 1},
                                      {u"lastCommit"_s,
                                       QJsonObject{{u"id"_s, u"a"_s},
                                                   {u"title"_s, evil},
                                                   {u"date"_s, u"2026-11-01T00:00:00.000Z"_s}}}}};
    bench.server.reply("/tree/", {200, QJsonDocument(tree).toJson(), {}, false});
    const QJsonObject thread{
        {u"num"_s, 41},
        {u"title"_s, evil},
        {u"status"_s, evil},
        {u"isPullRequest"_s, true},
        {u"events"_s,
         QJsonArray{QJsonObject{{u"id"_s, u"1"_s},
                                {u"type"_s, evil},
                                {u"createdAt"_s, u"2026-11-01T00:00:00.000Z"_s},
                                {u"author"_s, QJsonObject{{u"name"_s, evil}}},
                                {u"data"_s, QJsonObject{}}}}}};
    bench.server.reply("/discussions/41", {200, QJsonDocument(thread).toJson(), {}, false});
    const QJsonArray commits{QJsonObject{{u"id"_s, QString(40, u'a')},
                                         {u"title"_s, evil},
                                         {u"date"_s, u"2026-11-01T00:00:00.000Z"_s}}};
    bench.server.reply("/commits/", {200, QJsonDocument(commits).toJson(), {}, false});
    bench.address.discussion = 41;
    RepoPane pane(bench.hub, bench.cache, bench.address);
    pane.resize(1200, 800);
    pane.show();
    for (const Section section :
         {Section::Card, Section::Files, Section::Community, Section::History}) {
        bench.address.section = section;
        pane.open(bench.address);
        QTRY_VERIFY2(shows(pane, u"<img src=x>"_s), qPrintable(QString::number(int(section))));
        QTest::qWait(150); // each section settles
        for (const auto *label : pane.findChildren<QLabel *>())
            if (label->text().contains(u'<'))
                QCOMPARE(label->textFormat(), Qt::PlainText);
        for (const auto *widget : pane.findChildren<QWidget *>()) {
            QVERIFY2(!widget->toolTip().contains(u"<img"_s), qPrintable(widget->toolTip()));
            QVERIFY(!widget->toolTip().contains(u'\u202E'));
        }
    }
}

QTEST_MAIN(tst_RepoPane)
#include "tst_repopane.moc"

#include "tests/support/repobench.h"
#include "ui/community/threadview.h"
#include "ui/repo/filetreeview.h"
#include "ui/repo/repopane.h"
#include "ui/widgets/notice.h"
#include "ui/widgets/segmentedcontrol.h"

#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QTest>

using namespace Qt::StringLiterals;
using Section = HubAddress::Section;

// What a repository's tab says where there is nothing to show.
class tst_RepoEmpty final : public QObject
{
    Q_OBJECT

private slots:
    void filterWithoutMatches();
    void filterAtAnotherRevision();
    void unfinishedListingPromisesNothing();
    void noDiscussionsIsOneSentence();
    void discussionsAreThereToChoose();

private:
    static QStringList notices(const QWidget &pane)
    {
        QStringList sentences;
        for (const auto *notice : pane.findChildren<Notice *>())
            if (notice->isVisible())
                for (const auto *label : notice->findChildren<QLabel *>())
                    if (label->isVisible() && !label->text().isEmpty())
                        sentences << label->text().remove(QChar(0x2068)).remove(QChar(0x2069));
        return sentences;
    }
    static QLineEdit *filterOf(const QWidget &pane)
    {
        for (auto *edit : pane.findChildren<QLineEdit *>())
            if (edit->accessibleName() == u"Filter files"_s)
                return edit;
        return nullptr;
    }
    static void listEverything(RepoBench &bench, const QByteArray &next = {})
    {
        bench.server.reply(
            "recursive=true",
            {200,
             R"([{"type":"directory","path":"draft","oid":"a"},{"type":"directory","path":"assets","oid":"a"},
                {"type":"file","path":"draft/config.json","oid":"a","size":1},{"type":"file","path":"draft/needle.txt","oid":"a","size":1}])",
             next.isEmpty()
                 ? QByteArray()
                 : "Link: <" + bench.server.url().toEncoded() + next + ">; rel=\"next\"\r\n",
             false});
        bench.address.section = Section::Files;
    }
};

void tst_RepoEmpty::filterWithoutMatches()
{
    RepoBench bench;
    listEverything(bench);
    RepoPane pane(bench.hub, bench.cache, bench.address);
    pane.resize(1000, 600);
    pane.show();
    auto *view = pane.findChild<FileTreeView *>();
    QTRY_VERIFY(view->isVisible() && view->model()->rowCount() > 5);
    QLineEdit *filter = filterOf(pane);
    QTest::keyClicks(filter, u"zebra"_s);
    QTRY_VERIFY(notices(pane).contains(u"No file matches “zebra”."_s));
    QVERIFY(!view->isVisible());
    QTest::keyClicks(filter, u"s"_s);
    QTRY_VERIFY(notices(pane).contains(u"No file matches “zebras”."_s));
    filter->selectAll();
    QTest::keyClicks(filter, u"needle"_s);
    QTRY_VERIFY(view->isVisible() && view->model()->rowCount() == 1);
    QTest::keyClicks(filter, u"x"_s);
    QPushButton *clear = nullptr;
    QTRY_VERIFY((clear = buttonWith(pane, u"Clear"_s)));
    QTest::mouseClick(clear, Qt::LeftButton);
    QVERIFY(filter->text().isEmpty());
    QTRY_VERIFY(view->isVisible() && view->model()->rowCount() > 5);
}

void tst_RepoEmpty::filterAtAnotherRevision()
{
    RepoBench bench;
    listEverything(bench);
    const QByteArray other(40, '7');
    bench.server.reply("/revision/dev", {200, bench.sample.info(other).toUtf8(), {}, false});
    bench.server.reply(
        "/tree/" + other + '?',
        {200, R"([{"type":"file","path":"LICENSE","oid":"a","size":1}])", {}, false});
    bench.server.reply(
        "/tree/" + other + "?recursive=true",
        {200,
         R"([{"type":"file","path":"LICENSE","oid":"a","size":1},{"type":"directory","path":"old","oid":"a"},
            {"type":"file","path":"old/needle.txt","oid":"a","size":1}])",
         {},
         false});
    RepoPane pane(bench.hub, bench.cache, bench.address);
    pane.resize(1000, 600);
    pane.show();
    auto *view = pane.findChild<FileTreeView *>();
    auto *model = static_cast<FileTreeModel *>(view->model());
    QTRY_VERIFY(model->rowCount() > 5);
    QTest::keyClicks(filterOf(pane), u"needle"_s);
    QTRY_VERIFY(model->indexOf(u"draft/needle.txt"_s).isValid());
    bench.address.revision = *Revision::parse(u"dev"_s);
    pane.open(bench.address);
    QTRY_VERIFY(model->indexOf(u"old/needle.txt"_s).isValid()); // below what is shown by itself
    QTRY_VERIFY(view->isVisible() && view->isExpanded(model->indexOf(u"old"_s)));
}

void tst_RepoEmpty::unfinishedListingPromisesNothing()
{
    RepoBench bench;
    listEverything(bench, "/rest");
    bench.server.reply("/rest",
                       {200,
                        R"([{"type":"file","path":"assets/zebra.png","oid":"a","size":1}])",
                        {},
                        true}); // comes later
    RepoPane pane(bench.hub, bench.cache, bench.address);
    pane.resize(1000, 600);
    pane.show();
    auto *view = pane.findChild<FileTreeView *>();
    QTRY_VERIFY(view->model()->rowCount() > 5);
    QTest::keyClicks(filterOf(pane), u"zebra"_s);
    QTRY_COMPARE(bench.server.asked("/rest"), 1);
    QTest::qWait(50); // silence has no signal to wait for
    QVERIFY(notices(pane).filter(u"No file"_s).isEmpty());
    bench.server.release();
    QTRY_COMPARE(view->model()->rowCount(), 1);
    QVERIFY(view->isVisible());
}

void tst_RepoEmpty::noDiscussionsIsOneSentence()
{
    RepoBench bench;
    bench.server.reply("/discussions",
                       {200, R"({"count":0,"start":0,"discussions":[]})", {}, false});
    bench.address.section = Section::Community;
    RepoPane pane(bench.hub, bench.cache, bench.address);
    pane.resize(1000, 600);
    pane.show();
    QTRY_COMPARE(notices(pane).value(0), u"No discussions here."_s);
    QTest::qWait(50); // nothing comes to stand beside it
    QVERIFY(notices(pane).filter(u"Choose"_s).isEmpty());
    QVERIFY(!pane.findChild<ThreadView *>()->isVisible());
    for (const auto *notice : pane.findChildren<Notice *>())
        if (notice->isVisible())
            QVERIFY(notice->width() > 900); // the whole pane's
}

void tst_RepoEmpty::discussionsAreThereToChoose()
{
    RepoBench bench;
    bench.server.reply("status=closed",
                       {200, R"({"count":0,"start":0,"discussions":[]})", {}, false});
    bench.address.section = Section::Community;
    RepoPane pane(bench.hub, bench.cache, bench.address);
    pane.resize(1000, 600);
    pane.show();
    QTRY_COMPARE(notices(pane), QStringList{u"Choose a discussion to read it."_s});
    SegmentedControl *status = nullptr;
    for (auto *control : pane.findChildren<SegmentedControl *>())
        if (control->accessibleName() == u"Which discussions"_s)
            status = control;
    QVERIFY(status);
    QTest::keyClick(status, Qt::Key_Right); // to the closed ones
    QTRY_COMPARE(notices(pane), QStringList{u"No discussions here."_s});
    QTest::keyClick(status, Qt::Key_Left);
    QTRY_COMPARE(notices(pane), QStringList{u"Choose a discussion to read it."_s});
    for (auto *list : pane.findChildren<QListView *>())
        if (list->accessibleName() == u"Discussions"_s)
            QTest::keyClick(list, Qt::Key_Down);
    QTRY_VERIFY(pane.findChild<ThreadView *>()->isVisible());
    QVERIFY(notices(pane).isEmpty());
    QTest::keyClick(status, Qt::Key_Right); // what is read stays beside them
    QTRY_COMPARE(notices(pane), QStringList{u"No discussions here."_s});
    QVERIFY(pane.findChild<ThreadView *>()->isVisible());
}

QTEST_MAIN(tst_RepoEmpty)
#include "tst_repoempty.moc"

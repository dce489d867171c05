#include "models/commitlistmodel.h"
#include "models/discussionlistmodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

DiscussionPage discussionPage(int from, int to, int count)
{
    DiscussionPage page{.count = count};
    for (int number = from; number >= to; --number)
        page.discussions << Discussion{.number = number, .title = u"Title %1"_s.arg(number)};
    return page;
}

} // namespace

class tst_CommunityModels final : public QObject
{
    Q_OBJECT

private slots:
    void discussionsPage();
    void movedDiscussionIsShownOnce();
    void promisedRowsThatDoNotExist();
    void commitsPage();
};

void tst_CommunityModels::discussionsPage()
{
    DiscussionListModel model;
    const QAbstractItemModelTester tester(&model);
    QSignalSpy more(&model, &DiscussionListModel::moreWanted);
    model.setPage(discussionPage(60, 31, 60));
    QVERIFY(model.canFetchMore({}));
    model.fetchMore({});
    QVERIFY(!more.isEmpty()); // the tester asks too
    model.appendPage(discussionPage(30, 1, 60));
    QCOMPARE(model.rowCount(), 60);
    QCOMPARE(model.pages(), 2); // the next one is asked for by number
    QCOMPARE(model.index(59).data(DiscussionListModel::NumberRole).toInt(), 1);
    QVERIFY(!model.canFetchMore({}));
    model.clear();
    QCOMPARE(model.rowCount(), 0);
    QVERIFY(!model.canFetchMore({}));
}

// A discussion opened between two requests shifts the pages by one.
void tst_CommunityModels::movedDiscussionIsShownOnce()
{
    DiscussionListModel model;
    const QAbstractItemModelTester tester(&model);
    model.setPage(discussionPage(4, 3, 4));
    model.appendPage(discussionPage(3, 2, 5));
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(model.rowOf(3), 1);
    QVERIFY(model.canFetchMore({}));
}

void tst_CommunityModels::promisedRowsThatDoNotExist() // M17
{
    DiscussionListModel model;
    const QAbstractItemModelTester tester(&model);
    model.setPage(discussionPage(2, 1, 1'000'000));
    QVERIFY(model.canFetchMore({}));
    model.appendPage({.count = 1'000'000});
    QVERIFY(!model.canFetchMore({}));
}

void tst_CommunityModels::commitsPage()
{
    CommitListModel model;
    const QAbstractItemModelTester tester(&model);
    QSignalSpy more(&model, &CommitListModel::moreWanted);
    model.setPage({.commits = {{.id = u"a"_s, .title = u"Two"_s}},
                   .total = 2,
                   .next = QUrl(u"https://x/2"_s)});
    model.fetchMore({});
    QVERIFY(!more.isEmpty()); // the tester asks too
    model.appendPage({.commits = {{.id = u"b"_s, .title = u"One"_s}}});
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.index(1).data().toString(), u"One"_s);
    QCOMPARE(model.index(1).data(CommitListModel::IdRole).toString(), u"b"_s);
    QVERIFY(!model.canFetchMore({}));
    QCOMPARE(model.total(), 2);
}

QTEST_GUILESS_MAIN(tst_CommunityModels)
#include "tst_communitymodels.moc"

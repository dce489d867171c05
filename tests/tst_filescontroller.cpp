#include "tests/support/repobench.h"
#include "ui/repo/filescontroller.h"
#include "ui/repo/historycontroller.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

QByteArray listingOf(const QByteArray &path)
{
    return "[{\"type\":\"file\",\"path\":\"" + path + "\",\"oid\":\"" + QByteArray(40, 'c')
        + "\",\"size\":3}]";
}

} // namespace

// Listings whose linked pages lead back to themselves: the Hub is asked so often and no more.
class tst_FilesController final : public QObject
{
    Q_OBJECT

private slots:
    void allOfACircleEnds_data();
    void allOfACircleEnds();
    void levelOfACircleEnds_data();
    void levelOfACircleEnds();
    void historyOfACircleEnds();
    void newRepositoryHasNoHistory();

private:
    static RepoPlace place(const RepoBench &bench)
    {
        RepoPlace place{.revision = {}, .info = {.summary = {.id = bench.address.repo}}};
        place.info.commit = QString::fromLatin1(SampleRepo::commit());
        return place;
    }
    static QByteArray link(const RepoBench &bench, const QByteArray &query)
    {
        return "Link: <" + bench.server.url().toEncoded() + bench.sample.api() + "/tree/"
            + SampleRepo::commit() + '?' + query + ">; rel=\"next\"\r\n";
    }
};

void tst_FilesController::allOfACircleEnds_data()
{
    QTest::addColumn<QByteArray>("afterC"); // where the third page leads
    QTest::addColumn<bool>("circle");
    QTest::newRow("to the second") << QByteArray("recursive=true&cursor=b") << true;
    QTest::newRow("to itself") << QByteArray("recursive=true&cursor=c") << true;
    QTest::newRow("no circle") << QByteArray() << false;
}

void tst_FilesController::allOfACircleEnds()
{
    QFETCH(QByteArray, afterC);
    QFETCH(bool, circle);
    RepoBench bench;
    bench.server.reply("recursive=true",
                       {200, listingOf("a"), link(bench, "recursive=true&cursor=b"), false});
    bench.server.reply("cursor=b",
                       {200, listingOf("b"), link(bench, "recursive=true&cursor=c"), false});
    bench.server.reply(
        "cursor=c",
        {200, listingOf("c"), afterC.isEmpty() ? QByteArray() : link(bench, afterC), false});
    FilesController files(bench.hub, bench.cache);
    files.open(place(bench));
    QSignalSpy failed(&files, &FilesController::allFailed);
    QSignalSpy loading(&files, &FilesController::allLoadingChanged);
    files.loadAll();
    QTRY_COMPARE(loading.size(), 2);
    QVERIFY(!files.isLoadingAll());
    QCOMPARE(failed.size(), circle ? 1 : 0);
    QVERIFY(files.model()->indexOf(u"c"_s).isValid());
    QTest::qWait(50); // nothing more is asked
    QVERIFY(bench.server.asked("recursive=true") <= 4);
    QCOMPARE(loading.size(), 2);
}

void tst_FilesController::levelOfACircleEnds_data()
{
    QTest::addColumn<QByteArray>("afterC");
    QTest::newRow("to the second") << QByteArray("expand=true&cursor=b");
    QTest::newRow("to itself") << QByteArray("expand=true&cursor=c");
}

void tst_FilesController::levelOfACircleEnds()
{
    QFETCH(QByteArray, afterC);
    RepoBench bench;
    bench.server.reply("/tree/", {200, listingOf("a"), link(bench, "expand=true&cursor=b"), false});
    bench.server.reply("cursor=b",
                       {200, listingOf("b"), link(bench, "expand=true&cursor=c"), false});
    bench.server.reply("cursor=c", {200, listingOf("c"), link(bench, afterC), false});
    FilesController files(bench.hub, bench.cache);
    files.open(place(bench));
    for (int i = 0; i < 60; ++i) { // as a row in view does that stands for the rest
        files.model()->load({});
        QTest::qWait(5);
    }
    QVERIFY(files.model()->indexOf(u"c"_s).isValid());
    QVERIFY2(bench.server.asked("/tree/") <= 4,
             qPrintable(QString::number(bench.server.asked("/tree/"))));
    QVERIFY(!files.model()->canLoad({})); // it says what is wrong instead
}

// A page that leads to itself: its commits once, and why there are no more.
void tst_FilesController::historyOfACircleEnds()
{
    RepoBench bench;
    const QByteArray history = bench.sample.api() + "/commits/" + SampleRepo::commit();
    bench.server.reply(
        history,
        {200, R"([{"id":")" + QByteArray(40, 'a') + R"(","title":"One"}])",
         "Link: <" + bench.server.url().toEncoded() + history + "?cursor=b>; rel=\"next\"\r\n",
         false});
    HistoryController controller(bench.hub);
    ViewState state;
    connect(&controller, &HistoryController::stateChanged, this,
            [&state](const ViewState &now) { state = now; });
    controller.open(place(bench));
    QTRY_COMPARE(state.phase, ViewState::Phase::Ready);
    QVERIFY(!state.error);
    for (int i = 0; i < 20; ++i) { // as a list does whose end is in view
        controller.model()->fetchMore({});
        QTest::qWait(5);
    }
    QTRY_VERIFY(state.error);
    QCOMPARE(*state.error, HubError::endlessListing());
    QCOMPARE(controller.model()->rowCount(), 1);
    QVERIFY2(bench.server.asked("/commits/") <= 3,
             qPrintable(QString::number(bench.server.asked("/commits/"))));
}

// The Hub answers that there is no such revision, which is true and no help.
void tst_FilesController::newRepositoryHasNoHistory()
{
    RepoBench bench;
    RepoPlace empty = place(bench);
    empty.info.commit.clear();
    HistoryController controller(bench.hub);
    QSignalSpy states(&controller, &HistoryController::stateChanged);
    controller.open(empty);
    QCOMPARE(states.size(), 1);
    QCOMPARE(states.first().first().value<ViewState>().phase, ViewState::Phase::Empty);
    QCOMPARE(bench.server.asked("/commits/"), 0);
}

QTEST_MAIN(tst_FilesController)
#include "tst_filescontroller.moc"

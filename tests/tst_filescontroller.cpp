#include "tests/support/repobench.h"
#include "ui/repo/filescontroller.h"

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
    void levelOfACircleEnds();

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
    // The client takes a page that leads to itself for the last one.
    QTest::newRow("to itself") << QByteArray("recursive=true&cursor=c") << false;
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

void tst_FilesController::levelOfACircleEnds()
{
    RepoBench bench;
    bench.server.reply("/tree/", {200, listingOf("a"), link(bench, "expand=true&cursor=b"), false});
    bench.server.reply("cursor=b",
                       {200, listingOf("b"), link(bench, "expand=true&cursor=c"), false});
    bench.server.reply("cursor=c",
                       {200, listingOf("c"), link(bench, "expand=true&cursor=b"), false});
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

QTEST_MAIN(tst_FilesController)
#include "tst_filescontroller.moc"

#include "app/localhub/localhub.h"
#include "app/localhub/localstore.h"
#include "app/transfer/transfers.h"

#include <QDirIterator>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

class tst_DownloadListing final : public QObject
{
    Q_OBJECT

private slots:
    void listingsWithoutAnEndAreRefused_data();
    void listingsWithoutAnEndAreRefused();
};

void tst_DownloadListing::listingsWithoutAnEndAreRefused_data() // N39
{
    QTest::addColumn<int>("asked"); // pages
    QTest::newRow("link-evil") << 1;
    QTest::newRow("link-self") << 1;
    QTest::newRow("link-circle") << 2; // the second page is the first again
    QTest::newRow("link-endless") << 2;
}

// The next page of a listing is on another origin, or one that was there already. What came so far
// is not the repository, and must not be kept as its listing, which Python and later runs would
// believe.
void tst_DownloadListing::listingsWithoutAnEndAreRefused()
{
    QFETCH(int, asked);
    QTemporaryDir folder;
    LocalHub hub({.folder = folder.filePath(u"hub"_s)});
    QVERIFY(hub.start());
    const auto repo = RepoId::parse(RepoKind::Model, u"ada/pages");
    QVERIFY(hub.store().createRepo(*repo));
    CommitInput input;
    input.adds[u"a.txt"_s] = Content::bytes("a");
    hub.store().commit(*repo, u"main"_s, input);
    hub.setFault(QTest::currentDataTag(), "/api/models/ada/pages/tree/");

    const QString cache = folder.filePath(u"cache"_s);
    Transfers transfers({.endpoint = hub.url(), .token = {}, .cacheRoot = cache});
    QSignalSpy done(&transfers, &Transfers::groupDone);
    transfers.download(
        {.repo = *repo, .revision = {}, .paths = {}, .allow = {}, .ignore = {}, .folder = {}});
    QTRY_COMPARE_WITH_TIMEOUT(done.size(), 1, 30'000);
    QVERIFY(!done.first().at(1).toBool());
    QCOMPARE(transfers.snapshot().groups.first().error->kind, HubError::Kind::BadReply);
    QDirIterator files(cache, {u"*.json"_s, u"main"_s}, QDir::Files, QDirIterator::Subdirectories);
    QVERIFY2(!files.hasNext(), "a short listing or a ref was kept");
    QVERIFY(hub.requests("evil").isEmpty());
    QCOMPARE(std::ranges::count_if(
                 hub.requests(), [](const SeenRequest &r) { return r.target.contains("/tree/"); }),
             asked);
}

QTEST_GUILESS_MAIN(tst_DownloadListing)
#include "tst_downloadlisting.moc"

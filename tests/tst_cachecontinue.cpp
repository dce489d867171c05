// Unfinished downloads that the cache has are gone on with from its page.
#include "app/disk/partfile.h"
#include "tests/support/cachestage.h"
#include "tests/support/movedrepo.h"
#include "ui/cache/cachecare.h"
#include "ui/cache/partfinder.h"

#include <QAction>
#include <QMenu>
#include <QMessageBox>
#include <QSignalSpy>

using namespace Qt::StringLiterals;
using namespace MovedRepo;

namespace {

const QByteArray kContent(40, '7');
const QByteArray kPart = kContent + ".0123abcd.incomplete";
const QString kMain(40, u'1');

} // namespace

class tst_CacheContinue final : public QObject
{
    Q_OBJECT

private slots:
    void saysWhichContent_data();
    void saysWhichContent();
    void asksWhereItIsLikely();
    void looksUntilOneHasIt();
    void startsADownload();
    void goesOnInTheQueue();
    void whatTheHubHasNoMoreCanGo();
    void troubleIsSaid();

private:
    struct Stage : CacheStage
    {
        Stage()
            : CacheStage([](const CacheFolder &cache) {
                cache.cached(CacheFolder::kRepo, "config.json", "{}");
                cache.file(CacheFolder::kRepo + "/blobs/" + kPart, QByteArray(9'000, 'p'));
            })
        {
            server.reply("/revision/", {404, "{}", {}, false});
        }

        const CacheItem part{.repo = CacheFolder::kRepo, .blob = kPart};
        bool isSettled() { return CacheStage::isSettled() && model().indexOf(part).isValid(); }
        void hasIt(const QByteArray &revision, const QString &commit)
        {
            server.reply(
                "/revision/" + revision,
                {200,
                 infoOf(commit, {{u"w/model.bin"_s, 90'000, QString::fromLatin1(kContent)}}),
                 {},
                 false});
        }
        QAction *action()
        {
            view().reveal(part);
            emit view().customContextMenuRequested(
                view().visualRect(view().currentIndex()).center());
            const auto menus = view().findChildren<QMenu *>();
            for (QAction *each : menus.last()->actions())
                if (each->text() == u"Continue the download"_s)
                    return each;
            return nullptr;
        }
    };

    static TransferSnapshot queueWith(const QString &path, TransferState state)
    {
        TransferSnapshot now;
        now.groups << TransferGroup{.id = 3,
                                    .repo = *RepoId::parse(RepoKind::Model, u"ada/model"_s),
                                    .revision = u"dev"_s,
                                    .commit = QString(40, u'5'),
                                    .folder = {}};
        now.files << TransferFile{.id = 8, .group = 3, .path = path, .state = state};
        return now;
    }
};

// Source of the names: hub-api 24; the clients of Python and Rust, and our own.
void tst_CacheContinue::saysWhichContent_data()
{
    QTest::addColumn<QByteArray>("part");
    QTest::addColumn<QString>("content");
    const QString sha = QString::fromLatin1(kContent);
    QTest::newRow("ours") << kPart << sha;
    QTest::newRow("Python") << kContent + ".incomplete" << sha;
    QTest::newRow("LFS, Rust") << QByteArray(64, 'a') + ".part" << QString(64, u'a');
    QTest::newRow("anything") << "tmp.incomplete"_ba << QString();
    QTest::newRow("a content") << kContent << QString();
    QTest::newRow("none") << QByteArray() << QString();
}

void tst_CacheContinue::saysWhichContent()
{
    QFETCH(QByteArray, part);
    QTEST(PartFinder::contentOf(part), "content");
}

void tst_CacheContinue::asksWhereItIsLikely()
{
    CacheRepo repo;
    repo.id = RepoId::parse(RepoKind::Model, u"ada/model"_s);
    repo.revisions << CacheRevision{.commit = QByteArray(40, 'a')}
                   << CacheRevision{.commit = QByteArray(40, 'b'), .refs = {"main"}}
                   << CacheRevision{.commit = "odd"};
    QStringList asked;
    for (const Revision &revision :
         PartFinder::revisionsOf(repo, queueWith(u"x"_s, TransferState::Paused)))
        asked << revision.name().left(4);
    QCOMPARE(asked, (QStringList{u"5555"_s, u"bbbb"_s, u"aaaa"_s, u"main"_s}));
}

void tst_CacheContinue::looksUntilOneHasIt()
{
    Stage stage;
    QTRY_VERIFY(stage.isSettled());
    stage.hasIt("main", kMain);
    PartFinder finder(stage.hub);
    QStringList found;
    connect(&finder, &PartFinder::found, this,
            [&found](const PartFinder::Place &place) { found << place.commit << place.path; });
    finder.find(*stage.model().repo(CacheFolder::kRepo), kPart, {});
    QTRY_COMPARE(found, (QStringList{kMain, u"w/model.bin"_s}));
    QCOMPARE(stage.server.asked("/revision/"), 2); // the cached one, then main
}

void tst_CacheContinue::startsADownload()
{
    Stage stage;
    QTRY_VERIFY(stage.isSettled());
    stage.hasIt(CacheFolder::kCommit, QString::fromLatin1(CacheFolder::kCommit));
    QList<DownloadRequest> requests;
    connect(&stage.pane.care(), &CacheCare::downloadRequested, this,
            [&requests](const DownloadRequest &request) { requests << request; });
    QSignalSpy said(&stage.pane, &CachePane::said);
    QVERIFY(stage.action());
    stage.action()->trigger();
    QTRY_COMPARE(requests.size(), 1);
    QCOMPARE(requests.first().repo.id(), u"ada/model"_s);
    QCOMPARE(requests.first().revision.name().toLatin1(), CacheFolder::kCommit);
    QCOMPARE(requests.first().paths, QStringList{u"w/model.bin"_s});
    QVERIFY(requests.first().folder.isEmpty());
    QVERIFY(!PartFile::isLasting(kPart)); // another machine's
    QVERIFY(said.last().first().toString().contains(u"from its beginning"_s));
}

void tst_CacheContinue::goesOnInTheQueue()
{
    Stage stage;
    QTRY_VERIFY(stage.isSettled());
    stage.hasIt(QByteArray(40, '5'), QString(40, u'5'));
    CacheCare &care = stage.pane.care();
    QSignalSpy goesOn(&care, &CacheCare::continueRequested);
    QSignalSpy downloads(&care, &CacheCare::downloadRequested);
    care.setTransfers(queueWith(u"w/model.bin"_s, TransferState::Paused));
    care.goOn(stage.part);
    QTRY_COMPARE(goesOn.size(), 1);
    QCOMPARE(goesOn.first().first().toLongLong(), 8);
    QCOMPARE(downloads.size(), 0);
    care.setTransfers(queueWith(u"w/model.bin"_s, TransferState::Done)); // and pruned since
    care.goOn(stage.part);
    QTRY_COMPARE(downloads.size(), 1);
    QCOMPARE(goesOn.size(), 1);
}

void tst_CacheContinue::whatTheHubHasNoMoreCanGo()
{
    Stage stage;
    QTRY_VERIFY(stage.isSettled());
    stage.pane.care().goOn(stage.part);
    QTRY_VERIFY(stage.pane.findChild<QMessageBox *>());
    auto *question = stage.pane.findChild<QMessageBox *>();
    QVERIFY(question->text().contains(u"cannot be continued"_s));
    QCOMPARE(question->defaultButton(), question->button(QMessageBox::Cancel));
    for (QAbstractButton *button : question->buttons())
        if (button->text() == u"Remove…"_s)
            button->click();
    QCOMPARE(stage.model().ticked(), QSet{stage.part});
    QVERIFY(stage.dialog(u"cacheReview"_s)); // nothing goes unseen
    QVERIFY(stage.cleaner.history().isEmpty());
}

void tst_CacheContinue::troubleIsSaid()
{
    Stage stage;
    QTRY_VERIFY(stage.isSettled());
    stage.hub.setOffline(true);
    QSignalSpy said(&stage.pane, &CachePane::said);
    stage.pane.care().goOn(stage.part);
    QTRY_COMPARE(said.size(), 1);
    QCOMPARE(said.first().first().toString(), stage.hub.offlineReason());
    QVERIFY(!stage.pane.findChild<QMessageBox *>());
}

QTEST_MAIN(tst_CacheContinue)
#include "tst_cachecontinue.moc"

#include "app/demohub.h"
#include "app/localhub/localhub.h"
#include "app/localhub/localstore.h"
#include "tests/support/windowstage.h"
#include "ui/theme/theme.h"
#include "ui/transfers/transferspane.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/window/closequestion.h"
#include "ui/window/pages.h"
#include "ui/window/sidebar.h"
#include "ui/window/toast.h"
#include "ui/window/transfertotals.h"

#include <QApplication>
#include <QDesktopServices>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;

class FileManager final : public QObject
{
    Q_OBJECT

public:
    QList<QUrl> shown;

public slots:
    void show(const QUrl &folder) { shown << folder; }
};

// What the window tells when downloads end.
class tst_TransferNews final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();
    void doneIsTold();
    void numbersStayInSight();
    void leavesTheTransfersToThemselves();
    void oneFileIsToldByItsName();
    void failureIsTold_data();
    void failureIsTold();
    void nothingThatFitsIsTold();
    void severalAreToldTogether();
    void earlierFailureIsNotToldAgain();
    void askedAgainIsTold_data();
    void askedAgainIsTold();
    void cancelledIsNoNews();
    void toastWaitsWhilePointedAt();
    void toastHasRoomForItsOffers();
    void folderIsShown();
    void failedIsTriedAgain();
    void uploadsAreInTheSum();
    void uploadIsInTheSidebar();
    void closingAsksWhileTransfersRun(); // I04
    void closingWithoutTransfersIsAtOnce(); // I04

private:
    qint64 download(const QString &repo, const QStringList &paths);
    Toast *toast() const { return m_stage->window().findChild<Toast *>(); }
    QPushButton *offer(const QString &text) const;
    QStringList words() const;

    DemoHub m_demo;
    std::unique_ptr<WindowStage> m_stage;
};

void tst_TransferNews::initTestCase()
{
    QString error;
    QVERIFY2(m_demo.start(&error), qPrintable(error));
    applyTheme(*qApp, Settings::Theme::Light);
}

void tst_TransferNews::init()
{
    m_stage = std::make_unique<WindowStage>(m_demo.variables());
    QVERIFY(m_stage->openWindow());
    m_stage->app().start();
}

void tst_TransferNews::cleanup()
{
    m_stage.reset();
    m_demo.hub().clearFaults();
}

qint64 tst_TransferNews::download(const QString &repo, const QStringList &paths)
{
    return m_stage->app().transfers().download({.repo = *RepoId::parse(RepoKind::Model, repo),
                                                .revision = {},
                                                .paths = paths,
                                                .allow = {},
                                                .ignore = {},
                                                .folder = {}});
}

QPushButton *tst_TransferNews::offer(const QString &text) const
{
    for (auto *button : toast()->findChildren<QPushButton *>())
        if (button->isVisible() && button->text() == text)
            return button;
    return nullptr;
}

QStringList tst_TransferNews::words() const
{
    QStringList words;
    for (const auto *label : toast()->findChildren<ElidedLabel *>())
        words << label->text();
    return words;
}

void tst_TransferNews::doneIsTold()
{
    download(u"orchard/pippin-2b"_s, {u"config.json"_s, u"README.md"_s});
    QTRY_VERIFY(toast()->isVisible());
    QVERIFY(words().first().contains(u"pippin-2b"));
    QVERIFY(words().first().contains(u"2 files")); // of many: not all of it
    QVERIFY(offer(u"Show in folder"_s));
    QVERIFY(m_stage->window().rect().contains(
        QRect(toast()->mapTo(&m_stage->window(), QPoint()), toast()->size())));
    offer(u"Open"_s)->click();
    QVERIFY(!toast()->isVisible());
    QCOMPARE(m_stage->window().tabs().repoAt(m_stage->window().tabs().current())->id(),
             u"orchard/pippin-2b"_s);
}

// Where there is no room for all of it the name gives way.
void tst_TransferNews::numbersStayInSight()
{
    const QString name = u"a-company-of-many-words / "_s + QString(80, u'w') + u"-GGUF"_s;
    toast()->say(u"ok"_s, &Tokens::good, {u"12 files of %1 are downloaded"_s.arg(name), name},
                 {name + u" · 1.25 GB · in the cache"_s, name}, {});
    QTRY_VERIFY(toast()->isVisible());
    QStringList shown;
    for (const auto *label : toast()->findChildren<ElidedLabel *>())
        shown << label->shownText();
    QVERIFY2(shown.at(0).startsWith(u"12 files of a-") && shown.at(0).contains(u'…')
                 && shown.at(0).endsWith(u"-GGUF are downloaded"),
             qPrintable(shown.at(0)));
    QVERIFY2(shown.at(1).endsWith(u" · 1.25 GB · in the cache"), qPrintable(shown.at(1)));
    QCOMPARE(elidedName(toast()->fontMetrics(), u"owner / name"_s, u"name"_s, 1000),
             u"owner / name"_s);
    QCOMPARE(elidedName(toast()->fontMetrics(), u"owner / name"_s, u"name"_s,
                        toast()->fontMetrics().horizontalAdvance(u"name"_s)),
             u"name"_s);
}

void tst_TransferNews::leavesTheTransfersToThemselves()
{
    download(u"orchard/pippin-2b"_s, {u"config.json"_s, u"README.md"_s});
    QTRY_VERIFY(toast()->isVisible());
    QTest::keyClick(&m_stage->window(), Qt::Key_J, Qt::ControlModifier);
    QVERIFY(!toast()->isVisible()); // it would stand over their buttons
}

void tst_TransferNews::oneFileIsToldByItsName()
{
    download(u"orchard/pippin-2b"_s, {u"config.json"_s});
    QTRY_VERIFY(toast()->isVisible());
    QVERIFY2(words().first().contains(u"config.json"), qPrintable(words().join(u'|')));
    QVERIFY(words().last().contains(u"pippin-2b"));
}

void tst_TransferNews::failureIsTold_data()
{
    QTest::addColumn<QByteArray>("readme"); // its fault
    QTest::addColumn<QString>("detail");
    QTest::newRow("one reason") << "forbidden"_ba << u"may not do this"_s;
    QTest::newRow("several") << "legal"_ba << u"2 of 2"_s;
}

void tst_TransferNews::failureIsTold()
{
    QFETCH(QByteArray, readme);
    QFETCH(QString, detail);
    const QByteArray files = "/orchard/pippin-2b/resolve/"
        + m_demo.hub().store().head(*RepoId::parse(RepoKind::Model, u"orchard/pippin-2b"));
    m_demo.hub().setFault("forbidden", files + "/config.json");
    m_demo.hub().setFault(readme, files + "/README.md");
    download(u"orchard/pippin-2b"_s, {u"config.json"_s, u"README.md"_s});
    QTRY_VERIFY(toast()->isVisible());
    QVERIFY2(words().last().contains(detail), qPrintable(words().join(u'|')));
    QVERIFY(!offer(u"Show in folder"_s));
    offer(u"Show transfers"_s)->click();
    QCOMPARE(m_stage->window().tabs().currentTab().history.current(), Place(PageId::Transfers));
}

void tst_TransferNews::nothingThatFitsIsTold()
{
    m_stage->app().transfers().download(
        {.repo = *RepoId::parse(RepoKind::Model, u"orchard/pippin-2b"),
         .revision = {},
         .paths = {},
         .allow = {u"*.none"_s},
         .ignore = {},
         .folder = {}});
    QTRY_VERIFY(toast()->isVisible());
    QVERIFY2(words().last().startsWith(u"No file"), qPrintable(words().join(u'|')));
    QVERIFY(!words().join(u' ').contains(u"downloaded"));
}

void tst_TransferNews::severalAreToldTogether()
{
    download(u"orchard/pippin-2b"_s, {u"config.json"_s});
    QTRY_VERIFY(toast()->isVisible());
    download(u"openfjord/skald-13b"_s, {u"config.json"_s});
    QTRY_VERIFY(words().first().startsWith(u'2'));
    QVERIFY(offer(u"Show transfers"_s));
}

// One that failed before is no part of what has ended together.
void tst_TransferNews::earlierFailureIsNotToldAgain()
{
    m_demo.hub().setFault("forbidden", "/orchard/pippin-2b/resolve/", 1);
    download(u"orchard/pippin-2b"_s, {u"README.md"_s});
    QTRY_VERIFY(toast()->isVisible());
    toast()->leave();
    QTRY_VERIFY(!toast()->isVisible());
    m_demo.hub().clearFaults();
    severalAreToldTogether();
    QVERIFY2(words().last().startsWith(u"All of them"), qPrintable(words().join(u'|')));
}

void tst_TransferNews::cancelledIsNoNews()
{
    m_demo.hub().setFault("stall", "/", -1, "cdn", 1 << 20);
    QSignalSpy done(&m_stage->app().transfers(), &Transfers::groupDone);
    const qint64 id
        = download(u"northwind/compass-7b-instruct-GGUF"_s, {u"compass-7b-instruct.Q4_K_M.gguf"_s});
    QTRY_VERIFY(m_stage->app().transfers().snapshot().done > 0);
    m_stage->app().transfers().cancelGroup(id);
    QTRY_COMPARE(done.count(), 1);
    QVERIFY(!toast()->isVisible());
}

void tst_TransferNews::toastHasRoomForItsOffers()
{
    toast()->say({}, &Tokens::good, {u"Title"_s, {}}, {u"Words"_s, {}}, {{u"Do"_s, [] { }}});
    toast()->say({}, &Tokens::good, {u"Title"_s, {}}, {u"Words"_s, {}}, {{u"More"_s, [] { }}});
    QCoreApplication::sendPostedEvents();
    QCOMPARE(toast()->height(), toast()->sizeHint().height());
    toast()->hide();
}

void tst_TransferNews::askedAgainIsTold_data()
{
    QTest::addColumn<bool>("paused");
    QTest::newRow("under way") << false;
    QTest::newRow("paused") << true;
}

void tst_TransferNews::askedAgainIsTold()
{
    QFETCH(const bool, paused);
    m_demo.hub().setFault("stall", "/", -1, "cdn", 1 << 16);
    const QStringList paths{u"model.safetensors"_s};
    const Transfers &transfers = m_stage->app().transfers();
    const qint64 id = download(u"orchard/pippin-2b"_s, paths);
    QTRY_VERIFY(!transfers.snapshot().files.isEmpty());
    QVERIFY(!toast()->isVisible()); // the first time it is seen in the sidebar
    if (paused) {
        m_stage->app().transfers().pauseGroup(id);
        QTRY_COMPARE(transfers.snapshot().groups.first().state, TransferState::Paused);
    }
    QCOMPARE(download(u"orchard/pippin-2b"_s, paths), id);
    QVERIFY(toast()->isVisible());
    QVERIFY2(words().first().contains(u"in the queue already"), qPrintable(words().first()));
    QVERIFY(words().first().contains(u"pippin-2b"));
    QCOMPARE(words().at(1).contains(u"goes on"), paused);
    QVERIFY(offer(u"Show transfers"_s));
    offer(u"Show transfers"_s)->click();
    QTRY_VERIFY(m_stage->visible<TransfersPane>());
    QCOMPARE(transfers.snapshot().groups.size(), 1);
}

void tst_TransferNews::toastWaitsWhilePointedAt()
{
    toast()->say({}, &Tokens::good, {u"Title"_s, {}}, {u"Words"_s, {}}, {{u"Do"_s, [] { }}});
    QVERIFY(toast()->isVisible());
    offer(u"Do"_s)->setFocus();
    QTest::keyClick(offer(u"Do"_s), Qt::Key_Escape);
    QVERIFY(!toast()->isVisible());
    QVERIFY(QApplication::focusWidget() && !toast()->isAncestorOf(QApplication::focusWidget()));
}

// The folder of a file, or the folder itself.
void tst_TransferNews::folderIsShown()
{
    FileManager manager;
    QDesktopServices::setUrlHandler(u"file"_s, &manager, "show");
    QTemporaryDir folder;
    QFile file(folder.filePath(u"weights.bin"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    Pages::showInFileManager(file.fileName());
    QTRY_COMPARE(manager.shown.size(), 1);
    Pages::showInFileManager(folder.path());
    QTRY_COMPARE(manager.shown.size(), 2);
    QDesktopServices::unsetUrlHandler(u"file"_s);
    for (const QUrl &url : std::as_const(manager.shown))
        QCOMPARE(url, QUrl::fromLocalFile(folder.path()));
}

void tst_TransferNews::failedIsTriedAgain()
{
    m_demo.hub().setFault("forbidden", "/orchard/pippin-2b/resolve/", 1);
    QSignalSpy done(&m_stage->app().transfers(), &Transfers::groupDone);
    download(u"orchard/pippin-2b"_s, {u"config.json"_s});
    QTRY_VERIFY(toast()->isVisible());
    offer(u"Try again"_s)->click();
    QTRY_COMPARE(done.count(), 2);
    QCOMPARE(done.last().at(1).toBool(), true);
}

void tst_TransferNews::uploadsAreInTheSum()
{
    const auto upload = [](UploadStep step, qint64 sent) {
        UploadStatus status{.repo = *RepoId::parse(RepoKind::Model, u"ada/model")};
        status.progress.step = step;
        status.progress.setRows({{.path = *RepoPath::parse(u"a"_s),
                                  .state = UploadState::Sending,
                                  .size = 300,
                                  .sent = sent},
                                 {.path = *RepoPath::parse(u"b"_s), .size = 100}});
        return status;
    };
    TransferSnapshot down;
    down.running = 1;
    down.done = 50;
    down.total = 100;
    QCOMPARE(TransferTotals::of(down, {}).share(), 0.5);
    TransferTotals both = TransferTotals::of(
        down, {{1, upload(UploadStep::Sending, 75)}, {2, upload(UploadStep::Done, 300)}});
    QCOMPARE(both.count, 3);
    QCOMPARE(both.uploads, 2);
    QCOMPARE(both.share(), 0.25);
    both = TransferTotals::of({}, {{1, upload(UploadStep::Paused, 75)}});
    QCOMPARE(both.count, 0);
    QVERIFY(both.hasPaused && both.share() < 0);
    UploadStatus asking = upload(UploadStep::Asking, 0);
    asking.progress.setRows({});
    both = TransferTotals::of(down, {{1, asking}});
    QCOMPARE(both.count, 2);
    QVERIFY(both.share() < 0); // nobody knows how much it is
}

void tst_TransferNews::uploadIsInTheSidebar()
{
    m_stage->app().settings().setOffline(true); // it waits
    QFile file(m_stage->home() + u"/w.bin"_s);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(QByteArray(1000, 'w')) == 1000);
    file.close();
    const auto note = [this] {
        return m_stage->window().findChild<Sidebar *>()->entry(PageId::Transfers)->note();
    };
    QCOMPARE(note(), QString());
    m_stage->app().uploads().begin({.repo = *RepoId::parse(RepoKind::Model, u"orchard/pippin-2b"),
                                    .files = {{.path = *RepoPath::parse(u"w.bin"_s),
                                               .local = QFile::encodeName(file.fileName())}}});
    QTRY_VERIFY(note().startsWith(u'1'));
}

void tst_TransferNews::closingAsksWhileTransfersRun()
{
    m_demo.hub().setFault("stall", "/", -1, "cdn", 1 << 20);
    download(u"northwind/compass-7b-instruct-GGUF"_s, {u"compass-7b-instruct.Q4_K_M.gguf"_s});
    QTRY_VERIFY(m_stage->app().transfers().snapshot().done > 0);
    MainWindow &window = m_stage->window();
    QVERIFY(!window.close());
    QVERIFY(!window.close()); // the question is asked once
    QCOMPARE(window.findChildren<CloseQuestion *>().size(), 1);
    auto *question = window.findChild<CloseQuestion *>();
    QVERIFY2(question->text().contains(u"One file"), qPrintable(question->text()));
    QTest::keyClick(question, Qt::Key_Return); // by habit: nothing stops
    QTRY_VERIFY(!window.findChild<CloseQuestion *>());
    QVERIFY(window.isVisible());
    QVERIFY(!window.close());
    for (QAbstractButton *button : window.findChild<CloseQuestion *>()->buttons())
        if (button->text() == u"Close")
            button->click();
    QTRY_VERIFY(!window.isVisible());
}

void tst_TransferNews::closingWithoutTransfersIsAtOnce()
{
    QVERIFY(m_stage->window().close());
}

QTEST_MAIN(tst_TransferNews)
#include "tst_transfernews.moc"

// Whoever cancels is asked about what would be lost by name, and only while there is something to
// answer.
#include "app/demohub.h"
#include "tests/support/windowstage.h"
#include "ui/theme/theme.h"
#include "ui/transfers/cancelloss.h"
#include "ui/transfers/cancelquestion.h"

#include <QApplication>
#include <QSignalSpy>
#include <QTest>
#include <QTreeView>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kBeforeTheStall = 110 << 20; // bytes; more than what is worth a question
constexpr auto kRepo = "northwind/compass-7b-instruct-GGUF"_L1;
constexpr auto kFile = "compass-7b-instruct.Q4_K_M.gguf"_L1;

} // namespace

class tst_CancelQuestion final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();
    void namesWhatIsLost_data();
    void namesWhatIsLost();
    void goesWithTheTransfer();
    void namesAreSafeAndShort();
    void endedLeavesNothing_data();
    void endedLeavesNothing();

private:
    QTreeView *tree() const { return m_stage->visible<QTreeView>(); }
    CancelQuestion *question() const { return m_stage->window().findChild<CancelQuestion *>(); }
    CancelQuestion *press(const QModelIndex &row) const; // Delete

    mutable DemoHub m_demo;
    std::unique_ptr<WindowStage> m_stage;
};

void tst_CancelQuestion::initTestCase()
{
    QString error;
    QVERIFY2(m_demo.start(&error), qPrintable(error));
    applyTheme(*qApp, Settings::Theme::Light);
}

void tst_CancelQuestion::init()
{
    m_stage = std::make_unique<WindowStage>(m_demo.variables());
    QVERIFY(m_stage->openWindow());
    m_stage->app().start();
}

void tst_CancelQuestion::cleanup()
{
    m_stage.reset();
    m_demo.hub().clearFaults();
}

CancelQuestion *tst_CancelQuestion::press(const QModelIndex &row) const
{
    m_stage->window().activateWindow(); // the offscreen platform does not give it back by itself
    static_cast<void>(QTest::qWaitForWindowActive(&m_stage->window()));
    tree()->setFocus();
    tree()->setCurrentIndex(row);
    QTest::keyClick(tree(), Qt::Key_Delete);
    return question();
}

void tst_CancelQuestion::namesWhatIsLost_data()
{
    QTest::addColumn<bool>("file"); // else its group
    QTest::addColumn<QString>("name");
    QTest::newRow("file") << true << QString(kFile);
    QTest::newRow("group") << false << u"northwind / compass-7b-instruct-GGUF"_s;
}

void tst_CancelQuestion::namesWhatIsLost()
{
    QFETCH(const bool, file);
    QFETCH(const QString, name);
    m_demo.hub().setFault("stall", "/", -1, "cdn", kBeforeTheStall);
    Transfers &transfers = m_stage->app().transfers();
    transfers.download({.repo = *RepoId::parse(RepoKind::Model, QString(kRepo)),
                        .revision = {},
                        .paths = {QString(kFile)}});
    m_stage->window().openPage(PageId::Transfers);
    QTRY_VERIFY_WITH_TIMEOUT(transfers.snapshot().groups.size() == 1
                                 && transfers.snapshot().groups.first().done >= 100'000'000,
                             60'000);
    const QModelIndex group = tree()->model()->index(0, 0);
    const CancelQuestion *asked = press(file ? tree()->model()->index(0, 0, group) : group);
    QVERIFY(asked);
    QString text = asked->text();
    text.remove(QChar(0x2068)).remove(QChar(0x2069)); // isolates
    QVERIFY2(text.contains(name), qPrintable(text));
    QVERIFY2(text.contains(u" MB of "_s), qPrintable(text));
}

void tst_CancelQuestion::goesWithTheTransfer()
{
    m_demo.hub().setFault("stall", "/", -1, "cdn", kBeforeTheStall);
    Transfers &transfers = m_stage->app().transfers();
    const qint64 group
        = transfers.download({.repo = *RepoId::parse(RepoKind::Model, QString(kRepo)),
                              .revision = {},
                              .paths = {QString(kFile)}});
    m_stage->window().openPage(PageId::Transfers);
    QTRY_VERIFY_WITH_TIMEOUT(transfers.snapshot().groups.size() == 1
                                 && transfers.snapshot().groups.first().done >= 100'000'000,
                             60'000);
    CancelQuestion *asked = press(tree()->model()->index(0, 0));
    QVERIFY(asked);
    const QSignalSpy cancelled(asked, &CancelQuestion::cancelChosen);
    const QSignalSpy paused(asked, &CancelQuestion::pauseChosen);
    emit transfers.changed(transfers.snapshot()); // as long as it goes on, it stays
    QVERIFY(question() && question()->isVisible());
    transfers.cancelGroup(group); // not by the question
    QTRY_VERIFY(!question());
    QCOMPARE(cancelled.count() + paused.count(), 0);
    QTRY_COMPARE(transfers.snapshot().groups.first().state, TransferState::Cancelled);
}

void tst_CancelQuestion::namesAreSafeAndShort()
{
    const QString longName
        = u"a"_s.repeated(40) + QChar(0x202E) + u"gnp."_s + u"b"_s.repeated(200) + u".bin"_s;
    const auto file = CancelQuestion::Subject::file(u"folder/<b>x</b>/"_s + longName);
    QVERIFY(file.shown.contains(u'…'));
    QVERIFY(!file.shown.contains(QChar(0x202E)) && !file.whole.contains(QChar(0x202E)));
    QVERIFY(file.shown.startsWith(QChar(0x2068)) && file.shown.endsWith(QChar(0x2069)));
    QVERIFY(file.shown.contains(u".bin"_s)); // both ends are kept
    QVERIFY(file.shown.contains(u"aaa"_s));
    const CancelQuestion asked(CancelQuestion::Deed::Cancel, file, 5, true, nullptr);
    QCOMPARE(asked.textFormat(), Qt::PlainText);
    QVERIFY(asked.toolTip().contains(u"&lt;b&gt;"_s));

    const auto repo = CancelQuestion::Subject::repo(
        *RepoId::parse(RepoKind::Model, u"o"_s.repeated(90) + u'/' + u"n"_s.repeated(90)));
    QCOMPARE(repo.shown.count(QChar(0x2068)), 2); // no cut takes an end away
    QCOMPARE(repo.shown.count(QChar(0x2069)), 2);
    QCOMPARE(repo.shown.count(u'…'), 2);
    QCOMPARE(CancelQuestion::Subject::several(3).shown, u"3 transfers"_s);
}

void tst_CancelQuestion::endedLeavesNothing_data()
{
    QTest::addColumn<TransferState>("state");
    QTest::addColumn<qint64>("done");
    QTest::addColumn<bool>("nothing");
    QTest::newRow("runs") << TransferState::Downloading << qint64(5) << false;
    QTest::newRow("begins again") << TransferState::Connecting << qint64(0) << false;
    QTest::newRow("paused") << TransferState::Paused << qint64(5) << false;
    QTest::newRow("done") << TransferState::Done << qint64(9) << true;
    QTest::newRow("cancelled") << TransferState::Cancelled << qint64(5) << true;
    QTest::newRow("failed with bytes") << TransferState::Failed << qint64(5) << false;
    QTest::newRow("failed without") << TransferState::Failed << qint64(0) << true;
}

void tst_CancelQuestion::endedLeavesNothing()
{
    QFETCH(const TransferState, state);
    QFETCH(const qint64, done);
    TransferSnapshot now;
    now.files << TransferFile{.id = 7, .group = 1, .state = state, .done = done, .total = 9};
    const CancelLoss loss;
    QTEST(loss.of(now, {1}, {}, {}).nothingLeft, "nothing");
    QTEST(loss.of(now, {}, {7}, {}).nothingLeft, "nothing");
    QVERIFY(loss.of(now, {2}, {8}, {}).nothingLeft); // forgotten meanwhile
}

QTEST_MAIN(tst_CancelQuestion)
#include "tst_cancelquestion.moc"

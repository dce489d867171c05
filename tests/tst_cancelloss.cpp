#include "ui/theme/theme.h"
#include "ui/transfers/cancelloss.h"
#include "ui/transfers/cancelquestion.h"

#include <QAbstractButton>
#include <QApplication>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

TransferSnapshot oneFile(qint64 done, TransferState state = TransferState::Downloading)
{
    TransferSnapshot snapshot;
    snapshot.groups << TransferGroup{.id = 1, .repo = *RepoId::parse(RepoKind::Model, u"a/b")};
    snapshot.files << TransferFile{
        .id = 7, .group = 1, .path = u"w"_s, .state = state, .done = done, .total = 1 << 30};
    return snapshot;
}

} // namespace

// What a cancel would throw away, and whether that is worth a question.
class tst_CancelLoss final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { applyTheme(*qApp, Settings::Theme::Light); }
    void lossIsWorthAQuestion_data();
    void lossIsWorthAQuestion();
    void longWorkIsWorthAQuestion();
    void pausedIsNotToBePaused();
};

void tst_CancelLoss::lossIsWorthAQuestion_data()
{
    QTest::addColumn<qint64>("done");
    QTest::addColumn<TransferState>("state");
    QTest::addColumn<qint64>("lost");
    QTest::addColumn<bool>("asks");
    const qint64 little = 99'999'999;
    const qint64 much = 100'000'000;
    QTest::newRow("nothing") << qint64(0) << TransferState::Connecting << qint64(0) << false;
    QTest::newRow("little") << little << TransferState::Downloading << little << false;
    QTest::newRow("much") << much << TransferState::Downloading << much << true;
    QTest::newRow("waits") << much << TransferState::Waiting << much << true;
    QTest::newRow("whole") << much << TransferState::Done << qint64(0) << false;
}

void tst_CancelLoss::lossIsWorthAQuestion()
{
    QFETCH(qint64, done);
    QFETCH(TransferState, state);
    const TransferSnapshot now = oneFile(done, state);
    CancelLoss loss;
    const CancelLoss::Moment start{};
    loss.note(now, start);
    const CancelLoss::Loss of = loss.of(now, {1}, {}, start + 1s);
    QTEST(of.bytes, "lost");
    QTEST(of.worthAsking, "asks");
    QCOMPARE(loss.of(now, {}, {7}, start + 1s).bytes, of.bytes); // the file itself
    QCOMPARE(loss.of(now, {2}, {8}, start + 1s).bytes, 0); // others
}

void tst_CancelLoss::longWorkIsWorthAQuestion()
{
    CancelLoss loss;
    const CancelLoss::Moment start{};
    loss.note(oneFile(1000), start);
    loss.note(oneFile(2000), start + 50s);
    QVERIFY(!loss.of(oneFile(2000), {1}, {}, start + 60s).worthAsking);
    QVERIFY(loss.of(oneFile(2000), {1}, {}, start + 61s).worthAsking);
    loss.note(oneFile(0, TransferState::Cancelled), start + 70s);
    loss.note(oneFile(1000), start + 80s); // tried again: a new beginning
    QVERIFY(!loss.of(oneFile(2000), {1}, {}, start + 81s).worthAsking);
}

void tst_CancelLoss::pausedIsNotToBePaused()
{
    const CancelLoss loss;
    const CancelLoss::Moment now{};
    QVERIFY(loss.of(oneFile(1), {1}, {}, now).canPause);
    for (const auto state : {TransferState::Paused, TransferState::Failed})
        QVERIFY(!loss.of(oneFile(1, state), {1}, {}, now).canPause);
    const auto words = [](bool canPause) {
        const CancelQuestion question(CancelQuestion::Deed::Cancel, {}, 1, canPause, nullptr);
        QStringList texts;
        for (const QAbstractButton *button : question.buttons())
            texts << button->text();
        return texts.join(u'|');
    };
    QVERIFY(words(true).contains(u"Pause instead"));
    QVERIFY2(!words(false).contains(u"Pause") && !words(false).contains(u"downloading"),
             qPrintable(words(false)));
}

QTEST_MAIN(tst_CancelLoss)
#include "tst_cancelloss.moc"

#include "models/transfermodel.h"
#include "models/transferwords.h"
#include "tests/support/queues.h"

#include <QAbstractItemModelTester>
#include <QDateTime>
#include <QLocale>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;

// The order in which the queue is shown, and what its rows say of it.
class tst_TransferOrder final : public QObject
{
    Q_OBJECT

private slots:
    void followsTheQueue();
    void ordersTheView_data();
    void ordersTheView();
    void saysWhenItWasPaused();
    void saysHowMuchOfAGroup();
};

// Rows move with the queue; what is chosen stays chosen.
void tst_TransferOrder::followsTheQueue()
{
    TransferModel model;
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    TransferSnapshot now = queueOf(3, 4);
    model.apply(now);
    const QPersistentModelIndex third = model.groupIndex(3);
    const QPersistentModelIndex file = model.index(2, TransferModel::SizeColumn, third);
    const qint64 id
        = model.index(2, 0, third).data(TransferModel::FileRole).value<const TransferFile *>()->id;
    QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
    now.groups.move(2, 0);
    std::ranges::rotate(now.files, now.files.begin() + 8);
    std::swap(now.files[2], now.files[0]);
    model.apply(now);
    QCOMPARE(removed.size(), 0);
    QCOMPARE(third.row(), 0);
    QCOMPARE(file.row(), 0);
    QCOMPARE(file.data(TransferModel::FileRole).value<const TransferFile *>()->id, id);
    QCOMPARE(file.parent().row(), 0);
    QCOMPARE(model.groupIndex(1).row(), 1);
    now.groups.removeAt(1);
    now.files.remove(4, 4);
    model.apply(now);
    QCOMPARE(model.groupIndex(2).row(), 1);
}

void tst_TransferOrder::ordersTheView_data()
{
    QTest::addColumn<TransferModel::Order>("order");
    QTest::addColumn<QList<qint64>>("groups");
    QTest::newRow("queue") << TransferModel::Order::Queue << QList<qint64>{1, 2, 3};
    QTest::newRow("added") << TransferModel::Order::AsAdded << QList<qint64>{3, 1, 2};
    QTest::newRow("name") << TransferModel::Order::Name << QList<qint64>{2, 3, 1};
    QTest::newRow("state") << TransferModel::Order::State << QList<qint64>{2, 3, 1};
    QTest::newRow("progress") << TransferModel::Order::Progress << QList<qint64>{3, 2, 1};
}

void tst_TransferOrder::ordersTheView()
{
    QFETCH(const TransferModel::Order, order);
    TransferModel model;
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    TransferSnapshot now = queueOf(3, 2);
    const auto set
        = [&now](int row, const QString &name, TransferState state, qint64 done, qint64 begun) {
              now.groups[row].repo = *RepoId::parse(RepoKind::Model, u"org/"_s + name);
              now.groups[row].state = state;
              now.groups[row].done = done;
              now.groups[row].begun = begun;
          };
    set(0, u"c"_s, TransferState::Queued, 0, 20);
    set(1, u"A"_s, TransferState::Downloading, 500, 30);
    set(2, u"b"_s, TransferState::Failed, 900, 10);
    model.apply(now);
    model.setOrder(order);
    QList<qint64> groups;
    for (int row = 0; row < model.rowCount(); ++row)
        groups << model.index(row, 0)
                      .data(TransferModel::GroupRole)
                      .value<const TransferGroup *>()
                      ->id;
    QTEST(groups, "groups");
    model.setOrder(TransferModel::Order::Queue);
    QCOMPARE(model.groupIndex(2).row(), 1);
    QVERIFY(model.flags(model.index(0, 0)) & Qt::ItemIsDragEnabled);
    model.setOrder(TransferModel::Order::Name);
    QVERIFY(!(model.flags(model.index(0, 0)) & Qt::ItemIsDragEnabled));
}

void tst_TransferOrder::saysWhenItWasPaused()
{
    TransferModel model;
    TransferSnapshot now = queueOf(1, 1);
    now.files[0].state = TransferState::Paused;
    const QDateTime at = QDateTime::currentDateTime();
    now.files[0].pausedAt = at.toMSecsSinceEpoch();
    now.groups[0].state = TransferState::Paused;
    model.apply(now);
    const QString said
        = model.index(0, TransferModel::StateColumn, model.groupIndex(1)).data().toString();
    QVERIFY2(said.startsWith(u"Paused by you at "), qPrintable(said));
    QVERIFY(said.contains(at.toString(u"mm"_s)));
    QCOMPARE(model.index(0, TransferModel::StateColumn).data().toString(), u"Paused"_s);
    now.files[0].pausedAt = at.addDays(-3).toMSecsSinceEpoch();
    model.apply(now);
    QVERIFY(
        model.index(0, TransferModel::StateColumn, model.groupIndex(1))
            .data()
            .toString()
            .contains(QLocale().dayName(at.addDays(-3).date().dayOfWeek(), QLocale::ShortFormat)));
}

void tst_TransferOrder::saysHowMuchOfAGroup()
{
    TransferModel model;
    TransferSnapshot now = queueOf(1, 5);
    now.groups[0].running = 2;
    now.groups[0].filesDone = 1;
    model.apply(now);
    const QModelIndex state = model.index(0, TransferModel::StateColumn);
    QCOMPARE(state.data().toString(), u"Downloading 2 files"_s);
    now.groups[0].running = 1;
    now.groups[0].filesDone = 4;
    model.apply(now);
    QCOMPARE(state.data().toString(), u"Downloading 1 file"_s);
    QCOMPARE(partOfFiles(0, 1), u"0 of 1 file"_s);
    // The only number that a total stands beside.
    QVERIFY(model.index(0, TransferModel::NameColumn)
                .data(Qt::AccessibleTextRole)
                .toString()
                .endsWith(u"Downloading 1 file, 4 of 5 files done"_s));
    now.groups[0].state = TransferState::Failed;
    now.groups[0].failed = 1;
    model.apply(now);
    QCOMPARE(state.data().toString(), u"Failed: 1 file"_s);
    now.groups[0].failed = 3;
    model.apply(now);
    QCOMPARE(state.data().toString(), u"Failed: 3 files"_s);
}

QTEST_APPLESS_MAIN(tst_TransferOrder)
#include "tst_transferorder.moc"

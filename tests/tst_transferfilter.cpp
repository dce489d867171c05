#include "app/text/format.h"
#include "models/transfermodel.h"
#include "tests/support/queues.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

#include <utility>

using namespace Qt::StringLiterals;

// What a filter leaves of the queue, also while the queue changes.
class tst_TransferFilter final : public QObject
{
    Q_OBJECT

private slots:
    void filters();
    void othersStayWhenSomeComeAndGo();
    void filtersAtRandom();
    void tellsWhatAGroupStandsFor();

private:
    static QList<qint64> shownIn(const TransferModel &model, int group);
};

void tst_TransferFilter::filters()
{
    TransferModel model;
    model.apply(queueOf(2, 12));
    model.setFilter(u"FILE11"_s);
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.rowCount(model.index(0, 0)), 1);
    model.setFilter(u"repo2"_s);
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(model.rowCount(model.index(0, 0)), 12);
    TransferSnapshot failed = queueOf(2, 12);
    failed.files[3].state = TransferState::Failed;
    model.apply(failed);
    model.setFilter(u"failed"_s);
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(model.rowCount(model.index(0, 0)), 1);
    model.setFilter(u"nothing like it"_s);
    QCOMPARE(model.rowCount(), 0);
    model.setFilter({});
    QCOMPARE(model.rowCount(), 2);
}

QList<qint64> tst_TransferFilter::shownIn(const TransferModel &model, int group)
{
    QList<qint64> ids;
    const QModelIndex parent = model.index(group, 0);
    for (int row = 0; row < model.rowCount(parent); ++row)
        ids << model.index(row, 0, parent)
                   .data(TransferModel::FileRole)
                   .value<const TransferFile *>()
                   ->id;
    return ids;
}

// A filter by state: what is chosen stays chosen while others come and go.
void tst_TransferFilter::othersStayWhenSomeComeAndGo()
{
    TransferModel model;
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    TransferSnapshot now = queueOf(1, 6); // 101 to 106
    for (const int i : {0, 1, 3, 4})
        now.files[i].state = TransferState::Downloading;
    model.apply(now);
    model.setFilter(u"downloading"_s);
    QCOMPARE(shownIn(model, 0), (QList<qint64>{101, 102, 104, 105}));
    const QPersistentModelIndex chosen
        = model.index(2, TransferModel::SizeColumn, model.index(0, 0));
    QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    now.files[0].state = TransferState::Done;
    now.files[5].state = TransferState::Downloading;
    now.files[3].done = 5;
    model.apply(now);
    QCOMPARE(shownIn(model, 0), (QList<qint64>{102, 104, 105, 106}));
    QCOMPARE(removed.size(), 1);
    QCOMPARE(removed.first().at(2).toInt(), 0); // the first row only
    QCOMPARE(inserted.size(), 1);
    QCOMPARE(inserted.first().at(1).toInt(), 3);
    QVERIFY(chosen.isValid());
    QCOMPARE(chosen.row(), 1);
    QCOMPARE(chosen.data().toString(), Format::sizeOf(5, 10));
}

// In each order the same is shown as by a model that never showed anything else.
void tst_TransferFilter::filtersAtRandom()
{
    QRandomGenerator random(7);
    TransferModel model;
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    TransferSnapshot now = queueOf(2, 210);
    for (int round = 0; round < 10; ++round) {
        for (int n = random.bounded(300); n > 0; --n)
            now.files[random.bounded(now.files.size())].state = TransferState(random.bounded(10));
        std::swap(now.files[random.bounded(210)], now.files[random.bounded(210)]);
        const QStringList filters{{}, u"ed"_s, u"done"_s, u"file1"_s, u"4"_s, u"repo2"_s};
        const auto order = TransferModel::Order(random.bounded(5));
        const QString filter = filters.at(random.bounded(filters.size()));
        model.setOrder(order);
        model.setFilter(filter);
        model.apply(now);
        TransferModel fresh;
        fresh.setOrder(order);
        fresh.setFilter(filter);
        fresh.apply(now);
        QCOMPARE(model.rowCount(), fresh.rowCount());
        for (int group = 0; group < fresh.rowCount(); ++group) {
            QCOMPARE(shownIn(model, group), shownIn(fresh, group));
            QCOMPARE(model.index(group, 0).data(), fresh.index(group, 0).data());
        }
    }
}

void tst_TransferFilter::tellsWhatAGroupStandsFor()
{
    TransferModel model;
    TransferSnapshot now = queueOf(2, 3);
    now.files[1].state = TransferState::Failed;
    model.apply(now);
    const auto states = [&model] { return model.index(0, 0).data(TransferModel::ShownStatesRole); };
    QVERIFY(!states().isValid()); // for all of it
    model.setFilter(u"repo1"_s);
    QVERIFY(!states().isValid());
    model.setFilter(u"file1"_s);
    QCOMPARE(states(), QVariant(1U << int(TransferState::Failed)));
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    model.setFilter({});
    QVERIFY(!states().isValid());
    QCOMPARE(changed.size(), 2); // the groups tell so
}

QTEST_APPLESS_MAIN(tst_TransferFilter)
#include "tst_transferfilter.moc"

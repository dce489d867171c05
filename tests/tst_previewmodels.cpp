#include "models/tablemodel.h"
#include "models/tensormodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;

// The models of the previews keep what an item model promises, whatever is done to them.
class tst_PreviewModels final : public QObject
{
    Q_OBJECT

private slots:
    void tensorsFilterAndSort();
    void tensorsOfAnotherFile();
    void tableGrowsAndCopies();
    void columnsOfAnotherTable();

private:
    static TensorSet set(int tensors);
};

TensorSet tst_PreviewModels::set(int tensors)
{
    TensorSet set{.format = u"safetensors"_s, .files = {u"a"_s}, .tensorCount = tensors};
    for (int i = 0; i < tensors; ++i)
        set.add({.name = u"layer.%1"_s.arg(i),
                 .type = i % 2 ? u"F32"_s : u"BF16"_s,
                 .shape = {i, 2},
                 .parameters = i * 2,
                 .bytes = 1'000 - i,
                 .offset = i * 10});
    return set;
}

void tst_PreviewModels::tensorsFilterAndSort()
{
    TensorModel model;
    const QAbstractItemModelTester tester(&model);
    model.setSet(set(40));
    model.sort(TensorModel::Size);
    const QPersistentModelIndex held = model.index(3, TensorModel::Name);
    const QString name = held.data().toString();
    model.sort(TensorModel::Name, Qt::DescendingOrder);
    QCOMPARE(held.data().toString(), name); // who holds a row keeps it
    model.setFilter(u"LAYER.1"_s, u"F32"_s);
    QCOMPARE(model.rowCount(), 6); // 1, 11, 13, 15, 17, 19
    QCOMPARE(model.shownParameters(), 2 * (1 + 11 + 13 + 15 + 17 + 19));
    model.sort(99);
    model.setFilter(u"nothing"_s, {});
    QCOMPARE(model.rowCount(), 0);
    model.setFilter({}, {});
    QCOMPARE(model.rowCount(), 40);
    QCOMPARE(model.index(0, TensorModel::Name).data(Qt::AccessibleTextRole).toString(),
             u"Name: layer.9"_s);
}

void tst_PreviewModels::tensorsOfAnotherFile()
{
    TensorModel model;
    const QAbstractItemModelTester tester(&model);
    model.setSet(set(5));
    model.setFilter(u"layer.4"_s, {});
    model.setSet(set(50));
    QCOMPARE(model.rowCount(), 11); // the filter stays
    model.setSet({});
    QCOMPARE(model.rowCount(), 0);
}

void tst_PreviewModels::tableGrowsAndCopies()
{
    TableModel model;
    const QAbstractItemModelTester tester(&model);
    QSignalSpy more(&model, &TableModel::moreWanted);
    model.append({u"id"_s, u"text"_s}, {{u"1"_s, u"a"_s}, {u"2"_s}});
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.columnCount(), 2);
    QVERIFY(model.index(1, 1).data().toString().isEmpty()); // a short row
    QVERIFY(model.canFetchMore({}));
    model.fetchMore({});
    QVERIFY(!more.isEmpty());
    model.append({u"id"_s, u"text"_s}, {{u"3"_s, u"=1+1"_s}});
    QCOMPARE(model.rowCount(), 3);
    model.setComplete(true);
    QVERIFY(!model.canFetchMore({}));
    QVERIFY(!model.copyText({model.index(0, 0), model.index(0, 1)}).isEmpty());
}

void tst_PreviewModels::columnsOfAnotherTable()
{
    TableModel model;
    const QAbstractItemModelTester tester(&model);
    model.append({u"a"_s}, {{u"1"_s}});
    model.append({u"a"_s, u"b"_s, u"c"_s}, {{u"1"_s, u"2"_s, u"3"_s}}); // JSON Lines grow columns
    QCOMPARE(model.columnCount(), 3);
    model.clear();
    QCOMPARE(model.rowCount(), 0);
    QCOMPARE(model.columnCount(), 0);
}

QTEST_GUILESS_MAIN(tst_PreviewModels)
#include "tst_previewmodels.moc"

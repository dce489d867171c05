#include "models/tensormodel.h"

#include <QAbstractItemModelTester>
#include <QPersistentModelIndex>
#include <QTest>

#include <limits>

using namespace Qt::StringLiterals;

namespace {

Tensor tensorOf(const QString &name, const QString &type, qint64 parameters, int file,
                qint64 offset)
{
    return {.name = name,
            .type = type,
            .shape = parameters > 1 ? QList<qint64>{parameters} : QList<qint64>{},
            .parameters = parameters,
            .bytes = parameters * 2,
            .offset = offset,
            .file = file};
}

TensorSet twoShards()
{
    TensorSet set{.files = {u"one"_s, u"two"_s}};
    set.add(tensorOf(u"layer.0.Weight"_s, u"BF16"_s, 400, 0, 0));
    set.add(tensorOf(u"scale"_s, u"F32"_s, 1, 1, 0));
    set.add(tensorOf(u"layer.1.weight"_s, u"BF16"_s, 300, 0, 800));
    return set;
}

QStringList tensorNames(const TensorModel &model)
{
    QStringList all;
    for (int row = 0; row < model.rowCount(); ++row)
        all << model.index(row, TensorModel::Name).data().toString();
    return all;
}

} // namespace

class tst_TensorModel final : public QObject
{
    Q_OBJECT

private slots:
    void shows();
    void filters();
    void sortKeepsSelection();
    void sumsThatOverflow();
};

void tst_TensorModel::shows()
{
    TensorModel model;
    const QAbstractItemModelTester tester(&model);
    model.setSet(twoShards());
    // By place: all of the first file, then the second.
    QCOMPARE(tensorNames(model),
             (QStringList{u"layer.0.Weight"_s, u"layer.1.weight"_s, u"scale"_s}));
    QCOMPARE(model.index(2, TensorModel::Shape).data().toString(), u"scalar"_s);
    QCOMPARE(model.index(2, TensorModel::File).data().toString(), u"two"_s);
    QCOMPARE(model.shownParameters(), 701);
    model.setSet({});
    QCOMPARE(model.rowCount(), 0);
}

void tst_TensorModel::filters()
{
    TensorModel model;
    const QAbstractItemModelTester tester(&model);
    model.setSet(twoShards());
    model.setFilter(u"WEIGHT"_s, {});
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.shownParameters(), 700);
    model.setFilter({}, u"F32"_s);
    QCOMPARE(tensorNames(model), QStringList{u"scale"_s});
    model.setFilter(u"layer"_s, u"F32"_s);
    QCOMPARE(model.rowCount(), 0);
}

void tst_TensorModel::sortKeepsSelection()
{
    TensorModel model;
    const QAbstractItemModelTester tester(&model);
    model.setSet(twoShards());
    const QPersistentModelIndex scale = model.index(2, TensorModel::Type);
    model.sort(TensorModel::Size, Qt::AscendingOrder);
    QCOMPARE(tensorNames(model),
             (QStringList{u"scale"_s, u"layer.1.weight"_s, u"layer.0.Weight"_s}));
    QCOMPARE(scale.row(), 0);
    QCOMPARE(scale.data().toString(), u"F32"_s);
    model.sort(TensorModel::Name, Qt::DescendingOrder);
    QCOMPARE(tensorNames(model),
             (QStringList{u"scale"_s, u"layer.1.weight"_s, u"layer.0.Weight"_s}));
    model.sort(TensorModel::ColumnCount, Qt::AscendingOrder); // no such column
    QCOMPARE(scale.row(), 0);
}

void tst_TensorModel::sumsThatOverflow() // P02
{
    TensorModel model;
    TensorSet set{.files = {u"one"_s}};
    for (int i = 0; i < 3; ++i)
        set.add({.name = QString::number(i),
                 .type = u"I8"_s,
                 .parameters = std::numeric_limits<qint64>::max()});
    QCOMPARE(set.parameters, std::numeric_limits<qint64>::max());
    model.setSet(set);
    QCOMPARE(model.shownParameters(), std::numeric_limits<qint64>::max());
}

QTEST_GUILESS_MAIN(tst_TensorModel)
#include "tst_tensormodel.moc"

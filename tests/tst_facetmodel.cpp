#include "models/facetmodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;

class tst_FacetModel final : public QObject
{
    Q_OBJECT

private slots:
    void cutFilterAndChosen();
    void popularFirst();
    void labels();

private:
    static QStringList rows(const FacetModel &model)
    {
        QStringList ids;
        for (int row = 0; row < model.rowCount(); ++row)
            ids << model.index(row).data(FacetModel::IdRole).toString();
        return ids;
    }
};

void tst_FacetModel::cutFilterAndChosen()
{
    FacetModel model(2);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QList<Facet> facets;
    for (const QString &id : {u"apple"_s, u"banana"_s, u"cherry"_s, u"date"_s, u"elder"_s})
        facets << Facet{.id = id, .label = id.toUpper(), .type = u"fruit"_s};
    model.setFacets(facets);
    QCOMPARE(rows(model), (QStringList{u"apple"_s, u"banana"_s}));
    QCOMPARE(model.hidden(), 3);
    QCOMPARE(model.total(), 5);

    model.setChosen({u"date"_s, u"foreign"_s});
    QCOMPARE(rows(model), (QStringList{u"date"_s, u"apple"_s, u"banana"_s}));
    QVERIFY(model.index(0).data(FacetModel::ChosenRole).toBool());
    QVERIFY(!model.index(1).data(FacetModel::ChosenRole).toBool());

    model.setFilter(u"ER"_s); // the chosen one stays in sight
    QCOMPARE(rows(model), (QStringList{u"date"_s, u"cherry"_s, u"elder"_s}));
    QCOMPARE(model.hidden(), 0);

    model.setFilter({});
    model.setExpanded(true);
    QCOMPARE(rows(model).size(), 5);
    QCOMPARE(model.hidden(), 0);
    model.setFacets({});
    QCOMPARE(model.rowCount(), 0);
}

void tst_FacetModel::popularFirst()
{
    FacetModel model(2);
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    QList<Facet> facets;
    for (const QString &id : {u"a"_s, u"b"_s, u"c"_s, u"d"_s})
        facets << Facet{.id = id, .label = id, .type = u"letter"_s};
    model.setPopularity({{u"d"_s, 7}, {u"b"_s, 2}, {u"foreign"_s, 9}}); // before the list is there
    model.setFacets(facets);
    QCOMPARE(rows(model), (QStringList{u"d"_s, u"b"_s}));
    model.setExpanded(true);
    QCOMPARE(rows(model), (QStringList{u"d"_s, u"b"_s, u"a"_s, u"c"_s})); // ties as they came
    model.setChosen({u"c"_s});
    QCOMPARE(rows(model), (QStringList{u"c"_s, u"d"_s, u"b"_s, u"a"_s}));
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    model.setPopularity({{u"d"_s, 70}, {u"b"_s, 20}});
    QCOMPARE(reset.count(), 0); // the same order: nothing moves under the pointer
    model.setPopularity({{u"a"_s, 1}});
    QCOMPARE(rows(model), (QStringList{u"c"_s, u"a"_s, u"b"_s, u"d"_s}));
}

void tst_FacetModel::labels()
{
    FacetModel model(9);
    model.setFacets({{.id = u"license:mit"_s, .label = u"MIT"_s, .type = u"license"_s},
                     {.id = u"bare"_s, .label = {}, .type = u"license"_s}});
    QCOMPARE(model.index(0).data().toString(), u"MIT"_s);
    QCOMPARE(model.index(1).data().toString(), u"bare"_s);
    model.setFilter(u"LICENSE:"_s); // what it is called on the Hub finds it as well
    QCOMPARE(rows(model), QStringList{u"license:mit"_s});
}

QTEST_GUILESS_MAIN(tst_FacetModel)
#include "tst_facetmodel.moc"

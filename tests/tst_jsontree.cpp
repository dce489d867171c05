#include "models/jsontreemodel.h"
#include "tests/support/worked.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace Qt::StringLiterals;

class tst_JsonTree final : public QObject
{
    Q_OBJECT

private slots:
    void showsKeysAndValues();
    void showsOneValue();
    void keepsWhatIsOdd();
    void refusesWhatIsNotJson_data();
    void refusesWhatIsNotJson();
    void boundsDepth();
    void boundsNodesAndRows();
    void decodesOnlyWhatIsShown_data();
    void decodesOnlyWhatIsShown();

private:
    static std::shared_ptr<const JsonTree> read(const QByteArray &json)
    {
        auto tree = JsonTree::read(json);
        return tree ? std::make_shared<const JsonTree>(*std::move(tree)) : nullptr;
    }
};

void tst_JsonTree::showsKeysAndValues()
{
    JsonTreeModel model;
    const QAbstractItemModelTester tester(&model);
    model.setTree(read(R"({"a": 1, "b\n": [true, null, {"c": "x\ty"}], "d": {}, "e": 1.50})"));
    QCOMPARE(model.rowCount(), 4);
    const auto text = [&model](int row, int column, const QModelIndex &parent = {}) {
        return model.index(row, column, parent).data().toString();
    };
    QCOMPARE(text(0, 0), u"a"_s);
    QCOMPARE(text(0, 1), u"1"_s);
    QCOMPARE(text(1, 0), u"b "_s);
    QCOMPARE(text(1, 1), u"[ 3 items ]"_s);
    QCOMPARE(text(2, 1), u"{ 0 keys }"_s);
    QCOMPARE(text(3, 1), u"1.50"_s); // as written
    const QModelIndex list = model.index(1, 0);
    QCOMPARE(model.rowCount(list), 3);
    QCOMPARE(text(0, 0, list), u"0"_s);
    QCOMPARE(text(1, 1, list), u"null"_s);
    const QModelIndex member = model.index(0, 1, model.index(2, 0, list));
    QCOMPARE(member.data().toString(), u"\"x y\""_s);
    QCOMPARE(member.data(JsonTreeModel::CopyRole).toString(), u"x\ty"_s);
    QCOMPARE(member.data(JsonTreeModel::PathRole).toString(), u".b\n[2].c"_s);
    QCOMPARE(member.parent().parent(), list);
    QCOMPARE(model.index(2, 0, list).data(JsonTreeModel::CopyRole).toString(),
             uR"({"c": "x\ty"})"_s);
    model.setTree(nullptr);
    QCOMPARE(model.rowCount(), 0);
}

void tst_JsonTree::showsOneValue()
{
    JsonTreeModel model;
    const QAbstractItemModelTester tester(&model);
    model.setTree(read("\xEF\xBB\xBF \"only\" "));
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(model.index(0, 1).data().toString(), u"\"only\""_s);
    model.setTree(read("[]"));
    QCOMPARE(model.rowCount(), 0);
}

// P06
void tst_JsonTree::keepsWhatIsOdd()
{
    JsonTreeModel model;
    model.setTree(
        read(R"({"":1,"k":1,"k":2,"n":12345678901234567890123,"s":"\uD800","\u202Ex":0})"));
    QCOMPARE(model.rowCount(), 6);
    QCOMPARE(model.index(2, 1).data().toString(), u"2"_s); // the second of the same name
    QCOMPARE(model.index(3, 1).data().toString(), u"12345678901234567890123"_s);
    QVERIFY(!model.index(5, 0).data().toString().contains(u'\u202E'));
    model.setTree(read("[\"\xEF\xBB\xBF\xEF\xBB\xBFx\\n\xEF\xBB\xBF\"]")); // marks within
    QCOMPARE(model.index(0, 1).data(JsonTreeModel::CopyRole).toString(),
             u"\uFEFF\uFEFFx\n\uFEFF"_s);
}

void tst_JsonTree::refusesWhatIsNotJson_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<int>("line");
    QTest::newRow("empty") << QByteArray() << 1;
    QTest::newRow("words") << QByteArray("hello") << 1;
    QTest::newRow("open") << QByteArray("{\n\"a\": [1,\n2") << 3;
    QTest::newRow("comma") << QByteArray("[1,\n2,\n]") << 2;
    QTest::newRow("two values") << QByteArray("{}\n{}") << 1;
    QTest::newRow("NUL") << QByteArray("[\"a\0\"]", 7) << 1;
    QTest::newRow("depth of 10^6") << QByteArray(1'000'000, '[') << 1;
}

void tst_JsonTree::refusesWhatIsNotJson()
{
    QFETCH(QByteArray, json);
    QFETCH(int, line);
    const auto tree = JsonTree::read(json);
    QVERIFY(!tree);
    QVERIFY2(tree.error().message.contains(u"line %1:"_s.arg(line)),
             qPrintable(tree.error().message));
}

// P06: as deep as Qt's own reader goes, and not one level more.
void tst_JsonTree::boundsDepth()
{
    const auto nested = [](int depth) {
        QByteArray json = "0";
        for (int level = 0; level < depth; ++level)
            json = level % 2 ? "{\"a\":" + json + '}' : '[' + json + ']';
        return json;
    };
    const auto tree = read(nested(1'024));
    QVERIFY(tree);
    QCOMPARE(tree->nodeCount(), 1'025);
    QCOMPARE(tree->parent(1'024), 1'023);
    QVERIFY(!read(nested(1'025)));
    QVERIFY(read('[' + (nested(1'023) + ',').repeated(2) + "0]")); // closing gives room again
}

void tst_JsonTree::boundsNodesAndRows()
{
    const Worked worked;
    JsonTreeModel model;
    const QAbstractItemModelTester tester(&model);
    model.setTree(read('[' + QByteArray("[],").repeated(1'500'000).chopped(1) + ']'));
    QVERIFY(model.tree());
    QVERIFY(model.tree()->isCut());
    QCOMPARE(model.tree()->nodeCount(), JsonTree::kMostNodes);
    QCOMPARE(model.rowCount(), JsonTreeModel::kMostRows + 1);
    QVERIFY(model.index(JsonTreeModel::kMostRows, 0).data().toString().contains(u"989,999 more"_s));
    QVERIFY(!model.index(JsonTreeModel::kMostRows, 0).data(JsonTreeModel::KindRole).isValid());
    QCOMPARE(model.rowCount(model.index(JsonTreeModel::kMostRows - 1, 0)), 0);
    QCOMPARE_LT(worked.ms(), 5'000 * kSlowness);
}

void tst_JsonTree::decodesOnlyWhatIsShown_data()
{
    QTest::addColumn<QByteArray>("piece"); // as written
    QTest::addColumn<QString>("meant");
    QTest::newRow("plain") << QByteArray("a") << u"a"_s;
    QTest::newRow("line ends") << QByteArray("\\n") << u"\n"_s;
    QTest::newRow("longest escapes") << QByteArray("\\u00e9") << u"\u00e9"_s;
    QTest::newRow("pairs") << QByteArray("\\ud83d\\ude00") << u"\U0001F600"_s;
    QTest::newRow("three bytes a character") << QByteArray("\xE6\xBC\xA2") << u"\u6F22"_s;
    QTest::newRow("quotes") << QByteArray("\\\"") << u"\""_s;
}

// A row of a string or key of 15 MB costs what is seen of it; copying still gives the whole.
void tst_JsonTree::decodesOnlyWhatIsShown()
{
    QFETCH(QByteArray, piece);
    QFETCH(QString, meant);
    const qsizetype count = 7'000'000 / piece.size();
    const QByteArray all = '"' + piece.repeated(count) + '"';
    JsonTreeModel model;
    model.setTree(read('{' + all + ':' + all + '}'));
    QVERIFY(model.tree());
    const QModelIndex key = model.index(0, JsonTreeModel::Key);
    const QModelIndex value = model.index(0, JsonTreeModel::Value);
    const QString shown = value.data().toString();
    QVERIFY2(shown.startsWith(u'"') && shown.endsWith(u'…'), qPrintable(shown));
    QVERIFY(shown.size() <= 503);
    QVERIFY(key.data().toString().size() <= 500);
    const Worked worked;
    for (int i = 0; i < 200; ++i) {
        (void)key.data();
        (void)value.data(Qt::AccessibleTextRole);
    }
    QCOMPARE_LT(worked.ms(), 1'000 * kSlowness);
    QCOMPARE(value.data(JsonTreeModel::CopyRole).toString(), meant.repeated(count));
    QCOMPARE(value.data(JsonTreeModel::PathRole).toString(), u'.' + meant.repeated(count));
}

QTEST_GUILESS_MAIN(tst_JsonTree)
#include "tst_jsontree.moc"

#include "app/preview/shards.h"

#include <QTest>

using namespace Qt::StringLiterals;

class tst_Shards final : public QObject
{
    Q_OBJECT

private slots:
    void namesTheOthers();
    void oddNames_data();
    void oddNames();
    void readsIndex();
    void refusesIndex_data();
    void refusesIndex();
};

void tst_Shards::namesTheOthers()
{
    const QString path = u"d/model-00002-of-00003.safetensors"_s;
    QCOMPARE(shardNames(path),
             (QStringList{u"d/model-00001-of-00003.safetensors"_s, path,
                          u"d/model-00003-of-00003.safetensors"_s}));
    QCOMPARE(shardIndexPath(path), u"d/model.safetensors.index.json"_s);
    const QString gguf = u"m-00001-of-00002.gguf"_s;
    QCOMPARE(shardNames(gguf), (QStringList{gguf, u"m-00002-of-00002.gguf"_s}));
    QCOMPARE(shardIndexPath(gguf), QString());
}

void tst_Shards::oddNames_data()
{
    QTest::addColumn<QString>("path");
    QTest::newRow("whole") << u"model.safetensors"_s;
    QTest::newRow("other type") << u"model-00001-of-00002.bin"_s;
    QTest::newRow("none") << u"m-00000-of-00000.gguf"_s;
    QTest::newRow("before the first") << u"m-00000-of-00002.gguf"_s;
    QTest::newRow("after the last") << u"m-00003-of-00002.gguf"_s;
    QTest::newRow("too many") << u"m-00001-of-01001.gguf"_s;
}

void tst_Shards::oddNames()
{
    QFETCH(QString, path);
    QCOMPARE(shardNames(path), QStringList());
}

void tst_Shards::readsIndex()
{
    const auto index = readShardIndex(
        R"({"metadata":{"note":[{}],"total_size":9007199254740993},"other":[1],
            "weight_map":{"c":"m-2.safetensors","a":"m-1.safetensors","b":"m-2.safetensors",
                          "up":"../secret","abs":"/etc/passwd","odd":7}})",
        u"sub/"_s);
    QVERIFY(index);
    QCOMPARE(index->files, (QStringList{u"sub/m-1.safetensors"_s, u"sub/m-2.safetensors"_s}));
    QCOMPARE(index->tensors, 6);
    QCOMPARE(index->bytes, 9007199254740993);
    const auto bare = readShardIndex(R"({"weight_map":{}})", {});
    QVERIFY(bare && bare->files.isEmpty());
    QCOMPARE(bare->bytes, -1);
}

void tst_Shards::refusesIndex_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("a list") << QByteArray("[]");
    QTest::newRow("cut off") << QByteArray(R"({"weight_map":{"a":"m)");
    QTest::newRow("two") << QByteArray("{}{}");
}

void tst_Shards::refusesIndex()
{
    QFETCH(QByteArray, bytes);
    QVERIFY(!readShardIndex(bytes, {}));
}

QTEST_GUILESS_MAIN(tst_Shards)
#include "tst_shards.moc"

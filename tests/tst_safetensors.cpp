#include "app/preview/tensors.h"
#include "tests/support/fixtures.h"
#include "tests/support/mutations.h"
#include "tests/support/tensorfiles.h"
#include "tests/support/worked.h"

#include <QTest>

using namespace Qt::StringLiterals;

namespace {

QByteArray lengthOnly(quint64 length)
{
    QByteArray out(8, '\0');
    qToLittleEndian(length, out.data());
    return out;
}

} // namespace

class tst_Safetensors final : public QObject
{
    Q_OBJECT

private slots:
    void readsSafetensors();
    void refusesSafetensors_data();
    void refusesSafetensors();
    void noticesOddSafetensors_data();
    void noticesOddSafetensors();
    void keepsOddNames();
    void readsManyTensorsFast();
    void asksForExactlyTheHeader();
    void survivesMutations();
    void readsRealFiles();
};

void tst_Safetensors::readsSafetensors()
{
    const QByteArray file = safetensors(R"({"__metadata__":{"format":"pt","step":"184000"},
        "b":{"dtype":"BF16","shape":[2,3],"data_offsets":[4,16]},
        "scalar":{"dtype":"F32","shape":[],"data_offsets":[0,4],"later":{"x":[1,{}]}}}   )",
                                        16);
    const auto set = complete(readSafetensorsHeader(file, file.size()));
    QVERIFY(set);
    QCOMPARE(set->tensors.size(), 2);
    QCOMPARE(set->tensors.at(0).name, u"scalar"_s);
    QCOMPARE(set->tensors.at(0).parameters, 1);
    QCOMPARE(set->tensors.at(1).shape, (QList<qint64>{2, 3}));
    QCOMPARE(set->tensors.at(1).bytes, 12);
    QCOMPARE(set->parameters, 7);
    QCOMPARE(set->parametersByType, (QMap<QString, qint64>{{u"BF16"_s, 6}, {u"F32"_s, 1}}));
    QCOMPARE(set->metadata.size(), 2);
    QCOMPARE(set->metadata.at(1).second, u"184000"_s);
    QCOMPARE(set->notices, QStringList());
}

// P01 and the part of P02 that makes a header unusable.
void tst_Safetensors::refusesSafetensors_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::newRow("P01 empty") << QByteArray();
    QTest::newRow("P01 seven bytes") << QByteArray(7, '\0');
    QTest::newRow("P01 length 0") << lengthOnly(0);
    QTest::newRow("P01 past the file") << lengthOnly(100) + "{}";
    QTest::newRow("P01 past 25 MB") << lengthOnly(25'000'001);
    QTest::newRow("P01 2^63") << lengthOnly(quint64(1) << 63);
    QTest::newRow("P01 2^64-1") << lengthOnly(~quint64(0));
    QTest::newRow("P01 not an object") << safetensors("[1]");
    QTest::newRow("P01 not UTF-8")
        << safetensors("{\"\xFF\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]}}", 4);
    QTest::newRow("P01 trailing garbage") << safetensors("{} x");
    QTest::newRow("P01 cut off") << safetensors("{\"a\":{\"dtype\":");
    const auto entry = [](const QByteArray &rest) {
        return safetensors("{\"a\":{\"dtype\":\"F32\"," + rest + "}}", 64);
    };
    QTest::newRow("P02 reversed") << entry("\"shape\":[1],\"data_offsets\":[8,4]");
    QTest::newRow("P02 negative") << entry("\"shape\":[1],\"data_offsets\":[-4,0]");
    QTest::newRow("P02 float") << entry("\"shape\":[1.5],\"data_offsets\":[0,4]");
    QTest::newRow("P02 past 2^63")
        << entry("\"shape\":[1],\"data_offsets\":[0,99999999999999999999]");
    QTest::newRow("P02 product overflows")
        << entry("\"shape\":[4294967296,4294967296],\"data_offsets\":[0,4]");
    QTest::newRow("P02 three offsets") << entry("\"shape\":[1],\"data_offsets\":[0,4,8]");
    QTest::newRow("P02 no type") << safetensors(R"({"a":{"shape":[1],"data_offsets":[0,4]}})", 4);
    QTest::newRow("P02 type is a number")
        << safetensors(R"({"a":{"dtype":1,"shape":[1],"data_offsets":[0,4]}})", 4);
    QTest::newRow("P02 rank 10^5")
        << entry("\"shape\":[" + QByteArray("1,").repeated(99'999) + "1],\"data_offsets\":[0,4]");
    QTest::newRow("P02 entry is a list") << safetensors(R"({"a":[]})");
    QTest::newRow("P02 metadata is a list") << safetensors(R"({"__metadata__":[]})");
    QTest::newRow("P06 depth 10^6")
        << safetensors("{\"a\":{\"x\":" + QByteArray("[").repeated(1'000'000));
}

void tst_Safetensors::refusesSafetensors()
{
    QFETCH(QByteArray, file);
    const HeaderStep step = readSafetensorsHeader(file, file.size());
    QVERIFY(!step);
    QCOMPARE(step.error().kind, HubError::Kind::BadReply);
    QVERIFY(!step.error().message.isEmpty());
    QVERIFY(!step.error().detail.isEmpty());
}

void tst_Safetensors::noticesOddSafetensors_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<qint64>("data");
    QTest::addColumn<int>("notices");
    const QByteArray f32 = R"("dtype":"F32","shape":[1],"data_offsets":)";
    QTest::newRow("P02 overlap") << "{\"a\":{" + f32 + "[0,4]},\"b\":{" + f32 + "[2,6]}}"
                                 << qint64(6) << 1;
    QTest::newRow("P02 hole") << "{\"a\":{" + f32 + "[0,4]},\"b\":{" + f32 + "[8,12]}}"
                              << qint64(12) << 1;
    QTest::newRow("P02 beyond the end") << "{\"a\":{" + f32 + "[0,4]}}" << qint64(3) << 1;
    QTest::newRow("P02 past 2^53") << "{\"a\":{" + f32 + "[0,9007199254740993]}}" << qint64(4) << 2;
    QTest::newRow("P02 duplicate")
        << "{\"a\":{" + f32 + "[0,4]},\"a\":{" + f32 + "[4,8]}}" << qint64(8) << 1;
    QTest::newRow("P02 unknown type")
        << QByteArray(R"({"a":{"dtype":"X9","shape":[1],"data_offsets":[0,4]}})") << qint64(4) << 0;
    QTest::newRow("P02 metadata of numbers")
        << QByteArray(R"({"__metadata__":{"a":1,"b":{"c":[]}}})") << qint64(0) << 0;
    QTest::newRow("half a byte is a byte")
        << QByteArray(R"({"a":{"dtype":"F4","shape":[3],"data_offsets":[0,2]}})") << qint64(2) << 0;
    QTest::newRow("P02 half a byte short")
        << QByteArray(R"({"a":{"dtype":"F4","shape":[3],"data_offsets":[0,1]}})") << qint64(1) << 1;
    QTest::newRow("P02 zero among huge sizes") << QByteArray(
        R"({"a":{"dtype":"I8","shape":[9007199254740993,9007199254740993,0],"data_offsets":[0,0]}})")
                                               << qint64(0) << 0;
    QTest::newRow("nothing odd") << "{\"a\":{" + f32 + "[0,4]}}" << qint64(4) << 0;
}

void tst_Safetensors::noticesOddSafetensors()
{
    QFETCH(QByteArray, json);
    QFETCH(qint64, data);
    QFETCH(int, notices);
    const QByteArray file = safetensors(json, data);
    const auto set = complete(readSafetensorsHeader(file, file.size()));
    QVERIFY(set);
    QCOMPARE(set->notices.size(), notices);
}

// P02: names are data; what is dangerous about them is the view's business.
void tst_Safetensors::keepsOddNames()
{
    const QByteArray file = safetensors(
        R"({"a\u202eb\n\ud83d\ude00":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}})");
    const auto set = complete(readSafetensorsHeader(file, file.size()));
    QVERIFY(set);
    QCOMPARE(set->tensors.at(0).name, u"a\u202Eb\n\U0001F600"_s);
    QCOMPARE(set->tensors.at(0).parameters, 0);
}

// P02: within 25 MB there are some 300,000 tensors.
void tst_Safetensors::readsManyTensorsFast()
{
    QByteArray json = "{";
    for (int i = 0; json.size() < 24'900'000; ++i)
        json += "\"layer." + QByteArray::number(i)
            + R"(":{"dtype":"F32","shape":[1],"data_offsets":[)" + QByteArray::number(i * 4) + ','
            + QByteArray::number(i * 4 + 4) + "]},";
    json.back() = '}';
    const QByteArray file = safetensors(json);
    const Worked worked;
    const auto set = complete(readSafetensorsHeader(file, -1));
    QVERIFY(set);
    QVERIFY(set->tensors.size() > 250'000);
    QCOMPARE_LT(worked.ms(), 5'000 * kSlowness);
}

void tst_Safetensors::asksForExactlyTheHeader()
{
    const QByteArray file
        = safetensors(R"({"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}})", 4);
    QCOMPARE(wanted(readSafetensorsHeader(file.first(1), file.size())), 8);
    QCOMPARE(wanted(readSafetensorsHeader(file.first(8), file.size())), file.size() - 4);
    QCOMPARE(wanted(readSafetensorsHeader(file.first(file.size() - 5), -1)), file.size() - 4);
    QVERIFY(complete(readSafetensorsHeader(file.first(file.size() - 4), file.size())));
}

void tst_Safetensors::survivesMutations()
{
    forEachMutation(
        safetensors(
            R"({"__metadata__":{"format":"pt"},"w":{"dtype":"BF16","shape":[2,3],"data_offsets":[0,12]},"b":{"dtype":"F32","shape":[],"data_offsets":[12,16]}})",
            16),
        10'000, [](const QByteArray &bytes) {
            (void)readSafetensorsHeader(bytes, -1);
            (void)readSafetensorsHeader(bytes, bytes.size());
        });
}

void tst_Safetensors::readsRealFiles()
{
    if (fixtureFolder(u"safetensors"_s).isEmpty())
        QSKIP("The shared fixtures are not on this machine.");
    const auto load = [](const QString &path, auto read) {
        const QByteArray bytes = fileBytes(fixtureFolder({}) + path);
        return read(bytes, bytes.size());
    };
    const auto dtypes
        = complete(load(u"safetensors/tiny-dtypes.safetensors"_s, readSafetensorsHeader));
    QVERIFY(dtypes);
    QCOMPARE(dtypes->notices, QStringList());
    QVERIFY(complete(load(u"safetensors/csm-voices.safetensors"_s, readSafetensorsHeader)));
    QVERIFY(complete(load(u"safetensors/jfk-codes.safetensors"_s, readSafetensorsHeader)));
    QVERIFY(!load(u"safetensors/broken-hugeheader.safetensors"_s, readSafetensorsHeader));
    const HeaderStep cut
        = load(u"safetensors/broken-truncated.safetensors"_s, readSafetensorsHeader);
    QVERIFY(!cut || complete(cut)->notices.size() > 0);
}

QTEST_GUILESS_MAIN(tst_Safetensors)
#include "tst_safetensors.moc"

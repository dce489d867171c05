#include "app/preview/gguftypes.h"
#include "app/preview/tensors.h"
#include "tests/support/fixtures.h"
#include "tests/support/mutations.h"

#include <QTest>
#include <QtEndian>

using namespace Qt::StringLiterals;

namespace {

QByteArray safetensors(const QByteArray &json, qint64 dataBytes = 0)
{
    QByteArray out(8, '\0');
    qToLittleEndian<quint64>(quint64(json.size()), out.data());
    return out + json + QByteArray(dataBytes, '\0');
}

QByteArray lengthOnly(quint64 length)
{
    QByteArray out(8, '\0');
    qToLittleEndian(length, out.data());
    return out;
}

// Writes the parts of a GGUF file as they stand in it.
struct GgufWriter
{
    QByteArray bytes = "GGUF";
    bool big = false;

    template<typename T>
    GgufWriter &number(T value)
    {
        QByteArray out(sizeof(T), '\0');
        big ? qToBigEndian(value, out.data()) : qToLittleEndian(value, out.data());
        bytes += out;
        return *this;
    }
    GgufWriter &u32(quint32 value) { return number(value); }
    GgufWriter &u64(quint64 value) { return number(value); }
    GgufWriter &text(const QByteArray &value)
    {
        u64(quint64(value.size()));
        bytes += value;
        return *this;
    }
    GgufWriter &head(quint64 tensors, quint64 pairs, quint32 version = 3)
    {
        return u32(version).u64(tensors).u64(pairs);
    }
    GgufWriter &tensor(const QByteArray &name, const QList<quint64> &dims, quint32 type,
                       quint64 offset)
    {
        text(name).u32(quint32(dims.size()));
        for (const quint64 dim : dims)
            u64(dim);
        return u32(type).u64(offset);
    }
};

QByteArray smallGguf()
{
    GgufWriter w;
    w.head(2, 5);
    w.text("general.architecture").u32(8).text("llama");
    w.text("general.file_type").u32(4).u32(15);
    w.text("tokenizer.ggml.tokens").u32(9).u32(8).u64(3).text("<s>").text("a").text("b");
    w.text("tokenizer.ggml.scores").u32(9).u32(6).u64(2).u32(0).u32(0x3F800000);
    w.text("tokenizer.chat_template").u32(8).text("{{ ''.__class__.__mro__[1].__subclasses__() }}");
    w.tensor("output.weight", {256, 4}, 12, 128);
    w.tensor("token_embd.weight", {32, 2}, 8, 0);
    w.bytes.resize((w.bytes.size() + 31) / 32 * 32 + 128 + 4 * 144);
    return w.bytes;
}

std::optional<TensorSet> complete(const HeaderStep &step)
{
    if (!step || !std::holds_alternative<TensorSet>(*step))
        return {};
    return std::get<TensorSet>(*step);
}

qint64 wanted(const HeaderStep &step)
{
    return step && std::holds_alternative<WantsPrefix>(*step) ? std::get<WantsPrefix>(*step).bytes
                                                              : 0;
}

} // namespace

class tst_Tensors final : public QObject
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
    void readsGguf();
    void readsOtherVersions();
    void refusesGguf_data();
    void refusesGguf();
    void growsThroughGguf();
    void survivesMutations_data();
    void survivesMutations();
    void readsRealFiles();
};

void tst_Tensors::readsSafetensors()
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
void tst_Tensors::refusesSafetensors_data()
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

void tst_Tensors::refusesSafetensors()
{
    QFETCH(QByteArray, file);
    const HeaderStep step = readSafetensorsHeader(file, file.size());
    QVERIFY(!step);
    QCOMPARE(step.error().kind, HubError::Kind::BadReply);
    QVERIFY(!step.error().message.isEmpty());
    QVERIFY(!step.error().detail.isEmpty());
}

void tst_Tensors::noticesOddSafetensors_data()
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
    QTest::newRow("nothing odd") << "{\"a\":{" + f32 + "[0,4]}}" << qint64(4) << 0;
}

void tst_Tensors::noticesOddSafetensors()
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
void tst_Tensors::keepsOddNames()
{
    const QByteArray file = safetensors(
        R"({"a\u202eb\n\ud83d\ude00":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}})");
    const auto set = complete(readSafetensorsHeader(file, file.size()));
    QVERIFY(set);
    QCOMPARE(set->tensors.at(0).name, u"a\u202Eb\n\U0001F600"_s);
    QCOMPARE(set->tensors.at(0).parameters, 0);
}

// P02: within 25 MB there are some 300,000 tensors.
void tst_Tensors::readsManyTensorsFast()
{
    QByteArray json = "{";
    for (int i = 0; json.size() < 24'900'000; ++i)
        json += "\"layer." + QByteArray::number(i)
            + R"(":{"dtype":"F32","shape":[1],"data_offsets":[)" + QByteArray::number(i * 4) + ','
            + QByteArray::number(i * 4 + 4) + "]},";
    json.back() = '}';
    const QByteArray file = safetensors(json);
    QElapsedTimer timer;
    timer.start();
    const auto set = complete(readSafetensorsHeader(file, -1));
    QVERIFY(set);
    QVERIFY(set->tensors.size() > 250'000);
    QVERIFY2(timer.elapsed() < 10'000, qPrintable(QString::number(timer.elapsed())));
}

void tst_Tensors::asksForExactlyTheHeader()
{
    const QByteArray file
        = safetensors(R"({"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}})", 4);
    QCOMPARE(wanted(readSafetensorsHeader(file.first(1), file.size())), 8);
    QCOMPARE(wanted(readSafetensorsHeader(file.first(8), file.size())), file.size() - 4);
    QCOMPARE(wanted(readSafetensorsHeader(file.first(file.size() - 5), -1)), file.size() - 4);
    QVERIFY(complete(readSafetensorsHeader(file.first(file.size() - 4), file.size())));
}

void tst_Tensors::readsGguf()
{
    const QByteArray file = smallGguf();
    const auto set = complete(readGgufHeader(file, file.size()));
    QVERIFY(set);
    QCOMPARE(set->format, u"GGUF 3"_s);
    QCOMPARE(set->tensors.size(), 2);
    QCOMPARE(set->tensors.at(0).name, u"token_embd.weight"_s);
    QCOMPARE(set->tensors.at(0).bytes, 2 * 34);
    QCOMPARE(set->tensors.at(1).type, u"Q4_K"_s);
    QCOMPARE(set->tensors.at(1).shape, (QList<qint64>{4, 256}));
    QCOMPARE(set->tensors.at(1).bytes, 4 * 144);
    QCOMPARE(set->parameters, 1024 + 64);
    QCOMPARE(set->headerBytes % 32, 0);
    QCOMPARE(set->notices, QStringList());
    QCOMPARE(set->metadata.at(0).second, u"llama"_s);
    QCOMPARE(set->metadata.at(1).second, u"Q4_K_M (15)"_s);
    QCOMPARE(set->metadata.at(2).second, u"<s>, a, b"_s);
    // P04: a template is text.
    QCOMPARE(set->metadata.at(4).second, u"{{ ''.__class__.__mro__[1].__subclasses__() }}"_s);
}

void tst_Tensors::readsOtherVersions()
{
    GgufWriter big{.big = true};
    big.head(1, 0).tensor("a", {3}, 0, 0);
    auto set = complete(readGgufHeader(big.bytes, -1));
    QVERIFY(set);
    QCOMPARE(set->parameters, 3);

    GgufWriter first; // version 1: 32-bit counts, lengths and dimensions
    first.u32(1).u32(1).u32(0).u32(1).bytes += 'a';
    first.u32(1).u32(5).u32(0).u64(0);
    set = complete(readGgufHeader(first.bytes, -1));
    QVERIFY(set);
    QCOMPARE(set->format, u"GGUF 1"_s);
    QCOMPARE(set->parameters, 5);

    QCOMPARE(ggufType(77).name, u"type 77"_s);
    QCOMPARE(ggufType(4).name, u"type 4"_s);
    QCOMPARE(ggufFileType(-1), QString());
    QCOMPARE(ggufFileType(42), QString());
}

// P03
void tst_Tensors::refusesGguf_data()
{
    QTest::addColumn<QByteArray>("file");
    const auto row = [](const char *name, const GgufWriter &w) {
        QTest::newRow(name) << w.bytes + QByteArray(64, '\0');
    };
    QTest::newRow("P03 magic") << QByteArray("GGML\3\0\0\0", 8) + QByteArray(64, '\0');
    QTest::newRow("P03 empty") << QByteArray();
    QTest::newRow("P03 cut off") << smallGguf().first(200);
    row("P03 version 0", GgufWriter().head(0, 0, 0));
    row("P03 version 99", GgufWriter().head(0, 0, 99));
    row("P03 2^63 pairs", GgufWriter().head(0, quint64(1) << 63));
    row("P03 2^32 tensors", GgufWriter().head(quint64(1) << 32, 0));
    row("P03 string of 2^60", GgufWriter().head(0, 1).u64(quint64(1) << 60));
    row("P03 string of 2^64-1", GgufWriter().head(0, 1).u64(~quint64(0)));
    row("P03 array of 2^61",
        GgufWriter().head(0, 1).text("a").u32(9).u32(10).u64(quint64(1) << 61));
    row("P03 array of 2^64-1 texts",
        GgufWriter().head(0, 1).text("a").u32(9).u32(8).u64(~quint64(0)));
    row("P03 unknown value type", GgufWriter().head(0, 1).text("a").u32(13));
    row("P03 alignment 0", GgufWriter().head(0, 1).text("general.alignment").u32(4).u32(0));
    row("P03 alignment 3", GgufWriter().head(0, 1).text("general.alignment").u32(4).u32(3));
    row("P03 alignment 2^31",
        GgufWriter().head(0, 1).text("general.alignment").u32(4).u32(quint32(1) << 31));
    row("P03 nine dimensions", GgufWriter().head(1, 0).tensor("a", QList<quint64>(9, 1), 0, 0));
    row("P03 shape overflows",
        GgufWriter().head(1, 0).tensor("a", {quint64(1) << 40, quint64(1) << 40}, 0, 0));
    row("P03 offset overflows", GgufWriter().head(1, 0).tensor("a", {1}, 0, ~quint64(0)));
    GgufWriter deep;
    deep.head(0, 1).text("a").u32(9);
    for (int i = 0; i < 10'000; ++i)
        deep.u32(9).u64(1);
    row("P03 arrays 10^4 deep", deep);
}

void tst_Tensors::refusesGguf()
{
    QFETCH(QByteArray, file);
    const HeaderStep step = readGgufHeader(file, file.size());
    QVERIFY(!step);
    QVERIFY(!step.error().detail.isEmpty());
}

// Whatever part is there, the reader asks for more, and for no more than the header.
void tst_Tensors::growsThroughGguf()
{
    const QByteArray file = smallGguf();
    const qint64 header = complete(readGgufHeader(file, file.size()))->headerBytes;
    qint64 have = 1;
    int steps = 0;
    while (const qint64 next = wanted(readGgufHeader(file.first(have), file.size()))) {
        QVERIFY(next > have);
        QVERIFY(next <= header);
        have = next;
        QVERIFY(++steps < 1000);
    }
    QVERIFY(complete(readGgufHeader(file.first(have), file.size())));
    for (qsizetype cut = 1; cut < file.size(); ++cut) {
        const HeaderStep step = readGgufHeader(file.first(cut), file.size());
        QVERIFY(step);
        QCOMPARE(wanted(step) > 0, cut < have);
    }
}

void tst_Tensors::survivesMutations_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::newRow("safetensors") << safetensors(
        R"({"__metadata__":{"format":"pt"},"w":{"dtype":"BF16","shape":[2,3],"data_offsets":[0,12]},"b":{"dtype":"F32","shape":[],"data_offsets":[12,16]}})",
        16);
    QTest::newRow("gguf") << smallGguf();
}

void tst_Tensors::survivesMutations()
{
    QFETCH(QByteArray, file);
    forEachMutation(file, 10'000, [](const QByteArray &bytes) {
        for (const qint64 size : {qint64(-1), qint64(bytes.size())}) {
            (void)readSafetensorsHeader(bytes, size);
            (void)readGgufHeader(bytes, size);
        }
    });
}

void tst_Tensors::readsRealFiles()
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

    const auto llama = complete(load(u"gguf/tiny-llama-Q8_0.gguf"_s, readGgufHeader));
    QVERIFY(llama);
    QCOMPARE(llama->notices, QStringList());
    QVERIFY(llama->parametersByType.contains(u"Q8_0"_s));
    const auto bigEndian = complete(load(u"gguf/tiny-bigendian-f32.gguf"_s, readGgufHeader));
    QVERIFY(bigEndian);
    QVERIFY(bigEndian->parameters > 0);
    QVERIFY(!load(u"gguf/broken-truncated.gguf"_s, readGgufHeader));
    (void)load(u"gguf/broken-utf8-mangled-bert-bge.gguf"_s, readGgufHeader);
}

QTEST_GUILESS_MAIN(tst_Tensors)
#include "tst_tensors.moc"

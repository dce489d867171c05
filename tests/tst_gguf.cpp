#include "app/preview/gguftypes.h"
#include "tests/support/fixtures.h"
#include "tests/support/mutations.h"
#include "tests/support/tensorfiles.h"

#include <QTest>

using namespace Qt::StringLiterals;

class tst_Gguf final : public QObject
{
    Q_OBJECT

private slots:
    void readsGguf();
    void readsOtherVersions();
    void refusesGguf_data();
    void refusesGguf();
    void noticesOddGguf();
    void boundsWhatItAsksFor();
    void growsThroughGguf();
    void survivesMutations();
    void readsRealFiles();
};

void tst_Gguf::readsGguf()
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

void tst_Gguf::readsOtherVersions()
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
void tst_Gguf::refusesGguf_data()
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

void tst_Gguf::refusesGguf()
{
    QFETCH(QByteArray, file);
    const HeaderStep step = readGgufHeader(file, file.size());
    QVERIFY(!step);
    QVERIFY(!step.error().detail.isEmpty());
}

void tst_Gguf::noticesOddGguf() // P03
{
    GgufWriter w;
    w.head(2, 0).tensor("a", {33}, 8, 0).tensor("b", {4}, 0, 128);
    w.bytes.resize((w.bytes.size() + 31) / 32 * 32);
    const qint64 header = w.bytes.size();
    const auto whole = complete(readGgufHeader(w.bytes, header + 128 + 16));
    QVERIFY(whole);
    QCOMPARE(whole->headerBytes, header);
    QCOMPARE(whole->tensors.first().bytes, 2 * 34); // 33 numbers fill two blocks of 32
    QCOMPARE(whole->notices, QStringList());
    // The last tensor begins inside the file and ends outside.
    QCOMPARE(complete(readGgufHeader(w.bytes, header + 128 + 15))->notices.size(), 1);
    QCOMPARE(complete(readGgufHeader(w.bytes, header + 100))->notices.size(), 1);
}

// P03: of a file whose size nobody knows, a claim alone must not start a long download.
void tst_Gguf::boundsWhatItAsksFor()
{
    const auto step = [](const GgufWriter &w) { return readGgufHeader(w.bytes, -1); };
    QVERIFY(!step(GgufWriter().head(0, 1).u64(10'000'001))); // the length of a key
    QVERIFY(wanted(step(GgufWriter().head(0, 1).u64(10'000'000))) > 10'000'000);
    QVERIFY(!step(GgufWriter().head(1'000'001, 0)));
    QVERIFY(!step(GgufWriter().head(0, 100'001)));
    QVERIFY(wanted(step(GgufWriter().head(1'000'000, 100'000))) > 0);
    QVERIFY(!step(GgufWriter().head(0, 1).text("a").u32(9).u32(8).u64(quint64(1) << 40)));
    QVERIFY(wanted(step(GgufWriter().head(0, 1).text("a").u32(9).u32(0).u64(quint64(1) << 20)))
            > 0);
}

// Whatever part is there, the reader asks for more, and for no more than the header.
void tst_Gguf::growsThroughGguf()
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

void tst_Gguf::survivesMutations()
{
    forEachMutation(smallGguf(), 10'000, [](const QByteArray &bytes) {
        (void)readGgufHeader(bytes, -1);
        (void)readGgufHeader(bytes, bytes.size());
    });
}

void tst_Gguf::readsRealFiles()
{
    if (fixtureFolder(u"gguf"_s).isEmpty())
        QSKIP("The shared fixtures are not on this machine.");
    const auto load = [](const QString &path, auto read) {
        const QByteArray bytes = fileBytes(fixtureFolder({}) + path);
        return read(bytes, bytes.size());
    };
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

QTEST_GUILESS_MAIN(tst_Gguf)
#include "tst_gguf.moc"

#include "app/preview/bytesource.h"
#include "app/preview/headerreading.h"
#include "app/preview/shards.h"
#include "app/preview/tablereading.h"
#include "tests/support/tensorfiles.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace Qt::StringLiterals;

namespace {

struct Answer
{
    std::optional<Result<QByteArray>> got;
    ByteSource::Done done()
    {
        return [this](Result<QByteArray> bytes) { got = std::move(bytes); };
    }
};

} // namespace

// Parts of files on this computer, and what reads headers and tables through them.
class tst_ByteSource final : public QObject
{
    Q_OBJECT

private slots:
    void readsParts();
    void onlyTheNewestReadAnswers();
    void destroyedSourcesAreSilent();
    void refusesWhatIsNotTheFile_data();
    void refusesWhatIsNotTheFile();
    void survivesReplacedAndCutFiles();
    void readsHeadersInFewSteps();
    void asksBeforeLargeHeaders();
    void asksExactlyPastTheAllowance();
    void goingOnAllowsMuchMore();
    void readsTablesByThePiece();
    void namesShards_data();
    void namesShards();
    void readsShardIndex();

private:
    QString write(const QString &name, const QByteArray &bytes)
    {
        const QString path = m_folder.filePath(name);
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("cannot write the test's file");
        return path;
    }

    QTemporaryDir m_folder;
};

void tst_ByteSource::readsParts()
{
    const auto source = localByteSource(write(u"a"_s, "0123456789"), 10);
    Answer answer;
    source->read(3, 4, answer.done());
    QVERIFY(!answer.got); // never inside the call
    QTRY_VERIFY(answer.got);
    QCOMPARE(answer.got->value(), QByteArray("3456"));
    answer.got.reset();
    source->read(8, 100, answer.done());
    QTRY_VERIFY(answer.got);
    QCOMPARE(answer.got->value(), QByteArray("89"));
    QCOMPARE(source->bytesRead(), 6);
    QCOMPARE(source->reads(), 2);
}

// I14: however fast reads follow each other, only the last one is heard.
void tst_ByteSource::onlyTheNewestReadAnswers()
{
    const auto source = localByteSource(write(u"b"_s, QByteArray(1'000, 'x') + "end"), 1'003);
    int calls = 0;
    QByteArray last;
    for (int i = 0; i < 50; ++i)
        source->read(i, 3, [&](const Result<QByteArray> &) { ++calls; });
    source->read(1'000, 3, [&](const Result<QByteArray> &bytes) { last = *bytes; });
    QTRY_COMPARE(last, QByteArray("end"));
    QCOMPARE(calls, 0);
}

// I13
void tst_ByteSource::destroyedSourcesAreSilent()
{
    const QString path = write(u"c"_s, QByteArray(100'000, 'x'));
    int calls = 0;
    for (int i = 0; i < 100; ++i) {
        const auto source = localByteSource(path, 100'000);
        source->read(0, 100'000, [&](const Result<QByteArray> &) { ++calls; });
    }
    auto source = localByteSource(path, 100'000);
    bool done = false;
    source->read(0, 10, [&](const Result<QByteArray> &) {
        source.reset(); // from inside its own answer
        done = true;
    });
    QTRY_VERIFY(done);
    QCOMPARE(calls, 0);
}

void tst_ByteSource::refusesWhatIsNotTheFile_data()
{
    QTest::addColumn<QString>("path");
    QTest::newRow("missing") << m_folder.filePath(u"missing"_s);
    QTest::newRow("folder") << m_folder.path();
    const QString pipe = m_folder.filePath(u"pipe"_s);
    ::mkfifo(pipe.toLocal8Bit().constData(), 0600);
    QTest::newRow("pipe") << pipe;
    QTest::newRow("device") << u"/dev/zero"_s;
}

void tst_ByteSource::refusesWhatIsNotTheFile()
{
    QFETCH(QString, path);
    const auto source = localByteSource(path, 10);
    Answer answer;
    source->read(0, 10, answer.done());
    QTRY_VERIFY(answer.got);
    QVERIFY(!*answer.got);
    QCOMPARE(answer.got->error().kind, HubError::Kind::Disk);
    QVERIFY(!answer.got->error().message.isEmpty());
}

// P18: another process replaces the file, or cuts it, between two reads.
void tst_ByteSource::survivesReplacedAndCutFiles()
{
    const QString path = write(u"d"_s, QByteArray(1'000, 'a'));
    const auto source = localByteSource(path, 1'000);
    Answer answer;
    source->read(0, 10, answer.done());
    QTRY_VERIFY(answer.got);
    QFile::remove(path);
    write(u"d"_s, QByteArray(1'000, 'b'));
    answer.got.reset();
    source->read(500, 3, answer.done());
    QTRY_VERIFY(answer.got);
    QCOMPARE(answer.got->value(), QByteArray("aaa"));

    const auto second = localByteSource(path, 1'000);
    QVERIFY(QFile::resize(path, 100));
    answer.got.reset();
    second->read(50, 500, answer.done());
    QTRY_VERIFY(answer.got);
    QVERIFY(!*answer.got);
}

void tst_ByteSource::readsHeadersInFewSteps()
{
    // A header of some 600 kB in a file that claims 50 GB: the first range, then exactly the rest.
    QByteArray json = "{";
    for (int i = 0; json.size() < 600'000; ++i)
        json += "\"model.layers." + QByteArray::number(i)
            + R"(.weight":{"dtype":"BF16","shape":[1024,1024],"data_offsets":[)"
            + QByteArray::number(qint64(i) << 21) + ',' + QByteArray::number(qint64(i + 1) << 21)
            + "]},";
    json.back() = '}';
    const QString path = write(u"large.safetensors"_s, safetensors(json));
    constexpr qint64 kSize = 50'000'000'000;
    QVERIFY(QFile::resize(path, kSize)); // sparse
    HeaderReading reading(localByteSource(path, kSize), HeaderReading::Format::Safetensors);
    std::optional<Result<HeaderReading::Outcome>> outcome;
    reading.start([&](Result<HeaderReading::Outcome> got) { outcome = std::move(got); });
    QTRY_VERIFY(outcome);
    QVERIFY(*outcome);
    QCOMPARE((*outcome)->wanted, 0);
    QVERIFY((*outcome)->set.tensors.size() > 4'000);
    QCOMPARE(reading.reads(), 2);
    QCOMPARE(reading.bytesRead(), 8 + json.size());

    HeaderReading gguf(localByteSource(write(u"small.gguf"_s, smallGguf()), smallGguf().size()),
                       HeaderReading::Format::Gguf);
    outcome.reset();
    gguf.start([&](Result<HeaderReading::Outcome> got) { outcome = std::move(got); });
    QTRY_VERIFY(outcome);
    QVERIFY(*outcome);
    QCOMPARE((*outcome)->set.tensors.size(), 2);
    QCOMPARE(gguf.reads(), 1);
}

void tst_ByteSource::asksBeforeLargeHeaders()
{
    GgufWriter w;
    w.head(1, 2).text("general.architecture").u32(8).text("llama");
    w.text("tokenizer.ggml.tokens").u32(9).u32(8).u64(1'200'000);
    for (int i = 0; i < 1'200'000; ++i)
        w.text("token" + QByteArray::number(i));
    w.tensor("a", {4}, 0, 0);
    w.bytes.resize(w.bytes.size() + 64);
    HeaderReading reading(localByteSource(write(u"large.gguf"_s, w.bytes), w.bytes.size()),
                          HeaderReading::Format::Gguf);
    std::optional<Result<HeaderReading::Outcome>> outcome;
    reading.start([&](Result<HeaderReading::Outcome> got) { outcome = std::move(got); });
    QTRY_VERIFY(outcome);
    QVERIFY(*outcome);
    QVERIFY((*outcome)->wanted > HeaderReading::allowance(HeaderReading::Format::Gguf));
    QCOMPARE((*outcome)->set.metadata.first().second, u"llama"_s); // what is known is there
    QVERIFY(reading.bytesRead() <= HeaderReading::allowance(HeaderReading::Format::Gguf));
    outcome.reset();
    reading.goOn([&](Result<HeaderReading::Outcome> got) { outcome = std::move(got); });
    QTRY_VERIFY(outcome);
    QVERIFY(*outcome);
    QCOMPARE((*outcome)->wanted, 0);
    QCOMPARE((*outcome)->set.tensors.size(), 1);
}

// A header that just fits is read, one byte more is asked about first.
void tst_ByteSource::asksExactlyPastTheAllowance()
{
    const qint64 allowed = HeaderReading::allowance(HeaderReading::Format::Safetensors);
    QCOMPARE(allowed, qint64(2) << 20);
    for (const qint64 over : {0, 1}) {
        QByteArray json = R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}})";
        json = json.leftJustified(allowed - 8 + over, ' ');
        const QByteArray bytes = safetensors(json, 1);
        HeaderReading reading(localByteSource(write(u"a.safetensors"_s, bytes), bytes.size()),
                              HeaderReading::Format::Safetensors);
        std::optional<Result<HeaderReading::Outcome>> outcome;
        reading.start([&](Result<HeaderReading::Outcome> got) { outcome = std::move(got); });
        QTRY_VERIFY(outcome);
        QVERIFY(*outcome);
        QCOMPARE((*outcome)->wanted, over ? allowed + 1 : 0);
        QCOMPARE((*outcome)->set.tensors.size(), over ? 0 : 1);
        QCOMPARE(reading.bytesRead(), over ? 100'000 : allowed);
    }
}

// Who says yes once to a very large vocabulary is not asked again at its next doubling.
void tst_ByteSource::goingOnAllowsMuchMore()
{
    const QByteArray bytes = ggufWithWords(2'200'000) + QByteArray(128, '\0'); // 40 MB
    HeaderReading reading(localByteSource(write(u"vast.gguf"_s, bytes), bytes.size()),
                          HeaderReading::Format::Gguf);
    std::optional<Result<HeaderReading::Outcome>> outcome;
    const auto take = [&](Result<HeaderReading::Outcome> got) { outcome = std::move(got); };
    reading.start(take);
    QTRY_VERIFY(outcome);
    QVERIFY(*outcome);
    QCOMPARE((*outcome)->wanted, qint64(32) << 20);
    outcome.reset();
    reading.goOn(take);
    QTRY_VERIFY_WITH_TIMEOUT(outcome, 20'000);
    QVERIFY(*outcome);
    QCOMPARE((*outcome)->wanted, 0);
    QCOMPARE((*outcome)->set.tensors.size(), 1);
}

// P07: a table is read as far as it is looked at.
void tst_ByteSource::readsTablesByThePiece()
{
    QByteArray csv = "id,text\n";
    for (int i = 0; i < 200'000; ++i)
        csv += QByteArray::number(i) + ",some text\n";
    TextSource text(localByteSource(write(u"t.csv"_s, csv), csv.size()));
    TableReading reading(text, TableFormat::Csv);
    QSignalSpy rows(&reading, &TableReading::rowsRead);
    QSignalSpy ended(&reading, &TableReading::ended);
    qsizetype count = 0;
    connect(&reading, &TableReading::rowsRead, this,
            [&](const TableRows &part) { count += part.rows.size(); });
    reading.more();
    QTRY_COMPARE(rows.size(), 1);
    QVERIFY(count > 1'000);
    QVERIFY(text.loadedBytes() < 600'000);
    while (ended.isEmpty()) {
        const qsizetype before = rows.size();
        reading.more();
        QTRY_VERIFY(rows.size() > before);
    }
    QCOMPARE(count, 200'000);
    QCOMPARE(ended.first().first().toBool(), false);
}

void tst_ByteSource::namesShards_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<qsizetype>("count");
    QTest::addColumn<QString>("index");
    QTest::newRow("shard") << u"a/model-00002-of-00003.safetensors"_s << qsizetype(3)
                           << u"a/model.safetensors.index.json"_s;
    QTest::newRow("gguf") << u"q4-00001-of-00002.gguf"_s << qsizetype(2) << QString();
    QTest::newRow("single") << u"model.safetensors"_s << qsizetype(0) << QString();
    QTest::newRow("number past the count")
        << u"m-00009-of-00003.safetensors"_s << qsizetype(0) << QString();
    QTest::newRow("too many") << u"m-00001-of-99999.safetensors"_s << qsizetype(0) << QString();
    QTest::newRow("zero") << u"m-00000-of-00000.safetensors"_s << qsizetype(0) << QString();
}

void tst_ByteSource::namesShards()
{
    QFETCH(QString, path);
    QFETCH(qsizetype, count);
    QFETCH(QString, index);
    const QStringList names = shardNames(path);
    QCOMPARE(names.size(), count);
    QVERIFY(names.isEmpty() || names.contains(path));
    QCOMPARE(shardIndexPath(path), index);
}

void tst_ByteSource::readsShardIndex()
{
    const auto index = readShardIndex(
        R"({"metadata":{"total_size":1e3,"x":[{}],"total_size":26800000000},"more":[1],
        "weight_map":{"a":"m-2.safetensors","b":"m-1.safetensors","c":"m-1.safetensors","d":"../../etc/passwd","e":5}})",
        u"dir/"_s);
    QVERIFY(index);
    QCOMPARE(index->files, (QStringList{u"dir/m-1.safetensors"_s, u"dir/m-2.safetensors"_s}));
    QCOMPARE(index->tensors, 5);
    QCOMPARE(index->bytes, 26'800'000'000);
    QVERIFY(!readShardIndex("[]", {}));
    QVERIFY(!readShardIndex(R"({"weight_map":{"a":"b")", {}));
}

QTEST_GUILESS_MAIN(tst_ByteSource)
#include "tst_bytesource.moc"

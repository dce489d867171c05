#include "app/preview/bytesource.h"
#include "app/preview/textsource.h"

#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

// Where lines begin, the slow and obvious way.
QList<qint64> obviousStarts(const QByteArray &text)
{
    QList<qint64> starts;
    for (qsizetype at = 0; at < text.size(); ++at) {
        if (at == 0 || text.at(at - 1) == '\n')
            starts.append(at);
    }
    return starts;
}

// A text of any size made up as it is read, every line 100 bytes long.
class MadeUpSource final : public ByteSource
{
public:
    explicit MadeUpSource(qint64 size)
        : m_size(size)
    { }

    qint64 size() const override { return m_size; }
    void read(qint64 offset, qint64 length, Done done) override
    {
        count(length);
        asked.append(offset);
        if (failNext) {
            failNext = false;
            pending = [done] { done(std::unexpected(HubError::disk(u"broken"_s))); };
            return;
        }
        QByteArray bytes(length, 'x');
        for (qint64 i = 99 - offset % 100; i < length; i += 100)
            bytes[i] = '\n';
        pending = [done, bytes] { done(bytes); };
    }
    void answer()
    {
        const auto now = std::exchange(pending, {});
        now();
    }

    std::function<void()> pending;
    QList<qint64> asked;
    bool failNext = false;

private:
    qint64 m_size;
};

} // namespace

class tst_LineIndex final : public QObject
{
    Q_OBJECT

private slots:
    void findsLines_data();
    void findsLines();
    void keepsItsBounds_data();
    void keepsItsBounds();
    void agreesWithTheObvious();
    void countsPastFourGigabytes();
    void opensHugeTextsAtOnce();
    void newestWishFirst();
    void saysWhenReadingFails();
    void keepsMemoryBounded();
};

void tst_LineIndex::findsLines_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QList<qint64>>("starts");
    QTest::newRow("empty") << QByteArray() << QList<qint64>{};
    QTest::newRow("no line end") << QByteArray("abc") << QList<qint64>{0};
    QTest::newRow("one line end") << QByteArray("abc\n") << QList<qint64>{0};
    QTest::newRow("only line ends") << QByteArray("\n\n\n") << QList<qint64>{0, 1, 2};
    QTest::newRow("CR LF") << QByteArray("a\r\nb\r\n") << QList<qint64>{0, 3};
    QTest::newRow("open last line") << QByteArray("a\nbc") << QList<qint64>{0, 2};
}

void tst_LineIndex::findsLines()
{
    QFETCH(QByteArray, text);
    QFETCH(QList<qint64>, starts);
    LineIndex index;
    index.append(text);
    QCOMPARE(index.lineCount(), starts.size());
    for (qsizetype i = 0; i < starts.size(); ++i)
        QCOMPARE(index.lineStart(i), starts.at(i));
    QCOMPARE(index.lineStart(starts.size()), text.size());
    QCOMPARE(index.lineStart(starts.size() + 7), text.size());
}

void tst_LineIndex::keepsItsBounds_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<qint64>("lines");
    QTest::newRow("empty") << QByteArray() << qint64(0);
    QTest::newRow("one open line") << QByteArray("abc") << qint64(1);
    QTest::newRow("closed") << QByteArray("abc\nd\n") << qint64(2);
    for (const int lines : {63, 64, 65, 127, 128, 129}) // around the marks of the index
        QTest::addRow("%d lines", lines) << QByteArray("x\n").repeated(lines) << qint64(lines);
    QTest::newRow("length of two bytes") << QByteArray(127, 'x') + "\ny\n" << qint64(2);
    QTest::newRow("length of three bytes") << QByteArray(16'383, 'x') + "\ny" << qint64(2);
}

// Whatever is asked for before the first and after the last line.
void tst_LineIndex::keepsItsBounds()
{
    QFETCH(QByteArray, text);
    QFETCH(qint64, lines);
    LineIndex index;
    index.append(text);
    QCOMPARE(index.lineCount(), lines);
    const qint64 last = qMax(qint64(0), lines - 1);
    for (const qint64 before : {qint64(-1), std::numeric_limits<qint64>::min()}) {
        QCOMPARE(index.lineAt(before), 0);
        QCOMPARE(index.lineStart(before), 0);
    }
    QCOMPARE(index.lineAt(0), 0);
    for (const qint64 after : {qint64(text.size()), std::numeric_limits<qint64>::max()})
        QCOMPARE(index.lineAt(after), last);
    for (const qint64 after : {lines, lines + 1, std::numeric_limits<qint64>::max()})
        QCOMPARE(index.lineStart(after), text.size());
    for (qint64 line = 0; line < lines; ++line) {
        QCOMPARE(index.lineAt(index.lineStart(line)), line);
        QCOMPARE(index.lineAt(index.lineStart(line + 1) - 1), line);
    }
}

void tst_LineIndex::agreesWithTheObvious()
{
    QRandomGenerator random(20);
    for (int round = 0; round < 50; ++round) {
        QByteArray text;
        LineIndex index;
        for (int piece = 0; piece < 20; ++piece) {
            QByteArray bytes;
            for (int line = random.bounded(40); line > 0; --line)
                bytes += QByteArray(random.bounded(round % 5 == 0 ? 20'000 : 200), 'x') + '\n';
            bytes += QByteArray(random.bounded(3), 'y');
            text += bytes;
            index.append(bytes);
        }
        const QList<qint64> starts = obviousStarts(text);
        QCOMPARE(index.lineCount(), starts.size());
        for (qsizetype i = 0; i < starts.size(); ++i) {
            QCOMPARE(index.lineStart(i), starts.at(i));
            QCOMPARE(index.lineAt(starts.at(i)), i);
            QCOMPARE(index.lineAt(index.lineStart(i + 1) - 1), i);
        }
        QCOMPARE(index.lineAt(-5), 0);
        QCOMPARE(index.lineAt(text.size() + 5), starts.size() - 1);
    }
}

void tst_LineIndex::countsPastFourGigabytes()
{
    const QByteArray mebi(1 << 20, 'x');
    LineIndex index;
    for (int i = 0; i < 5000; ++i)
        index.append(mebi);
    index.append("\nlast");
    QCOMPARE(index.lineCount(), 2);
    QCOMPARE(index.lineStart(1), (qint64(5000) << 20) + 1);
    QCOMPARE(index.longestLine(), (qint64(5000) << 20) + 1);
}

// P20: 200 MB are shown after one small read.
void tst_LineIndex::opensHugeTextsAtOnce()
{
    auto owned = std::make_unique<MadeUpSource>(qint64(200'000'000));
    MadeUpSource *made = owned.get();
    TextSource text(std::move(owned));
    QSignalSpy grew(&text, &TextSource::linesChanged);
    text.more();
    made->answer();
    QCOMPARE(grew.size(), 1);
    QVERIFY(made->bytesRead() <= 256 << 10);
    QVERIFY(text.lines().lineCount() > 2000);
    QVERIFY(!text.isComplete());
    QCOMPARE(text.bytes(100, 100), QByteArray(99, 'x') + '\n');

    // The far end costs one more read and leaves the known lines as they are.
    const qint64 known = text.lines().lineCount();
    text.want(199'999'900, 100);
    QVERIFY(!text.isLoaded(199'999'900, 100));
    made->answer();
    QVERIFY(text.isLoaded(199'999'900, 100));
    QCOMPARE(text.bytes(199'999'900, 1000), QByteArray(99, 'x') + '\n');
    QCOMPARE(text.lines().lineCount(), known);
    QCOMPARE(made->reads(), 2);
}

void tst_LineIndex::newestWishFirst()
{
    auto owned = std::make_unique<MadeUpSource>(qint64(200'000'000));
    MadeUpSource *made = owned.get();
    TextSource text(std::move(owned));
    text.want(0, 4 << 20);
    text.want(100'000'000, 10);
    made->answer();
    QCOMPARE(made->asked.size(), 2);
    QVERIFY(made->asked.at(1) <= 100'000'000 && made->asked.at(1) > 99'000'000);
    made->answer();
    QVERIFY(!made->pending); // the rest of the first wish is forgotten
}

// P18: a file that shrinks, or a server that fails, is an error; the next wish tries again.
void tst_LineIndex::saysWhenReadingFails()
{
    auto owned = std::make_unique<MadeUpSource>(1'000'000);
    MadeUpSource *made = owned.get();
    TextSource text(std::move(owned));
    QSignalSpy failed(&text, &TextSource::failed);
    made->failNext = true;
    text.more();
    made->answer();
    QCOMPARE(failed.size(), 1);
    QVERIFY(!text.isReading());
    text.more();
    made->answer();
    QVERIFY(text.lines().lineCount() > 0);
}

void tst_LineIndex::keepsMemoryBounded()
{
    auto owned = std::make_unique<MadeUpSource>(qint64(300'000'000));
    MadeUpSource *made = owned.get();
    TextSource text(std::move(owned));
    while (!text.isComplete()) {
        text.more();
        made->answer();
    }
    QVERIFY(text.loadedBytes() <= 64 << 20);
    QCOMPARE(text.lines().lineCount(), 3'000'000);
    QVERIFY(!text.isLoaded(0, 1));
    text.want(0, 1);
    made->answer();
    QVERIFY(text.isLoaded(0, 1));
}

QTEST_GUILESS_MAIN(tst_LineIndex)
#include "tst_lineindex.moc"

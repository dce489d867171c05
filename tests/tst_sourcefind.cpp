// Find in texts that are not all in memory: over the borders of pieces and cuts, in what was read
// so far, and behind what had to be dropped.
#include "app/preview/bytesource.h"
#include "app/preview/textsource.h"
#include "tests/support/guibeat.h"
#include "ui/widgets/sourcefind.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kPiece = TextSource::kPiece;
constexpr qint64 kMB = 1 << 20;
constexpr qint64 kMostBusyInFind = 60; // ms in one go; a Debug build on a busy machine

// Lines of 100 bytes, with words put over them.
class WordSource final : public ByteSource
{
public:
    WordSource(qint64 size, const QMap<qint64, QByteArray> &words)
        : m_size(size)
        , m_words(words)
    { }

    qint64 size() const override { return m_size; }
    void read(qint64 offset, qint64 length, Done done) override
    {
        count(length);
        if (broken) {
            QTimer::singleShot(0, &m_context, [done = std::move(done)] {
                done(std::unexpected(HubError::disk(u"The disk is broken."_s)));
            });
            return;
        }
        QByteArray bytes(length, 'x');
        for (qint64 i = 99 - offset % 100; i < length; i += 100)
            bytes[i] = '\n';
        for (auto word = m_words.cbegin(); word != m_words.cend(); ++word)
            for (qint64 i = 0; i < word->size(); ++i)
                if (word.key() + i >= offset && word.key() + i < offset + length)
                    bytes[word.key() + i - offset] = word->at(i);
        QTimer::singleShot(0, &m_context, [done = std::move(done), bytes] { done(bytes); });
    }

    bool broken = false;

private:
    qint64 m_size;
    QMap<qint64, QByteArray> m_words;
    QObject m_context;
};

struct Bench // a text and a search in it
{
    explicit Bench(qint64 size, const QMap<qint64, QByteArray> &words = {})
    {
        auto owned = std::make_unique<WordSource>(size, words);
        bytes = owned.get();
        text = std::make_unique<TextSource>(std::move(owned));
        find.setSource(text.get());
    }
    bool isQuiet() const { return !find.isSearching() && !find.isReading(); }
    QList<qint64> offsets() const
    {
        QList<qint64> found;
        for (const TextMatch &match : find.matches().list)
            found.append(match.offset);
        return found;
    }
    bool readTo(qint64 end) // as scrolling does
    {
        while (text->lines().bytes() < qMin(end, text->size())) {
            text->more(4 * kMB);
            if (!QTest::qWaitFor([this] { return !text->isReading(); }))
                return false;
        }
        return true;
    }

    WordSource *bytes;
    std::unique_ptr<TextSource> text;
    SourceFind find;
};

QByteArray cutText(QByteArray line, qint64 at, const QByteArray &word)
{
    return line.replace(at, word.size(), word);
}

} // namespace

class tst_SourceFind final : public QObject
{
    Q_OBJECT

private slots:
    void findsOverBorders_data();
    void findsOverBorders();
    void piecesFindWhatTheWholeHas_data();
    void piecesFindWhatTheWholeHas();
    void readsOnByItself();
    void saysWhenNotAllWasSearched();
    void findsBehindWhatWasDropped();
    void meetsOverALateBorder();
    void stopsAndGoesOn();
    void saysWhenReadingFails();
    void saysWhenItGaveUp();
    void newestQuestionWins();
    void keepsWhatIsLookedAt();
};

// Of a line longer than any piece or cut.
void tst_SourceFind::findsOverBorders_data()
{
    QTest::addColumn<qint64>("at");
    QTest::addColumn<QByteArray>("word");
    QTest::addColumn<TextQuery>("query");
    const QByteArray upper = "\xC3\x84\xC3\x96\xE2\x82\xAC"; // ÄÖ€
    const TextQuery lower{u"äö€"_s, false, false};
    const TextQuery expression{u"ne+dle\\d"_s, false, true};
    for (const qint64 border : {qint64(64) << 10, kPiece, kPiece + (64 << 10), 3 * kPiece}) {
        for (const qint64 before : {0, 1, 2, 3, 5, 7}) {
            const QByteArray tag = QByteArray::number(border) + " - " + QByteArray::number(before);
            QTest::newRow((tag + " plain").constData())
                << border - before << QByteArray("needle") << TextQuery{u"needle"_s, true, false};
            QTest::newRow((tag + " any case").constData())
                << border - before << QByteArray("NEEDLE") << TextQuery{u"needle"_s, false, false};
            QTest::newRow((tag + " other letters").constData())
                << border - before << upper << lower;
            QTest::newRow((tag + " expression").constData())
                << border - before << QByteArray("neeedle7") << expression;
            QTest::newRow((tag + " four bytes").constData())
                << border - before << QByteArray("\xF0\x9F\x98\x80z")
                << TextQuery{u"😀z"_s, false, false};
            QTest::newRow((tag + " looks back").constData()) << border
                    - before << QByteArray("qneedle") << TextQuery{u"(?<=x)qneedle"_s, true, true};
        }
    }
}

void tst_SourceFind::findsOverBorders()
{
    QFETCH(qint64, at);
    QFETCH(QByteArray, word);
    QFETCH(TextQuery, query);
    const QByteArray text = cutText(QByteArray(4 * kPiece, 'x'), at, word);
    const QList<TextMatch> expected{{at, word.size()}};
    QCOMPARE(findInText(text, query, [] { return false; }).list, expected);
    TextSource source(text);
    SourceFind find;
    find.setSource(&source);
    find.start(query);
    // QTRY would look only every twentieth of a second, for each of many rows.
    QVERIFY(QTest::qWaitFor([&find] { return !find.isSearching(); }));
    QVERIFY(find.isWhole());
    QCOMPARE(find.matches().list, expected);
}

void tst_SourceFind::piecesFindWhatTheWholeHas_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<TextQuery>("query");
    const QByteArray lines = QByteArray("ab 12 \xC3\xA9t\xC3\x89 end\r\n").repeated(60'000);
    QTest::newRow("repeated letters") << QByteArray(3 * kPiece / 4, 'a').repeated(2)
                                      << TextQuery{u"aaaaaaaaaaaaa"_s, true, false};
    QTest::newRow("starts of lines") << lines << TextQuery{u"^a"_s, true, true};
    QTest::newRow("ends of lines") << lines << TextQuery{u"d$"_s, true, true};
    QTest::newRow("other letters") << lines << TextQuery{u"é"_s, false, false};
    QTest::newRow("whole lines") << lines << TextQuery{u".+"_s, true, true};
    QTest::newRow("not UTF-8") << QByteArray("\xC3\xFF\xF0 a").repeated(200'000)
                               << TextQuery{u"a"_s, false, true};
}

void tst_SourceFind::piecesFindWhatTheWholeHas()
{
    QFETCH(QByteArray, text);
    QFETCH(TextQuery, query);
    TextSource source(text);
    SourceFind find;
    find.setSource(&source);
    find.start(query);
    const TextMatches whole = findInText(text, query, [] { return false; });
    QVERIFY(!whole.list.isEmpty());
    QTRY_VERIFY(!find.isSearching());
    QCOMPARE(find.matches().list, whole.list);
}

void tst_SourceFind::readsOnByItself()
{
    Bench bench(20 * kMB, {{1000, "needle"}, {15 * kMB, "needle"}, {20 * kMB - 6, "needle"}});
    QVERIFY(bench.readTo(1));
    bench.find.start({u"needle"_s, true, false});
    QTRY_VERIFY(bench.find.isWhole());
    QCOMPARE(bench.offsets(), (QList<qint64>{1000, 15 * kMB, 20 * kMB - 6}));
    QVERIFY(bench.text->isComplete());
    QVERIFY(bench.bytes->reads() <= 7); // by 4 MiB, not piece by piece
}

void tst_SourceFind::saysWhenNotAllWasSearched()
{
    Bench bench(150 * kMB, {{1000, "needle"}, {140 * kMB, "needle"}});
    QVERIFY(bench.readTo(1));
    const GuiBeat beat;
    bench.find.start({u"needle"_s, true, false});
    QTRY_VERIFY_WITH_TIMEOUT(bench.isQuiet(), 20'000);
    QVERIFY(!bench.find.isWhole());
    QCOMPARE(bench.offsets(), QList<qint64>{1000});
    QVERIFY(bench.find.searchedBytes() >= 64 * kMB && bench.find.searchedBytes() < 72 * kMB);
    QVERIFY(bench.bytes->bytesRead() < 72 * kMB); // the rest only when it is asked for
    for (int i = 0; i < 2; ++i) {
        bench.find.readOn();
        QTRY_VERIFY_WITH_TIMEOUT(bench.isQuiet(), 20'000);
    }
    QVERIFY(bench.find.isWhole());
    QCOMPARE(bench.offsets(), (QList<qint64>{1000, 140 * kMB}));
    QVERIFY(bench.text->loadedBytes() <= 64 * kMB);
    QCOMPARE_LT(beat.longest(), kMostBusyInFind * kSlowness);
}

// What is in memory is found, wherever it is; the gap before it is no reason to say "no match".
void tst_SourceFind::findsBehindWhatWasDropped()
{
    Bench bench(120 * kMB, {{1000, "needle"}, {110 * kMB, "needle"}});
    QVERIFY(bench.readTo(120 * kMB));
    QVERIFY(!bench.text->isLoaded(0, 1));
    const qint64 read = bench.bytes->bytesRead();
    bench.find.start({u"needle"_s, true, false});
    QTRY_VERIFY_WITH_TIMEOUT(bench.isQuiet(), 20'000);
    QCOMPARE(bench.offsets(), QList<qint64>{110 * kMB});
    QVERIFY(!bench.find.isWhole());
    QCOMPARE(bench.bytes->bytesRead(), read); // not read again without being asked
    bench.find.readOn();
    QTRY_VERIFY_WITH_TIMEOUT(bench.find.isWhole(), 20'000);
    QCOMPARE(bench.offsets(), (QList<qint64>{1000, 110 * kMB}));
}

// A match of which one half is read later.
void tst_SourceFind::meetsOverALateBorder()
{
    Bench bench(100 * kMB, {{16 * kPiece - 3, "needle"}});
    QVERIFY(bench.readTo(1));
    bench.find.start({u"needle"_s, true, false});
    bench.find.stopReading();
    QTRY_VERIFY(bench.isQuiet());
    QVERIFY(bench.offsets().isEmpty() && !bench.find.isWhole());
    bench.text->more();
    QTRY_COMPARE(bench.offsets(), QList<qint64>{16 * kPiece - 3});
}

void tst_SourceFind::stopsAndGoesOn()
{
    Bench bench(60 * kMB, {{59 * kMB, "needle"}});
    QVERIFY(bench.readTo(1));
    bench.find.start({u"needle"_s, true, false});
    QTRY_VERIFY(bench.find.isReading());
    bench.find.stopReading();
    QTRY_VERIFY(bench.isQuiet() && !bench.text->isReading());
    QVERIFY(!bench.find.isWhole() && !bench.text->isComplete());
    bench.find.readOn();
    QTRY_VERIFY(bench.find.isWhole());
    QCOMPARE(bench.offsets(), QList<qint64>{59 * kMB});
}

void tst_SourceFind::saysWhenReadingFails()
{
    Bench bench(20 * kMB, {{19 * kMB, "needle"}});
    QVERIFY(bench.readTo(1));
    bench.bytes->broken = true;
    bench.find.start({u"needle"_s, true, false});
    QTRY_VERIFY(bench.find.error());
    QVERIFY(bench.isQuiet() && !bench.find.isWhole());
    bench.bytes->broken = false;
    bench.find.readOn();
    QTRY_VERIFY(bench.find.isWhole());
    QCOMPARE(bench.offsets(), QList<qint64>{19 * kMB});
}

void tst_SourceFind::saysWhenItGaveUp() // M13
{
    TextSource source(QByteArray(60'000, 'a') + "!\n");
    SourceFind find;
    find.setSource(&source);
    find.start({u"^(a+)+$"_s, false, true});
    QTRY_VERIFY(!find.isSearching());
    QVERIFY(find.matches().gaveUp);
    find.start({u"("_s, false, true});
    QVERIFY(!find.isSearching() && !find.matches().problem.isEmpty());
}

void tst_SourceFind::newestQuestionWins()
{
    Bench bench(30 * kMB, {{5000, "needle"}, {6000, "thread"}});
    QVERIFY(bench.readTo(30 * kMB));
    for (int i = 0; i < 20; ++i) {
        bench.find.start({u"needle"_s, false, true});
        bench.find.start({u"thread"_s, false, true});
    }
    QTRY_VERIFY(bench.find.isWhole());
    QCOMPARE(bench.offsets(), QList<qint64>{6000});
    bench.find.start({});
    QVERIFY(bench.offsets().isEmpty() && bench.isQuiet());
}

void tst_SourceFind::keepsWhatIsLookedAt()
{
    Bench bench(150 * kMB);
    QVERIFY(bench.readTo(1));
    bench.text->hold(1000, 5000);
    QVERIFY(bench.readTo(150 * kMB));
    QVERIFY(bench.text->isLoaded(1000, 5000));
    QVERIFY(!bench.text->isLoaded(2 * kMB, 1));
    QVERIFY(bench.text->loadedBytes() <= 64 * kMB);
}

QTEST_GUILESS_MAIN(tst_SourceFind)
#include "tst_sourcefind.moc"

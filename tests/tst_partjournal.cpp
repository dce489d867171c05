#include "app/disk/partjournal.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

QByteArray good(const QByteArray &boot, const QByteArray &ranges)
{
    return R"({"version":2,"inode":"7","size":100,"boot":")" + boot + R"(","ranges":)" + ranges
        + '}';
}

} // namespace

// What a killed program wrote down of a partial file, and what is believed of it.
class PartJournalTest final : public QObject
{
    Q_OBJECT

private slots:
    void whatWasWritten();
    void otherContent();
    void othersWords_data();
    void othersWords();
    void removed();

private:
    static constexpr qint64 kSize = qint64(100) << 30;
    QTemporaryDir m_temp;
    Directory folder() const { return std::move(*Directory::open(m_temp.path())); }
    void put(const QString &name, QByteArray text) const
    {
        text.replace("BOOT", QSysInfo::bootUniqueId());
        QFile file(m_temp.filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
    }
};

void PartJournalTest::whatWasWritten()
{
    const ByteRanges written{{0, 10}, {20, kSize}};
    const HashMarks marks{.step = 5, .digests = {"12", "ab"}};
    for (const bool durable : {false, true}) {
        QVERIFY(PartJournal::write(folder(), "p",
                                   {.inode = 7, .size = kSize, .ranges = written, .marks = marks},
                                   durable));
        QCOMPARE(PartJournal::read(folder(), "p", 7, kSize), (PartJournal::Left{written, marks}));
    }
    QCOMPARE(QDir(m_temp.path()).entryList(QDir::Files), QStringList{u"p.ranges"_s});
}

void PartJournalTest::otherContent()
{
    QVERIFY(PartJournal::write(folder(), "p",
                               {.inode = 7, .size = 30, .ranges = {{0, 10}}, .marks = {}}, false));
    QCOMPARE(PartJournal::read(folder(), "p", 7, 31), PartJournal::Left());
    QCOMPARE(PartJournal::read(folder(), "q", 7, 30), PartJournal::Left());
    QVERIFY(!PartJournal::read(folder(), "p", 8, 30)); // somebody put another file there
}

void PartJournalTest::othersWords_data() // D27
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<ByteRanges>("believed"); // of a content of 100 bytes
    const auto row = [](const char *name, const QByteArray &text, const ByteRanges &believed = {}) {
        QTest::newRow(name) << text << believed;
    };
    row("good", good("BOOT", "[[0,10],[20,100]]"), {{0, 10}, {20, 100}});
    row("of another boot: the power may have failed", good("other", "[[0,10]]"), {{0, 5}});
    row("no boot", good("", "[[0,10]]"), {{0, 5}});
    row("another version",
        R"({"version":1,"inode":"7","size":100,"boot":"BOOT","ranges":[[0,10]]})", {{0, 5}});
    row("beyond the end", good("BOOT", "[[0,101]]"));
    row("before the start", good("BOOT", "[[-1,10]]"));
    row("backwards", good("BOOT", "[[10,5]]"));
    row("empty range", good("BOOT", "[[10,10]]"));
    row("overlapping", good("BOOT", "[[0,10],[5,20]]"));
    row("unsorted", good("BOOT", "[[50,60],[0,10]]"));
    row("words", good("BOOT", R"([["a","b"]])"));
    row("half numbers", good("BOOT", "[[0,1.5]]"));
    row("deep", good("BOOT", QByteArray(600, '[') + QByteArray(600, ']')));
    row("odd marks", R"({"version":2,"inode":"7","size":100,"boot":"BOOT","ranges":[[0,10]],
        "marks":{"step":-5,"digests":[1,{},null]}})",
        {{0, 10}});
    row("cut", good("BOOT", "[[0,10]]").first(40), {{0, 5}});
    row("empty, as a failing power leaves it", "", {{0, 5}});
    row("not JSON", "0-10", {{0, 5}});
    row("an array", "[[0,10]]", {{0, 5}});
}

void PartJournalTest::othersWords()
{
    QFETCH(const QByteArray, text);
    put(u"p.ranges"_s, good("other", "[[0,5]]")); // what is durable
    put(u"p.ranges.now"_s, text);
    const auto left = PartJournal::read(folder(), "p", 7, 100);
    QTEST(left.value_or(PartJournal::Left{{{7, 7}}, {}}).ranges, "believed");
}

void PartJournalTest::removed()
{
    QVERIFY(PartJournal::write(folder(), "p",
                               {.inode = 7, .size = 1, .ranges = {{0, 1}}, .marks = {}}, true));
    QFile left(m_temp.filePath(u"p.ranges.new"_s)); // as a killed program leaves it
    QVERIFY(left.open(QIODevice::WriteOnly));
    PartJournal::remove(folder(), "p");
    QVERIFY(QDir(m_temp.path()).isEmpty());
}

QTEST_GUILESS_MAIN(PartJournalTest)
#include "tst_partjournal.moc"

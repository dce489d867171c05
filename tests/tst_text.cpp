// Sizes, counts, ages, safe text, repository paths (C20) and wildcard patterns.

#include "app/text/format.h"
#include "app/text/repopath.h"
#include "app/text/safetext.h"
#include "app/text/wildcard.h"
#include "tests/support/worked.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestText final : public QObject
{
    Q_OBJECT

private slots:
    void sizes_data();
    void sizes();
    void sizesOf();
    void counts();
    void percents();
    void ages_data();
    void ages();
    void durations();
    void safeText();
    void paths_data();
    void paths();
    void patterns_data();
    void patterns();
    void patternsTakeNoForever();
    void filters();
};

void TestText::sizes_data()
{
    QTest::addColumn<qint64>("bytes");
    QTest::addColumn<QString>("text");
    const auto row
        = [](qint64 bytes, const QString &text) { QTest::addRow("%lld", bytes) << bytes << text; };
    row(-1, QString());
    row(0, u"0 B"_s);
    row(946, u"946 B"_s);
    row(999, u"999 B"_s);
    row(1'000, u"1.0 kB"_s);
    row(14'210, u"14.2 kB"_s);
    row(99'949, u"99.9 kB"_s);
    row(99'950, u"100 kB"_s);
    row(999'499, u"999 kB"_s);
    row(999'500, u"1.0 MB"_s);
    row(811'900'000, u"812 MB"_s);
    row(4'900'000'000, u"4.9 GB"_s);
    row(214'000'000'000, u"214 GB"_s);
    row(5'000'000'000'000, u"5.0 TB"_s);
    row(std::numeric_limits<qint64>::max(), u"9.2 EB"_s);
}

void TestText::sizes()
{
    QFETCH(qint64, bytes);
    QTEST(Format::size(bytes), "text");
}

void TestText::sizesOf()
{
    QCOMPARE(Format::sizeOf(3'900'000'000, 4'900'000'000), u"3.9 of 4.9 GB"_s);
    QCOMPARE(Format::sizeOf(500'000'000, 1'200'000'000), u"0.5 of 1.2 GB"_s);
    QCOMPARE(Format::sizeOf(400'000'000, 525'000'000), u"400 of 525 MB"_s);
    QCOMPARE(Format::sizeOf(12'000'000, 1'900'000'000), u"12 MB of 1.9 GB"_s);
    QCOMPARE(Format::sizeOf(1'440'000, 1'900'000'000), u"1.4 MB of 1.9 GB"_s);
    QCOMPARE(Format::sizeOf(49'900'000, 1'900'000'000), u"50 MB of 1.9 GB"_s);
    QCOMPARE(Format::sizeOf(50'100'000, 1'900'000'000), u"0.1 of 1.9 GB"_s);
    QCOMPARE(Format::sizeOf(499'000, 525'000'000), u"499 kB of 525 MB"_s);
    QCOMPARE(Format::sizeOf(999'999, 525'000'000'000), u"1.0 MB of 525 GB"_s);
    QCOMPARE(Format::sizeOf(0, 1'900'000'000), u"0 B of 1.9 GB"_s);
    QCOMPARE(Format::sizeOf(0, 12), u"0 of 12 B"_s);
    QCOMPARE(Format::sizeOf(12, -1), u"12 B"_s);
    QCOMPARE(Format::speed(84'200'000), u"84.2 MB/s"_s);
    QCOMPARE(Format::speed(0), u"0 B/s"_s);
}

void TestText::counts()
{
    QCOMPARE(Format::count(-1), QString());
    QCOMPARE(Format::count(12), u"12"_s);
    QCOMPARE(Format::count(999), u"999"_s);
    QCOMPARE(Format::count(1'234), u"1.2k"_s);
    QCOMPARE(Format::count(9'960), u"10k"_s);
    QCOMPARE(Format::count(884'300), u"884k"_s);
    QCOMPARE(Format::count(999'600), u"1M"_s);
    QCOMPARE(Format::count(1'200'000), u"1.2M"_s);
    QCOMPARE(Format::exactCount(12'480), u"12,480"_s);
    QCOMPARE(Format::count(98'430), u"98.4k"_s);
    QCOMPARE(Format::count(7'615'616'512), u"7.6B"_s);
    QCOMPARE(Format::count(13'015'864'320), u"13B"_s);
    QCOMPARE(Format::count(350'000'000), u"350M"_s);
}

void TestText::percents()
{
    QCOMPARE(Format::percent(0, 100), u"0 %"_s);
    QCOMPARE(Format::percent(9'999, 10'000), u"99 %"_s);
    QCOMPARE(Format::percent(10'000, 10'000), u"100 %"_s);
    QCOMPARE(Format::percent(5, 0), u"100 %"_s);
    QCOMPARE(Format::percent(-1, 10), QString());
    QCOMPARE(
        Format::percent(std::numeric_limits<qint64>::max() / 2, std::numeric_limits<qint64>::max()),
        u"50 %"_s);
}

void TestText::ages_data()
{
    QTest::addColumn<qint64>("seconds");
    QTest::addColumn<QString>("ago");
    QTest::addColumn<QString>("age");
    constexpr qint64 day = 86'400;
    QTest::newRow("now") << qint64(5) << u"just now"_s << u"now"_s;
    QTest::newRow("skewed clock") << qint64(-90) << u"just now"_s << u"now"_s;
    QTest::newRow("minute") << qint64(60) << u"1 minute ago"_s << u"1 minute"_s;
    QTest::newRow("minutes") << qint64(59 * 60) << u"59 minutes ago"_s << u"59 minutes"_s;
    QTest::newRow("hours") << qint64(7'200) << u"2 hours ago"_s << u"2 hours"_s;
    QTest::newRow("yesterday") << day << u"yesterday"_s << u"1 day"_s;
    QTest::newRow("days") << 3 * day << u"3 days ago"_s << u"3 days"_s;
    QTest::newRow("week") << 8 * day << u"1 week ago"_s << u"1 week"_s;
    QTest::newRow("weeks") << 29 * day << u"4 weeks ago"_s << u"4 weeks"_s;
    QTest::newRow("months") << 70 * day << u"2 months ago"_s << u"2 months"_s;
    QTest::newRow("years") << 800 * day << u"2 years ago"_s << u"2 years"_s;
    QTest::newRow("future T07") << -40 * day << u"9 Aug 2026"_s << u"9 Aug 2026"_s;
}

void TestText::ages()
{
    QFETCH(qint64, seconds);
    const QDateTime now(QDate(2026, 6, 30), QTime(12, 0), QTimeZone::UTC);
    QTEST(Format::ago(now.addSecs(-seconds), now), "ago");
    QTEST(Format::age(now.addSecs(-seconds), now), "age");
    QVERIFY(Format::ago({}, now).isEmpty());
}

void TestText::durations()
{
    QCOMPARE(Format::duration(10s), u"10 s"_s);
    QCOMPARE(Format::duration(240s), u"4 min"_s);
    QCOMPARE(Format::duration(80min), u"1 h 20 min"_s);
    QCOMPARE(Format::duration(1h), u"1 h"_s);
    QCOMPARE(Format::duration(5h + 59s), u"5 h"_s);
    QCOMPARE(Format::duration(59min + 30s), u"1 h"_s);
    QCOMPARE(Format::duration(59min + 29s), u"59 min"_s);
    QCOMPARE(Format::duration(23h + 59min + 59s), u"23 h 59 min"_s);
    QCOMPARE(Format::duration(49h), u"2 days"_s);
    QCOMPARE(Format::duration(-1s), QString());
}

void TestText::safeText()
{
    QCOMPARE(SafeText::line(u"a\u202Eb\u200Fc\u2066d\x1b[31m\x07\u200B"), u"abcd[31m"_s);
    QCOMPARE(SafeText::line(u"a\nb\tc\u2028d\r\n"), u"a b c d "_s);
    QCOMPARE(SafeText::lines(u"a\r\nb\tc\u2029"), u"a\nb\tc\n"_s);
    QCOMPARE(SafeText::line(u"👩‍💻 می‌خواهم"), u"👩‍💻 می‌خواهم"_s);
    const char16_t lone[] = {u'x', 0xd800, u'y', 0};
    QCOMPARE(SafeText::line(lone), u"x\uFFFDy"_s);
    QCOMPARE(SafeText::repoName(u"o\u202E", u"n"), u"\u2068o\u2069 / \u2068n\u2069"_s);
    QCOMPARE(SafeText::repoName({}, u"gpt2"), u"\u2068gpt2\u2069"_s);
    QCOMPARE(SafeText::path(u"a/b"), u"\u2068a\u2069/\u2068b\u2069"_s);
}

void TestText::paths_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<bool>("safe");
    const auto row = [](const char *name, const QString &path, bool safe) {
        QTest::newRow(name) << path << safe;
    };
    row("plain", u"model.safetensors"_s, true);
    row("nested", u"a/b c/ü.txt"_s, true);
    row("leading dash", u"-rf"_s, true);
    row("tilde", u"~"_s, true);
    row("variable", u"$HOME/x"_s, true);
    row("format", u"%n%s"_s, true);
    row("dots in names", u"a..b/...c"_s, true);
    row("hidden", u".gitattributes"_s, true);
    row("trailing dot and space", u"a./b "_s, true);
    row("255 bytes", QString(255, u'a'), true);
    row("colon later", u"ab:c"_s, true);
    row("own cache deeper", u"x/.cache/huggingface/y"_s, true);
    row("aux with suffix", u"aux.py"_s, true);
    row("empty", QString(), false);
    row("parent", u".."_s, false);
    row("parent inside", u"a/../b"_s, false);
    row("dot", u"a/./b"_s, false);
    row("absolute", u"/etc/passwd"_s, false);
    row("double slash", u"a//b"_s, false);
    row("trailing slash", u"a/"_s, false);
    row("drive", u"C:x"_s, false);
    row("drive and backslash", u"C:\\x"_s, false);
    row("share", u"\\\\host\\share"_s, false);
    row("NUL", QString(u"a") + QChar(0) + u'b', false);
    row("newline", u"a\nb"_s, false);
    row("tab", u"a\tb"_s, false);
    row("C1", u"a\u0085b"_s, false);
    row("256 bytes", QString(256, u'a'), false);
    row("256 bytes of UTF-8", QString(128, u'ü'), false);
    row("4,096 bytes", (QString(200, u'a') + u'/').repeated(20) + u'a', false);
    row("git", u".git/config"_s, false);
    row("git in capitals", u"x/.GIT/hooks/post-checkout"_s, false);
    row("own cache", u".cache/huggingface/download/x"_s, false);
    row("own cache itself", u".cache/huggingface"_s, false);
    row("device", u"con"_s, false);
    row("device with number", u"a/COM1"_s, false);
    row("lone surrogate", QString(u'x') + QChar(0xd800), false);
}

void TestText::paths() // C20
{
    QFETCH(QString, path);
    QFETCH(bool, safe);
    const auto result = RepoPath::parse(path);
    QCOMPARE(result.has_value(), safe);
    if (safe)
        QCOMPARE(result->text(), path);
    else
        QVERIFY(!result.error().isEmpty());
}

void TestText::patterns_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QString>("path");
    QTest::addColumn<bool>("matches");
    const auto row = [](const QString &pattern, const QString &path, bool matches) {
        QTest::addRow("%s on %s", qPrintable(pattern), qPrintable(path))
            << pattern << path << matches;
    };
    row(u"*"_s, QString(), true);
    row(u"*.json"_s, u"a/b.json"_s, true); // slashes too
    row(u"*.json"_s, u"a.jsonl"_s, false);
    row(u"a*"_s, u"A"_s, false);
    row(u"?"_s, u"😀"_s, true); // one character, not one UTF-16 unit
    row(u"??"_s, u"😀"_s, false);
    row(u"a?c"_s, u"a/c"_s, true);
    row(u"**/x"_s, u"x"_s, false);
    row(u"**/x"_s, u"a/b/x"_s, true);
    row(u"[ab]c"_s, u"bc"_s, true);
    row(u"[!ab]c"_s, u"bc"_s, false);
    row(u"[!ab]c"_s, u"/c"_s, true);
    row(u"[a-c-e]"_s, u"-"_s, true);
    row(u"[a-c-e]"_s, u"d"_s, false);
    row(u"[]]"_s, u"]"_s, true);
    row(u"[!]]"_s, u"a"_s, true);
    row(u"[!]"_s, u"[!]"_s, true); // not closed: as it stands
    row(u"[c-a]"_s, u"b"_s, false); // an empty set
    row(u"[!c-a]"_s, u"b"_s, true);
    row(u"[a-]"_s, u"-"_s, true);
    row(u"[--a]"_s, u"5"_s, true);
    row(u"[abc"_s, u"[abc"_s, true);
    row(u"[^a]"_s, u"^"_s, true);
    row(u"[^a]"_s, u"b"_s, false);
    row(u"data/"_s, u"data/x/y"_s, true);
    row(u"data/"_s, u"data"_s, false);
    row(u"data\\x"_s, u"data/x"_s, true);
    row(u"a\nb*"_s, u"a\nbc"_s, true);
    row(u"(.+)$"_s, u"x"_s, false);
    row(u"*a*b*c*"_s, u"xxaxxbxxcxx"_s, true);
    row(u"*a*b*c"_s, u"abcab"_s, false);
}

void TestText::patterns()
{
    QFETCH(QString, pattern);
    QFETCH(QString, path);
    QTEST(Wildcard(pattern).matches(path), "matches");
}

void TestText::patternsTakeNoForever()
{
    // Exponential in a matcher that backtracks over each star.
    const Worked worked;
    QVERIFY(!Wildcard(u"*a"_s.repeated(60) + u'b').matches(QString(4'000, u'a')));
    QCOMPARE_LT(worked.ms(), 1'000 * kSlowness);
}

void TestText::filters()
{
    const QStringList paths{u"a.bin"_s, u"b.json"_s, u"onnx/c.bin"_s};
    QCOMPARE((PathFilter{}.kept(paths)), paths);
    QCOMPARE((PathFilter{.allow = QStringList{}}.kept(paths)), QStringList{});
    QCOMPARE((PathFilter{.allow = QStringList{u"*.bin"_s}}.kept(paths)),
             (QStringList{u"a.bin"_s, u"onnx/c.bin"_s}));
    QCOMPARE((PathFilter{.allow = QStringList{u"*.bin"_s}, .ignore = {u"onnx/"_s}}.kept(paths)),
             QStringList{u"a.bin"_s});
}

QTEST_GUILESS_MAIN(TestText)
#include "tst_text.moc"

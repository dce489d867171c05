#include "app/hub/jsonfields.h"
#include "app/text/format.h"

#include <QJsonValue>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QTest>

#include <limits>

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kLeast = std::numeric_limits<qint64>::min();
constexpr qint64 kMost = std::numeric_limits<qint64>::max();

} // namespace

// P21: no number or date that a Hub can send comes out as anything but a short text or as none.
class tst_FormatRange final : public QObject
{
    Q_OBJECT

private slots:
    void unknownIsEmpty();
    void shownAsNumbers();
    void oddDates_data();
    void oddDates();
};

void tst_FormatRange::unknownIsEmpty()
{
    for (const qint64 number : {qint64(-1), kLeast}) {
        QCOMPARE(Format::size(number), QString());
        QCOMPARE(Format::speed(number), QString());
        QCOMPARE(Format::count(number), QString());
        QCOMPARE(Format::exactCount(number), QString());
        QCOMPARE(Format::percent(number, 10), QString());
        QCOMPARE(Format::percent(10, number), QString());
        QCOMPARE(Format::sizeOf(number, number), QString());
        QCOMPARE(Format::duration(std::chrono::seconds(number)), QString());
    }
    QCOMPARE(Format::size(kMost), u"9.2 EB"_s);
    QCOMPARE(Format::size(0), u"0 B"_s);
    QCOMPARE(Format::percent(0, 0), u"100 %"_s);
    QCOMPARE(Format::percent(kMost, 1), u"100 %"_s);
    QCOMPARE(Format::percent(kMost - 1, kMost), u"99 %"_s);
}

// A million values of every magnitude; the sanitizer build says what overflows on the way.
void tst_FormatRange::shownAsNumbers()
{
    static const QRegularExpression size(u"^\\d{1,3}(\\.\\d)? ([kMGTPE]?B)$"_s);
    static const QRegularExpression count(u"^\\d{1,8}(\\.[1-9])?[kMBT]?$"_s);
    static const QRegularExpression exact(u"^\\d{1,3}(,\\d{3})*$"_s);
    static const QRegularExpression percent(u"^(\\d|[1-9]\\d|100) %$"_s);
    QRandomGenerator random(21);
    const QDateTime now = QDateTime::currentDateTimeUtc();
    for (int i = 0; i < 125'000; ++i) {
        const auto value = static_cast<qint64>(random.generate64() >> (1 + i % 63));
        const auto other = static_cast<qint64>(random.generate64() >> (1 + i / 63 % 63));
        const auto is = [](const QRegularExpression &form, const QString &text) {
            return form.match(text).hasMatch();
        };
        QVERIFY2(is(size, Format::size(value)), qPrintable(Format::size(value)));
        QVERIFY2(is(count, Format::count(value)), qPrintable(Format::count(value)));
        QVERIFY2(is(exact, Format::exactCount(value)), qPrintable(Format::exactCount(value)));
        QVERIFY2(is(percent, Format::percent(value, other)),
                 qPrintable(Format::percent(value, other)));
        const QString part = Format::sizeOf(value, other);
        QVERIFY2(part.size() < 40 && part.endsWith(u'B') && !part.contains(u'e'), qPrintable(part));
        const QString time = Format::duration(std::chrono::seconds(value));
        QVERIFY2(!time.isEmpty() && time.size() < 30 && !time.contains(u'-'), qPrintable(time));
        const QString ago = Format::ago(QDateTime::fromSecsSinceEpoch(value % (1LL << 40)), now);
        QVERIFY2(!ago.isEmpty() && ago.size() < 30 && !ago.contains(u'-'), qPrintable(ago));
    }
}

void tst_FormatRange::oddDates_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("ago"); // 1 January 2026, noon
    QTest::newRow("P21 good") << u"2025-12-31T12:00:00.000Z"_s << u"yesterday"_s;
    QTest::newRow("P21 another zone") << u"2026-01-01T15:00:00+05:00"_s << u"2 hours ago"_s;
    for (const char *odd :
         {"", "NaN", "null", "0", "-1", "yesterday", "2026", "2026-13-01T00:00:00Z",
          "2026-02-30T00:00:00Z", "2026-01-01T25:00:00Z", "2026-01-01T10:00:00+99:99",
          "2026-01-01T10:00:00 Mars/Olympus", "1000000000-01-01T00:00:00Z",
          "2026-01-01T10:00:00.000Z; rm", "\u202E2026-01-01T10:00:00Z"})
        QTest::addRow("P21 '%s'", odd) << QString::fromUtf8(odd) << QString();
}

void tst_FormatRange::oddDates()
{
    QFETCH(QString, text);
    QFETCH(QString, ago);
    const QDateTime now(QDate(2026, 1, 1), QTime(12, 0), QTimeZone::UTC);
    QCOMPARE(Format::ago(JsonFields::time(text), now), ago);
    QCOMPARE(Format::age(JsonFields::time(text), now).isEmpty(), ago.isEmpty());
    for (const QJsonValue &value : {QJsonValue(), QJsonValue(1e30), QJsonValue(true)})
        QVERIFY(!JsonFields::time(value).isValid());
}

QTEST_GUILESS_MAIN(tst_FormatRange)
#include "tst_formatrange.moc"

#include "app/settings/settings.h"
#include "app/transferrules.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

// The hours of transfers: which are in, when they change, on days with summer time, and what a
// clock that is set does.
class TimetableTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { qputenv("TZ", "Europe/Berlin"); }
    void isInside_data();
    void isInside();
    void changes_data();
    void changes();
    void survivesTheSettings();
    void rulesFollow();
    void clockIsSet(); // D36
    void whatIsStricter();

private:
    static inline const QTimeZone kZone{"Europe/Berlin"};

    static QDateTime at(const QString &text) // "2026-03-02 22:00", in Berlin
    {
        return {QDate::fromString(text.left(10), Qt::ISODate),
                QTime::fromString(text.sliced(11), u"hh:mm"_s), kZone};
    }
    static Timetable table(int days, int from, int to)
    {
        return {.on = true, .days = days, .from = from * 60, .to = to * 60};
    }
    static constexpr int kAll = 0x7f;
    static constexpr int kMonday = 1; // 2026-03-02 is one
};

void TimetableTest::isInside_data()
{
    QTest::addColumn<int>("days");
    QTest::addColumn<int>("from");
    QTest::addColumn<int>("to");
    QTest::addColumn<QString>("when");
    QTest::addColumn<bool>("inside");
    QTest::newRow("day, before") << kAll << 8 << 17 << u"2026-03-02 07:59"_s << false;
    QTest::newRow("day, begins") << kAll << 8 << 17 << u"2026-03-02 08:00"_s << true;
    QTest::newRow("day, ended") << kAll << 8 << 17 << u"2026-03-02 17:00"_s << false;
    QTest::newRow("night, evening") << kAll << 22 << 6 << u"2026-03-02 23:30"_s << true;
    QTest::newRow("night, morning") << kAll << 22 << 6 << u"2026-03-03 05:59"_s << true;
    QTest::newRow("night, ended") << kAll << 22 << 6 << u"2026-03-03 06:00"_s << false;
    QTest::newRow("Monday's night on Tuesday")
        << kMonday << 22 << 6 << u"2026-03-03 05:00"_s << true;
    QTest::newRow("not Sunday's on Monday") << kMonday << 22 << 6 << u"2026-03-02 05:00"_s << false;
    QTest::newRow("whole day") << kMonday << 0 << 0 << u"2026-03-02 12:00"_s << true;
    QTest::newRow("not the next") << kMonday << 0 << 0 << u"2026-03-03 00:00"_s << false;
}

void TimetableTest::isInside()
{
    QFETCH(const int, days);
    QFETCH(const int, from);
    QFETCH(const int, to);
    QFETCH(const QString, when);
    QTEST(table(days, from, to).isInside(at(when), kZone), "inside");
}

void TimetableTest::changes_data()
{
    QTest::addColumn<int>("days");
    QTest::addColumn<int>("from");
    QTest::addColumn<int>("to");
    QTest::addColumn<QString>("after");
    QTest::addColumn<QDateTime>("next"); // UTC
    const auto utc = [](const char *text) {
        return QDateTime::fromString(QString::fromLatin1(text), Qt::ISODate);
    };
    QTest::newRow("tonight") << kAll << 22 << 6 << u"2026-03-02 12:00"_s
                             << utc("2026-03-02T21:00:00Z");
    QTest::newRow("in the morning")
        << kAll << 22 << 6 << u"2026-03-02 22:00"_s << utc("2026-03-03T05:00:00Z");
    QTest::newRow("next week") << kMonday << 8 << 17 << u"2026-03-02 17:00"_s
                               << utc("2026-03-09T07:00:00Z");
    QTest::newRow("never") << kAll << 0 << 0 << u"2026-03-02 12:00"_s << QDateTime();
    // Summer time begins on 29 March at two, which is three; it ends on 25 October at three.
    QTest::newRow("the short night")
        << kAll << 22 << 6 << u"2026-03-28 23:00"_s << utc("2026-03-29T04:00:00Z");
    QTest::newRow("begins in the hour that is not")
        << kAll << 2 << 6 << u"2026-03-28 23:00"_s << utc("2026-03-29T01:00:00Z");
    QTest::newRow("the long night")
        << kAll << 22 << 6 << u"2026-10-24 23:00"_s << utc("2026-10-25T05:00:00Z");
    QTest::newRow("ends in the hour that is twice")
        << kAll << 22 << 2 << u"2026-10-24 23:00"_s << utc("2026-10-25T00:00:00Z");
}

void TimetableTest::changes()
{
    QFETCH(const int, days);
    QFETCH(const int, from);
    QFETCH(const int, to);
    QFETCH(const QString, after);
    QTEST(table(days, from, to).nextChange(at(after), kZone), "next");
}

void TimetableTest::survivesTheSettings()
{
    const Timetable odd{.on = true,
                        .days = 0x15,
                        .from = 61,
                        .to = 1'439,
                        .outside = Timetable::Outside::Limit,
                        .limit = 250'000};
    QCOMPARE(Timetable::fromText(odd.toText()), odd);
    for (const QString &bad :
         {u""_s, u"on"_s, u"on;0;0;0;pause;1"_s, u"on;5;1440;0;pause;1"_s, u"on;5;-1;0;pause;1"_s,
          u"on;5;1;0;pause;0"_s, u"on;5;1;0;pause;1;2"_s})
        QCOMPARE(Timetable::fromText(bad), Timetable());
}

void TimetableTest::rulesFollow()
{
    const QTemporaryDir folder;
    QSettings store(folder.filePath(u"s.ini"_s), QSettings::IniFormat);
    Settings settings(store);
    QDateTime now = at(u"2026-03-02 21:59"_s).addSecs(59).addMSecs(800);
    TransferRules rules(settings, [&now] { return now; });
    QVERIFY(!rules.gate().isShut());
    settings.setTimetable(table(kAll, 22, 6));
    QCOMPARE(rules.gate().cause, WaitCause::Timetable);
    QCOMPARE(rules.gate().until, at(u"2026-03-02 22:00"_s).toUTC());
    QCOMPARE(rules.uploadGate(), rules.gate());
    now = at(u"2026-03-02 22:00"_s);
    QTRY_VERIFY(!rules.gate().isShut()); // by itself, when it is time
    rules.setMetered(true);
    QCOMPARE(rules.gate().cause, WaitCause::Metered);
    rules.setSleeping(true);
    QCOMPARE(rules.gate().cause, WaitCause::Sleep);
    rules.setSleeping(false);
    settings.setWaitWhenMetered(false);
    QVERIFY(!rules.gate().isShut());
}

void TimetableTest::clockIsSet()
{
    const QTemporaryDir folder;
    QSettings store(folder.filePath(u"s.ini"_s), QSettings::IniFormat);
    Settings settings(store);
    QDateTime now = at(u"2026-03-02 12:00"_s);
    TransferRules rules(settings, [&now] { return now; });
    settings.setTimetable(table(kAll, 22, 6));
    QVERIFY(rules.gate().isShut());
    now = at(u"2026-03-02 23:00"_s); // somebody set it: noticed within a quarter of a minute
    QTRY_VERIFY_WITH_TIMEOUT(!rules.gate().isShut(), 20'000);
}

void TimetableTest::whatIsStricter()
{
    const QTemporaryDir folder;
    QSettings store(folder.filePath(u"s.ini"_s), QSettings::IniFormat);
    Settings settings(store);
    TransferRules rules(settings, [] { return at(u"2026-03-02 12:00"_s); });
    QSignalSpy changed(&rules, &TransferRules::changed);
    settings.setDownloadLimit(5'000'000);
    QCOMPARE(rules.gate().limit, 5'000'000);
    QCOMPARE(changed.size(), 1);
    Timetable slow = table(kAll, 22, 6);
    slow.outside = Timetable::Outside::Limit;
    slow.limit = 1'000'000;
    settings.setTimetable(slow);
    QCOMPARE(rules.gate(), (TransferGate{.limit = 1'000'000}));
    settings.setDownloadLimit(500'000);
    QCOMPARE(rules.gate().limit, 500'000);
    settings.setDownloadLimit(0);
    QCOMPARE(rules.gate().limit, 1'000'000);
    QSignalSpy uploads(&rules, &TransferRules::uploadsChanged);
    settings.setUploadLimit(300'000);
    QCOMPARE(rules.uploadGate().limit, 300'000);
    QCOMPARE(rules.gate().limit, 1'000'000);
    QCOMPARE(uploads.size(), 1);
}

QTEST_GUILESS_MAIN(TimetableTest)
#include "tst_timetable.moc"

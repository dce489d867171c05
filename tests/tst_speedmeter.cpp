#include "app/transfer/speedmeter.h"

#include <QTest>

class tst_SpeedMeter final : public QObject
{
    Q_OBJECT

private slots:
    void measures();
    void fallsToZero();
    void timeLeft();
};

void tst_SpeedMeter::measures()
{
    SpeedMeter meter;
    QCOMPARE(meter.bytesPerSecond(0), 0);
    for (qint64 now = 100; now <= 10'000; now += 100) {
        meter.add(now <= 5'000 ? 1'000 : 3'000, now);
        if (now == 5'000)
            QCOMPARE(meter.bytesPerSecond(now), 10'000);
    }
    QCOMPARE(meter.bytesPerSecond(10'000), 30'000); // nothing of what is longer ago
}

void tst_SpeedMeter::fallsToZero()
{
    SpeedMeter meter;
    for (qint64 now = 100; now <= 4'000; now += 100)
        meter.add(1'000, now);
    QVERIFY(meter.bytesPerSecond(5'500) <= 5'100);
    QCOMPARE(meter.bytesPerSecond(7'100), 0);
    meter.add(1'000, 20'000); // after a long silence
    QVERIFY(meter.bytesPerSecond(20'000) < 1'000);
}

void tst_SpeedMeter::timeLeft()
{
    QCOMPARE(secondsFor(1'000, 100), 10);
    QCOMPARE(secondsFor(0, 100), 0);
    QCOMPARE(secondsFor(-1, 100), -1); // nobody knows how much there is
    QCOMPARE(secondsFor(1'000, 0), -1);
    QCOMPARE(secondsFor(1'000, 0.5), -1);
}

QTEST_APPLESS_MAIN(tst_SpeedMeter)
#include "tst_speedmeter.moc"

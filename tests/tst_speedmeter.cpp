#include "app/transfer/speedmeter.h"

#include <QTest>

// By a clock of the test's own: ten looks a second.
class tst_SpeedMeter final : public QObject
{
    Q_OBJECT

private slots:
    void measures();
    void neverAboveTheMeasured_data();
    void neverAboveTheMeasured();
    void fallsToZero();
    void saysNothingAtFirst();
    void steadyOnlyWhileItIs();
    void timeLeft();

private:
    static void run(SpeedMeter &meter, qint64 fromMs, qint64 toMs, qint64 bytesATenth)
    {
        for (qint64 now = fromMs + 100; now <= toMs; now += 100)
            meter.add(bytesATenth, now);
    }
};

void tst_SpeedMeter::measures()
{
    SpeedMeter meter;
    QCOMPARE(meter.bytesPerSecond(0), 0);
    run(meter, 0, 5'000, 1'000);
    QVERIFY(qAbs(meter.bytesPerSecond(5'000) - 10'000) < 500);
    run(meter, 5'000, 10'000, 3'000);
    QVERIFY(qAbs(meter.bytesPerSecond(10'000) - 30'000) < 1'500); // not what is longer ago
}

void tst_SpeedMeter::neverAboveTheMeasured_data()
{
    QTest::addColumn<qint64>("everyMs");
    for (const qint64 every :
         {100, 300, 500, 700, 900, 1'000, 1'300, 1'700, 1'900, 2'000, 2'500, 3'000})
        QTest::addRow("a burst every %lld ms", every) << every;
}

void tst_SpeedMeter::neverAboveTheMeasured()
{
    QFETCH(const qint64, everyMs);
    constexpr qint64 kBurst = 1'000'000; // bytes
    const double measured = double(kBurst) * 1'000 / double(everyMs);
    SpeedMeter meter;
    double most = 0;
    double sum = 0;
    int looks = 0;
    for (qint64 now = 0; now <= 60'000; now += 100) {
        meter.add(now % everyMs == 0 ? kBurst : 0, now);
        if (now < 10'000)
            continue;
        most = std::max(most, meter.bytesPerSecond(now));
        sum += meter.bytesPerSecond(now);
        ++looks;
    }
    QVERIFY2(most <= measured * 1.1, QByteArray::number(most / measured).constData());
    QVERIFY2(sum / looks >= measured * 0.7, QByteArray::number(sum / looks / measured).constData());
}

void tst_SpeedMeter::fallsToZero()
{
    SpeedMeter meter;
    run(meter, 0, 6'000, 1'000);
    QVERIFY(meter.bytesPerSecond(7'500) <= 5'500);
    QCOMPARE(meter.bytesPerSecond(9'100), 0);
    meter.add(1'000, 20'000); // after a long silence
    QVERIFY(meter.bytesPerSecond(20'000) < 1'000);
}

void tst_SpeedMeter::saysNothingAtFirst()
{
    SpeedMeter meter;
    meter.add(0, 0);
    meter.add(1'000'000, 100);
    QCOMPARE(meter.bytesPerSecond(100), 0);
    QVERIFY(meter.bytesPerSecond(1'000) <= 1'000'000);
}

void tst_SpeedMeter::steadyOnlyWhileItIs()
{
    SpeedMeter meter;
    run(meter, 0, 3'000, 1'000);
    QCOMPARE(meter.steadyBytesPerSecond(3'000), 0); // too early to tell
    run(meter, 3'000, 20'000, 1'000);
    QVERIFY(qAbs(meter.steadyBytesPerSecond(20'000) - 10'000) < 500);
    run(meter, 20'000, 22'500, 0);
    QCOMPARE(meter.steadyBytesPerSecond(22'500), 0); // it has stopped, or soon goes on
    run(meter, 22'500, 60'000, 1'000);
    run(meter, 60'000, 66'000, 10'000);
    QCOMPARE(meter.steadyBytesPerSecond(66'000), 0); // ten times as fast: wait and see
    run(meter, 66'000, 80'000, 10'000);
    QVERIFY(qAbs(meter.steadyBytesPerSecond(80'000) - 100'000) < 10'000);
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

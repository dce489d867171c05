#include "tests/support/uploadrestarts.h"

using namespace Qt::StringLiterals;

// Uploads wait for the network, the clock and the computer as downloads do.
class UploadGateTest final : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_bench = std::make_unique<UploadRestarts>(); }
    void cleanup() { m_bench.reset(); }

    void runningOneIsHeld() // what is sent stays sent
    {
        m_bench->beginSlowly(m_bench->order({m_bench->large()}), m_bench->file());
        QVERIFY(m_bench->uploads->isRunning());
        m_bench->uploads->setGate(timetable());
        QTRY_COMPARE(m_bench->now().patience.cause, WaitCause::Timetable);
        QCOMPARE(m_bench->now().reason, u"Not at this hour."_s);
        QCOMPARE(m_bench->now().patience.until, timetable().until);
        QVERIFY(m_bench->now().mayStartNow());
        QVERIFY(!m_bench->uploads->isRunning());
        const auto before = m_bench->hub.requests().size();
        QTest::qWait(300);
        QCOMPARE(m_bench->hub.requests().size(), before);
        m_bench->uploads->setGate({});
        QTRY_VERIFY(m_bench->isOver);
        QVERIFY2(m_bench->now().isConfirmed(), qPrintable(m_bench->trouble()));
        QVERIFY(m_bench->puts() <= UploadRestarts::kParts + UploadRestarts::kLanes);
    }

    void newOneWaits()
    {
        m_bench->open(m_bench->config(), m_bench->file());
        m_bench->uploads->setGate(timetable());
        m_bench->upload = m_bench->uploads->begin(m_bench->order({m_bench->large()}));
        QTRY_COMPARE(m_bench->now().patience.cause, WaitCause::Timetable);
        QVERIFY(m_bench->hub.requests().isEmpty());
        m_bench->start(); // the program ends and starts
        m_bench->uploads->setGate(timetable());
        QTRY_VERIFY(m_bench->isListed());
        m_bench->uploads->setGate({});
        QTRY_VERIFY(m_bench->isOver);
        QVERIFY2(m_bench->now().isConfirmed(), qPrintable(m_bench->trouble()));
    }

    void somebodyWantsItNow()
    {
        m_bench->open(m_bench->config(), m_bench->file());
        m_bench->uploads->setGate(timetable());
        m_bench->upload = m_bench->uploads->begin(m_bench->order({m_bench->large()}));
        QTRY_VERIFY(m_bench->now().mayStartNow());
        TransferGate sleep = timetable();
        sleep.cause = WaitCause::Sleep;
        m_bench->uploads->setGate(sleep);
        m_bench->uploads->startNow(m_bench->upload);
        QTRY_COMPARE(m_bench->now().patience.cause, WaitCause::Sleep);
        QVERIFY(!m_bench->now().mayStartNow());
        QVERIFY(m_bench->hub.requests().isEmpty());
        m_bench->uploads->setGate(timetable());
        QTRY_VERIFY(m_bench->isOver);
        QVERIFY2(m_bench->now().isConfirmed(), qPrintable(m_bench->trouble()));
    }

    void pausedStaysPaused() // when the gate opens
    {
        m_bench->beginSlowly(m_bench->order({m_bench->large()}), m_bench->file());
        m_bench->uploads->pause(m_bench->upload);
        QTRY_COMPARE(m_bench->now().step, UploadStep::Paused);
        m_bench->uploads->setGate(timetable());
        m_bench->uploads->setGate({});
        QTest::qWait(300);
        QCOMPARE(m_bench->now().step, UploadStep::Paused);
    }

    void opensBeforeItHasStopped()
    {
        m_bench->beginSlowly(m_bench->order({m_bench->large()}), m_bench->file());
        m_bench->uploads->setGate(timetable());
        m_bench->uploads->setGate({});
        QTRY_VERIFY(m_bench->isOver);
        QVERIFY2(m_bench->now().isConfirmed(), qPrintable(m_bench->trouble()));
    }

private:
    static TransferGate timetable()
    {
        return {.cause = WaitCause::Timetable,
                .until = QDateTime(QDate(2040, 1, 2), QTime(3, 4), QTimeZone::UTC),
                .reason = u"Not at this hour."_s};
    }

    std::unique_ptr<UploadRestarts> m_bench;
};

QTEST_GUILESS_MAIN(UploadGateTest)
#include "tst_uploadgate.moc"

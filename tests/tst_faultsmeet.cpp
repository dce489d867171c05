// Every fault of the catalogue meets every client of ours.

#include "tests/support/faultmeeting.h"

#include <QSet>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

constexpr int kLanes = 6; // rows under way: most of a row's time is waiting
constexpr int kDeadline = 15'000; // ms

} // namespace

class TestFaultsMeet final : public QObject
{
    Q_OBJECT

private slots:
    void clients_data();
    void clients();

private:
    // A fault at each place, with Hubs of its own.
    struct Lane
    {
        std::array<FaultMeeting, 3> places{FaultMeeting{FaultMeeting::Place::Api},
                                           FaultMeeting{FaultMeeting::Place::Link},
                                           FaultMeeting{FaultMeeting::Place::Content}};

        QString every(const std::function<QStringList(const FaultMeeting &)> &list) const
        {
            QStringList all;
            for (const FaultMeeting &place : places)
                all += list(place);
            return all.join(u"; "_s);
        }
    };

    Lane &laneOf(int index) { return m_lanes[size_t(index) % kLanes]; }
    void beginFrom(int index);

    const QList<FaultKind> m_kinds = faultKinds();
    std::array<Lane, kLanes> m_lanes;
    QSet<int> m_begun;
};

void TestFaultsMeet::clients_data()
{
    QTest::addColumn<int>("index");
    for (int i = 0; i < m_kinds.size(); ++i)
        QTest::addRow("%s %s", m_kinds[i].rows, m_kinds[i].name) << i;
}

void TestFaultsMeet::beginFrom(int index)
{
    for (int i = index; i < qMin(index + kLanes, int(m_kinds.size())); ++i) {
        if (m_begun.contains(i))
            continue;
        m_begun.insert(i);
        for (FaultMeeting &place : laneOf(i).places)
            place.begin(m_kinds[i]);
    }
}

// An answer that is right or an error that says something, in time; no token anywhere but at the
// Hub; no file that is not what it should be; what waited goes on once the fault is gone; and
// afterwards the same clients work.
void TestFaultsMeet::clients()
{
    QFETCH(const int, index);
    beginFrom(index);
    // Bytes of a part of a file and rows of a list have no hash: nobody can tell.
    const QByteArrayView name(m_kinds[index].name);
    const bool mayLie = name == "bit-flip" || name == "block-damaged" || name == "other-file";
    Lane &lane = laneOf(index);
    const auto pending
        = [&lane] { return lane.every([](const FaultMeeting &m) { return m.pending(); }); };
    QTRY_COMPARE_WITH_TIMEOUT(pending(), QString(), kDeadline);
    QCOMPARE(lane.every([&](const FaultMeeting &m) { return m.wrongs(mayLie); }), QString());
    QCOMPARE(lane.every([](const FaultMeeting &m) { return m.tokensElsewhere(); }), QString());
    for (FaultMeeting &place : lane.places) {
        QVERIFY(place.wasProvoked());
        place.lift();
    }
    QTRY_COMPARE_WITH_TIMEOUT(pending(), QString(), kDeadline);
    QCOMPARE(lane.every([](const FaultMeeting &m) { return m.unhealed(); }), QString());
    for (FaultMeeting &place : lane.places)
        place.cancel();
    QTRY_COMPARE(pending(), QString());
    for (FaultMeeting &place : lane.places)
        place.beginPlain(mayLie || name == "too-many-years");
    QTRY_COMPARE_WITH_TIMEOUT(pending(), QString(), kDeadline);
    QCOMPARE(lane.every([](const FaultMeeting &m) { return m.plainWrongs(); }), QString());
}

QTEST_GUILESS_MAIN(TestFaultsMeet)
#include "tst_faultsmeet.moc"

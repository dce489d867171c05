#include "app/transfer/segmentmap.h"

#include <QBitArray>
#include <QRandomGenerator>
#include <QTest>

#include <vector>

class tst_SegmentMap final : public QObject
{
    Q_OBJECT

private slots:
    void fromTheFront();
    void goesRoundWhatIsThere();
    void releasedIsClaimedAgain();
    void beyondTheFile();
    void anyOrder();
};

void tst_SegmentMap::fromTheFront()
{
    SegmentMap map(25);
    QCOMPARE(map.claim(10), ByteRange(0, 10));
    QCOMPARE(map.claim(10), ByteRange(10, 20));
    QCOMPARE(map.claim(10), ByteRange(20, 25));
    QCOMPARE(map.claim(10), std::nullopt);
    map.add({10, 20});
    QCOMPARE(map.there(), 10);
    QCOMPARE(map.frontier(), 0);
    map.add({0, 10});
    QCOMPARE(map.frontier(), 20);
    QVERIFY(!map.isComplete());
    map.add({20, 25});
    QVERIFY(map.isComplete());
    QCOMPARE(map.ranges(), QList{ByteRange(0, 25)});
}

void tst_SegmentMap::goesRoundWhatIsThere()
{
    SegmentMap map(100);
    map.add({10, 30});
    map.add({50, 60});
    QCOMPARE(map.claim(64), ByteRange(0, 10));
    QCOMPARE(map.claim(64), ByteRange(30, 50));
    QCOMPARE(map.claim(32), ByteRange(60, 92));
    QCOMPARE(map.claim(32), ByteRange(92, 100));
    QCOMPARE(map.there(), 30);
}

void tst_SegmentMap::releasedIsClaimedAgain()
{
    SegmentMap map(100);
    const ByteRange first = *map.claim(40);
    QCOMPARE(map.claim(40), ByteRange(40, 80));
    map.add({0, 15}); // what came before the connection broke
    map.release(first);
    QCOMPARE(map.claim(40), ByteRange(15, 40));
    map.add({15, 40});
    map.remove({5, 20}); // was wrong
    QCOMPARE(map.there(), 25);
    QCOMPARE(map.frontier(), 5);
    QCOMPARE(map.claim(40), ByteRange(5, 20));
}

void tst_SegmentMap::beyondTheFile()
{
    SegmentMap map(10);
    map.add({-5, 3});
    map.add({8, 20});
    map.add({5, 5});
    map.add({7, 6});
    QCOMPARE(map.ranges(), (QList<ByteRange>{{0, 3}, {8, 10}}));
    QCOMPARE(map.there(), 5);
    SegmentMap none(0);
    QVERIFY(none.isComplete());
    QCOMPARE(none.claim(1), std::nullopt);
}

// Beside a bit for each byte.
void tst_SegmentMap::anyOrder()
{
    for (quint32 seed = 1; seed <= 200; ++seed) {
        QRandomGenerator random(seed);
        const int size = random.bounded(1, 300);
        SegmentMap map(size);
        QBitArray there(size);
        QBitArray claimed(size);
        std::vector<ByteRange> claims;
        for (int step = 0; step < 200; ++step) {
            const int from = random.bounded(size);
            const ByteRange some{from, random.bounded(from, size + 1)};
            switch (random.bounded(4)) {
            case 0:
                map.add(some);
                there.fill(true, int(some.from), int(some.to));
                break;
            case 1:
                if (claims.empty()) { // of what is claimed nothing is judged
                    map.remove(some);
                    there.fill(false, int(some.from), int(some.to));
                }
                break;
            case 2:
                if (const auto claim = map.claim(random.bounded(1, 50))) {
                    for (qint64 i = claim->from; i < claim->to; ++i)
                        QVERIFY2(!there[i] && !claimed[i], qPrintable(QString::number(seed)));
                    claimed.fill(true, int(claim->from), int(claim->to));
                    claims.push_back(*claim);
                } else {
                    QCOMPARE((there | claimed).count(true), size);
                }
                break;
            case 3:
                if (!claims.empty()) {
                    map.release(claims.back());
                    claimed.fill(false, int(claims.back().from), int(claims.back().to));
                    claims.pop_back();
                }
            }
            QCOMPARE(map.there(), there.count(true));
            QBitArray told(size);
            for (const ByteRange &range : map.ranges())
                told.fill(true, int(range.from), int(range.to));
            QCOMPARE(told, there);
        }
    }
}

QTEST_APPLESS_MAIN(tst_SegmentMap)
#include "tst_segmentmap.moc"

#include "app/upload/commitfill.h"

#include <QTest>

using namespace std::chrono_literals;

class TestCommitPace final : public QObject
{
    Q_OBJECT

private slots:
    void made_data()
    {
        QTest::addColumn<int>("begin");
        QTest::addColumn<int>("files");
        QTest::addColumn<int>("seconds");
        QTest::addColumn<int>("next");
        QTest::newRow("quick and full") << 250 << 250 << 2 << 400;
        QTest::newRow("quick, as quick as may be") << 250 << 250 << 40 << 400;
        QTest::newRow("quick, but not full") << 250 << 249 << 2 << 250;
        QTest::newRow("slow") << 250 << 3 << 41 << 200;
        QTest::newRow("the most") << 1'000 << 1'000 << 1 << 1'000;
        QTest::newRow("the fewest") << 20 << 20 << 60 << 20;
        QTest::newRow("a number of its own") << 3 << 3 << 1 << 3;
    }
    void made()
    {
        QFETCH(const int, begin);
        QFETCH(const int, files);
        QFETCH(const int, seconds);
        QFETCH(const int, next);
        CommitPace pace(begin);
        pace.made(files, std::chrono::seconds(seconds));
        QCOMPARE(pace.files(), next);
    }

    void lost_data()
    {
        QTest::addColumn<int>("begin");
        QTest::addColumn<int>("files");
        QTest::addColumn<int>("next");
        QTest::newRow("full") << 250 << 250 << 200;
        QTest::newRow("the rest of an upload") << 250 << 60 << 50;
        QTest::newRow("few") << 250 << 20 << 250;
        QTest::newRow("a few more") << 250 << 21 << 20;
        QTest::newRow("a number of its own") << 30 << 30 << 30;
    }
    void lost()
    {
        QFETCH(const int, begin);
        QFETCH(const int, files);
        QFETCH(const int, next);
        CommitPace pace(begin);
        QCOMPARE(pace.splits(files), begin != next);
        pace.lost(files);
        QCOMPARE(pace.files(), next);
    }

    void fills() // one after the other, each quick
    {
        CommitFill fill;
        QList<int> sizes;
        for (int i = 0; i < 250 + 400 + 600 + 1; ++i) {
            if (fill.take(1))
                sizes << 0;
            ++sizes.last();
        }
        QCOMPARE(sizes, QList<int>({250, 400, 600, 1}));
    }
};

QTEST_GUILESS_MAIN(TestCommitPace)
#include "tst_commitpace.moc"

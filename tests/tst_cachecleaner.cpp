#include "app/cache/cachecleaner.h"
#include "app/cache/cleanwords.h"
#include "app/cache/inuse.h"
#include "app/preview/bytesource.h"
#include "tests/support/cleaned.h"

#include <QProcess>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;

// The cleaner as the window has it.
class CacheCleanerTest final : public QObject
{
    Q_OBJECT

private slots:
    void cleansAndReturns();
    void forGood();
    void expiresByItself();
    void oneAfterTheOther();
    void looksLeaveNoTrace();
    void mendsAtTheStart();
    void stops();
    void anotherWindow();
    void unknownCleaning();
    void inUse();
    void shownHere();
    void words();
    void anotherRoot();
    void goesAtAnyTime();

private:
    static CleanOrder order(const SmallCache &cache, const QSet<CacheItem> &ticked)
    {
        return {.plan = DeletePlan::of(cache.scan(), ticked), .what = u"old things"_s};
    }
    const CacheItem m_all{"models--ada--m", {}, {}, {}};
    const CacheItem m_other{"datasets--d", {}, {}, {}};
};

void CacheCleanerTest::cleansAndReturns()
{
    SmallCache cache;
    cache.fill();
    const auto before = cache.picture();
    CacheCleaner cleaner(cache.root());
    QList<CleanReport> reports;
    connect(&cleaner, &CacheCleaner::cleaned, this,
            [&](const CleanReport &report) { reports << report; });
    QSignalSpy progressed(&cleaner, &CacheCleaner::progressed);
    cleaner.clean(order(cache, {m_all}));
    QVERIFY(cleaner.isBusy());
    QTRY_COMPARE(reports.size(), 1);
    QVERIFY(!cleaner.isBusy() && !progressed.isEmpty());
    QVERIFY(!QFile::exists(cache.path(u"models--ada--m"_s)));
    QCOMPARE(cleaner.history(), QList{reports.at(0).cleaning});
    QCOMPARE(cleaner.history().at(0).what, u"old things"_s);
    QSignalSpy returned(&cleaner, &CacheCleaner::returned);
    cleaner.undo(reports.at(0).cleaning.id);
    QTRY_COMPARE(returned.size(), 1);
    QCOMPARE(cache.picture(), before);
    QCOMPARE(cleaner.history().at(0).state, Cleaning::State::Returned);
}

void CacheCleanerTest::expiresByItself()
{
    SmallCache cache;
    cache.fill();
    CacheCleaner cleaner(cache.root());
    CleanOrder now = order(cache, {m_all});
    now.days = 0;
    cleaner.clean(now);
    QTRY_VERIFY(!cleaner.isBusy() && cleaner.history().size() == 1);
    QTRY_COMPARE(cleaner.history().at(0).state, Cleaning::State::Freed); // nothing else was asked
}

void CacheCleanerTest::forGood()
{
    SmallCache cache;
    cache.fill();
    CacheCleaner cleaner(cache.root());
    QSignalSpy freed(&cleaner, &CacheCleaner::freed);
    cleaner.clean(order(cache, {m_all}), CacheCleaner::How::ForGood);
    QTRY_COMPARE(freed.size(), 1);
    QVERIFY(freed.at(0).at(1).toBool());
    QCOMPARE(cleaner.history().at(0).state, Cleaning::State::Freed);
}

void CacheCleanerTest::oneAfterTheOther()
{
    SmallCache cache;
    cache.fill();
    CacheCleaner cleaner(cache.root());
    QSignalSpy cleaned(&cleaner, &CacheCleaner::cleaned);
    cleaner.clean(order(cache, {m_all}));
    cleaner.clean(order(cache, {m_other}));
    QTRY_COMPARE(cleaned.size(), 2);
    QCOMPARE(cleaner.history().size(), 2);
    QSignalSpy freed(&cleaner, &CacheCleaner::freed);
    cleaner.freeNow(cleaner.history().at(0).id);
    cleaner.freeNow(cleaner.history().at(1).id);
    QTRY_COMPARE(freed.size(), 2);
    QVERIFY(DiskScan::namesIn(cache.root()).filter(u"--"_s).isEmpty());
}

void CacheCleanerTest::looksLeaveNoTrace()
{
    SmallCache cache;
    cache.fill();
    CacheCleaner cleaner(cache.root());
    QTRY_VERIFY(!cleaner.isBusy());
    QCOMPARE(DiskScan::namesIn(cache.path(u".locks"_s)), QStringList());
    CacheCleaner none(cache.outside(u"not there"_s));
    QTRY_VERIFY(!none.isBusy());
    QVERIFY(!QFile::exists(cache.outside(u"not there"_s)));
}

void CacheCleanerTest::mendsAtTheStart() // S09
{
    SmallCache cache;
    cache.fill();
    const auto before = cache.picture();
    { // killed before it was complete
        auto quarantine = Quarantine::open(cache.root());
        const auto cleaning
            = quarantine->begin({.what = {}, .atMs = 1}, {{.base = {}, .path = m_all.repo}});
        QVERIFY(cleaning && quarantine->take(*cleaning, 0));
    }
    QVERIFY(cache.picture() != before);
    CacheCleaner cleaner(cache.root());
    QTRY_VERIFY(!cleaner.isBusy());
    QCOMPARE(cache.picture(), before);
    QVERIFY(cleaner.history().isEmpty());
}

void CacheCleanerTest::stops()
{
    SmallCache cache;
    const QString name = u"models--ada--m"_s;
    for (int i = 0; i < 600; ++i)
        cache.file(name, 0, QString::number(i), cache.blob(name, QByteArray::number(i)));
    cache.file(name, 1, u"x"_s, cache.blob(name, "x"));
    const auto before = cache.picture();
    CacheCleaner cleaner(cache.root());
    QTRY_VERIFY(!cleaner.isBusy());
    QSet<CacheItem> ticked;
    for (int i = 0; i < 599; ++i)
        ticked << CacheItem{m_all.repo, SmallCache::commitOf(0), QByteArray::number(i), {}};
    QList<CleanReport> reports;
    connect(&cleaner, &CacheCleaner::cleaned, this,
            [&](const CleanReport &report) { reports << report; });
    cleaner.clean(order(cache, ticked));
    cleaner.clean(order(cache, {m_all}));
    cleaner.stop();
    QTRY_COMPARE(reports.size(), 1);
    QTRY_VERIFY(!cleaner.isBusy());
    QVERIFY(!reports.at(0).stayed.isEmpty());
    QCOMPARE(cache.breaches(), QStringList());
    if (const QByteArray id = reports.at(0).cleaning.id; !id.isEmpty()) {
        QSignalSpy returned(&cleaner, &CacheCleaner::returned);
        cleaner.undo(id);
        QTRY_COMPARE(returned.size(), 1);
    }
    QCOMPARE(cache.picture(), before);
}

void CacheCleanerTest::anotherWindow()
{
    SmallCache cache;
    cache.fill();
    const auto other = Quarantine::open(cache.root());
    CacheCleaner cleaner(cache.root());
    QList<HubError> errors;
    connect(&cleaner, &CacheCleaner::failed, this, [&](const HubError &e) { errors << e; });
    cleaner.clean(order(cache, {m_all}));
    QTRY_COMPARE(errors.size(), 1);
    QVERIFY(errors.at(0).message.contains("Another window"_L1));
    QVERIFY(QFile::exists(cache.path(u"models--ada--m"_s)));
}

void CacheCleanerTest::unknownCleaning()
{
    SmallCache cache;
    cache.fill();
    CacheCleaner cleaner(cache.root());
    QSignalSpy failed(&cleaner, &CacheCleaner::failed);
    for (const QByteArray &id : {QByteArray("x"), QByteArray("../../models--ada--m"), QByteArray()})
        cleaner.undo(id);
    cleaner.freeNow("..");
    QTRY_COMPARE(failed.size(), 4);
    QCOMPARE(cache.breaches(), QStringList());
}

void CacheCleanerTest::inUse() // S06
{
    SmallCache cache;
    cache.fill();
    const QByteArray w = SmallCache::nameOf(QByteArray(9'000, '0'));
    const QString blob = cache.path(u"models--ada--m/blobs/"_s + QString::fromLatin1(w));
    QProcess reader;
    reader.setStandardInputFile(blob);
    reader.start(u"sleep"_s, {u"60"_s});
    QVERIFY(reader.waitForStarted());
    const DeletePlan plan
        = DeletePlan::of(cache.scan(), {{m_all.repo, SmallCache::commitOf(0), {}, {}}});
    const QList<InUse> users = InUse::of(plan);
    QCOMPARE(users, QList({InUse{reader.processId(), u"sleep"_s, m_all.repo, "blobs/" + w}}));
    QVERIFY(Cleaned::run(cache.root(), plan).stayed.isEmpty()); // a warning, no refusal
    reader.kill();
    QVERIFY(reader.waitForFinished());
    QVERIFY(InUse::of(DeletePlan::of(cache.scan(), {m_all})).isEmpty());
}

void CacheCleanerTest::shownHere() // S18
{
    SmallCache cache;
    cache.fill();
    const auto before = cache.picture();
    const QString file = u"models--ada--m/snapshots/%1/a/b/w.bin"_s.arg(
        QString::fromLatin1(SmallCache::commitOf(0)));
    auto preview = localByteSource(cache.path(file), 9'000);
    bool isRead = false;
    preview->read(0, 10,
                  [&isRead](const Result<QByteArray> &bytes) { isRead = bytes.has_value(); });
    QTRY_VERIFY(isRead);
    CacheCleaner cleaner(cache.root());
    QList<CleanReport> reports;
    connect(&cleaner, &CacheCleaner::cleaned, this,
            [&](const CleanReport &report) { reports << report; });
    cleaner.clean(order(cache, {m_all}), CacheCleaner::How::ForGood);
    QTRY_COMPARE(reports.size(), 1);
    QVERIFY(!reports.at(0).stayed.isEmpty());
    for (const CleanReport::Stayed &stayed : reports.at(0).stayed)
        if (!stayed.step.repo.isEmpty()) // else of the store, and used
            QVERIFY(CleanWords::reason(stayed).contains("shown"_L1));
    QCOMPARE(cache.picture(), before);
    preview.reset();
    cleaner.clean(order(cache, {m_all}));
    QTRY_COMPARE(reports.size(), 2);
    QVERIFY(!QFile::exists(cache.path(u"models--ada--m"_s)));
}

void CacheCleanerTest::words() // S19: each thing of the plan is in the list
{
    SmallCache cache;
    cache.fill();
    const DeletePlan plan
        = DeletePlan::of(cache.scan(), {{m_all.repo, SmallCache::commitOf(0), {}, {}}});
    const QStringList lines = CleanWords::list(plan).split(u'\n', Qt::SkipEmptyParts);
    QCOMPARE(lines.size(), 1 + plan.steps.size() + plan.kept.size());
    QVERIFY(lines.filter(u"Revision bbbbbbb needs it."_s).size() == 1);
    for (int reason = 0; reason <= int(DeletePlan::Kept::Reason::FolderIsLink); ++reason)
        QVERIFY(CleanWords::reason(
                    DeletePlan::Kept{.item = {}, .reason = DeletePlan::Kept::Reason(reason)}, {})
                    .endsWith(u'.'));
    for (int why = 0; why <= int(CleanReport::Stayed::Why::Stopped); ++why)
        QVERIFY(
            CleanWords::reason(
                CleanReport::Stayed{.step = {}, .why = CleanReport::Stayed::Why(why), .error = EIO})
                .endsWith(u'.'));
    QCOMPARE(CleanWords::sentence({.back = 3}), u"Everything is back as it was."_s);
    QVERIFY(CleanWords::sentence({.back = 3, .stayed = {"x"}}).contains("but one thing"_L1));
}

void CacheCleanerTest::anotherRoot()
{
    SmallCache one, two;
    one.fill();
    two.fill();
    const CleanReport report = Cleaned::run(two, {m_all});
    CacheCleaner cleaner(one.root());
    cleaner.setRoot(two.root());
    QTRY_COMPARE(cleaner.history(), QList{report.cleaning});
}

void CacheCleanerTest::goesAtAnyTime()
{
    SmallCache cache;
    cache.fill();
    const auto before = cache.picture();
    for (int i = 0; i < 5; ++i) {
        CacheCleaner cleaner(cache.root());
        cleaner.clean(order(cache, {m_all}));
        QTest::qWait(i);
    }
    Cleaned::recover(cache.root());
    for (const Cleaning &each : Quarantine::cleanings(cache.root()))
        if (each.state == Cleaning::State::Kept)
            QVERIFY(Cleaned::undo(cache.root(), each.id));
    QCOMPARE(cache.picture(), before);
}

QTEST_GUILESS_MAIN(CacheCleanerTest)
#include "tst_cachecleaner.moc"

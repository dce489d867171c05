#include "app/cache/cachecleaner.h"
#include "tests/support/cleaned.h"
#include "tests/support/hookedfolders.h"
#include "tests/support/withoutrights.h"

#include <QSignalSpy>
#include <QTest>

#include <dirent.h>
#include <dlfcn.h>

using namespace Qt::StringLiterals;

// A listing may break off in the middle, which readdir tells by errno only.
extern "C" {
dirent *hookedEntry(DIR *folder) asm("readdir");
dirent *hookedEntry(DIR *folder)
{
    static const auto next = reinterpret_cast<dirent *(*)(DIR *)>(dlsym(RTLD_NEXT, "readdir"));
    return HookedDisk::fails("readdir", dirfd(folder)) ? nullptr : next(folder);
}
}

// That what was cleaned can be had back when others, the clock or the disk were at it meanwhile,
// and that a cleaning which breaks off leaves nothing halved.
class UndoTest final : public QObject
{
    Q_OBJECT

private slots:
    void cleanup() { HookedDisk::Unhooked(); }
    void wantedAfterItsTime();
    void freedIsSaid();
    void unreadableNotesStay_data();
    void unreadableNotesStay();
    void unreadableNotesOfALinkStay();
    void repositoryMadeAnew_data();
    void repositoryMadeAnew();
    void refsAndSnapshotsTogether_data();
    void refsAndSnapshotsTogether();
    void storeIsHeldFirst_data();
    void storeIsHeldFirst();
    void fullDisk();
    void brokenListing();
    void coUserCannotBeRead();
    void unreadableLinksAreUses();
    void linksThatComeBetween();
    void closedFoldersAreFreed_data();
    void closedFoldersAreFreed();

private:
    static bool isWhole(const SmallCache &cache, const QString &repo, int commit);

    const QByteArray m_repo = "models--ada--m";
    const QString m_name = u"models--ada--m"_s;
    const CacheItem m_all{m_repo, {}, {}, {}};
    const CacheItem m_old{m_repo, SmallCache::commitOf(0), {}, {}};
};

void UndoTest::wantedAfterItsTime() // S19
{
    SmallCache cache;
    cache.fill();
    const auto before = cache.picture();
    const CleanReport report = Cleaned::run(cache, {m_all});
    {
        auto quarantine = Quarantine::open(cache.root());
        QVERIFY(quarantine);
        quarantine->recover(report.cleaning.untilMs, {}, report.cleaning.id);
    }
    QVERIFY(Cleaned::undo(cache.root(), report.cleaning.id));
    QCOMPARE(cache.picture(), before);
}

void UndoTest::freedIsSaid()
{
    SmallCache cache;
    cache.fill();
    const CleanReport report = Cleaned::run(cache, {m_all});
    QVERIFY(Cleaned::free(cache.root(), report.cleaning.id));
    CacheCleaner cleaner(cache.root());
    QSignalSpy returned(&cleaner, &CacheCleaner::returned), failed(&cleaner, &CacheCleaner::failed);
    cleaner.undo(report.cleaning.id);
    QTRY_COMPARE(failed.size(), 1);
    QVERIFY(returned.isEmpty());
    QCOMPARE(Quarantine::cleanings(cache.root()).at(0).state, Cleaning::State::Freed);
}

void UndoTest::unreadableNotesStay_data()
{
    QTest::addColumn<QByteArray>("state");
    QTest::newRow("of a later version") << QByteArray(R"({"state":99,"what":"?"})");
    QTest::newRow("torn") << QByteArray("{\"sta");
    QTest::newRow("empty") << QByteArray();
}

void UndoTest::unreadableNotesStay()
{
    QFETCH(const QByteArray, state);
    SmallCache cache;
    cache.fill();
    const auto before = cache.picture();
    const CleanReport report = Cleaned::run(cache, {m_old, {"datasets--d", {}, {}, {}}});
    const QString note
        = u".locks/.hubnaut-quarantine/%1/state"_s.arg(QString::fromLatin1(report.cleaning.id));
    const QByteArray whole = cache.contentOf(note);
    cache.put(note, state);
    Cleaned::recover(cache.root(), report.cleaning.untilMs + 1);
    cache.put(note, whole);
    QVERIFY(Cleaned::undo(cache.root(), report.cleaning.id));
    QCOMPARE(cache.picture(), before);
}

void UndoTest::unreadableNotesOfALinkStay() // beside them is nothing: what was moved is elsewhere
{
    SmallCache cache;
    for (const int commit : {0, 1})
        cache.file(m_name, commit, u"w.bin"_s,
                   cache.blob(m_name, QByteArray(9'000, char('0' + commit))));
    const QString elsewhere = cache.outside(u"elsewhere"_s);
    QVERIFY(QFile::rename(cache.path(m_name), elsewhere));
    QVERIFY(QFile::link(elsewhere, cache.path(m_name)));
    const auto before = cache.picture(elsewhere);
    const CleanReport report = Cleaned::run(cache, {m_old});
    QVERIFY(!QFile::exists(elsewhere + "/snapshots/"_L1 + QString(40, u'a')));
    const QString note
        = u".locks/.hubnaut-quarantine/%1/state"_s.arg(QString::fromLatin1(report.cleaning.id));
    const QByteArray whole = cache.contentOf(note);
    cache.put(note, "torn");
    Cleaned::recover(cache.root(), report.cleaning.untilMs + 1);
    cache.put(note, whole);
    QVERIFY(Cleaned::undo(cache.root(), report.cleaning.id));
    QCOMPARE(cache.picture(elsewhere), before);
}

void UndoTest::repositoryMadeAnew_data()
{
    QTest::addColumn<bool>("moved");
    QTest::newRow("main as it was") << false;
    QTest::newRow("main has moved") << true;
}

bool UndoTest::isWhole(const SmallCache &cache, const QString &repo, int commit)
{
    const QString top = repo + u"/snapshots/"_s + QString::fromLatin1(SmallCache::commitOf(commit));
    return cache.contentOf(top + "/config.json"_L1) == "{}"
        && cache.contentOf(top + "/a/b/w.bin"_L1) == QByteArray(9'000, char('0' + commit))
        && cache.contentOf(top + "/s.bin"_L1) == QByteArray(5'000, char('s' + commit));
}

void UndoTest::repositoryMadeAnew() // a script asked for it and was stopped
{
    QFETCH(const bool, moved);
    SmallCache cache;
    cache.fill();
    const CleanReport report = Cleaned::run(cache, {m_all});
    cache.ref(m_name, u"main"_s, moved ? 2 : 1);
    const int fresh = moved ? 2 : 1;
    cache.file(m_name, fresh, u"config.json"_s, cache.blob(m_name, "{}"));
    QStringList breaches; // whenever it may break off
    HookedDisk::hook = [&](const char *call, int) {
        if (qstrcmp(call, "rename") == 0)
            breaches << cache.breaches();
        return 0;
    };
    const auto returned = Cleaned::undo(cache.root(), report.cleaning.id);
    HookedDisk::hook = nullptr;
    QCOMPARE(breaches, QStringList());
    QVERIFY(returned);
    QCOMPARE(returned->stayed, moved ? QList{m_repo} : QList<QByteArray>());
    QCOMPARE(returned->failed, QList<QByteArray>());
    QVERIFY(isWhole(cache, m_name, 0) && isWhole(cache, m_name, 1));
    QCOMPARE(cache.contentOf(m_name + "/refs/main"_L1), SmallCache::commitOf(fresh));
    QCOMPARE(cache.contentOf(m_name + "/refs/refs/pr/3"_L1), SmallCache::commitOf(0));
    QCOMPARE(cache.breaches(), QStringList());
    QVERIFY(Cleaned::undo(cache.root(), report.cleaning.id).has_value() == moved);
    QVERIFY(isWhole(cache, m_name, 0));
}

void UndoTest::refsAndSnapshotsTogether_data()
{
    QTest::addColumn<bool>("stops");
    QTest::newRow("stopped") << true;
    QTest::newRow("refused by the disk") << false;
}

void UndoTest::refsAndSnapshotsTogether()
{
    QFETCH(const bool, stops);
    for (int nth = 1; nth < 6; ++nth) {
        SmallCache cache;
        cache.fill();
        cache.ref(m_name, u"v1"_s, 0);
        const CacheItem other{m_repo, SmallCache::commitOf(1), {}, {}};
        const DeletePlan plan = DeletePlan::of(
            cache.scan(), {m_old, other, {"datasets--d", SmallCache::commitOf(0), {}, {}}});
        auto quarantine = Quarantine::open(cache.root());
        CleanWatch watch;
        int count = 0;
        HookedDisk::hook = [&](const char *call, int) {
            if (qstrcmp(call, "rename") != 0 || ++count != nth)
                return 0;
            watch.stop = stops;
            return stops ? 0 : EACCES;
        };
        (void)runCleaning(*quarantine, {.plan = plan, .what = {}}, watch);
        HookedDisk::hook = nullptr;
        QCOMPARE(cache.breaches(), QStringList());
        for (const auto &[ref, commit] :
             {std::pair(u"main"_s, 1), {u"refs/pr/3"_s, 0}, {u"v1"_s, 0}}) {
            const bool isThere = QFile::exists(cache.path(
                m_name + "/snapshots/"_L1 + QString::fromLatin1(SmallCache::commitOf(commit))));
            QCOMPARE(QFile::exists(cache.path(m_name + "/refs/"_L1 + ref)), isThere);
        }
    }
}

void UndoTest::storeIsHeldFirst_data()
{
    QTest::addColumn<bool>("again");
    QTest::newRow("before it is undone") << false;
    QTest::newRow("before, and while it is undone") << true;
}

// S08, S11: who clears up the store meanwhile takes nothing from us.
void UndoTest::storeIsHeldFirst()
{
    QFETCH(const bool, again);
    SmallCache cache;
    cache.fill();
    const auto before = cache.picture(cache.path(m_name));
    const QByteArray own = "only of " + m_name.toUtf8();
    const QString store = cache.path(SmallCache::storePath(own));
    const DeletePlan plan = DeletePlan::of(cache.scan(), {m_all});
    QByteArray id;
    {
        auto quarantine = Quarantine::open(cache.root());
        CleanWatch watch;
        HookedDisk::hook = [&](const char *call, int) {
            watch.stop = watch.stop || qstrcmp(call, "rename") == 0; // after the first one
            return 0;
        };
        id = runCleaning(*quarantine, {.plan = plan, .what = {}}, watch).cleaning.id;
        HookedDisk::hook = nullptr;
    }
    QVERIFY(!QFile::exists(cache.path(m_name)));
    QVERIFY(QFile::remove(store) && QFile::remove(store + ".refs"_L1)); // nothing leads to it
    bool wasLost = false;
    HookedDisk::hook = [&](const char *call, int) { // and in the middle of the undoing
        const bool isBack = QFile::exists(cache.path(m_name));
        if (qstrcmp(call, "rename") == 0 && again && !isBack) {
            QFile::remove(store);
            QFile::remove(store + ".refs"_L1);
        }
        wasLost = wasLost || (qstrcmp(call, "rename") == 0 && isBack && !QFile::exists(store));
        return 0;
    };
    QVERIFY(Cleaned::undo(cache.root(), id));
    HookedDisk::hook = nullptr;
    QVERIFY(again || !wasLost);
    QCOMPARE(cache.contentOf(SmallCache::storePath(own)), own);
    QCOMPARE(cache.picture(cache.path(m_name)), before);
    QCOMPARE(DiskScan::statOf(store).st_nlink, nlink_t(1));
}

void UndoTest::fullDisk() // D18: the room that is needed to make room was kept
{
    SmallCache cache;
    cache.fill();
    const CleanReport first = Cleaned::run(cache, {m_old});
    QVERIFY(Cleaned::undo(cache.root(), first.cleaning.id));
    const auto before = cache.picture();
    const QString reserve = cache.path(u".locks/.hubnaut-quarantine/reserve"_s);
    QVERIFY(QFile::exists(reserve));
    HookedDisk::hook = [&reserve](const char *call, int) {
        return qstrcmp(call, "write") == 0 && QFile::exists(reserve) ? ENOSPC : 0;
    };
    const CleanReport report = Cleaned::run(cache, {m_all});
    HookedDisk::hook = nullptr;
    QCOMPARE(report.error, 0);
    QCOMPARE(Cleaned::whys(report), "");
    QVERIFY(!QFile::exists(cache.path(m_name)));
    HookedDisk::hook = [](const char *call, int) { // no new file at all
        return qstrcmp(call, "renameat") == 0 ? ENOSPC : 0;
    };
    QVERIFY(Cleaned::undo(cache.root(), report.cleaning.id));
    HookedDisk::hook = nullptr;
    QCOMPARE(cache.picture(), before);
    QCOMPARE(Quarantine::cleanings(cache.root()).constFirst().state, Cleaning::State::Returned);
}

void UndoTest::brokenListing() // S10: half a listing is no listing
{
    bool wasHit = true;
    for (int nth = 1; wasHit; ++nth) {
        SmallCache cache;
        cache.fill();
        const DeletePlan plan = DeletePlan::of(cache.scan(), {m_old});
        const QByteArray content(9'000, '0');
        cache.file(m_name, 1, u"late.bin"_s, cache.blob(m_name, content)); // after the look
        int count = 0;
        HookedDisk::hook = [&](const char *call, int) {
            return qstrcmp(call, "readdir") == 0 && ++count == nth ? EIO : 0;
        };
        (void)Cleaned::run(cache.root(), plan);
        HookedDisk::hook = nullptr;
        QVERIFY(isWhole(cache, m_name, 1));
        QCOMPARE(cache.contentOf(m_name + "/snapshots/"_L1 + QString(40, u'b') + "/late.bin"_L1),
                 content);
        QCOMPARE(cache.breaches(), QStringList());
        wasHit = count >= nth;
        QVERIFY(wasHit || nth > 1);
    }
}

void UndoTest::coUserCannotBeRead() // S11
{
    SmallCache cache;
    cache.fill();
    const QByteArray content(5'000, 's');
    const DeletePlan plan = DeletePlan::of(cache.scan(), {m_all});
    HookedDisk::hook
        = [&](const char *call, int) { return qstrcmp(call, "readlinkat") == 0 ? EACCES : 0; };
    (void)Cleaned::run(cache.root(), plan);
    HookedDisk::hook = nullptr;
    QCOMPARE(cache.contentOf(SmallCache::storePath(content)), content);
    QVERIFY(isWhole(cache, u"datasets--d"_s, 0));
}

void UndoTest::unreadableLinksAreUses() // of a link that came after the look
{
    SmallCache cache;
    cache.fill();
    const QByteArray content(9'000, '0');
    const DeletePlan plan = DeletePlan::of(cache.scan(), {m_old});
    cache.file(m_name, 1, u"late.bin"_s, cache.blob(m_name, content));
    HookedDisk::hook
        = [&](const char *call, int) { return qstrcmp(call, "readlinkat") == 0 ? EACCES : 0; };
    (void)Cleaned::run(cache.root(), plan);
    HookedDisk::hook = nullptr;
    QCOMPARE(cache.contentOf(m_name + "/snapshots/"_L1 + QString(40, u'b') + "/late.bin"_L1),
             content);
}

void UndoTest::linksThatComeBetween() // two looks at what is in use, each for many contents
{
    SmallCache cache;
    constexpr int kContents = 600;
    for (int i = 0; i < kContents; ++i)
        cache.file(m_name, 0, QString::number(i), cache.blob(m_name, QByteArray::number(i)));
    cache.file(m_name, 1, u"x"_s, cache.blob(m_name, "x"));
    const DeletePlan plan = DeletePlan::of(cache.scan(), {m_old});
    const auto last
        = std::ranges::find_last(plan.steps, DeletePlan::Step::Kind::Blob, &DeletePlan::Step::kind)
              .begin();
    QVERIFY(last != plan.steps.cend());
    const QString blob = cache.path(m_name + u'/' + QString::fromLatin1(last->path));
    int moved = 0;
    HookedDisk::hook = [&](const char *call, int) {
        if (qstrcmp(call, "rename") == 0 && ++moved == 10)
            cache.file(m_name, 1, u"late"_s, last->path.sliced(6)); // "blobs/"
        return 0;
    };
    (void)Cleaned::run(cache.root(), plan);
    HookedDisk::hook = nullptr;
    QVERIFY(moved > 10 && QFile::exists(blob));
    QCOMPARE(cache.breaches(), QStringList());
}

void UndoTest::closedFoldersAreFreed_data()
{
    QTest::addColumn<QString>("folder");
    QTest::newRow("a folder of files") << u"snapshots/"_s + QString(40, u'a') + u"/a/b"_s;
    QTest::newRow("a folder of folders") << u"snapshots/"_s + QString(40, u'a') + u"/a"_s;
    QTest::newRow("a revision") << u"snapshots/"_s + QString(40, u'a');
    QTest::newRow("the contents") << u"blobs"_s;
}

void UndoTest::closedFoldersAreFreed() // made read-only by somebody, or somebody's script
{
    QFETCH(const QString, folder);
    SmallCache cache;
    cache.fill();
    const QString path = cache.path(m_name + u'/' + folder);
    QVERIFY(QFile::setPermissions(path, QFile::ReadOwner | QFile::ExeOwner));
    const auto before = cache.picture();
    const WithoutRights anybody;
    QVERIFY(!QFile(path + "/new"_L1).open(QIODevice::WriteOnly));
    const CleanReport first = Cleaned::run(cache, {m_all});
    QVERIFY(!QFile::exists(cache.path(m_name)));
    QVERIFY(Cleaned::undo(cache.root(), first.cleaning.id));
    QCOMPARE(cache.picture(), before);
    QVERIFY(Cleaned::free(cache.root(), Cleaned::run(cache, {m_all}).cleaning.id));
}

QTEST_GUILESS_MAIN(UndoTest)
#include "tst_undo.moc"

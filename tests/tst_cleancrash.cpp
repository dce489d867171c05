#include "tests/support/cleaned.h"
#include "tests/support/hookedfolders.h"
#include "tests/support/owndisk.h"

#include <QTest>

#include <sys/wait.h>

#include <csignal>

using namespace Qt::StringLiterals;

// S09: a cleaning, its undoing and the freeing are killed at each call that changes the disk. The
// cache is sound at once; the next start has the old or the new state, and what is not freed comes
// back as it was, with rights, times and targets. HUBNAUT_CLEAN_CASES says how many random caches.
class CleanCrashTest final : public QObject
{
    Q_OBJECT

public:
    static void initMain() { OwnDisk::mount(); }

private slots:
    void killedWhileCleaning_data() { kinds(); }
    void killedWhileCleaning();
    void killedWhileReturning_data() { kinds(); }
    void killedWhileReturning();
    void killedWhileFreeing_data() { kinds(); }
    void killedWhileFreeing();
    void killedWhileRecovering();
    void killedOnAnotherDisk();
    void randomCaches();

private:
    using State = Cleaning::State;

    static void kinds()
    {
        QTest::addColumn<QSet<CacheItem>>("ticked");
        for (const auto &[name, ticked] : Cleaned::ticks())
            QTest::addRow("S09 %s", name) << ticked;
    }
    static bool isKilledAt(int nth, const std::function<void()> &work);
    static std::optional<State> state(const SmallCache &cache)
    {
        const QList<Cleaning> all = Quarantine::cleanings(cache.root());
        return all.isEmpty() ? std::nullopt : std::optional(all.constFirst().state);
    }
};

// In a child, at the nth call that changes the disk. False: there are fewer.
bool CleanCrashTest::isKilledAt(int nth, const std::function<void()> &work)
{
    const pid_t child = fork();
    if (child == 0) {
        static constexpr std::array kChanging{"rename", "renameat", "mkdirat", "unlinkat",
                                              "write",  "sync",     "link",    "futimens"};
        int count = 0;
        HookedDisk::syncs = false;
        HookedDisk::hook = [&count, nth](const char *call, int) {
            if (std::ranges::any_of(kChanging, [call](const char *c) { return !qstrcmp(c, call); })
                && ++count == nth)
                raise(SIGKILL);
            return 0;
        };
        work();
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFSIGNALED(status);
}

void CleanCrashTest::killedWhileCleaning()
{
    QFETCH(const QSet<CacheItem>, ticked);
    int kept = 0, nth = 1;
    for (bool killed = true; killed; ++nth) {
        SmallCache cache;
        cache.fill();
        const auto before = cache.picture();
        const DeletePlan plan = DeletePlan::of(cache.scan(), ticked);
        killed = isKilledAt(nth, [&] { Cleaned::run(cache.root(), plan); });
        QCOMPARE(cache.breaches(), QStringList());
        Cleaned::recover(cache.root());
        QCOMPARE(cache.breaches(), QStringList());
        if (state(cache) == State::Kept) {
            ++kept;
            QVERIFY(DeletePlan::of(cache.scan(), ticked).isEmpty());
            QVERIFY(Cleaned::undo(cache.root(), Quarantine::cleanings(cache.root()).at(0).id));
        } else {
            QVERIFY(!state(cache));
        }
        QCOMPARE(cache.picture(), before);
    }
    qInfo("killed at %d calls", nth - 2);
    QVERIFY(kept > 0 && nth > 10);
}

void CleanCrashTest::killedWhileReturning()
{
    QFETCH(const QSet<CacheItem>, ticked);
    for (int nth = 1;; ++nth) {
        const Cleaned::Once once(ticked);
        const SmallCache &cache = once.cache;
        const bool killed = isKilledAt(nth, [&] { Cleaned::undo(cache.root(), once.id); });
        QCOMPARE(cache.breaches(), QStringList());
        Cleaned::recover(cache.root());
        QCOMPARE(cache.breaches(), QStringList());
        if (state(cache) == State::Kept) {
            QCOMPARE(cache.picture(), once.after);
            QVERIFY(Cleaned::undo(cache.root(), once.id));
        }
        QCOMPARE(state(cache), State::Returned);
        QCOMPARE(cache.picture(), once.before);
        if (!killed)
            break;
    }
}

void CleanCrashTest::killedWhileFreeing()
{
    QFETCH(const QSet<CacheItem>, ticked);
    for (int nth = 1;; ++nth) {
        const Cleaned::Once once(ticked);
        const SmallCache &cache = once.cache;
        const bool killed = isKilledAt(nth, [&] { Cleaned::free(cache.root(), once.id); });
        Cleaned::recover(cache.root());
        QCOMPARE(cache.picture(), once.after);
        if (state(cache) == State::Kept) { // then nothing of it is gone
            QVERIFY(Cleaned::undo(cache.root(), once.id));
            QCOMPARE(cache.picture(), once.before);
            continue;
        }
        QCOMPARE(state(cache), State::Freed);
        QCOMPARE(DiskScan::namesIn(cache.path(u".locks/.hubnaut-quarantine/"_s)
                                   + QString::fromLatin1(once.id)),
                 QStringList{u"state"_s});
        if (!killed)
            break;
    }
}

void CleanCrashTest::killedWhileRecovering() // the second start is killed as well
{
    const QSet<CacheItem> ticked = Cleaned::ticks().constLast().second;
    for (const int first : {8, 14, 20, 26}) {
        for (int nth = 1;; nth += 2) {
            SmallCache cache;
            cache.fill();
            const auto before = cache.picture();
            const DeletePlan plan = DeletePlan::of(cache.scan(), ticked);
            QVERIFY(isKilledAt(first, [&] { Cleaned::run(cache.root(), plan); }));
            const bool killed = isKilledAt(nth, [&] { Cleaned::recover(cache.root()); });
            QCOMPARE(cache.breaches(), QStringList());
            Cleaned::recover(cache.root());
            QCOMPARE(cache.picture(), before);
            QVERIFY(!state(cache));
            if (!killed)
                break;
        }
    }
}

void CleanCrashTest::killedOnAnotherDisk() // S03
{
    const QString name = u"models--ada--m"_s;
    const QSet<CacheItem> ticked{{"models--ada--m", {}, {}, {}}};
    for (int nth = 1;; ++nth) {
        SmallCache cache;
        cache.file(name, 0, u"w.bin"_s, cache.blob(name, "w"));
        cache.ref(name, u"main"_s, 0);
        const QString elsewhere = cache.outside(u"elsewhere"_s);
        QVERIFY(QFile::rename(cache.path(name), elsewhere));
        cache.link(name, QFile::encodeName(elsewhere));
        const auto before = cache.picture(elsewhere);
        const DeletePlan plan = DeletePlan::of(cache.scan(), ticked);
        const bool killed = isKilledAt(nth, [&] { Cleaned::run(cache.root(), plan); });
        QCOMPARE(cache.breaches(), QStringList());
        Cleaned::recover(cache.root());
        if (state(cache))
            QVERIFY(Cleaned::undo(cache.root(), Quarantine::cleanings(cache.root()).at(0).id));
        QCOMPARE(cache.picture(elsewhere), before);
        if (!killed)
            break;
    }
}

namespace {

void makeRandom(const SmallCache &cache, QRandomGenerator &random)
{
    const QStringList repos{u"models--a"_s, u"models--b--c"_s, u"datasets--d"_s};
    for (const QString &repo : repos.first(1 + random.bounded(3))) {
        const int pool = 1 + random.bounded(6); // contents, some of them in all repositories
        const bool linkless = random.bounded(5) == 0;
        for (int commit = 0; commit < 1 + random.bounded(3); ++commit) {
            const QString top = repo + "/snapshots/"_L1
                + QString::fromLatin1(SmallCache::commitOf(commit)) + u'/';
            QDir().mkpath(cache.path(top));
            for (int f = random.bounded(5); f > 0; --f) {
                const int which = random.bounded(pool);
                const QByteArray content(1 + which * 3'000, char('a' + which));
                const QString name = u"d/"_s.repeated(random.bounded(2)) + QString::number(f);
                if (linkless)
                    cache.put(top + name, content);
                else
                    cache.file(repo, commit, name,
                               which % 2 ? cache.shared(repo, content) : cache.blob(repo, content));
            }
            if (random.bounded(2))
                cache.ref(repo, u"r"_s + QString::number(commit), commit);
            if (random.bounded(2))
                cache.put(repo + "/trees/"_L1 + QString::fromLatin1(SmallCache::commitOf(commit))
                              + ".json"_L1,
                          "{}");
            if (random.bounded(3) == 0)
                cache.put(repo + "/.no_exist/"_L1
                              + QString::fromLatin1(SmallCache::commitOf(commit)) + "/x/none"_L1,
                          "-");
        }
        if (random.bounded(3) == 0)
            cache.blob(repo, "orphan of " + repo.toUtf8());
        if (random.bounded(3) == 0)
            cache.put(repo + "/blobs/"_L1 + QString(64, u'e') + ".7.incomplete"_L1,
                      QByteArray(5'000, 'u'));
    }
    // Copies made one, and a name outside.
    QList<QString> plain;
    for (const QString &repo : repos)
        for (const QString &blob : DiskScan::namesIn(cache.path(repo + "/blobs"_L1)))
            if (const QString path = cache.path(repo + "/blobs/"_L1 + blob);
                !QFileInfo(path).isSymLink())
                plain << path;
    for (qsizetype i = 0; i + 1 < plain.size(); ++i)
        for (qsizetype j = i + 1; j < plain.size(); ++j)
            if (QFileInfo(plain.at(i)).fileName() == QFileInfo(plain.at(j)).fileName()
                && random.bounded(2)) {
                QFile::remove(plain.at(j));
                if (::link(QFile::encodeName(plain.at(i)).constData(),
                           QFile::encodeName(plain.at(j)).constData())
                    != 0)
                    qFatal("no hard link");
            }
    if (!plain.isEmpty() && random.bounded(3) == 0)
        if (::link(QFile::encodeName(plain.constFirst()).constData(),
                   QFile::encodeName(cache.outside(u"name"_s)).constData())
            != 0)
            qFatal("no hard link");
}

QSet<CacheItem> randomTicks(const CacheScan &scan, QRandomGenerator &random)
{
    QSet<CacheItem> ticked;
    const auto maybe = [&](int of, const CacheItem &item) {
        if (random.bounded(of) == 0)
            ticked << item;
    };
    for (const CacheRepoPtr &repo : scan.repos) {
        maybe(4, {repo->folder, {}, {}, {}});
        for (const CacheRevision &revision : repo->revisions) {
            maybe(3, {repo->folder, revision.commit, {}, {}});
            for (const CacheEntry &e : revision.files)
                maybe(4, {repo->folder, revision.commit, e.path, {}});
        }
        for (const CacheBlob &blob : repo->blobs)
            if (blob.kind != CacheBlob::Kind::InSnapshot)
                maybe(4, {repo->folder, {}, {}, blob.name});
    }
    return ticked;
}

bool isTicked(const QSet<CacheItem> &ticked, const CacheItem &file)
{
    return ticked.contains({file.repo, {}, {}, {}})
        || ticked.contains({file.repo, file.commit, {}, {}}) || ticked.contains(file);
}

// What files say that nobody ticked, and contents that nobody ticked and nobody uses.
QMap<QString, QByteArray> mustStay(const SmallCache &cache, const CacheScan &scan,
                                   const QSet<CacheItem> &ticked)
{
    QMap<QString, QByteArray> all;
    for (const CacheRepoPtr &repo : scan.repos) {
        const QString folder = QString::fromLatin1(repo->folder);
        for (const CacheRevision &revision : repo->revisions)
            for (const CacheEntry &e : revision.files)
                if (!isTicked(ticked, {repo->folder, revision.commit, e.path, {}})) {
                    const QString path = folder + "/snapshots/"_L1
                        + QString::fromLatin1(revision.commit) + u'/' + QString::fromUtf8(e.path);
                    all[path] = cache.contentOf(path);
                }
        for (const CacheBlob &blob : repo->blobs)
            if (const QString path = folder + "/blobs/"_L1 + QString::fromLatin1(blob.name);
                blob.uses == 0 && !ticked.contains({repo->folder, {}, {}, {}})
                && !ticked.contains({repo->folder, {}, {}, blob.name}))
                all[path] = cache.contentOf(path);
    }
    return all;
}

// Blocks on the disk by inode: of the cache but for locks and quarantine, and of these.
struct Measure
{
    QHash<quint64, qint64> cache;
    qint64 own = 0;
    qint64 free = 0; // as the disk says it
    qint64 goneUntil(const Measure &after) const
    {
        qint64 bytes = 0;
        for (const auto &[inode, size] : cache.asKeyValueRange())
            bytes += after.cache.contains(inode) ? 0 : size;
        return bytes;
    }
};

Measure measured(const SmallCache &cache)
{
    Measure all;
    QStringList folders{cache.root(), cache.outside(u"name"_s)};
    while (!folders.isEmpty()) {
        const QString each = folders.takeLast();
        const struct stat s = DiskScan::statOf(each, false);
        if (each.contains("/.locks"_L1))
            all.own += s.st_blocks * 512;
        else
            all.cache[s.st_ino] = s.st_blocks * 512;
        for (const QString &name : S_ISDIR(s.st_mode) ? DiskScan::namesIn(each) : QStringList())
            folders << each + u'/' + name;
    }
    all.free = OwnDisk::freeAt(cache.root());
    return all;
}

} // namespace

void CleanCrashTest::randomCaches() // S12: predicted and measured
{
    const int cases = qEnvironmentVariableIsSet("HUBNAUT_CLEAN_CASES")
        ? qEnvironmentVariableIntValue("HUBNAUT_CLEAN_CASES")
        : 150;
    const quint32 first = QRandomGenerator::system()->generate();
    HookedDisk::Unhooked unhooked;
    HookedDisk::syncs = false;
    qint64 freed = 0;
    for (int i = 0; i < cases; ++i) {
        const quint32 seed = qEnvironmentVariableIsSet("HUBNAUT_CLEAN_SEED")
            ? qEnvironmentVariable("HUBNAUT_CLEAN_SEED").toUInt()
            : first + quint32(i);
        const QByteArray repeat = "HUBNAUT_CLEAN_SEED=" + QByteArray::number(seed);
        const char *const said = repeat.constData();
        QRandomGenerator random(seed);
        SmallCache cache;
        makeRandom(cache, random);
        const CacheScan scan = cache.scan();
        const QSet<CacheItem> ticked = randomTicks(scan, random);
        const auto stays = mustStay(cache, scan, ticked);
        const auto before = cache.picture();
        const Measure full = measured(cache);
        const DeletePlan plan = DeletePlan::of(scan, ticked);
        const CleanReport report = Cleaned::run(cache.root(), plan);
        QVERIFY2(report.stayed.isEmpty() && report.error == 0, said);
        QVERIFY2(cache.breaches().isEmpty(), said);
        for (const auto &[path, content] : stays.asKeyValueRange())
            QVERIFY2(QFile::exists(cache.path(path)) && cache.contentOf(path) == content,
                     qPrintable(QString::fromLatin1(repeat) + u' ' + path));
        if (plan.isEmpty()) {
            QVERIFY2(cache.picture() == before, said);
        } else if (random.bounded(3) == 0) {
            QVERIFY2(Cleaned::undo(cache.root(), report.cleaning.id), said);
            QVERIFY2(cache.picture() == before, said);
        } else {
            QVERIFY2(Cleaned::free(cache.root(), report.cleaning.id), said);
            QVERIFY2(cache.breaches().isEmpty(), said);
            const Measure after = measured(cache);
            const qint64 gone = full.goneUntil(after);
            const qint64 byDisk = after.free - full.free + after.own - full.own;
            QVERIFY2(gone == plan.frees && (!OwnDisk::isMounted || byDisk == plan.frees),
                     (repeat + ": predicted " + QByteArray::number(plan.frees) + ", measured "
                      + QByteArray::number(gone) + ", by the disk " + QByteArray::number(byDisk))
                         .constData());
            freed += gone;
        }
    }
    qInfo("%d caches from seed %u on, %lld bytes freed", cases, first, qlonglong(freed));
    QVERIFY(freed > 0);
    if (!OwnDisk::isMounted)
        QSKIP("No disk of one's own can be mounted here: what the disk says was not compared");
}

QTEST_GUILESS_MAIN(CleanCrashTest)
#include "tst_cleancrash.moc"

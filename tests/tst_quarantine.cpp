#include "app/disk/directory.h"
#include "tests/support/cleaned.h"

#include <QTest>

#include <sys/stat.h>

#include <fcntl.h>

using namespace Qt::StringLiterals;

// What is cleaned, what stays, and that all of it can be had back, on real folders.
class QuarantineTest final : public QObject
{
    Q_OBJECT

private slots:
    void cleansAndReturns_data();
    void cleansAndReturns();
    void frees();
    void expires();
    void returnsNothingOverOthers();
    void timesOfChangedFoldersStay();
    void linkedRepository();
    void otherDiskIsAway();
    void oddNames();
    void deepTrees();
    void oneAtATime();
    void hostileNotes();
    void wholeRepositoryKeepsItsNumbers();

private:
    const QByteArray m_repo = "models--ada--m";
    const QString m_name = u"models--ada--m"_s;
    const CacheItem m_all{m_repo, {}, {}, {}};
    const CacheItem m_old{m_repo, SmallCache::commitOf(0), {}, {}};
};

void QuarantineTest::cleansAndReturns_data()
{
    QTest::addColumn<QSet<CacheItem>>("ticked");
    for (const auto &[name, ticked] : Cleaned::ticks())
        QTest::newRow(name) << ticked;
}

void QuarantineTest::cleansAndReturns() // S08, S19
{
    QFETCH(const QSet<CacheItem>, ticked);
    SmallCache cache;
    cache.fill();
    const auto before = cache.picture();
    const DeletePlan plan = DeletePlan::of(cache.scan(), ticked);
    const CleanReport report = Cleaned::run(cache.root(), plan);
    QCOMPARE(report.error, 0);
    QCOMPARE(Cleaned::whys(report), "");
    QCOMPARE(report.cleaning.bytes, plan.frees);
    QCOMPARE(cache.breaches(), QStringList());
    QVERIFY(cache.picture() != before);
    QVERIFY(DeletePlan::of(cache.scan(), ticked).isEmpty());
    const QList<Cleaning> history = Quarantine::cleanings(cache.root());
    QCOMPARE(history, QList{report.cleaning});
    QCOMPARE(history.at(0).state, Cleaning::State::Kept);
    const auto returned = Cleaned::undo(cache.root(), report.cleaning.id);
    QVERIFY(returned && returned->stayed.isEmpty() && returned->failed.isEmpty());
    QCOMPARE(cache.picture(), before);
    QCOMPARE(Quarantine::cleanings(cache.root()).at(0).state, Cleaning::State::Returned);
}

void QuarantineTest::frees()
{
    SmallCache cache;
    cache.fill();
    const CleanReport report = Cleaned::run(cache, {m_all});
    const auto kept = cache.picture();
    QVERIFY(Cleaned::free(cache.root(), report.cleaning.id));
    QCOMPARE(cache.picture(), kept);
    const QList<Cleaning> history = Quarantine::cleanings(cache.root());
    QCOMPARE(history.at(0).state, Cleaning::State::Freed);
    QCOMPARE(history.at(0).bytes, report.cleaning.bytes);
    const QString box
        = cache.path(u".locks/.hubnaut-quarantine/"_s) + QString::fromLatin1(report.cleaning.id);
    QCOMPARE(DiskScan::namesIn(box), QStringList{u"state"_s});
}

void QuarantineTest::expires()
{
    SmallCache cache;
    cache.fill();
    const CleanReport report = Cleaned::run(cache, {m_old});
    constexpr qint64 kDay = 24 * 60 * 60 * 1'000;
    QCOMPARE(report.cleaning.untilMs - report.cleaning.atMs, 7 * kDay);
    Cleaned::recover(cache.root(), report.cleaning.untilMs - 1);
    QCOMPARE(Quarantine::cleanings(cache.root()).at(0).state, Cleaning::State::Kept);
    Cleaned::recover(cache.root(), report.cleaning.untilMs);
    QCOMPARE(Quarantine::cleanings(cache.root()).at(0).state, Cleaning::State::Freed);
    Cleaned::recover(cache.root(), report.cleaning.untilMs + 400 * kDay);
    QVERIFY(Quarantine::cleanings(cache.root()).isEmpty());
}

void QuarantineTest::returnsNothingOverOthers()
{
    SmallCache cache;
    cache.fill();
    const CacheItem current{m_repo, SmallCache::commitOf(1), {}, {}};
    const CleanReport report = Cleaned::run(cache, {current});
    cache.ref(m_name, u"main"_s, 0);
    const QByteArray blob = cache.blob(m_name, QByteArray(9'000, '1')); // fetched anew
    const auto returned = Cleaned::undo(cache.root(), report.cleaning.id);
    QVERIFY(returned);
    QCOMPARE(QSet(returned->stayed.begin(), returned->stayed.end()),
             QSet({m_repo + "/refs/main", m_repo + "/blobs/" + blob}));
    QCOMPARE(cache.contentOf(m_name + "/refs/main"_L1), SmallCache::commitOf(0));
    QCOMPARE(cache.breaches(), QStringList());
    QCOMPARE(Quarantine::cleanings(cache.root()).at(0).state, Cleaning::State::Kept);
    QVERIFY(Cleaned::free(cache.root(), report.cleaning.id));
    QCOMPARE(cache.breaches(), QStringList());
}

void QuarantineTest::timesOfChangedFoldersStay()
{
    SmallCache cache;
    cache.fill();
    const CleanReport report = Cleaned::run(cache, {m_old});
    cache.blob(m_name, "came meanwhile");
    const QString blobs = cache.path(m_name + "/blobs"_L1);
    const auto came = DiskScan::statOf(blobs).st_mtim;
    QVERIFY(Cleaned::undo(cache.root(), report.cleaning.id));
    const auto now = DiskScan::statOf(blobs).st_mtim;
    QVERIFY(std::pair(now.tv_sec, now.tv_nsec) >= std::pair(came.tv_sec, came.tv_nsec));
}

void QuarantineTest::linkedRepository() // S03
{
    SmallCache cache;
    cache.fill();
    QVERIFY(QFile::rename(cache.path(m_name), cache.outside(u"elsewhere"_s)));
    cache.link(m_name, QFile::encodeName(cache.outside(u"elsewhere"_s)));
    // Links into the store lead nowhere from there: without them.
    const QStringList blobs = DiskScan::namesIn(cache.path(m_name + "/blobs"_L1));
    for (const QString &blob : blobs)
        if (QFileInfo(cache.path(m_name + "/blobs/"_L1 + blob)).isSymLink())
            QVERIFY(QFile::remove(cache.path(m_name + "/blobs/"_L1 + blob)));
    QVERIFY(QDir(cache.path(m_name + "/snapshots"_L1)).exists());
    QFile sentinel(cache.outside(u"elsewhere/mine.txt"_s));
    QVERIFY(sentinel.open(QIODevice::WriteOnly) && sentinel.write("mine") == 4);
    sentinel.close();
    const auto before = cache.picture(cache.outside(u"elsewhere"_s));
    const auto beforeRoot = cache.picture();
    const CleanReport report = Cleaned::run(cache, {m_all});
    QCOMPARE(report.error, 0);
    QVERIFY(QFileInfo(cache.path(m_name)).isSymLink());
    QVERIFY(QFile::exists(cache.outside(u"elsewhere/mine.txt"_s)));
    QCOMPARE(DiskScan::namesIn(cache.path(m_name + "/blobs"_L1)), QStringList());
    QCOMPARE(DiskScan::namesIn(cache.path(m_name + "/snapshots"_L1)), QStringList());
    QVERIFY(Cleaned::undo(cache.root(), report.cleaning.id));
    QCOMPARE(cache.picture(cache.outside(u"elsewhere"_s)), before);
    QCOMPARE(cache.picture(), beforeRoot);
    const CleanReport again = Cleaned::run(cache, {m_all});
    QVERIFY(Cleaned::free(cache.root(), again.cleaning.id));
    QVERIFY(!QFile::exists(cache.outside(u"elsewhere/.hubnaut-quarantine"_s)));
    QVERIFY(QFile::exists(cache.outside(u"elsewhere/mine.txt"_s)));
}

void QuarantineTest::otherDiskIsAway() // S03: nothing is forgotten meanwhile
{
    SmallCache cache;
    cache.file(m_name, 0, u"w.bin"_s, cache.blob(m_name, "w"));
    const QString elsewhere = cache.outside(u"elsewhere"_s), away = cache.outside(u"away"_s);
    QVERIFY(QFile::rename(cache.path(m_name), elsewhere));
    cache.link(m_name, QFile::encodeName(elsewhere));
    const auto before = cache.picture(elsewhere);
    const CleanReport report = Cleaned::run(cache, {m_all});
    QVERIFY(QFile::rename(elsewhere, away));
    for (const bool isThere : {false, true}) { // an empty place to mount it is left, or not
        if (isThere)
            QVERIFY(QDir().mkpath(elsewhere));
        const auto returned = Cleaned::undo(cache.root(), report.cleaning.id);
        QVERIFY(returned && !returned->failed.isEmpty());
        QVERIFY(!Cleaned::free(cache.root(), report.cleaning.id));
    }
    QVERIFY(QDir().rmdir(elsewhere) && QFile::rename(away, elsewhere));
    QVERIFY(Cleaned::undo(cache.root(), report.cleaning.id));
    QCOMPARE(cache.picture(elsewhere), before);
}

void QuarantineTest::oddNames() // S14
{
    SmallCache cache;
    cache.fill();
    const QByteArray top
        = QFile::encodeName(cache.path(m_name)) + "/snapshots/" + m_old.commit + '/';
    const QByteArrayList names{"\xff\xfe", "a\nb", "% d\x1b"};
    QSet<CacheItem> ticked;
    for (const QByteArray &name : names) {
        const FileDescriptor file(
            open((top + name).constData(), O_CREAT | O_WRONLY | O_CLOEXEC, 0644));
        QVERIFY(file.isOpen());
        ticked << CacheItem{m_repo, m_old.commit, name, {}};
    }
    const CleanReport report = Cleaned::run(cache, ticked);
    QCOMPARE(Cleaned::whys(report), "");
    QCOMPARE(report.cleaning.files, 3);
    QVERIFY(access((top + names.at(0)).constData(), F_OK) != 0);
    QVERIFY(Cleaned::undo(cache.root(), report.cleaning.id));
    for (const QByteArray &name : names)
        QVERIFY(unlink((top + name).constData()) == 0);
}

void QuarantineTest::deepTrees() // S13
{
    SmallCache cache;
    cache.fill();
    auto folder = Directory::open(cache.path(m_name + "/snapshots/"_L1 + QString(40, u'a')));
    for (int i = 0; i < 3'000 && folder; ++i)
        folder = folder->makeChild("d");
    QVERIFY(folder && folder->createFile("deep"));
    auto quarantine = Quarantine::open(cache.root());
    QVERIFY(quarantine);
    auto cleaning = quarantine->begin({.what = {}}, {{.base = {}, .path = m_repo}});
    QVERIFY(cleaning && quarantine->take(*cleaning, 0) && quarantine->finish(*cleaning));
    const auto freed = quarantine->free(*cleaning);
    QVERIFY(freed && freed->complete);
}

void QuarantineTest::oneAtATime()
{
    SmallCache cache;
    cache.fill();
    const auto first = Quarantine::open(cache.root());
    QVERIFY(first);
    QCOMPARE(Quarantine::open(cache.root()).error(), EBUSY);
}

void QuarantineTest::hostileNotes()
{
    for (const QByteArray &line :
         {QByteArray("move - ../sentinel"), QByteArray("move .. x"),
          QByteArray("move - /etc/passwd"), QByteArray("move a/b c"), QByteArray("move - a/./b"),
          QByteArray("move - a%2F..%2Fb"), QByteArray("other"), QByteArray("move -")})
        QVERIFY2(!CleaningManifest::fromBytes("quarantine 1\n" + line + '\n'), line.constData());
    const CleaningManifest odd{.moves = {{"a b", "c\n\xff/- %41"}, {"", "-"}},
                               .folders = {{"", "", -5, 3, "abc"}, {"r", "x", 7, 4, "d"}}};
    QCOMPARE(CleaningManifest::fromBytes(odd.toBytes()), odd);
    QVERIFY(!Cleaning::fromJson("{}") && !Cleaning::fromJson("{\"state\":9}"));
}

void QuarantineTest::wholeRepositoryKeepsItsNumbers() // renamed, never copied
{
    SmallCache cache;
    cache.fill();
    const auto inode = DiskScan::statOf(cache.path(m_name)).st_ino;
    const CleanReport report = Cleaned::run(cache, {m_all});
    const QString box
        = cache.path(u".locks/.hubnaut-quarantine/"_s) + QString::fromLatin1(report.cleaning.id);
    QCOMPARE(DiskScan::statOf(box + "/0"_L1).st_ino, inode);
}

QTEST_GUILESS_MAIN(QuarantineTest)
#include "tst_quarantine.moc"

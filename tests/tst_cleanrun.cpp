#include "tests/support/cleaned.h"
#include "tests/support/hookeddisk.h"

#include <QTest>

#include <sys/stat.h>

#include <fcntl.h>

using namespace Qt::StringLiterals;

// What a cleaning leaves alone although its plan has it: the cache is another one by then.
class CleanRunTest final : public QObject
{
    Q_OBJECT

private slots:
    void changedMeanwhile_data();
    void changedMeanwhile();
    void entryChangedMeanwhile();
    void downloading_data();
    void downloading();
    void sharedNotes_data();
    void sharedNotes();
    void sharedContentCameAnew();
    void sharedContentWentMeanwhile();
    void anotherCache();
    void linkedFolder();
    void leadsOutside();
    void failingDisk();

private:
    const QByteArray m_repo = "models--ada--m";
    const QString m_name = u"models--ada--m"_s;
    const CacheItem m_all{m_repo, {}, {}, {}};
    const CacheItem m_old{m_repo, SmallCache::commitOf(0), {}, {}};
};

void CleanRunTest::changedMeanwhile_data() // S07
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<QByteArray>("stays");
    const QByteArray old = SmallCache::commitOf(0);
    QTest::newRow("S07 new revision with the content")
        << u"revision"_s << "used blobs/" + SmallCache::nameOf(QByteArray(9'000, '0'));
    QTest::newRow("S07 new file in the revision") << u"file"_s << "changed snapshots/" + old;
    QTest::newRow("S07 new ref") << u"ref"_s << "changed snapshots/" + old;
    QTest::newRow("S07 ref moved") << u"moved"_s << QByteArray("changed refs/refs/pr/3");
    QTest::newRow("S07 content replaced")
        << u"content"_s << "changed blobs/" + SmallCache::nameOf(QByteArray(9'000, '0'));
}

void CleanRunTest::changedMeanwhile()
{
    QFETCH(const QString, what);
    QFETCH(const QByteArray, stays);
    SmallCache cache;
    cache.fill();
    const DeletePlan plan = DeletePlan::of(cache.scan(), {m_old});
    const QByteArray w = SmallCache::nameOf(QByteArray(9'000, '0'));
    if (what == "revision"_L1) {
        cache.file(m_name, 2, u"w.bin"_s, w);
    } else if (what == "file"_L1) {
        cache.file(m_name, 0, u"new.bin"_s, cache.blob(m_name, "new"));
    } else if (what == "ref"_L1) {
        cache.ref(m_name, u"v1"_s, 0);
    } else if (what == "moved"_L1) {
        cache.ref(m_name, u"refs/pr/3"_s, 1);
    } else {
        const QString blob = m_name + "/blobs/"_L1 + QString::fromLatin1(w);
        QVERIFY(QFile::rename(cache.path(blob), cache.path(blob + ".old"_L1)));
        cache.put(blob, QByteArray(9'000, '0'));
        QVERIFY(QFile::remove(cache.path(blob + ".old"_L1)));
    }
    const CleanReport report = Cleaned::run(cache.root(), plan);
    QVERIFY2(Cleaned::whys(report).contains(stays), Cleaned::whys(report).constData());
    QVERIFY(report.cleaning.id.isEmpty() || report.cleaning.what.startsWith(u"A part of: "));
    QCOMPARE(cache.breaches(), QStringList());
}

void CleanRunTest::entryChangedMeanwhile() // S07
{
    SmallCache cache;
    cache.fill();
    const QString top = m_name + "/snapshots/"_L1 + QString::fromLatin1(m_old.commit) + u'/';
    const QString other = u"a/b/w.bin"_s, mended = u"broken"_s, plain = u"plain"_s;
    const QByteArray content = "fetched at last";
    cache.file(m_name, 0, mended, SmallCache::nameOf(content));
    cache.put(top + plain, "one");
    QSet<CacheItem> ticked;
    for (const QString &file : {other, mended, plain})
        ticked << CacheItem{m_repo, m_old.commit, file.toUtf8(), {}};
    const DeletePlan plan = DeletePlan::of(cache.scan(), ticked);
    QVERIFY(QFile::remove(cache.path(top + other)));
    cache.file(m_name, 0, other, SmallCache::nameOf("{}"));
    cache.blob(m_name, content);
    QVERIFY(QFile::rename(cache.path(top + plain), cache.outside(plain)));
    cache.put(top + plain, "two");
    const CleanReport report = Cleaned::run(cache.root(), plan);
    for (const QString &file : {other, mended, plain})
        QVERIFY2(Cleaned::whys(report).contains("changed snapshots/" + m_old.commit + '/'
                                                + file.toUtf8()),
                 Cleaned::whys(report).constData());
    QCOMPARE(cache.contentOf(top + other), "{}");
    QCOMPARE(cache.contentOf(top + mended), content);
    QCOMPARE(cache.contentOf(top + plain), "two");
}

void CleanRunTest::downloading_data() // S05
{
    QTest::addColumn<QSet<CacheItem>>("ticked");
    QTest::addColumn<bool>("byUs");
    QTest::newRow("S05 repository, lock") << QSet{m_all} << false;
    QTest::newRow("S05 repository, by us") << QSet{m_all} << true;
    QTest::newRow("S05 revision, lock") << QSet{m_old} << false;
    QTest::newRow("S05 revision, by us") << QSet{m_old} << true;
}

void CleanRunTest::downloading()
{
    QFETCH(const QSet<CacheItem>, ticked);
    QFETCH(const bool, byUs);
    SmallCache cache;
    cache.fill();
    const QByteArray w = SmallCache::nameOf(QByteArray(9'000, '0'));
    const QString blob = cache.path(m_name + "/blobs/"_L1 + QString::fromLatin1(w));
    const QString lock = ".locks/"_L1 + m_name + u'/' + QString::fromLatin1(w) + ".lock"_L1;
    cache.put(lock, {});
    const int fd = open(QFile::encodeName(cache.path(lock)).constData(), O_RDWR | O_CLOEXEC);
    QVERIFY(byUs || flock(fd, LOCK_EX) == 0);
    const auto before = cache.picture();
    const DeletePlan plan = DeletePlan::of(cache.scan(), ticked);
    const CleanReport report
        = Cleaned::run(cache.root(), plan, byUs ? QSet{m_repo} : QSet<QByteArray>());
    QVERIFY(QFile::exists(blob));
    QVERIFY(Cleaned::whys(report).contains("downloading"));
    QCOMPARE(cache.breaches(), QStringList());
    QCOMPARE(cache.picture(), before);
    QVERIFY(Quarantine::cleanings(cache.root()).isEmpty());
    if (!byUs)
        QCOMPARE(report.stayed.at(0).by, qint64(getpid()));
    ::close(fd);
    QVERIFY(!Cleaned::whys(Cleaned::run(cache, ticked)).contains("downloading"));
}

void CleanRunTest::sharedNotes_data() // S11
{
    QTest::addColumn<QByteArray>("note");
    QTest::addColumn<bool>("goes");
    QTest::newRow("S11 as it should be") << QByteArray() << true;
    QTest::newRow("S11 a line of who left") << QByteArray("models--x/blobs/0\n") << true;
    QTest::newRow("S11 up and out") << QByteArray("../../etc\n") << false;
    QTest::newRow("S11 absolute") << QByteArray("/etc/blobs/passwd\n") << false;
    QTest::newRow("S11 not UTF-8") << QByteArray("\xff\xfe/blobs/0\n") << false;
    QTest::newRow("S11 too large") << QByteArray(2'000'000, 'x') << false;
    QTest::newRow("S11 missing") << QByteArray("-") << false;
    QTest::newRow("S11 another version") << QByteArray("2") << false;
}

void CleanRunTest::sharedNotes()
{
    QFETCH(const QByteArray, note);
    QFETCH(const bool, goes);
    SmallCache cache;
    cache.fill();
    const QString store = SmallCache::storePath("only of models--ada--m");
    const DeletePlan plan = DeletePlan::of(cache.scan(), {m_all});
    QFile notes(cache.path(store + ".refs"_L1));
    if (note == "-") {
        QVERIFY(notes.remove());
    } else if (note == "2") {
        cache.put(u"blobs/.huggingface-shared-blobs"_s, "2\n");
    } else {
        QVERIFY(notes.open(QIODevice::Append));
        notes.write(note);
        notes.close();
    }
    const CleanReport report = Cleaned::run(cache.root(), plan);
    QCOMPARE(QFile::exists(cache.path(store)), !goes);
    QCOMPARE(Cleaned::whys(report).contains("failed "), !goes);
    QVERIFY(!QFile::exists(cache.path(m_name)));
    // What the other repository has is untouched.
    QVERIFY(QFile::exists(cache.path(SmallCache::storePath(QByteArray(5'000, 's')))));
    QCOMPARE(cache.breaches(), QStringList());
}

void CleanRunTest::sharedContentCameAnew()
{
    SmallCache cache;
    cache.fill();
    const QByteArray content = "only of models--ada--m";
    const CleanReport report = Cleaned::run(cache, {m_all});
    QVERIFY(!QFile::exists(cache.path(SmallCache::storePath(content))));
    cache.file(u"models--b"_s, 0, u"x"_s, cache.shared(u"models--b"_s, content));
    QVERIFY(Cleaned::undo(cache.root(), report.cleaning.id));
    QCOMPARE(cache.breaches(), QStringList());
    const QByteArray note = cache.contentOf(SmallCache::storePath(content) + ".refs"_L1);
    QVERIFY2(note.contains("models--b/blobs/") && note.contains("models--ada--m/blobs/"),
             note.constData());
}

void CleanRunTest::linkedFolder() // S04: it became a link after the look
{
    SmallCache cache;
    cache.fill();
    const DeletePlan plan = DeletePlan::of(cache.scan(), {m_old});
    QVERIFY(QFile::rename(cache.path(m_name + "/blobs"_L1), cache.outside(u"blobs"_s)));
    cache.link(m_name + "/blobs"_L1, QFile::encodeName(cache.outside(u"blobs"_s)));
    const auto before = cache.picture(cache.outside(u"blobs"_s));
    const CleanReport report = Cleaned::run(cache.root(), plan);
    QVERIFY(Cleaned::whys(report).contains("failed blobs/"));
    QCOMPARE(cache.picture(cache.outside(u"blobs"_s)), before);
}

void CleanRunTest::leadsOutside() // S02: only the link goes
{
    SmallCache cache;
    cache.fill();
    QFile sentinel(cache.outside(u"sentinel"_s));
    QVERIFY(sentinel.open(QIODevice::WriteOnly) && sentinel.write("mine") == 4);
    sentinel.close();
    const QString entry = m_name + "/snapshots/"_L1 + QString(40, u'a') + "/out"_L1;
    cache.link(entry, QFile::encodeName(sentinel.fileName()));
    QDir().mkpath(cache.outside(u"folder/below"_s));
    cache.link(m_name + "/more"_L1, QFile::encodeName(cache.outside(u"folder"_s)));
    const CleanReport report = Cleaned::run(cache, {{m_repo, m_old.commit, "out", {}}});
    QVERIFY(!QFileInfo(cache.path(entry)).isSymLink());
    QVERIFY(sentinel.exists());
    QVERIFY(Cleaned::free(cache.root(), report.cleaning.id));
    QVERIFY(sentinel.exists());
    const CleanReport all = Cleaned::run(cache, {m_all});
    QVERIFY(Cleaned::free(cache.root(), all.cleaning.id));
    QVERIFY(sentinel.exists() && QFile::exists(cache.outside(u"folder/below"_s)));
}

void CleanRunTest::failingDisk() // S10
{
    HookedDisk::Unhooked unhooked;
    int nth = 0;
    for (const int error : {EACCES, EBUSY, EIO, EROFS}) { // of a ref, a snapshot, contents
        ++nth;
        SmallCache cache;
        cache.fill();
        const auto before = cache.picture();
        const DeletePlan plan = DeletePlan::of(cache.scan(), {m_old});
        int count = 0;
        HookedDisk::hook = [&](const char *call, int) {
            return qstrcmp(call, "rename") == 0 && ++count == nth ? error : 0;
        };
        const CleanReport report = Cleaned::run(cache.root(), plan);
        HookedDisk::hook = nullptr;
        qint64 stayed = 0;
        for (const CleanReport::Stayed &each : report.stayed)
            stayed += each.step.bytes;
        QVERIFY(!report.stayed.isEmpty());
        QCOMPARE(report.stayed.at(0).error, error);
        QCOMPARE(report.cleaning.bytes, plan.frees - stayed);
        QCOMPARE(cache.breaches(), QStringList());
        if (!report.cleaning.id.isEmpty()) // else its first step failed: nothing was moved
            QVERIFY(Cleaned::undo(cache.root(), report.cleaning.id));
        QCOMPARE(cache.picture(), before);
    }
}

void CleanRunTest::sharedContentWentMeanwhile() // S11: not the last reference, and then it was
{
    SmallCache cache;
    cache.fill();
    const QByteArray content(5'000, 's');
    const QString store = cache.path(SmallCache::storePath(content));
    const auto before = cache.picture(cache.path(m_name));
    const CleanReport report = Cleaned::run(cache, {m_all});
    QCOMPARE(Cleaned::whys(report), "");
    QVERIFY(QFile::exists(store));
    // Another program removes the other repository, then what nobody uses.
    const QString blob = u"datasets--d/blobs/"_s + QString::fromLatin1(SmallCache::nameOf(content));
    QVERIFY(QFile::remove(cache.path(blob)) && QFile::remove(store)
            && QFile::remove(store + ".refs"_L1));
    QVERIFY(Cleaned::undo(cache.root(), report.cleaning.id));
    QCOMPARE(cache.contentOf(SmallCache::storePath(content)), content);
    QVERIFY(cache.contentOf(SmallCache::storePath(content) + ".refs"_L1).contains(m_repo));
    QCOMPARE(cache.picture(cache.path(m_name)), before);
    QCOMPARE(DiskScan::statOf(store).st_nlink, nlink_t(1));
}

void CleanRunTest::anotherCache() // with the same repositories
{
    SmallCache one, two;
    one.fill();
    two.fill();
    const DeletePlan plan = DeletePlan::of(one.scan(), {m_all});
    QCOMPARE(Cleaned::run(two.root(), plan).error, ESTALE);
    QVERIFY(QFile::exists(two.path(m_name)));
}

QTEST_GUILESS_MAIN(CleanRunTest)
#include "tst_cleanrun.moc"

// A cache is brought to another folder: one of the two is complete at any time.
#include "app/cache/cachemove.h"
#include "app/cache/cachemover.h"
#include "app/disk/freeroom.h"
#include "tests/support/hookeddisk.h"
#include "tests/support/treelook.h"

#include <QCryptographicHash>
#include <QDir>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace TreeLook;

class tst_CacheMover final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void moves();
    void killedAtRandom();
    void stops();
    void namesAgain();
    void placeIsTaken();
    void changesMeanwhile();
    void comesMeanwhile();
    void foldersAreDurable();
    void damagedOnTheWay();
    void whatCameLaterStays();
    void coarseTimes_data();
    void coarseTimes();
    void locksAreLeft();
    void refusals_data();
    void refusals();
    void isSaid();
    void tooLittleRoom();

private:
    QString old() const { return m_temp->filePath(u"old"_s); }
    QString fresh() const { return m_temp->filePath(u"far/new"_s); }
    void put(const QString &path, const QByteArray &content)
    {
        const QString file = old() + u'/' + path;
        QVERIFY(QDir().mkpath(QFileInfo(file).path()));
        QFile out(file);
        QVERIFY(out.open(QIODevice::WriteOnly) && out.write(content) == content.size());
    }
    CacheMove move(std::function<bool(qint64)> tick = [](qint64) { return true; })
    {
        return CacheMove(*Directory::open(old()), *Directory::make(fresh()), std::move(tick));
    }
    static void wholeMove(CacheMove &&move)
    {
        while (!move.copy() || !move.compare()) { }
        (void)move.remove();
    }

    std::unique_ptr<QTemporaryDir> m_temp;
    Tree m_before;
};

void tst_CacheMover::init()
{
    m_temp = std::make_unique<QTemporaryDir>();
    for (int repo = 0; repo < 4; ++repo)
        for (int i = 0; i < 12; ++i) {
            const QString folder = u"models--ada--m%1/"_s.arg(repo);
            const QString blob
                = QString::fromLatin1(QCryptographicHash::hash(QByteArray::number(repo * 100 + i),
                                                               QCryptographicHash::Sha256)
                                          .toHex());
            put(folder + u"blobs/"_s + blob,
                QByteArray(i == 0 ? 3'000'000 : 700 * i, char('a' + i)));
            const QString snapshot = old() + u'/' + folder + u"snapshots/c%1/deep"_s.arg(i % 2);
            QVERIFY(QDir().mkpath(snapshot));
            QVERIFY(QFile::link(u"../../../blobs/"_s + blob, snapshot + u"/file%1"_s.arg(i)));
            put(folder + u"refs/main"_s, QByteArray(40, 'c'));
        }
    put(u"CACHEDIR.TAG"_s, "tag");
    put(u".locks/models--ada--m0/x.lock"_s, {});
    put(u".locks/.hubnaut-quarantine/today/0"_s, "somebody may want it back");
    QVERIFY(QDir().mkpath(old() + u"/models--ada--m0/.no_exist/c0"_s));
    QCOMPARE(::chmod(QFile::encodeName(old() + u"/models--ada--m0/blobs"_s).constData(), 02750), 0);
    m_before = treeOf(old());
}

void tst_CacheMover::moves()
{
    const QString script = old() + u"/models--ada--m0/blobs/script"_s;
    put(u"models--ada--m0/blobs/script"_s, "#!");
    QVERIFY(QFile::setPermissions(script, QFile::ReadOwner | QFile::ExeOwner));
    QCOMPARE(::link(QFile::encodeName(script).constData(),
                    QFile::encodeName(old() + u"/models--ada--m1/blobs/twin"_s).constData()),
             0);
    QCOMPARE(::mkfifo(QFile::encodeName(old() + u"/models--ada--m0/pipe"_s).constData(), 0600), 0);
    QVERIFY(QFile::link(old() + u"/models--ada--m0/blobs/script"_s,
                        old() + u"/models--ada--m0/absolute"_s));
    CacheMove job = move();
    const auto work = job.measure();
    QVERIFY(work && work->all.files == 48 + 4 + 2 + 2);
    QCOMPARE(work->missing,
             (CacheMove::Size{work->all.bytes - 2, work->all.files - 1})); // the twin
    QVERIFY(job.copy());
    QVERIFY(job.compare());
    QVERIFY(QFile::remove(old() + u"/models--ada--m0/pipe"_s));
    Tree wanted = treeOf(old());
    wanted[u"/models--ada--m0/absolute"_s].replace(old().toUtf8(), fresh().toUtf8());
    QCOMPARE(treeOf(fresh()), wanted);
    QCOMPARE(job.measure()->missing, CacheMove::Size());
    struct stat twin{};
    ::stat(QFile::encodeName(fresh() + u"/models--ada--m1/blobs/twin"_s).constData(), &twin);
    QCOMPARE(int(twin.st_nlink), 2);
    QCOMPARE(job.remove(), CacheMove::Size());
    QCOMPARE(treeOf(old()), Tree());
    QCOMPARE(treeOf(fresh()), wanted);
}

void tst_CacheMover::killedAtRandom()
{
    const quint32 seed = QRandomGenerator::global()->generate();
    qInfo("seed %u", seed);
    QRandomGenerator random(seed);
    int kills = 0;
    int moves = 0;
    for (int round = 0; kills < 100 && round < 400; ++round) {
        const pid_t child = ::fork();
        if (child == 0) {
            wholeMove(move());
            ::_exit(0);
        }
        QVERIFY(child > 0);
        ::usleep(useconds_t(random.bounded(round % 2 == 0 ? 3'000 : 150'000)));
        ::kill(child, SIGKILL);
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        kills += WIFSIGNALED(status);
        const bool isOld = treeOf(old()) == m_before;
        QVERIFY2(isOld || treeOf(fresh()) == m_before, "neither of the two is complete");
        if (!isOld && !WIFSIGNALED(status)) { // it came to its end: once more, from nothing
            QVERIFY(QDir(fresh()).removeRecursively());
            init();
            ++moves;
        }
    }
    qInfo("%d kills, %d moves came to their end", kills, moves);
    QCOMPARE(kills, 100);
}

void tst_CacheMover::stops()
{
    qint64 bytes = 0;
    const auto stopped = move([&bytes](qint64 done) { return (bytes += done) < 4'000'000; }).copy();
    QVERIFY(!stopped);
    QCOMPARE(stopped.error().error, ECANCELED);
    QCOMPARE(treeOf(old()), m_before);
    CacheMove again = move();
    QVERIFY(again.measure()->missing.bytes < again.measure()->all.bytes);
    QVERIFY(again.copy() && again.compare());
    QCOMPARE(treeOf(fresh()), m_before);
}

void tst_CacheMover::namesAgain() // also what an earlier start had copied already
{
    put(u"models--ada--m0/blobs/twice"_s, QByteArray(50'000, 't'));
    const QByteArray twice = QFile::encodeName(old() + u"/models--ada--m0/blobs/twice"_s);
    const QByteArray again = QFile::encodeName(old() + u"/models--ada--m1/blobs/again"_s);
    QVERIFY(link(twice.constData(), again.constData()) == 0);
    QVERIFY(move().copy());
    QVERIFY(QFile::remove(fresh() + u"/models--ada--m1/blobs/again"_s));
    QCOMPARE(move().measure().value().missing, (CacheMove::Size{50'000, 1}));
    QVERIFY(move().copy());
    QCOMPARE(QFileInfo(fresh() + u"/models--ada--m1/blobs/again"_s).size(), 50'000);
    struct stat facts{};
    QVERIFY(
        ::stat(QFile::encodeName(fresh() + u"/models--ada--m0/blobs/twice"_s).constData(), &facts)
        == 0);
    QCOMPARE(facts.st_nlink, nlink_t(2));
}

void tst_CacheMover::placeIsTaken() // by a cache, or anything else
{
    QVERIFY(QDir().mkpath(fresh() + u"/models--cleo--other/refs"_s));
    QFile mine(fresh() + u"/models--cleo--other/refs/main"_s);
    QVERIFY(mine.open(QIODevice::WriteOnly) && mine.write("mine") == 4);
    mine.close();
    CacheMover mover;
    mover.start(old(), fresh());
    QTRY_COMPARE(mover.state(), CacheMover::State::Failed);
    QCOMPARE(QDir(fresh()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
             QStringList{u"models--cleo--other"_s});
    QCOMPARE(treeOf(old()), m_before);
    QVERIFY(QDir(fresh()).removeRecursively());
    QVERIFY(move().claim() && move().copy());
    QVERIFY(move().claim()); // its own of before
    QVERIFY(QFile::remove(fresh() + u"/.locks/.hubnaut-move"_s));
    QCOMPARE(move().claim().error().error, ENOTEMPTY);
}

void tst_CacheMover::changesMeanwhile()
{
    CacheMove job = move();
    QVERIFY(job.copy());
    put(u"models--ada--m0/refs/new"_s, "x");
    const auto compared = job.compare();
    QVERIFY(!compared);
    QCOMPARE(compared.error().error, EILSEQ);
    QVERIFY(job.copy() && job.compare());
}

void tst_CacheMover::comesMeanwhile() // into a folder that was looked at already
{
    CacheMove job = move([this, came = false](qint64) mutable {
        if (!std::exchange(came, true))
            put(u"late"_s, "x");
        return true;
    });
    QVERIFY(job.copy() && job.compare());
    QCOMPARE(treeOf(fresh()), treeOf(old()));
}

void tst_CacheMover::foldersAreDurable() // before the old ones may go
{
    CacheMove job = move();
    QVERIFY(job.copy());
    QSet<QString> synced;
    HookedDisk::hook = [&synced](const char *call, int file) {
        if (qstrcmp(call, "sync") == 0)
            synced << QFile::symLinkTarget(u"/proc/self/fd/%1"_s.arg(file));
        return 0;
    };
    QVERIFY(job.compare());
    HookedDisk::hook = nullptr;
    QVERIFY(synced.contains(fresh()));
    for (const auto &[path, look] : treeOf(fresh()).asKeyValueRange())
        QVERIFY2(!look.startsWith("folder") || synced.contains(fresh() + path), qPrintable(path));
}

void tst_CacheMover::damagedOnTheWay()
{
    CacheMove job = move();
    QVERIFY(job.copy());
    const QString blob = u"/models--ada--m2/blobs/"_s
        + QDir(old() + u"/models--ada--m2/blobs"_s).entryList(QDir::Files).constFirst();
    struct stat facts{};
    const QByteArray copy = QFile::encodeName(fresh() + blob);
    QCOMPARE(::stat(copy.constData(), &facts), 0);
    const int fd = ::open(copy.constData(), O_WRONLY);
    QCOMPARE(::pwrite(fd, "!", 1, 5), 1);
    const timespec times[] = {facts.st_atim, facts.st_mtim};
    QCOMPARE(::futimens(fd, times), 0);
    ::close(fd);
    const auto compared = job.compare();
    QVERIFY(!compared);
    QCOMPARE(compared.error().path, blob.mid(1).toUtf8());
    QVERIFY(job.copy() && job.compare()); // that file once more
    QCOMPARE(treeOf(fresh()), m_before);
}

void tst_CacheMover::whatCameLaterStays()
{
    CacheMove job = move();
    QVERIFY(job.copy() && job.compare());
    put(u"models--ada--m0/blobs/later"_s, "later");
    put(u"models--ada--m1/refs/main"_s, "another");
    QCOMPARE(job.remove(), (CacheMove::Size{.bytes = 12, .files = 2}));
    QCOMPARE(treeOf(fresh()), m_before);
    QVERIFY(QFile::exists(old() + u"/models--ada--m0/blobs/later"_s));
    QVERIFY(QFile::exists(old() + u"/models--ada--m1/refs/main"_s));
}

void tst_CacheMover::coarseTimes_data() // of the disk that it is moved to
{
    QTest::addColumn<qint64>("kept"); // ns since 1970, of what is below
    QTest::addColumn<bool>("same");
    constexpr qint64 kWhole = 1'700'000'001'234'567'891;
    QTest::newRow("as it was") << kWhole << true;
    QTest::newRow("100 ns: NTFS") << kWhole / 100 * 100 << true;
    QTest::newRow("a microsecond: network disks") << kWhole / 1'000 * 1'000 << true;
    QTest::newRow("10 ms: exFAT") << kWhole / 10'000'000 * 10'000'000 << true;
    QTest::newRow("a second: ext3") << kWhole / 1'000'000'000 * 1'000'000'000 << true;
    QTest::newRow("two seconds: FAT") << kWhole / 2'000'000'000 * 2'000'000'000 << true;
    QTest::newRow("another in that second") << kWhole - 1 << false;
    QTest::newRow("later") << kWhole + 1'000'000'000 << false;
    QTest::newRow("two seconds earlier")
        << kWhole / 1'000'000'000 * 1'000'000'000 - 2'000'000'000 << false;
}

void tst_CacheMover::coarseTimes()
{
    QFETCH(const qint64, kept);
    QFETCH(const bool, same);
    const QString ref = u"/models--ada--m0/refs/main"_s;
    const auto setTime = [](const QString &path, qint64 ns) {
        const timespec time = {.tv_sec = ns / 1'000'000'000, .tv_nsec = ns % 1'000'000'000};
        const timespec times[] = {time, time};
        return ::utimensat(AT_FDCWD, QFile::encodeName(path).constData(), times, 0) == 0;
    };
    QVERIFY(setTime(old() + ref, 1'700'000'001'234'567'891));
    CacheMove job = move();
    QVERIFY(job.copy());
    QVERIFY(setTime(fresh() + ref, kept));
    QCOMPARE(job.measure()->missing, (same ? CacheMove::Size() : CacheMove::Size{40, 1}));
    QCOMPARE(job.compare().has_value(), same);
    QCOMPARE(job.copy(), (same ? CacheMove::Size() : CacheMove::Size{40, 1}));
}

void tst_CacheMover::locksAreLeft() // and what only sounds like the quarantine
{
    put(u".locks/.hubnaut-quarantine.lock"_s, "a lock");
    put(u".locks/x.hubnaut-quarantine/today/0"_s, "a lock");
    put(u"models--ada--m0/.locks/mine"_s, "of the repository");
    put(u"models--ada--m0/.hubnaut-quarantine/today/0"_s, "on a disk of its own");
    CacheMove job = move();
    QVERIFY(job.copy() && job.compare());
    QCOMPARE(QDir(fresh() + u"/.locks"_s)
                 .entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
             QStringList{u".hubnaut-quarantine"_s});
    for (const QString &path :
         {u"/.locks/.hubnaut-quarantine/today/0"_s, u"/models--ada--m0/.locks/mine"_s,
          u"/models--ada--m0/.hubnaut-quarantine/today/0"_s})
        QCOMPARE(lookOf(fresh() + path), lookOf(old() + path));
    QCOMPARE(job.remove(), CacheMove::Size());
    QVERIFY(QFile::exists(old() + u"/.locks/x.hubnaut-quarantine/today/0"_s));
    QVERIFY(!QFile::exists(old() + u"/.locks/.hubnaut-quarantine"_s));
}

void tst_CacheMover::refusals_data()
{
    QTest::addColumn<QString>("to");
    QTest::addColumn<bool>("refused");
    QTest::newRow("another") << u"else/where"_s << false;
    QTest::newRow("the same") << u"old"_s << true;
    QTest::newRow("the same by another name") << u"far/../old/."_s << true;
    QTest::newRow("the same by a link") << u"link"_s << true;
    QTest::newRow("in itself") << u"old/below/here"_s << true;
    QTest::newRow("in itself by a link") << u"link/below"_s << true;
    QTest::newRow("around it") << u""_s << true;
    QTest::newRow("a file") << u"old/CACHEDIR.TAG"_s << true;
}

void tst_CacheMover::refusals()
{
    QFETCH(const QString, to);
    QFETCH(const bool, refused);
    QVERIFY(QFile::link(old(), m_temp->filePath(u"link"_s)));
    QCOMPARE(!CacheMove::refusal(old(), m_temp->path() + u'/' + to).isEmpty(), refused);
}

void tst_CacheMover::isSaid()
{
    CacheMover mover;
    QList<CacheMover::State> states;
    connect(&mover, &CacheMover::stateChanged, this, [&] { states << mover.state(); });
    mover.start(old(), old());
    QTRY_COMPARE(mover.state(), CacheMover::State::Failed);
    QVERIFY(!mover.error()->message.isEmpty());

    mover.start(old(), fresh());
    QVERIFY(!mover.error()); // that was another try
    QTRY_COMPARE(mover.state(), CacheMover::State::Ready);
    QVERIFY(!mover.isBusy() && !mover.error());
    QCOMPARE(treeOf(old()), m_before); // until somebody has switched
    mover.removeOld();
    QTRY_COMPARE(mover.state(), CacheMover::State::Done);
    QCOMPARE(treeOf(old()), Tree());
    QCOMPARE(treeOf(fresh()), m_before);
    QVERIFY(!states.contains(CacheMover::State::Idle));
}

void tst_CacheMover::tooLittleRoom() // found before anything is copied
{
    put(u"models--ada--m0/blobs/huge"_s, {});
    const qint64 size = 2 * FreeRoom::at(m_temp->path()).free;
    QVERIFY(QFile::resize(old() + u"/models--ada--m0/blobs/huge"_s, size)); // takes no blocks
    CacheMover mover;
    mover.start(old(), fresh());
    QTRY_COMPARE(mover.state(), CacheMover::State::Failed);
    QVERIFY(mover.error()->message.contains(u"full"_s));
    QVERIFY(!QDir(fresh() + u"/models--ada--m0"_s).exists());
}

QTEST_GUILESS_MAIN(tst_CacheMover)
#include "tst_cachemover.moc"

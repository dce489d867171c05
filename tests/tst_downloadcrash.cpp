#include "app/disk/partjournal.h"
#include "tests/support/crashpoints.h"
#include "tests/support/fetchprocess.h"

#include <QRandomGenerator>
#include <QStandardPaths>
#include <QTimer>

#include <signal.h>

using namespace FetchProcess;

// D13, D15: the program is killed at the k-th call of each kind that changes the disk or talks to
// the network, and its next start as well. Whatever is left is sound, and the run after that
// completes it. The killing is done by strace. D14: the same at random times; HUBNAUT_CRASH_POINTS
// says how often, HUBNAUT_CRASH_SEED repeats a run.
class DownloadCrashTest final : public QObject
{
    Q_OBJECT

private slots:
    void killedAt_data();
    void killedAt();
    void killedAnyTime();
    void goesOn_data();
    void goesOn();

private:
    static constexpr qint64 kSegment = qint64(32) << 20; // bytes, of one request
    struct Left
    {
        qint64 there = 0; // bytes
        qint64 known = 0;
    };
    // Asked for by hand, by the number of random points.
    static bool isLong() { return qEnvironmentVariableIsSet("HUBNAUT_CRASH_POINTS"); }
    static Left leftIn(const TransferBench &b);
    static void completes(TransferBench &b);
    static QByteArray noise(qint64 size, QRandomGenerator &random) // without zeros, as holes have
    {
        QByteArray all(size, Qt::Uninitialized);
        const quint32 first = random.generate();
        for (qint64 i = 0; i < size; ++i)
            all[i] = char(1 + (quint32(i) * 2654435761u + first) % 251);
        return all;
    }
};

void DownloadCrashTest::killedAt_data()
{
    QTest::addColumn<QString>("call");
    for (const QString &call :
         {u"mkdirat"_s, u"openat"_s, u"pwrite64"_s, u"fsync"_s, u"ftruncate"_s, u"renameat2"_s,
          u"renameat"_s, u"symlinkat"_s, u"flock"_s, u"fchmod"_s, u"unlinkat"_s, u"connect"_s,
          u"sendto"_s, u"write"_s})
        QTest::addRow("D13 %s", qPrintable(call)) << call;
}

void DownloadCrashTest::killedAt()
{
    QFETCH(QString, call);
    QVERIFY2(!QStandardPaths::findExecutable(u"strace"_s).isEmpty(),
             "strace is missing from the build root");
    // Libraries open many files before the first of ours, and there are many writes.
    const int step = call == "openat"_L1 ? 9 : call.contains("write"_L1) && !isLong() ? 7 : 1;
    int killed = 0;
    for (int k = 1; k < 40 * step; k += step) {
        TransferBench b;
        b.repo.files = {{u"README.md"_s, {"# hello", false}},
                        {u"a/b.txt"_s, {"deep", false}},
                        {u"w.bin"_s, {QByteArray(2'000'000, 'w'), true}}};
        const QStringList killing = injecting(u"%1:signal=KILL:when=%2"_s.arg(call).arg(k));
        const int code = run(b, killing).code;
        QCOMPARE(b.breaches(CacheCheck::Temporaries::Allowed), QStringList());
        if (code == 0)
            break; // there are fewer calls than k
        ++killed;
        killed += run(b, killing).code != 0; // now of what it does with the rest
        QCOMPARE(b.breaches(CacheCheck::Temporaries::Allowed), QStringList());
        QCOMPARE(run(b, {}).code, 0);
        for (const auto &[path, file] : b.repo.files.asKeyValueRange())
            QCOMPARE(b.contentOf(b.snapshotPath(path)), file.content);
        QCOMPARE(b.breaches(CacheCheck::Temporaries::OfNotes), QStringList());
    }
    qInfo("killed %d times", killed);
    QVERIFY(killed > 0 || call == "unlinkat"_L1 || call == "ftruncate"_L1);
}

// Bytes of the repository's files that are on the disk, and those of them that a start will use.
DownloadCrashTest::Left DownloadCrashTest::leftIn(const TransferBench &b)
{
    constexpr qsizetype kBlock = 4'096;
    Left left;
    const auto folder = Directory::open(b.repoFolder() + "/blobs"_L1);
    for (const auto &[path, file] : b.repo.files.asKeyValueRange()) {
        if (!folder)
            break;
        const QString blob = b.repoFolder() + "/blobs/"_L1 + QString::fromLatin1(file.blob());
        const QString part = QDir(b.repoFolder() + "/blobs"_L1)
                                 .entryList({QString::fromLatin1(file.blob()) + u".*.incomplete"_s})
                                 .value(0);
        if (QFile::exists(blob)) {
            left.there += file.content.size();
            left.known += file.content.size();
        } else if (!part.isEmpty()) {
            const QByteArray have = b.contentOf(b.repoFolder() + "/blobs/"_L1 + part);
            for (qsizetype at = 0; at < have.size(); at += kBlock)
                if (const auto block = have.sliced(at, qMin(kBlock, have.size() - at));
                    block == QByteArrayView(file.content).sliced(at, block.size()))
                    left.there += block.size();
            const quint64 inode = folder->facts(part.toLatin1()).value_or(EntryFacts()).inode;
            const ByteRanges ranges
                = PartJournal::read(*folder, part.toLatin1(), inode, file.content.size())
                      .value_or(PartJournal::Left())
                      .ranges;
            if (ranges.isEmpty() || ranges.constLast().to <= have.size())
                left.known += lengthOf(ranges);
        }
    }
    return left;
}

// An undisturbed run completes it, and fetches no more than what is not known to be there.
void DownloadCrashTest::completes(TransferBench &b)
{
    const qint64 known = leftIn(b).known;
    const qsizetype before = b.hub.requests().size();
    // A connection that stalls on a busy machine is not asked for again.
    QCOMPARE(run(b, {}, {u"--unhurried"_s}).code, 0);
    qint64 missing = -known;
    for (const auto &[path, file] : b.repo.files.asKeyValueRange()) {
        QVERIFY2(b.contentOf(b.snapshotPath(path)) == file.content, qPrintable(path));
        missing += file.content.size();
    }
    QCOMPARE(b.breaches(CacheCheck::Temporaries::OfNotes), QStringList());
    qint64 asked = 0;
    for (const RawHub::Request &request : b.hub.requests().sliced(before))
        if (const auto name = request.path.lastIndexOf('/'); request.path.contains("/resolve/"))
            asked += request.rangeEnd(
                         b.repo.files.value(QString::fromLatin1(request.path.sliced(name + 1)))
                             .content.size())
                - request.rangeStart();
    QVERIFY2(asked >= missing && asked < missing + kSegment,
             qPrintable(u"asked for %1, %2 were missing"_s.arg(asked).arg(missing)));
}

void DownloadCrashTest::killedAnyTime() // D14: four at once, one of them large
{
    const int points = crashPoints(20);
    QRandomGenerator random = crashRandom();
    TransferBench b;
    const QByteArray large = noise(2 * kSegment + 3'000'000, random);
    const auto choose = [&](qint64 size) { b.repo.files[u"a"_s] = {large.first(size), true}; };
    choose(6'000'000);
    for (const auto &[name, size] :
         {std::pair(u"b"_s, 4'000'000), {u"c"_s, 4'000'001}, {u"d"_s, 700'000}})
        b.repo.files[name] = {noise(size, random), size == 4'000'000};
    QElapsedTimer whole;
    whole.start();
    QCOMPARE(run(b, {}).code, 0);
    const int usual = int(whole.elapsed() * 5 / 4); // ms
    int longest = usual;
    QVERIFY(QDir(b.root()).removeRecursively());
    QList<qint64> again; // bytes that came before a kill and come once more
    int complete = 0;
    while (again.size() < points) {
        const int code
            = run(b, {}, {}, [&](QProcess &process) {
                  QTimer::singleShot(random.bounded(1, longest), &process, &QProcess::kill);
              }).code;
        QCOMPARE(b.breaches(CacheCheck::Temporaries::Allowed), QStringList());
        if (code != 0) {
            const Left left = leftIn(b);
            again << left.there - left.known;
            if (random.bounded(3) > 0)
                continue; // the next start is killed as well
        }
        completes(b);
        if (QTest::currentTestFailed())
            return;
        ++complete;
        QVERIFY(QDir(b.root()).removeRecursively());
        const bool isLarge = complete % 10 == 5; // by several connections
        choose(isLarge ? large.size() : 6'000'000);
        longest = isLarge ? 3 * usual : usual;
    }
    std::ranges::sort(again);
    const qint64 median = again.at(again.size() / 2);
    qInfo("killed %lld times, then complete %d times; fetched again: median %lld bytes, most %lld",
          qlonglong(again.size()), complete, qlonglong(median), qlonglong(again.constLast()));
    QVERIFY(median < kSegment);
}

void DownloadCrashTest::goesOn_data()
{
    QTest::addColumn<int>("signal");
    QTest::addColumn<int>("code"); // of the program that got it
    QTest::newRow("D13 SIGKILL") << SIGKILL << -1;
    QTest::newRow("D16 SIGTERM") << SIGTERM << 3;
    QTest::newRow("D16 SIGHUP") << SIGHUP << 3;
}

void DownloadCrashTest::goesOn() // where it was; told to end, within two seconds
{
    QFETCH(const int, signal);
    QFETCH(const int, code);
    constexpr qint64 kCut = 1'000'000;
    TransferBench b;
    b.repo.files[u"w.bin"_s] = {QByteArray(2'000'000, 'w'), true};
    QProcess *fetching = nullptr;
    QElapsedTimer since;
    QTimer looks; // until the program has written down what it has
    connect(&looks, &QTimer::timeout, this, [&] {
        const QDir blobs(b.repoFolder() + "/blobs"_L1);
        QFile journal(blobs.filePath(blobs.entryList({u"*.ranges.now"_s}).value(0)));
        if (signal == SIGKILL
            && !(journal.open(QIODevice::ReadOnly)
                 && journal.readAll().contains(QByteArray::number(kCut))))
            return;
        looks.stop();
        since.start();
        kill(pid_t(fetching->processId()), signal);
    });
    b.hub.setHandler([&](const RawHub::Request &request) {
        RawHub::Reply reply = b.repo.answer(request);
        if (request.path.contains("/resolve/")) {
            reply.bytes.chop(kCut);
            reply.hold = true;
            looks.start(20);
        }
        return reply;
    });
    const Outcome outcome = run(b, {}, {u"--queue"_s, b.temp.filePath(u"queue.sqlite"_s)},
                                [&fetching](QProcess &process) { fetching = &process; });
    QCOMPARE(outcome.code, code);
    QVERIFY2(since.elapsed() < 10'000, qPrintable(QString::number(since.elapsed())));
    QCOMPARE(b.breaches(CacheCheck::Temporaries::Allowed), QStringList());

    b.hub.setHandler([&b](const RawHub::Request &request) { return b.repo.answer(request); });
    QCOMPARE(run(b, {}).code, 0);
    QCOMPARE(b.hub.requests().last().rangeStart(), kCut);
    QCOMPARE(b.contentOf(b.snapshotPath(u"w.bin"_s)), b.repo.files[u"w.bin"_s].content);
    QCOMPARE(b.breaches(), QStringList()); // nothing is left lying about
}

QTEST_GUILESS_MAIN(DownloadCrashTest)
#include "tst_downloadcrash.moc"

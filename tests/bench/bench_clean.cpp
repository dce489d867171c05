// A repository of 20,000 files, or a revision of it that has half of them, goes into the
// quarantine, comes back and goes for good, beside rm -rf of the same in a copy. Each run has a
// copy of its own. In memory, or where TMPDIR says: all of a copy was written there before.
#include "tests/bench/figures.h"
#include "tests/bench/program.h"

#include "app/cache/cachecleaner.h"
#include "tests/support/diskscan.h"

#include <QCoreApplication>
#include <QTemporaryDir>

#include <fcntl.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace {

constexpr int kFiles = 10'000; // of each of the two revisions; they share nothing
constexpr int kRounds = 3;
const QString kRepo = u"models--owner--name"_s;

void stop(const char *why)
{
    std::fprintf(stderr, "bench_clean: %s\n", why);
    std::exit(1);
}

QString commitOf(int revision)
{
    return QString(40, QLatin1Char(char('a' + revision)));
}

QString blobOf(int number)
{
    return u"%1"_s.arg(number, 64, 16, QLatin1Char('0'));
}

void makeRepo(const QString &repo)
{
    QDir().mkpath(repo + "/blobs"_L1);
    QDir().mkpath(repo + "/refs"_L1);
    for (int revision : {0, 1}) {
        const QString snapshot = repo + "/snapshots/"_L1 + commitOf(revision);
        for (int folder = 0; folder < 10; ++folder)
            QDir().mkpath(snapshot + u"/part-%1"_s.arg(folder));
        for (int i = 0; i < kFiles; ++i) {
            const int number = revision * kFiles + i;
            QFile blob(repo + "/blobs/"_L1 + blobOf(number));
            if (!blob.open(QIODevice::WriteOnly) || blob.write(QByteArray(1 + i % 5'000, 'x')) < 0)
                stop("the disk cannot be written");
            QFile::link("../../../blobs/"_L1 + blobOf(number),
                        snapshot + u"/part-%1/row-%2.json"_s.arg(i % 10).arg(i));
        }
        QFile ref(repo + "/refs/r"_L1 + QString::number(revision));
        if (!ref.open(QIODevice::WriteOnly) || ref.write(commitOf(revision).toLatin1()) < 0)
            stop("the disk cannot be written");
    }
}

void settle(const QString &root)
{
    const int folder = open(QFile::encodeName(root).constData(), O_RDONLY | O_DIRECTORY);
    if (folder < 0 || syncfs(folder) < 0)
        stop("the disk cannot be written");
    close(folder);
}

// A new copy of the repository in a cache of its own; nothing of it waits to be written.
QString copyOf(const QString &repo, const QTemporaryDir &folder)
{
    const QString root = folder.filePath(u"hub"_s);
    QDir(root).removeRecursively();
    QDir().mkpath(root);
    if (msOfProgram(u"cp"_s, {u"-a"_s, repo, root}) < 0)
        stop("the repository cannot be copied");
    settle(root);
    return root;
}

struct Times
{
    Samples away;
    Samples back;
    Samples forGood;
    Samples peer;
};

void ours(const QString &root, const CacheItem &item, Times &times)
{
    const CacheScan scan = DiskScan::of(root);
    CacheCleaner cleaner(root);
    QByteArray id;
    qsizetype left = -1; // of what was to be moved
    QObject::connect(&cleaner, &CacheCleaner::failed, &cleaner, [] { stop("the cleaner failed"); });
    QObject::connect(&cleaner, &CacheCleaner::cleaned, &cleaner, [&](const CleanReport &report) {
        id = report.cleaning.id;
        left = report.stayed.size();
        QCoreApplication::exit();
    });
    QObject::connect(&cleaner, &CacheCleaner::returned, &cleaner,
                     [&](const QByteArray &, const Quarantine::Returned &result) {
                         left = result.stayed.size() + result.failed.size();
                         QCoreApplication::exit();
                     });
    const auto timed = [&](Samples &samples, const auto &begin) {
        settle(root);
        QElapsedTimer clock;
        clock.start();
        begin();
        QCoreApplication::exec();
        samples.push_back(double(clock.nsecsElapsed()) / 1e6);
        if (std::exchange(left, -1) != 0)
            stop("something of it stayed");
    };
    // From the moment that a plan is wanted.
    const auto clean = [&](CacheCleaner::How how) {
        cleaner.clean({.plan = DeletePlan::of(scan, {item}), .what = u"a benchmark"_s}, how);
    };
    timed(times.away, [&] { clean(CacheCleaner::How::Undoable); });
    timed(times.back, [&] { cleaner.undo(id); });
    timed(times.forGood, [&] { clean(CacheCleaner::How::ForGood); });
    if (!DeletePlan::of(DiskScan::of(root), {item}).isEmpty())
        stop("something of it is left");
}

double theirs(const QString &root, const CacheItem &item, const QTemporaryDir &folder)
{
    const QString repo = root + u'/' + kRepo;
    QStringList paths{repo};
    if (!item.commit.isEmpty()) {
        paths = {repo + "/snapshots/"_L1 + commitOf(0), repo + "/refs/r0"_L1};
        for (int i = 0; i < kFiles; ++i)
            paths << repo + "/blobs/"_L1 + blobOf(i);
    }
    QFile list(folder.filePath(u"list"_s));
    if (!list.open(QIODevice::WriteOnly) || list.write(paths.join(u'\n').toUtf8()) < 0)
        stop("the disk cannot be written");
    list.close();
    settle(root);
    return msOfProgram(u"xargs"_s, {u"-a"_s, list.fileName(), u"rm"_s, u"-rf"_s});
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    const QString memory = u"/dev/shm"_s;
    const bool isInMemory = !qEnvironmentVariableIsSet("TMPDIR") && QFileInfo(memory).isWritable();
    const QTemporaryDir folder((isInMemory ? memory : QDir::tempPath()) + "/bench-XXXXXX"_L1);
    const QString repo = folder.filePath(kRepo);
    makeRepo(repo);
    const struct
    {
        QByteArray name;
        CacheItem item;
    } kinds[] = {{"repository of 20,000 files", {kRepo.toLatin1(), {}, {}, {}}},
                 {"revision of 10,000 files", {kRepo.toLatin1(), commitOf(0).toLatin1(), {}, {}}}};
    for (const auto &[name, item] : kinds) {
        Times times;
        for (int round = 0; round < kRounds; ++round) {
            ours(copyOf(repo, folder), item, times);
            times.peer.push_back(theirs(copyOf(repo, folder), item, folder));
        }
        for (const auto &[what, samples] :
             {std::pair("into the quarantine", &times.away), std::pair("back again", &times.back),
              std::pair("for good", &times.forGood)})
            printFigure((name + ", " + what).constData(), *samples, "ms", "rm -rf of it",
                        times.peer);
    }
    return 0;
}

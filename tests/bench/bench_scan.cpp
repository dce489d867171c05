// A scan of a cache of 2,000, 20,000 and 200,000 links beside what others do with it: Python's
// scan_cache_dir, npm's scanCacheDir, du and find; and what a scan keeps in memory. The peers that
// are not installed are left out: tests/interop/clients installs them.
#include "tests/bench/figures.h"
#include "tests/bench/program.h"

#include "app/cache/cachescanner.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>

#include <malloc.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace {

constexpr int kSnapshots = 5; // of each repository
constexpr int kFiles = 100; // of each snapshot, one in five folders; blobs are shared by snapshots

// As the clients write it, with 64 hex digits a name: links do not fit into an inode then.
void makeCache(const QString &root, int links)
{
    const int repos = links / (kSnapshots * kFiles);
    for (int r = 0; r < repos; ++r) {
        const QString repo = root + u"/models--owner--repo-%1"_s.arg(r);
        QDir().mkpath(repo + "/blobs"_L1);
        QDir().mkpath(repo + "/refs"_L1);
        const auto blob
            = [r](int i) { return QByteArray::number(r * kFiles + i, 16).rightJustified(64, '0'); };
        for (int i = 0; i < kFiles; ++i) {
            QFile file(repo + "/blobs/"_L1 + QString::fromLatin1(blob(i)));
            if (file.open(QIODevice::WriteOnly))
                file.write(QByteArray(i, 'x'));
        }
        for (int s = 0; s < kSnapshots; ++s) {
            const QByteArray commit = QByteArray::number(s).rightJustified(40, 'c');
            const QString snapshot = repo + "/snapshots/"_L1 + QString::fromLatin1(commit);
            QDir().mkpath(snapshot);
            for (int folder = 0; folder < 4; ++folder)
                QDir().mkpath(snapshot + u"/part-%1"_s.arg(folder));
            for (int i = 0; i < kFiles; ++i) {
                const bool isTop = i % 5 == 0;
                const QByteArray name
                    = (isTop ? QByteArray() : "part-" + QByteArray::number(i % 5 - 1) + '/')
                    + "model-" + QByteArray::number(i).rightJustified(5, '0') + ".safetensors";
                const QByteArray path = QFile::encodeName(snapshot) + '/' + name;
                (void)symlink(((isTop ? "../../blobs/" : "../../../blobs/") + blob(i)).constData(),
                              path.constData());
            }
            QFile ref(repo + (s == 0 ? u"/refs/main"_s : u"/refs/v%1"_s.arg(s)));
            if (ref.open(QIODevice::WriteOnly))
                ref.write(commit);
        }
    }
}

struct OurRun
{
    double first = 0; // ms until the first repositories are told
    double all = 0; // ms
    CacheScan scan;
};

OurRun ours(const QString &root)
{
    CacheScanner scanner;
    scanner.setPlaces({.root = root, .home = {}, .xet = {}, .assets = {}});
    QElapsedTimer clock;
    OurRun run;
    const auto now = [&clock] { return double(clock.nsecsElapsed()) / 1e6; };
    QObject::connect(&scanner, &CacheScanner::found, &scanner, [&] {
        if (run.first == 0)
            run.first = now();
    });
    QObject::connect(&scanner, &CacheScanner::finished, &scanner, [&] {
        run.all = now();
        QCoreApplication::exit();
    });
    clock.start();
    scanner.scan();
    QCoreApplication::exec();
    run.scan = scanner.current();
    return run;
}

struct Peer
{
    const char *name;
    QString program;
    QStringList arguments; // the cache comes last
    std::optional<Goal> goal;
    int mostLinks = 1'000'000;
};

QList<Peer> peers()
{
    const QString clients = qEnvironmentVariable("HUBNAUT_INTEROP_DIR");
    const QString python = u"import sys, time\n"
                           "from huggingface_hub import scan_cache_dir\n"
                           "t = time.perf_counter()\n"
                           "scan_cache_dir(sys.argv[1])\n"
                           "print((time.perf_counter() - t) * 1000)\n"_s;
    const QString node
        = u"const hub = await import('%1/js/node_modules/@huggingface/hub/dist/index.mjs');\n"
          "const t = performance.now();\n"
          "await hub.scanCacheDir(process.argv.at(-1));\n"
          "console.log(performance.now() - t);\n"_s.arg(clients);
    return {{"Python's scan_cache_dir",
             clients + "/py2/bin/python"_L1,
             {u"-c"_s, python},
             Goal{0.05, true}},
            {"npm's scanCacheDir",
             clients + "/js/node"_L1,
             {u"--input-type=module"_s, u"-e"_s, node},
             {}},
            {"du -s", u"du"_s, {u"-s"_s}, Goal{0.6, true}},
            {"find", u"find"_s, {}, {}}};
}

void compare(int links)
{
    const QTemporaryDir folder;
    const QString root = folder.filePath(u"hub"_s);
    makeCache(root, links);
    const QByteArray count = QByteArray::number(links / 1000) + ",000 links";
    Samples first;
    Samples all;
    QHash<QByteArray, Samples> others;
    for (int i = 0; i <= kPairs; ++i) {
        const OurRun run = ours(root);
        if (i > 0) { // the first one pays for what the disk has to read
            first.push_back(run.first);
            all.push_back(run.all);
        }
        for (const Peer &peer : peers()) {
            const bool isSlow = links > 100'000 && peer.goal && peer.goal->most < 0.1;
            if (isSlow && i > 2)
                continue;
            const double ms = msOfProgram(peer.program, peer.arguments + QStringList(root));
            if (i > 0 && ms >= 0)
                others[peer.name].push_back(ms);
        }
    }
    const bool isGoal = links == 200'000;
    for (const Peer &peer : peers())
        if (others.contains(peer.name))
            printFigure(("scan of " + count).constData(), all, "ms", peer.name, others[peer.name],
                        isGoal ? peer.goal : std::nullopt);
    printFigure(("scan of " + count + ", first repositories").constData(), first, "ms",
                "all of them", all, Goal{100});
}

size_t inUse()
{
    const auto info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

void memory(int links)
{
    const QTemporaryDir folder;
    const QString root = folder.filePath(u"hub"_s);
    makeCache(root, links);
    const CachePlaces places{.root = root, .home = {}, .xet = {}, .assets = {}};
    (void)readAgain(places, {}, *changedSince(places, {})); // what is loaded once is loaded here
    const size_t before = inUse();
    // As the scanner keeps it, read on this thread: what others free late does not count.
    const CacheKnownPtr known = *readAgain(places, {}, *changedSince(places, {}));
    const size_t after = inUse();
    qsizetype names = 0;
    for (const CacheRepoPtr &repo : known->scan.repos) {
        QSet<const char *> counted; // shared ones once
        for (const CacheBlob &blob : repo->blobs)
            names += blob.name.size() + blob.target.size();
        for (const CacheRevision &revision : repo->revisions)
            for (const CacheEntry &file : revision.files)
                if (const auto n = counted.size();
                    counted.insert(file.path.constData()), counted.size() > n)
                    names += file.path.size();
    }
    printFigure("memory of a scan, an entry, beyond names",
                {(double(after) - double(before) - double(names)) / links}, "bytes", "with names",
                {(double(after) - double(before)) / links}, Goal{300});
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    for (const int links : {2'000, 20'000, 200'000})
        compare(links);
    memory(200'000);
    return 0;
}

// A cache of 2 GiB in four large contents and 4,000 small ones is compared with its names, beside
// sha256sum, which does the same: in memory, and read from the disk. The states are made the same
// before each run: all of it was read just now, or all of it was dropped.
#include "tests/bench/figures.h"
#include "tests/bench/program.h"

#include "app/cache/cacheverifier.h"
#include "app/disk/contenthash.h"
#include "tests/support/diskscan.h"

#include <QCoreApplication>
#include <QTemporaryDir>
#include <QThread>

#include <fcntl.h>

using namespace Qt::StringLiterals;

namespace {

constexpr int kLarge = 4;
constexpr int kSmall = 4'000;
constexpr int kLargeMiB = 512;

void stop(const char *why)
{
    std::fprintf(stderr, "bench_verify: %s\n", why);
    std::exit(1);
}

// Of MiB parts that are all different, or one smaller part; named by its hash and on the disk.
QString makeContent(const QString &blobs, int number, int parts, qsizetype partSize)
{
    QByteArray part(partSize, Qt::Uninitialized);
    for (qsizetype i = 0; i < partSize; ++i)
        part[i] = char(i * 131 + i / 251);
    ContentHash hash(QByteArray(64, '0'), 0);
    const QString path = blobs + u"/new"_s;
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        stop("the disk cannot be written");
    for (int i = 0; i < parts; ++i) {
        const QByteArray head = QByteArray::number(number) + ' ' + QByteArray::number(i) + ' ';
        part.replace(0, head.size(), head);
        hash.add(part);
        if (file.write(part) != partSize)
            stop("there is no room for 2 GiB");
    }
    if (!file.flush() || fdatasync(file.handle()) != 0)
        stop("the disk cannot be written");
    const QString named = blobs + u'/' + QString::fromLatin1(hash.result());
    if (!QFile::rename(path, named))
        stop("the disk cannot be written");
    return named;
}

void forget(const QStringList &files)
{
    for (const QString &path : files)
        if (QFile file(path); file.open(QIODevice::ReadOnly))
            (void)posix_fadvise(file.handle(), 0, 0, POSIX_FADV_DONTNEED);
}

double ours(const CacheScan &scan)
{
    CacheVerifier verifier;
    QObject::connect(&verifier, &CacheVerifier::finished, &verifier,
                     [] { QCoreApplication::exit(); });
    QElapsedTimer clock;
    clock.start();
    verifier.start(scan);
    QCoreApplication::exec();
    const double ms = double(clock.nsecsElapsed()) / 1e6;
    if (verifier.progress().contents != kLarge + kSmall || !verifier.progress().findings.isEmpty())
        stop("not all of the cache was verified");
    return ms;
}

// As sha256sum -c wants it.
QString listOf(const QString &path, const QStringList &files)
{
    QFile list(path);
    if (!list.open(QIODevice::WriteOnly))
        stop("the disk cannot be written");
    for (const QString &file : files)
        list.write((QFileInfo(file).fileName() + "  "_L1 + file + u'\n').toUtf8());
    return path;
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    const QTemporaryDir folder;
    const QString root = folder.filePath(u"hub"_s);
    const QString blobs = root + "/models--owner--name/blobs"_L1;
    QDir().mkpath(blobs);
    QDir().mkpath(root + "/models--owner--name/snapshots"_L1);
    QStringList large, all;
    for (int i = 0; i < kLarge; ++i)
        large << makeContent(blobs, i, kLargeMiB, 1 << 20);
    all = large;
    for (int i = 0; i < kSmall; ++i)
        all << makeContent(blobs, kLarge + i, 1, 10'000);
    const CacheScan scan = DiskScan::of(root);
    const QString ofLarge = listOf(folder.filePath(u"large"_s), large);
    const struct
    {
        const char *name;
        QString program;
        QStringList arguments;
    } peers[] = {{"sha256sum of the large ones", u"sha256sum"_s, {u"-c"_s, u"--quiet"_s, ofLarge}},
                 {"sha256sum of the large ones, a process each", u"xargs"_s,
                  QStringList{u"-P"_s, QString::number(QThread::idealThreadCount()), u"-n"_s,
                              u"1"_s, u"-a"_s, folder.filePath(u"names"_s), u"sha256sum"_s}}};
    if (QFile names(folder.filePath(u"names"_s)); names.open(QIODevice::WriteOnly))
        names.write(large.join(u'\n').toUtf8());
    for (const bool isCold : {false, true}) {
        Samples we;
        std::array<Samples, std::size(peers)> they;
        const auto prepare = [&] {
            if (isCold)
                forget(all);
        };
        for (int i = isCold ? 1 : 0; i <= 3; ++i) {
            prepare();
            const double ms = ours(scan);
            if (i > 0) // the first one sees to it that all is in memory
                we.push_back(ms);
            for (size_t p = 0; p < they.size(); ++p) {
                prepare();
                const double theirs = msOfProgram(peers[p].program, peers[p].arguments);
                if (theirs < 0)
                    stop("sha256sum could not verify the same");
                if (i > 0)
                    they[p].push_back(theirs);
            }
        }
        for (size_t p = 0; p < they.size(); ++p)
            printFigure(isCold ? "verify 2 GiB, from the disk" : "verify 2 GiB, in memory", we,
                        "ms", peers[p].name, they[p]);
    }
    return 0;
}

// Four files of 256 MiB in memory are hashed as before an upload, beside openssl, started once for
// each processor.
#include "tests/bench/figures.h"
#include "tests/bench/program.h"

#include "app/disk/filedescriptor.h"
#include "app/upload/uploadhash.h"

#include <QCoreApplication>
#include <QFile>
#include <QTemporaryDir>
#include <QThread>

using namespace Qt::StringLiterals;

namespace {

constexpr int kFiles = 4;
constexpr int kMiB = 256; // of each
constexpr int kHashRuns = 5;

void stop(const char *why)
{
    std::fprintf(stderr, "bench_hash: %s\n", why);
    std::exit(1);
}

// Of MiB that are all different.
void fill(const QString &path, int number)
{
    QByteArray part(1 << 20, Qt::Uninitialized);
    for (qsizetype i = 0; i < part.size(); ++i)
        part[i] = char(i * 131 + i / 251);
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        stop("the disk cannot be written");
    for (int i = 0; i < kMiB; ++i) {
        const QByteArray head = QByteArray::number(number) + ' ' + QByteArray::number(i) + ' ';
        part.replace(0, head.size(), head);
        if (file.write(part) != part.size())
            stop("there is no room for 1 GiB");
    }
    if (!file.flush() || fdatasync(file.handle()) != 0)
        stop("the disk cannot be written");
}

double ours(const QList<UploadFile> &files)
{
    UploadHash hash{QString()}; // remembers nothing
    QObject::connect(&hash, &UploadHash::finished, &hash, [] { QCoreApplication::exit(); });
    QElapsedTimer clock;
    clock.start();
    hash.start(files);
    QCoreApplication::exec();
    const double ms = double(clock.nsecsElapsed()) / 1e6;
    if (!hash.failures().isEmpty() || hash.progress().bytes != qint64(kFiles) * kMiB << 20)
        stop("not everything was hashed");
    return ms;
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    const QTemporaryDir folder;
    QList<UploadFile> files;
    QStringList names;
    for (int i = 0; i < kFiles; ++i) {
        names << folder.filePath(u"%1.bin"_s.arg(i));
        fill(names.constLast(), i);
        files << UploadFile{.path = *RepoPath::parse(u"%1.bin"_s.arg(i)),
                            .local = QFile::encodeName(names.constLast()),
                            .size = qint64(kMiB) << 20};
    }
    const QString processors = QString::number(QThread::idealThreadCount());
    const QStringList openssl = QStringList{u"-c"_s,
                                            u"printf '%s\\n' \"$@\" | xargs -P "_s + processors
                                                + u" -n 1 openssl dgst -sha256 >/dev/null"_s,
                                            u"-"_s}
        + names;
    Samples we, they;
    for (int i = 0; i <= kHashRuns; ++i) {
        const double a = ours(files);
        const double b = msOfProgram(u"sh"_s, openssl);
        if (b < 0)
            stop("openssl could not hash the same");
        if (i == 0) // sees to it that all is in memory
            continue;
        we.push_back(a);
        they.push_back(b);
    }
    printFigure("hash 1 GiB in four files before an upload", we, "ms",
                "openssl dgst, one for each processor", they, Goal{1 / 0.8, true});
    return 0;
}

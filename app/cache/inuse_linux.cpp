#include "app/cache/inuse.h"

#include "app/text/safetext.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>

#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <algorithm>
#include <tuple>

using namespace Qt::StringLiterals;

namespace {

using OpenNumber = std::pair<quint64, quint64>; // device and inode
using OpenBlobs = QHash<OpenNumber, std::pair<QByteArray, QByteArray>>;

OpenBlobs blobsOf(const DeletePlan &plan)
{
    using Kind = DeletePlan::Step::Kind;
    OpenBlobs all;
    for (const DeletePlan::Step &step : plan.steps) {
        if (step.inode != 0 && step.kind != Kind::Shared)
            all[{step.device, step.inode}] = {step.repo, step.path};
        if (step.kind != Kind::Repo && step.kind != Kind::Snapshot)
            continue;
        for (const CacheRepoPtr &repo : plan.seen)
            for (const CacheBlob &blob : repo->blobs)
                if (repo->folder == step.repo && blob.inode != 0
                    && blob.kind != CacheBlob::Kind::Elsewhere
                    && (step.kind == Kind::Repo || blob.name.startsWith(step.path + '/')))
                    all[{blob.device, blob.inode}] = {repo->folder, blob.name};
    }
    return all;
}

void openFilesOf(const QString &process, QSet<OpenNumber> &all)
{
    const QDir files("/proc/"_L1 + process + "/fd"_L1);
    for (const QString &fd : files.entryList(QDir::Files | QDir::System)) {
        struct stat s;
        if (stat(QFile::encodeName(files.filePath(fd)).constData(), &s) == 0)
            all << OpenNumber(s.st_dev, s.st_ino);
    }
}

// Line of /proc/*/maps: "7f00-7f01 r--p 00000000 08:01 131 /path", device in hex.
void mappedFilesOf(const QString &process, QSet<OpenNumber> &all)
{
    QFile maps("/proc/"_L1 + process + "/maps"_L1);
    if (!maps.open(QIODevice::ReadOnly))
        return;
    const QList<QByteArray> lines = maps.readAll().split('\n');
    for (const QByteArray &line : lines) {
        const QList<QByteArray> words = line.simplified().split(' ');
        const QList<QByteArray> device
            = words.size() > 5 ? words.at(3).split(':') : QList<QByteArray>();
        if (device.size() == 2)
            all << OpenNumber(
                makedev(device.at(0).toUInt(nullptr, 16), device.at(1).toUInt(nullptr, 16)),
                words.at(4).toULongLong());
    }
}

} // namespace

QList<InUse> InUse::of(const DeletePlan &plan)
{
    QList<InUse> all;
    const OpenBlobs blobs = blobsOf(plan);
    const QString own = QString::number(QCoreApplication::applicationPid());
    const QStringList processes
        = blobs.isEmpty() ? QStringList() : QDir(u"/proc"_s).entryList(QDir::Dirs);
    for (const QString &process : processes) {
        if (process == own || !process.at(0).isDigit())
            continue;
        QSet<OpenNumber> files;
        openFilesOf(process, files);
        mappedFilesOf(process, files);
        QFile name("/proc/"_L1 + process + "/comm"_L1);
        const QString program = name.open(QIODevice::ReadOnly)
            ? SafeText::line(QString::fromLocal8Bit(name.readAll().trimmed()))
            : QString();
        for (const OpenNumber &file : std::as_const(files))
            if (const auto blob = blobs.constFind(file); blob != blobs.cend())
                all << InUse{process.toLongLong(), program, blob->first, blob->second};
    }
    std::ranges::sort(all, {},
                      [](const InUse &i) { return std::tuple(i.process, i.repo, i.blob); });
    return all;
}

QSet<QByteArray> InUse::here(const DeletePlan &plan)
{
    QSet<OpenNumber> files;
    openFilesOf(u"self"_s, files);
    mappedFilesOf(u"self"_s, files);
    const OpenBlobs blobs = blobsOf(plan);
    QSet<QByteArray> repos;
    for (const OpenNumber &file : std::as_const(files))
        if (const auto blob = blobs.constFind(file); blob != blobs.cend())
            repos << blob->first;
    return repos;
}

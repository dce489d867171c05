#include "app/disk/cleanable.h"

#include "app/disk/cachelayout.h"
#include "app/disk/directory.h"
#include "app/net/huberror.h"
#include "app/text/format.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kAbandonedAfterMs = qint64(24) * 60 * 60 * 1'000;
constexpr qint64 kWorthAWord = 10'000'000; // bytes
constexpr qsizetype kMostRepos = 3;

} // namespace

Cleanable Cleanable::in(const QString &root)
{
    Cleanable all;
    const auto folder = Directory::open(root);
    if (!folder)
        return all;
    all.device = folder->room().value_or(DiskRoom()).device;
    const qint64 freshSinceNs
        = (QDateTime::currentMSecsSinceEpoch() - kAbandonedAfterMs) * 1'000'000;
    for (const QByteArray &name : folder->names().value_or(QList<QByteArray>())) {
        const auto repo = CacheLayout::repoOf(QString::fromUtf8(name));
        const auto blobs = repo ? folder->child(name + "/blobs") : std::unexpected(ENOENT);
        if (!blobs)
            continue; // or a link: it lies on another disk
        Repo found{.repo = *repo};
        for (const QByteArray &blob : blobs->names().value_or(QList<QByteArray>())) {
            const auto facts = blobs->facts(blob);
            if (!facts || facts->type != EntryFacts::Type::File)
                continue;
            if (!blob.endsWith(".incomplete"))
                found.bytes += facts->size;
            else if (facts->modifiedNs < freshSinceNs)
                all.unfinished += facts->size;
        }
        if (found.bytes >= kWorthAWord)
            all.largest << found;
    }
    std::ranges::sort(all.largest, std::ranges::greater(), &Repo::bytes);
    all.largest = all.largest.first(std::min(all.largest.size(), kMostRepos));
    return all;
}

QString Cleanable::sentence() const
{
    QStringList words;
    for (const Repo &each : largest)
        words << HubError::tr("%1 (%2)", "a repository and its size")
                     .arg(each.repo.id(), Format::size(each.bytes));
    QStringList sentences;
    if (!words.isEmpty())
        sentences << HubError::tr("The largest in the cache: %1.")
                         .arg(QLocale().createSeparatedList(words));
    if (unfinished >= kWorthAWord)
        sentences << HubError::tr("Downloads that nobody finished take %1.")
                         .arg(Format::size(unfinished));
    return sentences.join(u' ');
}

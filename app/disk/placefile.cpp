#include "app/disk/placefile.h"

#include "app/disk/contenthash.h"
#include "app/disk/diskerror.h"
#include "app/text/format.h"

#include <QFileInfo>

#include <cerrno>

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kPlaceStep = 1 << 20; // bytes
constexpr qsizetype kShownHash = 12; // digits; enough to tell two apart

struct PlaceWords
{
    Q_DECLARE_TR_FUNCTIONS(PlaceFile)
};

HubError placeStopped()
{
    return {.kind = HubError::Kind::Cancelled,
            .message = PlaceWords::tr("Stopped. Nothing was changed."),
            .detail = {},
            .requestId = {}};
}

HubError anotherFile(const FileSpec &file, const QByteArray &found)
{
    const auto begin = [](const QByteArray &hash) {
        return QString::fromLatin1(hash.first(qMin(kShownHash, hash.size())));
    };
    return HubError::badInput(
        PlaceWords::tr("It is another file: its hash begins with %1, the Hub's with %2. Nothing "
                       "was changed.")
            .arg(begin(found), begin(file.blob)));
}

// Reads all of source and hashes it; what is read also goes to copy, if there is one.
Result<QByteArray> hashOf(const FileDescriptor &source, const FileSpec &file, const QString &name,
                          const FileDescriptor *copy, qint64 before, const PlaceProgress &goOn)
{
    ContentHash hash(file.blob, file.size);
    QByteArray buffer(kPlaceStep, Qt::Uninitialized);
    for (qint64 at = 0; at < file.size;) {
        if (!goOn(before + at))
            return std::unexpected(placeStopped());
        const auto n = readAt(source, buffer.data(), qMin(kPlaceStep, file.size - at), at);
        if (!n || *n == 0)
            return std::unexpected(diskError(n ? EIO : n.error(), name));
        const QByteArrayView bytes = QByteArrayView(buffer).first(*n);
        hash.add(bytes);
        if (copy)
            if (const auto written = writeAt(*copy, bytes.data(), *n, at); !written)
                return std::unexpected(diskError(written.error(), name));
        at += *n;
    }
    return hash.result();
}

Result<FileDescriptor> openSource(const PlaceTask &task)
{
    // A link is the user's own choice.
    const QFileInfo info(QFileInfo(task.source).canonicalFilePath());
    auto file = Directory::open(info.path()).and_then([&info](const Directory &folder) {
        return folder.openFile(info.fileName().toUtf8());
    });
    if (!file)
        return std::unexpected(diskError(file.error(), task.source));
    const auto facts = factsOf(*file);
    if (!facts)
        return std::unexpected(diskError(facts.error(), task.source));
    if (facts->size != task.file.size)
        return std::unexpected(HubError::badInput(
            PlaceWords::tr("It is another file: it has %1 bytes, the Hub's has %2. Nothing was "
                           "changed.")
                .arg(Format::exactCount(facts->size), Format::exactCount(task.file.size))));
    return std::move(*file);
}

Result<Prepared> prepareToPlace(const Destination &destination, const FileSpec &file)
{
    auto prepared = destination.prepare(file, {});
    if (!prepared || prepared->state != Prepared::State::Unchecked)
        return prepared;
    // Somebody's content with the right name: it counts only when it is right.
    const auto found = ContentHash::ofFile(prepared->part->file(), file.blob, file.size);
    if (found == file.blob)
        return prepared;
    prepared->part.reset(); // and its lock
    return destination.prepare(file, {.distrust = true, .kept = {}, .leaving = {}});
}

} // namespace

Result<QString> placeFile(const Destination &destination, const PlaceTask &task,
                          const PlaceProgress &goOn)
{
    const FileSpec &file = task.file;
    const auto source = openSource(task);
    if (!source)
        return std::unexpected(source.error());
    const auto hash = hashOf(*source, file, task.source, nullptr, 0, goOn);
    if (!hash)
        return std::unexpected(hash.error());
    if (*hash != file.blob)
        return std::unexpected(anotherFile(file, *hash));
    const auto prepared = prepareToPlace(destination, file);
    if (!prepared)
        return std::unexpected(prepared.error());
    QString where = prepared->localPath;
    if (prepared->state == Prepared::State::Busy)
        return std::unexpected(HubError::disk(PlaceWords::tr(
            "Another program downloads this file right now. Try again when it is done.")));
    if (prepared->state == Prepared::State::Ready) {
        if (const auto room = prepared->part->room(); room && room->usable() < file.size)
            return std::unexpected(noSpaceError(file.size, *room, destination.name()));
        const auto copied
            = hashOf(*source, file, task.source, &prepared->part->file(), file.size, goOn);
        if (!copied)
            return std::unexpected(copied.error());
        if (*copied != file.blob) // somebody writes to it
            return std::unexpected(anotherFile(file, *copied));
    }
    if (prepared->state != Prepared::State::Present) {
        const auto published = destination.publish(file, prepared->part);
        if (!published)
            return std::unexpected(published.error().error);
        where = *published;
    }
    // Only what the name leads to is missing now; the file itself is there.
    (void)destination.finish(file.repo, task.revision, file.commit);
    return where;
}

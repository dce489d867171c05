#include "app/disk/folderstore.h"

#include "app/disk/cachelayout.h"
#include "app/disk/contenthash.h"
#include "app/disk/diskerror.h"
#include "app/disk/treefile.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QFileInfo>

#include <cerrno>
#include <functional>

using namespace Qt::StringLiterals;

struct FolderStore::Places
{
    Directory target; // the folder that holds the file
    QByteArray entry;
    Directory notes; // .cache/huggingface/download/...
};

// What .metadata says of a file: three lines.
struct FolderStore::DownloadNote
{
    QByteArray commit;
    QByteArray blob;
    double seconds = 0; // since 1970, when it was true
};

namespace {

constexpr qint64 kMaxNote = 4'096; // bytes; a good one has about 130
constexpr qint64 kMaxFolderTree = qint64(256) << 20;

DiskResult<void> writeNote(const Directory &notes, const QByteArray &entry, const FileSpec &file)
{
    const QByteArray now
        = QByteArray::number(double(QDateTime::currentMSecsSinceEpoch()) / 1'000, 'f', 6);
    return notes.replaceFile(entry + ".metadata",
                             file.commit.toLatin1() + '\n' + file.blob + '\n' + now + '\n');
}

DiskResult<Directory> openBookkeeping(const Directory &folder, bool create)
{
    auto own = create ? folder.makeChild(".cache/huggingface") : folder.child(".cache/huggingface");
    if (own && create) {
        if (!own->exists(CacheLayout::kTagName))
            (void)own->replaceFile(CacheLayout::kTagName, CacheLayout::kTagContent);
        if (!own->exists(".gitignore"))
            (void)own->replaceFile(".gitignore", "*");
    }
    return own;
}

HubError standsInTheWay(const FileSpec &file, const QString &where)
{
    return HubError::disk(
        HubError::tr("There is already something else called %1 in this folder. Move it away, or "
                     "choose another folder.")
            .arg(file.path.text()),
        where);
}

bool isStopped(const DiskWork *work)
{
    return work && work->stops;
}

HubError stoppedOnDisk()
{
    return {.kind = HubError::Kind::Cancelled,
            .message = HubError::tr("Stopped before the file was there."),
            .detail = {},
            .requestId = {}};
}

constexpr qint64 kDiskWorkStep = 1 << 20; // bytes, between two looks whether to stop

// Reads all of a content and hands it on, step by step. EINTR: it was stopped.
DiskResult<void> readInSteps(const FileDescriptor &file, qint64 size, DiskWork *work,
                             const std::function<DiskResult<void>(QByteArrayView, qint64)> &take)
{
    QByteArray buffer(qMin(size, kDiskWorkStep), Qt::Uninitialized);
    if (work)
        work->read = 0;
    for (qint64 at = 0; at < size;) {
        if (isStopped(work))
            return std::unexpected(EINTR);
        const auto n = readAt(file, buffer.data(), qMin(kDiskWorkStep, size - at), at);
        if (!n || *n == 0)
            return std::unexpected(n ? EIO : n.error());
        if (auto taken = take(QByteArrayView(buffer).first(*n), at); !taken)
            return taken;
        at += *n;
        if (work)
            work->read = at;
    }
    return {};
}

} // namespace

FolderStore::FolderStore(std::shared_ptr<RootFolder> folder, CacheStore cache)
    : m_folder(std::move(folder))
    , m_cache(std::move(cache))
{ }

std::optional<FolderStore::DownloadNote> FolderStore::readNote(const Directory &notes,
                                                               const QByteArray &entry)
{
    const auto text = notes.readFile(entry + ".metadata", kMaxNote);
    const QList<QByteArray> lines = text.value_or(QByteArray()).split('\n');
    if (lines.size() < 3)
        return {};
    bool ok = false;
    DownloadNote note{lines.at(0).trimmed(), lines.at(1).trimmed(),
                      lines.at(2).trimmed().toDouble(&ok)};
    return ok ? std::optional(note) : std::nullopt;
}

DiskResult<FolderStore::Places> FolderStore::placesFor(const FileSpec &file, bool create) const
{
    const QByteArray path = file.path.text().toUtf8();
    const QByteArray parent = CacheLayout::folderOf(path);
    const auto open = [create](const Directory &at, const QByteArray &relative) {
        return create ? at.makeChild(relative) : at.child(relative);
    };
    const auto root = create ? m_folder->make() : m_folder->open();
    if (!root)
        return std::unexpected(root.error());
    auto target = open(*root, parent);
    if (!target)
        return std::unexpected(target.error());
    auto notes = openBookkeeping(*root, create).and_then([&](const Directory &own) {
        return open(own, "download" + QByteArray(parent.isEmpty() ? "" : "/") + parent);
    });
    if (!notes && create)
        return std::unexpected(notes.error());
    return Places{std::move(*target), CacheLayout::nameOf(path),
                  notes ? std::move(*notes) : Directory()};
}

// What stands under the file's name. Reads the whole file when nothing else can tell.
FolderStore::Standing FolderStore::standingOf(const Places &p, const FileSpec &file, DiskWork *work)
{
    const auto facts = p.target.facts(p.entry);
    if (!facts)
        return Standing::Absent;
    if (facts->type != EntryFacts::Type::File)
        return Standing::Foreign;
    auto note = p.notes.isOpen() ? readNote(p.notes, p.entry) : std::nullopt;
    if (note && double(facts->modifiedNs) / 1e9 - 1 > note->seconds)
        note.reset(); // changed since
    if (note && note->blob == file.blob)
        return facts->size == file.size ? Standing::Same : Standing::Older;
    if (note)
        return Standing::Older;
    if (facts->size != file.size)
        return Standing::Foreign;
    ContentHash hash(file.blob, file.size);
    const auto done = p.target.openFile(p.entry).and_then([&](const FileDescriptor &open) {
        return readInSteps(open, file.size, work, [&hash](QByteArrayView bytes, qint64) {
            hash.add(bytes);
            return DiskResult<void>();
        });
    });
    return done && hash.result() == file.blob ? Standing::Same : Standing::Foreign;
}

std::optional<QString> FolderStore::present(const FileSpec &file) const
{
    const auto note = noteInForce(file);
    return note && note->commit == file.commit.toLatin1() ? std::optional(localPath(file))
                                                          : std::nullopt;
}

// Also as another commit left it.
bool FolderStore::hasContent(const FileSpec &file) const
{
    const auto note = noteInForce(file);
    return note && note->blob == file.blob;
}

// What was noted of the file, if it has not been changed since.
std::optional<FolderStore::DownloadNote> FolderStore::noteInForce(const FileSpec &file) const
{
    const auto p = placesFor(file, false);
    const auto note = p && p->notes.isOpen() ? readNote(p->notes, p->entry) : std::nullopt;
    const auto facts = note ? p->target.facts(p->entry) : std::unexpected(ENOENT);
    const bool same = facts && facts->type == EntryFacts::Type::File
        && (file.size < 0 || facts->size == file.size)
        && double(facts->modifiedNs) / 1e9 - 1 <= note->seconds;
    return same ? note : std::nullopt;
}

// The name is Python's, so that its tools know what it is.
PartFile::Wanted FolderStore::wantedFor(const Places &p, const FileSpec &file,
                                        std::shared_ptr<const std::atomic_bool> leaving)
{
    const QByteArray name
        = QCryptographicHash::hash(p.entry + ".metadata", QCryptographicHash::Sha1)
              .toBase64(QByteArray::Base64UrlEncoding);
    return {.stem = name + '.' + file.blob,
            .size = file.size,
            .leaving = std::move(leaving),
            .lockFolder = p.notes.path(),
            .lockName = p.entry + ".lock"};
}

std::shared_ptr<KeptPart> FolderStore::left(const FileSpec &file,
                                            std::shared_ptr<const std::atomic_bool> leaving) const
{
    const auto p = placesFor(file, false);
    return p && p->notes.isOpen() && !file.blob.isEmpty()
        ? PartFile::left(p->notes, wantedFor(*p, file, std::move(leaving)))
        : nullptr;
}

Result<Prepared> FolderStore::prepare(const FileSpec &file, const Attempt &attempt) const
{
    using State = Prepared::State;
    auto p = placesFor(file, true);
    if (!p)
        return std::unexpected(diskError(p.error(), localPath(file)));
    FileLock lock = FileLock::tryLock(p->notes, p->entry + ".lock");
    if (lock.state() == FileLock::State::Busy && !attempt.force)
        return Prepared{.state = State::Busy, .holder = lock.holder()};
    PartFile::Wanted wanted = wantedFor(*p, file, attempt.leaving);
    wanted.kept = attempt.kept;
    wanted.borrows = attempt.borrows;
    const Standing standing = standingOf(*p, file, attempt.work.get());
    if (isStopped(attempt.work.get()))
        return std::unexpected(stoppedOnDisk());
    switch (standing) {
    case Standing::Same:
        PartFile::forget(p->notes, wanted.stem);
        return orDiskError(writeNote(p->notes, p->entry, file), localPath(file)).transform([&] {
            return Prepared{.state = State::Present, .localPath = localPath(file)};
        });
    case Standing::Foreign: return std::unexpected(standsInTheWay(file, localPath(file)));
    case Standing::Absent:
    case Standing::Older: break;
    }
    auto part = PartFile::create(std::move(p->notes), wanted, std::move(lock));
    if (!part)
        return std::unexpected(diskError(part.error(), localPath(file)));
    if (const auto cached = m_cache.present(file))
        return copyFromCache(*cached, file, *part, attempt.work.get());
    return Prepared{.state = State::Ready, .part = *part, .ranges = (*part)->rangesAtFirst()};
}

// A copy with the wrong content is thrown away and the file is downloaded instead.
Result<Prepared> FolderStore::copyFromCache(const QString &cached, const FileSpec &file,
                                            const std::shared_ptr<PartFile> &part,
                                            DiskWork *work) const
{
    const qint64 needed = file.size - lengthOf(part->rangesAtFirst());
    if (const auto room = part->room(); room && room->usable() < needed)
        return std::unexpected(noSpaceError(needed, *room, name()));
    const QFileInfo source(QFileInfo(cached).canonicalFilePath());
    ContentHash hash(file.blob, file.size);
    const auto copied
        = Directory::open(source.path())
              .and_then([&source](const Directory &folder) {
                  return folder.openFile(source.fileName().toUtf8());
              })
              .and_then([&](const FileDescriptor &open) {
                  return readInSteps(open, file.size, work, [&](QByteArrayView bytes, qint64 at) {
                      hash.add(bytes);
                      return writeAt(part->file(), bytes.data(), bytes.size(), at);
                  });
              });
    if (!copied && copied.error() == EINTR)
        return std::unexpected(stoppedOnDisk());
    if (!copied && isNoSpace(copied.error()))
        return std::unexpected(diskError(copied.error(), name()));
    if (copied && hash.result() == file.blob)
        return publish(file, part)
            .transform([](const QString &path) {
                return Prepared{.state = Prepared::State::Present, .localPath = path};
            })
            .transform_error([](const PublishFailure &failure) { return failure.error; });
    return orDiskError(truncateFile(part->file(), 0), name()).transform([&part] {
        return Prepared{.state = Prepared::State::Ready, .part = part};
    });
}

std::expected<QString, PublishFailure>
FolderStore::publish(const FileSpec &file, const std::shared_ptr<PartFile> &part) const
{
    const auto failed
        = [where = localPath(file)](int error) { return publishFailureOf(error, where); };
    const auto p = placesFor(file, true);
    if (!p)
        return std::unexpected(failed(p.error()));
    DiskResult<void> done = part->check(file.size).and_then([&] { return part->makeDurable(); });
    if (done) {
        const Standing standing = standingOf(*p, file, nullptr); // again: it took its time
        if (standing == Standing::Foreign)
            return std::unexpected(PublishFailure{standsInTheWay(file, localPath(file))});
        done = standing == Standing::Absent ? part->renameNew(p->target, p->entry)
                                            : part->replace(p->target, p->entry);
    }
    done = done.and_then([&] { return p->target.sync(); }).and_then([&] {
        return writeNote(p->notes, p->entry, file);
    });
    return done.transform([&] { return localPath(file); }).transform_error(failed);
}

std::optional<QList<TreeEntry>> FolderStore::tree(const RepoId &, const QString &commit) const
{
    const auto trees = m_folder->open().and_then(
        [](const Directory &d) { return d.child(".cache/huggingface/trees"); });
    const auto json = trees ? trees->readFile(commit.toLatin1() + ".json", kMaxFolderTree)
                            : std::unexpected(ENOENT);
    return json ? parseTreeFile(*json) : std::nullopt;
}

void FolderStore::keepTree(const RepoId &, const QString &commit,
                           const QList<TreeEntry> &entries) const
{
    const QByteArray json = treeFileOf(entries);
    if (json.isEmpty() || !isSha1Hex(commit))
        return;
    (void)m_folder->make()
        .and_then([](const Directory &folder) { return openBookkeeping(folder, true); })
        .and_then([](const Directory &own) { return own.makeChild("trees"); })
        .and_then([&](const Directory &trees) {
            return trees.replaceFile(commit.toLatin1() + ".json", json);
        });
}

QString FolderStore::knownCommit(const RepoId &repo, const Revision &revision) const
{
    return m_cache.knownCommit(repo, revision);
}

Result<DiskRoom> FolderStore::room() const
{
    return orDiskError(m_folder->make().and_then([](const Directory &d) { return d.room(); }),
                       name());
}

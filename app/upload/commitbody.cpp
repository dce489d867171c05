#include "app/upload/commitbody.h"

#include "app/disk/contenthash.h"
#include "app/disk/diskerror.h"
#include "app/upload/uploadsource_linux.h"
#include "app/upload/uploadwire.h"

#include <algorithm>

namespace {

constexpr qint64 kLineRoom = 256; // bytes of a line beside content and path

DiskResult<std::optional<QByteArray>> contentOf(const CommitPart::File &f)
{
    if (f.content)
        return f.content;
    const UploadFile &file = f.file;
    const auto open = openSource(file.local);
    if (!open)
        return std::unexpected(open.error());
    if (!isAsHashed(*open, file))
        return std::nullopt;
    QByteArray content(file.size, Qt::Uninitialized);
    const auto n = readAt(*open, content.data(), content.size(), 0);
    if (!n)
        return std::unexpected(n.error());
    const bool same = *n == content.size() && ContentHash::ofGit(content) == file.gitOid;
    return same ? std::optional(content) : std::nullopt;
}

qint64 roomFor(const CommitPart &part)
{
    qint64 all = 0;
    for (const CommitPart::File &file : part.files)
        all += kLineRoom + file.file.path.text().size() + file.inside() * 4 / 3;
    return all;
}

} // namespace

CommitLines CommitLines::of(const CommitPart &part)
{
    CommitLines lines;
    lines.bytes.reserve(roomFor(part));
    for (const RepoPath &path : part.deletedFiles)
        lines.bytes += UploadWire::commitDeletedFile(path);
    for (const QByteArray &path : part.deletedFolders)
        lines.bytes += UploadWire::commitDeletedFolder(path);
    for (const CommitPart::File &f : part.files) {
        if (f.large) {
            lines.bytes += UploadWire::commitLargeFile(f.file.path, {f.file.sha256, f.file.size});
            continue;
        }
        const auto content = contentOf(f);
        if (!content)
            lines.failed.emplaceBack(f.item,
                                     diskError(content.error(), QString::fromUtf8(f.file.local)));
        else if (!*content)
            lines.changed << f.item;
        else
            lines.bytes += UploadWire::commitFile(f.file.path, **content);
    }
    return lines;
}

Exchange::Sent CommitLines::sent(const QByteArray &header, const QByteArray &lines)
{
    return {.size = header.size() + lines.size(),
            .read = [header, lines](char *to, qint64 max, qint64 from) -> qint64 {
                const bool first = from < header.size();
                const QByteArrayView rest = QByteArrayView(first ? header : lines)
                                                .sliced(first ? from : from - header.size());
                const qint64 n = qMin<qint64>(max, rest.size());
                std::copy_n(rest.begin(), n, to);
                return n;
            }};
}

#pragma once

#include "app/disk/byterange.h"
#include "app/disk/directory.h"
#include "app/disk/hashmarks.h"

#include <optional>

// Which bytes of a partial file were written, in two small files beside it, so that a later start
// of the program goes on with them. What was only written holds while the system runs and stands in
// a file of its own: a rename may survive a failing power without what was renamed. What was made
// durable holds always. Who believes it still checks the whole content by its hash. Pool threads.
namespace PartJournal {

struct Entry
{
    quint64 inode = 0; // of the part
    qint64 size = 0; // bytes of the whole content
    ByteRanges ranges;
    HashMarks marks;
};

struct Left
{
    ByteRanges ranges; // that can be gone on with
    HashMarks marks;

    bool operator==(const Left &) const = default;
};

// Complete or not at all, when the program is killed. durable: the bytes are, and this gets it,
// too.
DiskResult<void> write(const Directory &folder, const QByteArray &part, const Entry &entry,
                       bool durable);
// What is left of it: name, size and the number that the disk knows the file by have to agree, the
// last one where it lasts. Nothing when there is no journal, when it is of another version or of a
// content of another size, or when it contradicts itself. None when it is about another file, which
// somebody replaced by this one.
std::optional<Left> read(const Directory &folder, const QByteArray &part, quint64 inode,
                         qint64 size);
void remove(const Directory &folder, const QByteArray &part);

} // namespace PartJournal

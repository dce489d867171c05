#include "app/cache/treeremoval.h"

#include <cerrno>

namespace {

// Empties a folder of the box; folders in it become names of the box, so that depth costs nothing.
DiskResult<void> empty(const Directory &box, const QByteArray &name, QList<QByteArray> &rest)
{
    const auto folder = box.child(name);
    if (!folder)
        return std::unexpected(folder.error());
    const auto names = folder->names();
    if (!names)
        return std::unexpected(names.error());
    (void)folder->letMeWrite(); // it is ours, whatever it was for
    DiskResult<void> done;
    for (const QByteArray &each : *names) {
        const auto facts = folder->facts(each);
        const QByteArray up = uniqueName("d", "folder");
        const bool isFolder = facts && facts->type == EntryFacts::Type::Folder;
        if (isFolder) // a folder that may not be written to may not be moved either
            (void)folder->child(each).and_then(
                [](const Directory &below) { return below.letMeWrite(); });
        const auto gone = isFolder ? folder->renameNew(each, box, up) : folder->remove(each);
        if (!gone && gone.error() != ENOENT)
            done = gone;
        else if (gone && isFolder)
            rest << up;
    }
    return done;
}

} // namespace

QList<QByteArray> TreeRemoval::removeAll(const Directory &box, QList<QByteArray> names,
                                         const std::function<bool()> &isStopped)
{
    QList<QByteArray> failed;
    while (!names.isEmpty() && !(isStopped && isStopped())) {
        const QByteArray name = names.takeLast();
        const auto facts = box.facts(name);
        if (!facts)
            continue;
        const auto done = facts->type == EntryFacts::Type::Folder
            ? empty(box, name, names).and_then([&] { return box.removeFolder(name); })
            : box.remove(name);
        if (!done)
            failed << name;
    }
    return failed;
}

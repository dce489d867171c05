#include "app/upload/repochange.h"

#include <algorithm>

namespace {

// Those of a sorted list that lie in a folder.
auto filesIn(const QString &folder, const QStringList &files)
{
    const QString below = folder + u'/';
    const auto first = std::ranges::lower_bound(files, below);
    const auto end = std::find_if_not(first, files.cend(),
                                      [&](const QString &file) { return file.startsWith(below); });
    return std::ranges::subrange(first, end);
}

} // namespace

QStringList RepoChange::touched() const
{
    QStringList paths;
    for (const Write &write : writes)
        paths << write.path.text();
    for (const Copy &copy : copies)
        paths << copy.path.text();
    for (const RepoPath &path : deletedFiles + deletedFolders)
        paths << path.text();
    return paths;
}

RepoChange RepoChange::undone(const QByteArray &made, const QStringList &files) const
{
    RepoChange undo{.repo = repo, .revision = revision, .parent = made, .source = parent};
    const auto putBack = [&undo](const QString &file) {
        if (const auto path = RepoPath::parse(file))
            undo.copies << Copy{*path, *path};
    };
    for (const QString &path : touched()) {
        const auto below = filesIn(path, files);
        if (std::ranges::binary_search(files, path))
            putBack(path);
        else if (below.empty())
            undo.deletedFiles << *RepoPath::parse(path);
        std::ranges::for_each(below, putBack);
    }
    return undo;
}

void RepoChange::move(const RepoPath &from, const RepoPath &to, const QStringList &files)
{
    const auto below = filesIn(from.text(), files);
    for (const QString &file : below) {
        const auto old = RepoPath::parse(file);
        const auto path = RepoPath::parse(to.text() + file.sliced(from.text().size()));
        if (old && path)
            copies << Copy{*path, *old};
    }
    if (!below.empty()) {
        deletedFolders << from;
    } else {
        copies << Copy{to, from};
        deletedFiles << from;
    }
}

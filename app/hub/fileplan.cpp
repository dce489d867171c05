#include "app/hub/fileplan.h"

#include "app/text/wildcard.h"

#include <algorithm>

void FilePlan::Tally::add(const RepoFile &file, bool isHere, bool isSettled)
{
    const qint64 size = std::max<qint64>(file.size, 0);
    ++taken;
    bytes += size;
    unsized += file.size < 0 && !isHere ? 1 : 0;
    here += isHere ? 1 : 0;
    hereBytes += isHere ? size : 0;
    needed += isSettled ? 0 : size;
}

FilePlan FilePlan::of(const FileFolders &folders, const Choice &choice, const Disk &disk)
{
    PatternList allow(choice.allow);
    PatternList ignore(choice.ignore);
    FilePlan plan;
    plan.m_disk = disk;
    plan.m_rows.resize(folders.files.size());
    for (qint32 i = 0; i < folders.files.size(); ++i) {
        const QList<uint> path = Wildcard::prepared(folders.files.at(i).path);
        const bool isAllowed = allow.firstMatch(path) >= 0 || allow.isEmpty();
        Row &row = plan.m_rows[i];
        row.pattern = static_cast<qint16>(ignore.firstMatch(path));
        row.verdict = row.pattern >= 0 ? Verdict::Ignored
            : isAllowed                ? Verdict::Taken
                                       : Verdict::NotAllowed;
        if (const auto tick = choice.byHand.constFind(i);
            tick != choice.byHand.cend() && *tick != row.isTaken())
            row.verdict = *tick ? Verdict::TakenByHand : Verdict::LeftByHand;
    }
    plan.m_idle = allow.idle() + ignore.idle();
    plan.m_tallies.resize(folders.nodes.size());
    for (const FileFolders::Node &leaf : folders.nodes) {
        if (leaf.isFolder())
            continue;
        const bool isTaken = plan.m_rows.at(leaf.file).isTaken();
        for (qint32 at = leaf.parent; at >= 0; at = folders.nodes.at(at).parent) {
            ++plan.m_tallies[at].files;
            if (isTaken)
                plan.m_tallies[at].add(folders.files.at(leaf.file), plan.isHere(leaf.file),
                                       isSet(disk.settled, leaf.file));
        }
    }
    return plan;
}

QStringList FilePlan::takenPaths(const FileFolders &folders) const
{
    QStringList paths;
    for (qint32 i = 0; i < m_rows.size(); ++i)
        if (m_rows.at(i).isTaken())
            paths << folders.files.at(i).path;
    return paths;
}

#pragma once

#include "app/cache/cacheledger.h"

// The last scan in a file, so that the next start of the program shows it while it looks again.
// Nothing depends on it: a file that is missing, broken or of another version is none. May block
// on the disk: not for the GUI thread.
namespace ScanMemory {

void write(const QString &file, const CacheParts &parts);
// What is still so by the times of its folders; nothing when the file is about another root.
std::optional<CacheParts> read(const QString &file, const QString &root);
bool hadRepos(const QString &file, const QString &root); // whether they are there or not

} // namespace ScanMemory

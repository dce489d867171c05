#pragma once

#include <QString>

// A cache on the disk as people have one: old revisions, unfinished downloads, copies, what is
// broken, and what other programs have beside it. About 60 MB, which stand for a thousand times as
// much. root is "hub" in a folder of a home.
void makeSampleCache(const QString &root, const QString &xet);

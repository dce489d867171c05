#pragma once

#include "app/cache/cachescan.h"

#include <QString>

// What a problem of the cache is, in one translated sentence, and one that says what mends it. Both
// are plain text; names in them are safe to show.
QString problemTitle(const CacheProblem &problem);
QString problemAdvice(const CacheProblem &problem);
// The Python client leaves the whole repository out of its lists for it.
bool hidesFromPython(CacheProblem::Kind kind);

#pragma once

#include <QString>
#include <QStringList>

// What must hold of a cache after anything at all, even after a kill: V1 to V3, V6 and V7 of the
// catalogue, judged without any code of ours but the reader of listings. Each breach as one line;
// empty when all is well. V4, V5, V8 and V9 are TransferBench's.
namespace CacheCheck {

enum class Temporaries {
    Forbidden,
    OfNotes, // what a kill between two system calls leaves of files of a few bytes
    Allowed
};

QStringList breaches(const QString &root, Temporaries temporaries = Temporaries::Forbidden);

// What the blob is called: lower-case hex of git's SHA-1 or of SHA-256. Empty: cannot be read.
QByteArray contentName(const QString &path, bool git);

} // namespace CacheCheck

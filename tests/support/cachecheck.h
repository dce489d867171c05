#pragma once

#include <QString>
#include <QStringList>

// What must hold of a cache after anything at all, even after a kill (V1, V2, V3, V6 of the
// catalogue): each breach as one line; empty when all is well.
namespace CacheCheck {

enum class Temporaries { Forbidden, Allowed };

QStringList breaches(const QString &root, Temporaries temporaries = Temporaries::Forbidden);

} // namespace CacheCheck

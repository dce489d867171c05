#pragma once

#include "app/net/huberror.h"

// Writes all of it or leaves what was there. Blocking; path: absolute.
Result<void> writeWholeFile(const QString &path, const QByteArray &content);

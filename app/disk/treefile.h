#pragma once

#include "app/hub/types.h"

#include <optional>

// The listing of a commit as clients keep it in trees/<commit>.json; a commit never changes, so
// neither does its listing. Source: hub-api 24.8. Pure.

// Byte for byte what the Python client writes for the same files. Folders are left out.
// Empty when a Xet hash is not 64 hex: such a listing is not kept.
QByteArray treeFileOf(const QList<TreeEntry> &entries);
// None: another version, or broken.
std::optional<QList<TreeEntry>> parseTreeFile(const QByteArray &json);

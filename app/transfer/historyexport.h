#pragma once

#include "app/transfer/historyentry.h"

#include <QByteArray>

// Receipts for other programs. Pure.
namespace HistoryExport {

// One document with all of the entries and their receipts; members say their unit.
QByteArray json(const QList<std::pair<HistoryEntry, QList<Receipt>>> &entries);
// What `sha256sum -c` reads, from the folder above the files; files without a known SHA-256 are
// named in comments.
QByteArray sha256Sums(const QList<std::pair<HistoryEntry, QList<Receipt>>> &entries);
QString text(const HistoryEntry &entry, const Receipt &receipt); // a few lines, for the clipboard

} // namespace HistoryExport

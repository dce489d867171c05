#pragma once

#include "app/preview/filekind.h"

// Parquet and Arrow files are not read yet, but their ends tell whether they are whole.

constexpr qint64 kColumnarEnd = 12; // bytes at the end of a file that columnarFinding() looks at

// One translated sentence. kind: Parquet or Arrow; first: at least eight bytes of the beginning,
// last: the last kColumnarEnd bytes, each less when the file is smaller; fileSize in bytes. Nothing
// is believed that the size contradicts (reliability P05). Pure.
QString columnarFinding(FileKind kind, QByteArrayView first, QByteArrayView last, qint64 fileSize);

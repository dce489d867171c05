#pragma once

#include <QByteArray>

// As a gzip file (RFC 1952).
QByteArray gzipped(const QByteArray &bytes);

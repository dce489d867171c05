#pragma once

#include <QByteArray>
#include <QString>

// How the bytes of a text stand for characters, told by its beginning.
enum class TextEncoding {
    Utf8,
    Utf16, // with a byte order mark, of either order
    Latin1, // text, but not UTF-8
    Binary, // not text
};

// firstBytes: some kB from the beginning; a character cut at their end does no harm.
TextEncoding detectEncoding(QByteArrayView firstBytes);
QString encodingName(TextEncoding encoding); // "UTF-8"
// The whole text as UTF-8 without a byte order mark; broken characters become U+FFFD.
QByteArray toUtf8(const QByteArray &bytes, TextEncoding encoding);

#pragma once

#include <QByteArray>
#include <QString>

// What a file is, as far as the way to show it goes. Told by the name, and by the first bytes once
// they are here: a name can lie, and only formats that the bytes confirm are decoded.
enum class FileKind {
    Text, // prose, logs, and anything else that turns out to be text
    Code, // source, YAML, TOML, ...: text with a language
    Markdown,
    Json,
    Csv,
    Tsv,
    JsonLines,
    Notebook,
    Image, // PNG, JPEG, GIF, WebP or BMP
    Safetensors,
    Gguf,
    Drawing, // SVG and other formats that are not decoded
    Audio,
    Video,
    Parquet,
    Arrow, // and Feather
    Pickle, // PyTorch, joblib, NumPy objects: never loaded
    Archive,
    Binary,
};

// path: as in the repository; only its last part counts.
FileKind fileKind(QStringView path);
// firstBytes: some kB from the beginning, or the whole file when it is smaller.
FileKind fileKind(QStringView path, QByteArrayView firstBytes);
// One translated word or two: "JSON", "GGUF", "Image".
QString fileKindName(FileKind kind);

// "png", "jpeg", "gif", "webp", "bmp" as Qt names its readers, by the first bytes; empty for all
// else.
QByteArray imageFormat(QByteArrayView firstBytes);

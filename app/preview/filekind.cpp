#include "app/preview/filekind.h"

#include "app/preview/textencoding.h"

#include <QCoreApplication>
#include <QHash>

using namespace Qt::StringLiterals;

namespace {

struct FileKindText
{
    Q_DECLARE_TR_FUNCTIONS(FileKind)
};

const QHash<QString, FileKind> &kindsBySuffix()
{
    static const QHash<QString, FileKind> table = [] {
        QHash<QString, FileKind> out;
        const auto add = [&out](FileKind kind, const QString &suffixes) {
            for (const QString &suffix : suffixes.split(u' '))
                out.insert(suffix, kind);
        };
        add(FileKind::Markdown, u"md markdown mdx"_s);
        add(FileKind::Json, u"json geojson webmanifest avsc"_s);
        add(FileKind::JsonLines, u"jsonl ndjson"_s);
        add(FileKind::Csv, u"csv"_s);
        add(FileKind::Tsv, u"tsv tab"_s);
        add(FileKind::Notebook, u"ipynb"_s);
        add(FileKind::Image, u"png jpg jpeg gif webp bmp"_s);
        add(FileKind::Drawing, u"svg svgz ico icns tif tiff heic avif pdf xbm xpm ktx psd"_s);
        add(FileKind::Safetensors, u"safetensors"_s);
        add(FileKind::Gguf, u"gguf"_s);
        add(FileKind::Parquet, u"parquet"_s);
        add(FileKind::Arrow, u"arrow feather"_s);
        add(FileKind::Pickle, u"pkl pickle pt pth ckpt joblib bin.index msgpack dill npy npz"_s);
        add(FileKind::Audio, u"wav mp3 flac ogg oga opus m4a aac"_s);
        add(FileKind::Video, u"mp4 webm mkv mov avi m4v"_s);
        add(FileKind::Archive, u"zip tar gz tgz bz2 xz zst 7z rar lz4 nemo mar whl jar"_s);
        add(FileKind::Binary,
            u"onnx tflite h5 keras pb so dll exe dylib db sqlite task mlmodel spm model bin"_s);
        add(FileKind::Code,
            u"py pyi pyx c h cc cpp hpp cu cuh cxx java kt js mjs ts tsx jsx rs go rb php pl lua "
            u"sh bash "
            "zsh fish ps1 sql r jl swift scala m mm html htm css scss xml yaml yml toml ini cfg "
            "conf "
            "cmake dockerfile makefile proto graphql jinja jinja2 j2 tex diff patch vue svelte dart"_s);
        add(FileKind::Text,
            u"txt log rst text vocab merges license tfevents.txt srt vtt gitattributes gitignore"_s);
        return out;
    }();
    return table;
}

bool isZip(QByteArrayView bytes)
{
    return bytes.startsWith("PK\3\4") || bytes.startsWith("PK\5\6");
}

bool isPackedArchive(QByteArrayView bytes)
{
    return isZip(bytes) || bytes.startsWith("\x1F\x8B") || bytes.startsWith("BZh")
        || bytes.startsWith("\xFD"
                            "7zXZ")
        || bytes.startsWith("7z\xBC\xAF") || bytes.startsWith("\x28\xB5\x2F\xFD")
        || bytes.startsWith("Rar!") || (bytes.size() > 262 && bytes.sliced(257, 5) == "ustar");
}

// Pickles since protocol 2 begin with PROTO and its number; older ones look like text.
bool isPickle(QByteArrayView bytes)
{
    return bytes.size() > 2 && bytes.at(0) == '\x80' && bytes.at(1) >= 2 && bytes.at(1) <= 5;
}

bool needsText(FileKind kind)
{
    switch (kind) {
    case FileKind::Text:
    case FileKind::Code:
    case FileKind::Markdown:
    case FileKind::Json:
    case FileKind::Csv:
    case FileKind::Tsv:
    case FileKind::JsonLines:
    case FileKind::Notebook: return true;
    case FileKind::Image:
    case FileKind::Safetensors:
    case FileKind::Gguf:
    case FileKind::Drawing:
    case FileKind::Audio:
    case FileKind::Video:
    case FileKind::Parquet:
    case FileKind::Arrow:
    case FileKind::Pickle:
    case FileKind::Archive:
    case FileKind::Binary: return false;
    }
    return false;
}

} // namespace

FileKind fileKind(QStringView path)
{
    const QString name = path.sliced(path.lastIndexOf(u'/') + 1).toString().toLower();
    const qsizetype dot = name.lastIndexOf(u'.');
    // "Dockerfile" and ".gitattributes" are known by the whole name.
    return kindsBySuffix().value(name.sliced(dot + 1), FileKind::Text);
}

FileKind fileKind(QStringView path, QByteArrayView firstBytes)
{
    const FileKind named = fileKind(path);
    if (firstBytes.isEmpty())
        return named;
    if (!imageFormat(firstBytes).isEmpty())
        return FileKind::Image;
    if (firstBytes.startsWith("GGUF"))
        return FileKind::Gguf;
    if (firstBytes.startsWith("PAR1"))
        return FileKind::Parquet;
    if (firstBytes.startsWith("ARROW1"))
        return FileKind::Arrow;
    // A PyTorch file is a ZIP of pickles: the name says which it is.
    if (isPickle(firstBytes) || (isZip(firstBytes) && named == FileKind::Pickle))
        return FileKind::Pickle;
    if (named == FileKind::Safetensors)
        return named; // its first bytes are a number; the reader says what is wrong
    const bool text = detectEncoding(firstBytes) != TextEncoding::Binary;
    if (needsText(named))
        return text ? named : isPackedArchive(firstBytes) ? FileKind::Archive : FileKind::Binary;
    // A picture, archive or table by name only: text if it is text, such as the pointer of a large
    // file.
    if (text)
        return FileKind::Text;
    if (firstBytes.startsWith("PARE")) // with an encrypted footer
        return FileKind::Parquet;
    switch (named) {
    case FileKind::Image:
    case FileKind::Gguf: return FileKind::Binary;
    case FileKind::Binary: return isPackedArchive(firstBytes) ? FileKind::Archive : named;
    default: return named;
    }
}

QString fileKindName(FileKind kind)
{
    switch (kind) {
    case FileKind::Text: return FileKindText::tr("Text");
    case FileKind::Code: return FileKindText::tr("Source");
    case FileKind::Markdown: return FileKindText::tr("Markdown");
    case FileKind::Json: return FileKindText::tr("JSON");
    case FileKind::Csv: return FileKindText::tr("CSV");
    case FileKind::Tsv: return FileKindText::tr("TSV");
    case FileKind::JsonLines: return FileKindText::tr("JSON Lines");
    case FileKind::Notebook: return FileKindText::tr("Notebook");
    case FileKind::Image: return FileKindText::tr("Image");
    case FileKind::Safetensors: return FileKindText::tr("safetensors");
    case FileKind::Gguf: return FileKindText::tr("GGUF");
    case FileKind::Drawing: return FileKindText::tr("Drawing");
    case FileKind::Audio: return FileKindText::tr("Audio");
    case FileKind::Video: return FileKindText::tr("Video");
    case FileKind::Parquet: return FileKindText::tr("Parquet");
    case FileKind::Arrow: return FileKindText::tr("Arrow");
    case FileKind::Pickle: return FileKindText::tr("Pickle");
    case FileKind::Archive: return FileKindText::tr("Archive");
    case FileKind::Binary: return FileKindText::tr("Binary");
    }
    return {};
}

QByteArray imageFormat(QByteArrayView firstBytes)
{
    if (firstBytes.startsWith("\x89PNG\r\n\x1A\n"))
        return "png";
    if (firstBytes.startsWith("\xFF\xD8\xFF"))
        return "jpeg";
    if (firstBytes.startsWith("GIF87a") || firstBytes.startsWith("GIF89a"))
        return "gif";
    if (firstBytes.size() >= 12 && firstBytes.startsWith("RIFF")
        && firstBytes.sliced(8, 4) == "WEBP")
        return "webp";
    // "BM" alone begins many a text: the size of the second header decides.
    if (firstBytes.size() >= 18 && firstBytes.startsWith("BM")
        && firstBytes.sliced(14, 4) == QByteArrayView("\x28\0\0\0", 4))
        return "bmp";
    return {};
}

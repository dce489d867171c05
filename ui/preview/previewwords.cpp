#include "ui/preview/previewwords.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace {

struct PreviewWords
{
    Q_DECLARE_TR_FUNCTIONS(PreviewWords)
};

} // namespace

QString kindIconName(FileKind kind)
{
    switch (kind) {
    case FileKind::Text:
    case FileKind::Markdown: return u"file-text"_s;
    case FileKind::Code: return u"code"_s;
    case FileKind::Json: return u"braces"_s;
    case FileKind::Csv:
    case FileKind::Tsv:
    case FileKind::JsonLines:
    case FileKind::Parquet:
    case FileKind::Arrow: return u"table"_s;
    case FileKind::Notebook: return u"notebook"_s;
    case FileKind::Image:
    case FileKind::Drawing: return u"image"_s;
    case FileKind::Safetensors:
    case FileKind::Gguf: return u"tensor"_s;
    case FileKind::Audio: return u"audio"_s;
    case FileKind::Video: return u"video"_s;
    case FileKind::Archive: return u"archive"_s;
    case FileKind::Pickle:
    case FileKind::Binary: return u"hex"_s;
    }
    return u"file"_s;
}

QString viewName(PreviewView view)
{
    switch (view) {
    case PreviewView::Text: return PreviewWords::tr("Source");
    case PreviewView::Markdown: return PreviewWords::tr("Rendered");
    case PreviewView::Table: return PreviewWords::tr("Table");
    case PreviewView::Tree: return PreviewWords::tr("Tree");
    case PreviewView::Tensors: return PreviewWords::tr("Tensors");
    case PreviewView::Image: return PreviewWords::tr("Picture");
    case PreviewView::Notebook: return PreviewWords::tr("Notebook");
    case PreviewView::Bytes: return PreviewWords::tr("Bytes");
    }
    return {};
}

QString storageName(const TreeEntry &entry)
{
    switch (entry.storage) {
    case Storage::Git: return {};
    case Storage::Lfs: return PreviewWords::tr("LFS");
    case Storage::Xet: return PreviewWords::tr("Xet");
    }
    return {};
}

QString kindAdvice(FileKind kind)
{
    switch (kind) {
    case FileKind::Pickle:
        return PreviewWords::tr("Files of this kind can run code when a program loads them. It is "
                                "not loaded here: these are its bytes.");
    case FileKind::Parquet:
    case FileKind::Arrow:
        return PreviewWords::tr("The table in this file is not shown yet. Download it to read it "
                                "with pandas or DuckDB; these are its bytes.");
    case FileKind::Audio:
    case FileKind::Video:
        return PreviewWords::tr(
            "Nothing is played here. Download the file to open it; these are its bytes.");
    case FileKind::Drawing:
        return PreviewWords::tr(
            "Drawings of this kind are not rendered, as they can carry code. These are its bytes.");
    case FileKind::Archive:
        return PreviewWords::tr("An archive. Download it to unpack it; these are its bytes.");
    default: return {};
    }
}

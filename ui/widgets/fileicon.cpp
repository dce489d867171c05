#include "ui/widgets/fileicon.h"

#include <QStringList>

#include <array>

using namespace Qt::StringLiterals;

QString fileIcon(const QString &path)
{
    struct Family
    {
        QString icon;
        QStringList endings;
    };
    static const std::array families{
        Family{u"tensor"_s,
               {u".safetensors"_s, u".gguf"_s, u".bin"_s, u".pt"_s, u".pth"_s, u".onnx"_s, u".h5"_s,
                u".ckpt"_s, u".npz"_s, u".npy"_s}},
        Family{u"table"_s, {u".parquet"_s, u".csv"_s, u".tsv"_s, u".jsonl"_s, u".arrow"_s}},
        Family{u"image"_s,
               {u".png"_s, u".jpg"_s, u".jpeg"_s, u".webp"_s, u".gif"_s, u".svg"_s, u".bmp"_s}},
        Family{u"audio"_s, {u".wav"_s, u".mp3"_s, u".flac"_s, u".ogg"_s}},
        Family{u"video"_s, {u".mp4"_s, u".webm"_s, u".mkv"_s}},
        Family{u"archive"_s, {u".zip"_s, u".tar"_s, u".gz"_s, u".zst"_s, u".7z"_s}},
        Family{u"notebook"_s, {u".ipynb"_s}},
    };
    for (const Family &family : families)
        for (const QString &ending : family.endings)
            if (path.endsWith(ending, Qt::CaseInsensitive))
                return family.icon;
    return u"file"_s;
}

#pragma once

#include <QString>
#include <QStringView>

// What a file of a model is by its name: which format of weights, which part of a set. Names are
// all there is to go by, so these are the ones that the common libraries write. Pure.
namespace WeightFiles {

enum class WeightFormat {
    None, // no weights
    Safetensors,
    PyTorch,
    Flax,
    TensorFlow,
    Gguf,
    Onnx,
    OpenVino,
    CoreMl,
    TfLite,
    Rust,
};

WeightFormat formatOf(const QString &path); // an index of shards belongs to its format
QString formatName(WeightFormat format); // "PyTorch"; not translated

// Everything below such a folder is the same model again: "onnx" of "a/onnx/model.onnx". Empty:
// none. parent: "a", where the model itself is.
struct Export
{
    QString folder;
    QString parent;
};
Export exportOf(const QString &path);

// The name without folder, part number, variant and extension: "model" of
// "unet/model.fp16-00001-of-00002.safetensors".
struct Stem
{
    QString base;
    QString variant; // "fp16", "non_ema"; empty: none
};
Stem stemOf(const QString &path);
QString folderOf(const QString &path); // empty for the root
QString nameOf(const QString &path);

bool isTrainingState(const QString &path); // of an optimizer, needed only to go on training
bool isSmallText(const QString &path); // configuration, tokenizer, templates, code and documents

// "Q4_K_M" of "x-Q4_K_M.gguf" and of "x.Q4_K_M-00001-of-00002.gguf"; empty: none. A projector has
// a precision, not a quantisation.
QString quantisationOf(const QString &path);
bool isProjector(const QString &path); // the part of a GGUF model that sees or hears

} // namespace WeightFiles

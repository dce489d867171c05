#include "app/hub/weightfiles.h"

#include <QRegularExpression>
#include <QStringList>

#include <algorithm>
#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace WeightFiles {

namespace {

bool endsWithAny(const QString &name, const QStringList &ends)
{
    return std::ranges::any_of(ends, [&name](const QString &end) { return name.endsWith(end); });
}

const QRegularExpression &partNumber()
{
    static const QRegularExpression part(u"[-.]\\d{5}-of-\\d{5}"_s);
    return part;
}

} // namespace

QString folderOf(const QString &path)
{
    const auto slash = path.lastIndexOf(u'/');
    return slash < 0 ? QString() : path.first(slash);
}

QString nameOf(const QString &path)
{
    return path.sliced(path.lastIndexOf(u'/') + 1);
}

WeightFormat formatOf(const QString &path)
{
    static const std::array<std::pair<WeightFormat, QStringList>, 9> kEnds{{
        {WeightFormat::Safetensors, {u".safetensors"_s}},
        {WeightFormat::Onnx, {u".onnx"_s, u".onnx_data"_s, u".onnx.data"_s, u".onnx.json"_s}},
        {WeightFormat::Gguf, {u".gguf"_s}},
        {WeightFormat::TfLite, {u".tflite"_s}},
        {WeightFormat::CoreMl, {u".mlmodel"_s}},
        {WeightFormat::TensorFlow, {u".h5"_s, u".ckpt.index"_s, u".ckpt.meta"_s}},
        {WeightFormat::Flax, {u".msgpack"_s}},
        {WeightFormat::Rust, {u".ot"_s}},
        {WeightFormat::PyTorch, {u".bin"_s, u".pt"_s, u".pth"_s, u".ckpt"_s}},
    }};
    static const QRegularExpression splitGguf(u"\\.gguf(-split-[a-z]|\\.part\\d+of\\d+)$"_s);
    QString name = nameOf(path).toLower();
    if (isTrainingState(path))
        return WeightFormat::None;
    if (name.startsWith("openvino_"_L1))
        return WeightFormat::OpenVino;
    if (path.contains(".mlpackage/"_L1))
        return WeightFormat::CoreMl;
    if (splitGguf.match(name).hasMatch())
        return WeightFormat::Gguf;
    if (name.endsWith(".index.json"_L1))
        name.chop(QStringLiteral(".index.json").size());
    for (const auto &[format, ends] : kEnds)
        if (endsWithAny(name, ends))
            return format;
    return WeightFormat::None;
}

QString formatName(WeightFormat format)
{
    switch (format) {
    case WeightFormat::None: return {};
    case WeightFormat::Safetensors: return u"safetensors"_s;
    case WeightFormat::PyTorch: return u"PyTorch"_s;
    case WeightFormat::Flax: return u"Flax"_s;
    case WeightFormat::TensorFlow: return u"TensorFlow"_s;
    case WeightFormat::Gguf: return u"GGUF"_s;
    case WeightFormat::Onnx: return u"ONNX"_s;
    case WeightFormat::OpenVino: return u"OpenVINO"_s;
    case WeightFormat::CoreMl: return u"Core ML"_s;
    case WeightFormat::TfLite: return u"TFLite"_s;
    case WeightFormat::Rust: return u"Rust"_s;
    }
    Q_UNREACHABLE_RETURN({});
}

Export exportOf(const QString &path)
{
    static const QStringList kFolders{u"onnx"_s,   u"openvino"_s, u"coreml"_s,
                                      u"tflite"_s, u"original"_s, u"gguf"_s};
    QString parent;
    for (qsizetype from = 0, slash = path.indexOf(u'/'); slash >= 0;
         from = slash + 1, slash = path.indexOf(u'/', from)) {
        const QString folder = path.sliced(from, slash - from);
        if (kFolders.contains(folder.toLower()))
            return {folder, parent};
        parent = path.first(slash);
    }
    return {};
}

Stem stemOf(const QString &path)
{
    static const QStringList kVariants{u"fp16"_s,    u"bf16"_s,   u"fp32"_s,
                                       u"non_ema"_s, u"no_ema"_s, u"8bit"_s};
    QString name = nameOf(path);
    if (name.endsWith(".index.json"_L1))
        name.chop(QStringLiteral(".index.json").size());
    name.remove(partNumber());
    Stem stem{name.first(std::max<qsizetype>(0, name.lastIndexOf(u'.'))), {}};
    const auto dot = stem.base.lastIndexOf(u'.');
    if (dot > 0 && kVariants.contains(stem.base.sliced(dot + 1))) {
        stem.variant = stem.base.sliced(dot + 1);
        stem.base.truncate(dot);
    }
    return stem;
}

bool isTrainingState(const QString &path)
{
    static const QRegularExpression state(
        u"^(training_args\\.bin|optimizer\\..*|optimizer-.*|scheduler\\.(pt|bin|ckpt)|lr_"
        u"scheduler\\..*|"
        "rng_state.*\\.pth|scaler\\.pt|events\\.out\\.tfevents\\..*|counter\\.ckpt|dataloader-.*\\.ckpt)$"_s,
        QRegularExpression::CaseInsensitiveOption);
    return state.match(nameOf(path)).hasMatch();
}

bool isSmallText(const QString &path)
{
    static const QStringList kEnds{
        u".json"_s, u".jinja"_s,    u".jinja2"_s, u".txt"_s, u".model"_s, u".md"_s,
        u".yaml"_s, u".yml"_s,      u".py"_s,     u".spm"_s, u".bpe"_s,   u".vocab"_s,
        u".toml"_s, u".tiktoken"_s, u".cfg"_s,    u".ini"_s, u".codes"_s};
    static const QRegularExpression documents(u"^(licen[cs]e|notice|copying|\\.gitattributes)"_s,
                                              QRegularExpression::CaseInsensitiveOption);
    const QString name = nameOf(path);
    return endsWithAny(name.toLower(), kEnds) || documents.match(name).hasMatch();
}

bool isProjector(const QString &path)
{
    static const QRegularExpression name(u"(^|[-._])mmproj([-._]|$)"_s,
                                         QRegularExpression::CaseInsensitiveOption);
    return formatOf(path) == WeightFormat::Gguf && name.match(nameOf(path)).hasMatch();
}

QString quantisationOf(const QString &path)
{
    static const QRegularExpression name(
        u"(?:^|[-._])((?:U?D-)?(?:I?Q[1-8]|TQ[12]|MXFP4|NVFP4|BF16|F16|F32|FP16|FP32)(?:_[A-Z0-9]+)"
        u"*)"
        "(?:-\\d{5}-of-\\d{5})?\\.gguf(?:-split-[a-z]|\\.part\\d+of\\d+)?$"_s,
        QRegularExpression::CaseInsensitiveOption);
    return isProjector(path) ? QString() : name.match(nameOf(path)).captured(1);
}

} // namespace WeightFiles

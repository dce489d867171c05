#include "ui/repo/patternpresets.h"

#include <QCoreApplication>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace {

struct PresetWords
{
    Q_DECLARE_TR_FUNCTIONS(PatternPresets)
};

} // namespace

QString quantisationOf(const QString &path)
{
    static const QRegularExpression name(
        u"[-._/]((?:U?D-)?(?:I?Q[1-8]|TQ[12]|MXFP4|BF16|F16|F32|FP16|FP32)(?:_[A-Z0-9]+)*)(?:-\\d{5}-of-\\d{5})?\\.gguf$"_s,
        QRegularExpression::CaseInsensitiveOption);
    return name.match(path).captured(1);
}

QList<PatternPreset> patternPresets(const FileListing &listing)
{
    QList<PatternPreset> presets{{PresetWords::tr("Everything"), {}, {}}};
    const int all = listing.matching({}, {}).files;
    const auto offer = [&](const PatternPreset &preset) {
        const int files = listing.matching(preset.allow, preset.ignore).files;
        if (files > 0 && files < all)
            presets << preset;
    };
    const QStringList small{u"*.json"_s,  u"*.jinja"_s, u"*.txt"_s,
                            u"*.model"_s, u"*.md"_s,    u"LICENSE*"_s};
    if (listing.matching({u"*.safetensors"_s}, {}).files > 0)
        offer({PresetWords::tr("Only safetensors, with configuration"),
               QStringList{u"*.safetensors"_s} + small,
               {}});
    if (listing.matching({u"*.parquet"_s}, {}).files > 0)
        offer({PresetWords::tr("Only Parquet files"), {u"*.parquet"_s}, {}});
    QStringList seen;
    for (const RepoFile &file : listing.files()) {
        const QString quantisation = quantisationOf(file.path);
        if (quantisation.isEmpty() || seen.contains(quantisation))
            continue;
        seen << quantisation;
        const QString stem = u"*[-._/]"_s + quantisation;
        offer({PresetWords::tr("GGUF %1").arg(quantisation),
               {stem + u".gguf"_s, stem + u"-*-of-*.gguf"_s},
               {}});
    }
    offer({PresetWords::tr("Without weights"),
           {},
           {u"*.safetensors"_s, u"*.bin"_s, u"*.gguf"_s, u"*.pt"_s, u"*.pth"_s, u"*.onnx"_s,
            u"*.h5"_s, u"*.msgpack"_s, u"*.ckpt"_s}});
    return presets;
}

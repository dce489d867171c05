#include "app/hub/filepresets.h"

#include "app/hub/datasetsplits.h"
#include "app/hub/patternset.h"
#include "app/hub/twinfiles.h"
#include "app/hub/weightfiles.h"

#include <QCoreApplication>
#include <QSet>

#include <algorithm>
#include <functional>

using namespace Qt::StringLiterals;
using WeightFiles::WeightFormat;

namespace {

struct PresetWords
{
    Q_DECLARE_TR_FUNCTIONS(FilePresets)
};

using PresetReason = std::function<QString(const QString &path)>; // empty: taken

struct PresetWriter
{
    const QList<RepoFile> &all;
    QList<FilePreset> &presets;
    QSet<size_t> &taken; // what each preset takes

    // Offers it when it takes something but not everything, and nothing else takes the same.
    void add(FilePreset preset, const PresetReason &reason, bool byAllow) const
    {
        QList<WantedPath> out;
        QList<WantedPath> in;
        for (const RepoFile &file : all) {
            const QString why = reason(file.path);
            (why.isEmpty() ? in : out) << WantedPath{file.path, why};
            if (why.isEmpty()) {
                ++preset.files;
                preset.bytes += std::max<qint64>(file.size, 0);
            }
        }
        if (in.isEmpty() || out.isEmpty())
            return;
        const auto pathsOf = [](const QList<WantedPath> &list) {
            QStringList paths;
            for (const WantedPath &entry : list)
                paths << entry.path;
            return paths;
        };
        const size_t files = qHash(pathsOf(in));
        const auto set = taken.contains(files) ? std::nullopt
            : byAllow                          ? patternsFor(in, pathsOf(out))
                                               : patternsFor(out, pathsOf(in));
        if (!set)
            return;
        taken.insert(files);
        (byAllow ? preset.allow : preset.ignore) = set->patterns;
        if (byAllow)
            preset.rest = out.first().group;
        else
            preset.reasons = set->groups;
        presets << preset;
    }
};

void addSafetensors(const PresetWriter &writer, const TwinFiles &twins)
{
    const auto isMain = [&twins](const RepoFile &file) {
        return WeightFiles::formatOf(file.path) == WeightFormat::Safetensors
            && twins.reason(file.path).isEmpty();
    };
    if (std::ranges::none_of(writer.all, isMain))
        return;
    writer.add(
        {.title = PresetWords::tr("Only safetensors"),
         .about = PresetWords::tr("The weights once, as safetensors, with configuration and "
                                  "tokenizer: what loads the model. Other formats, training "
                                  "states, pictures and logs are left out.")},
        [&twins](const QString &path) {
            if (const QString twin = twins.reason(path); !twin.isEmpty())
                return twin;
            const WeightFormat format = WeightFiles::formatOf(path);
            if (format == WeightFormat::Safetensors)
                return QString();
            if (format != WeightFormat::None)
                return PresetWords::tr("Weights that are not safetensors");
            if (WeightFiles::isTrainingState(path))
                return PresetWords::tr("Only needed to go on training");
            return WeightFiles::isSmallText(path) ? QString()
                                                  : PresetWords::tr("Not needed to load the model");
        },
        false);
}

void addTwins(const PresetWriter &writer, const TwinFiles &twins)
{
    writer.add(
        {.title = PresetWords::tr("No twin formats"),
         .about = PresetWords::tr("Everything, but the same weights only once: copies in "
                                  "other formats or precisions are left out.")},
        [&twins](const QString &path) { return twins.reason(path); }, false);
}

// One projector is enough; at full half precision, as the model's makers run it.
QString bestProjector(const QList<RepoFile> &files)
{
    QString best;
    int rank = 0;
    for (const RepoFile &file : files) {
        if (!WeightFiles::isProjector(file.path))
            continue;
        const QString name = file.path.toLower();
        const int now = name.contains("bf16"_L1) ? 3
            : name.contains("f16"_L1)            ? 4
            : name.contains("q8"_L1)             ? 2
                                                 : 1;
        if (now > rank) {
            rank = now;
            best = file.path;
        }
    }
    return best;
}

void addQuantisations(const PresetWriter &writer)
{
    QHash<QString, int> parts; // by quantisation
    QStringList names; // as they come
    for (const RepoFile &file : writer.all)
        if (const QString name = WeightFiles::quantisationOf(file.path).toUpper(); !name.isEmpty())
            if (++parts[name] == 1)
                names << name;
    const QString projector = bestProjector(writer.all);
    for (const QString &name : std::as_const(names)) {
        QString about = parts.value(name) == 1
            ? PresetWords::tr("The one file of this quantisation")
            : PresetWords::tr("All %1 files of this quantisation").arg(parts.value(name));
        about = projector.isEmpty()
            ? PresetWords::tr("%1. Other quantisations are left out.").arg(about)
            : PresetWords::tr("%1, with the projector for pictures or sound. Other quantisations "
                              "are left out.")
                  .arg(about);
        writer.add(
            {.title = PresetWords::tr("GGUF %1").arg(name), .about = about},
            [&](const QString &path) {
                return path == projector || WeightFiles::quantisationOf(path).toUpper() == name
                    ? QString()
                    : PresetWords::tr("Not of the quantisation %1").arg(name);
            },
            true);
    }
}

void addSmall(const PresetWriter &writer)
{
    writer.add(
        {.title = PresetWords::tr("Only configuration and tokenizer"),
         .about = PresetWords::tr("What tells how the model is built and how text becomes "
                                  "tokens. All weights are left out.")},
        [](const QString &path) {
            if (WeightFiles::formatOf(path) != WeightFormat::None)
                return PresetWords::tr("Weights");
            return WeightFiles::isSmallText(path)
                ? QString()
                : PresetWords::tr("Neither configuration nor tokenizer");
        },
        false);
}

void addSplits(const PresetWriter &writer)
{
    constexpr qsizetype kMostChoices = 300; // beyond, a list is no help
    const QList<DatasetPart> parts = datasetParts(writer.all);
    if (parts.size() > kMostChoices)
        return;
    for (const DatasetPart &part : parts) {
        const QString about = part.split.isEmpty()
            ? PresetWords::tr("The Parquet files of one subset, and the card that names it.")
            : PresetWords::tr("The Parquet files of one split, and the card that names it.");
        const QString config = part.config.isEmpty() ? PresetWords::tr("default") : part.config;
        const QString title = part.split.isEmpty() ? PresetWords::tr("Subset %1").arg(config)
            : part.isOnlyConfig                    ? PresetWords::tr("Split %1").arg(part.split)
                                : PresetWords::tr("Split %1 of %2").arg(part.split, config);
        writer.add(
            {.title = title, .about = about},
            [&part](const QString &path) {
                return path == "README.md"_L1 || part.takes(path)
                    ? QString()
                    : PresetWords::tr("Of another subset or split");
            },
            true);
    }
}

void addParquet(const PresetWriter &writer)
{
    writer.add(
        {.title = PresetWords::tr("Only Parquet files"),
         .about = PresetWords::tr("The data as Parquet, and the card. Everything else is "
                                  "left out.")},
        [](const QString &path) {
            return path.endsWith(".parquet"_L1) || path == "README.md"_L1
                ? QString()
                : PresetWords::tr("Not Parquet");
        },
        true);
}

} // namespace

QList<FilePreset> filePresets(RepoKind kind, const QList<RepoFile> &files)
{
    FilePreset everything{.title = PresetWords::tr("Everything"),
                          .about = PresetWords::tr("All files of this revision."),
                          .files = static_cast<int>(files.size())};
    for (const RepoFile &file : files)
        everything.bytes += std::max<qint64>(file.size, 0);
    QList<FilePreset> presets{everything};
    QSet<size_t> taken;
    const PresetWriter writer{files, presets, taken};
    switch (kind) {
    case RepoKind::Model: {
        const TwinFiles twins(files);
        addSafetensors(writer, twins);
        addTwins(writer, twins);
        addQuantisations(writer);
        addSmall(writer);
        break;
    }
    case RepoKind::Dataset:
        if (std::ranges::any_of(files,
                                [](const RepoFile &f) { return f.path.endsWith(".parquet"_L1); })) {
            addParquet(writer);
            addSplits(writer);
        }
        break;
    case RepoKind::Space: break;
    }
    return presets;
}

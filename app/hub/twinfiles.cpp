#include "app/hub/twinfiles.h"

#include "app/hub/weightfiles.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;
using WeightFiles::WeightFormat;

namespace {

struct TwinWords
{
    Q_DECLARE_TR_FUNCTIONS(TwinFiles)
};

// The first one that a folder has is what everything loads first.
constexpr std::array kKeptFirst{WeightFormat::Safetensors, WeightFormat::PyTorch,
                                WeightFormat::Flax, WeightFormat::TensorFlow};

// What the libraries call the one model of a folder.
bool isCanonicalStem(const QString &stem)
{
    static const QSet<QString> kStems{u"model"_s,         u"pytorch_model"_s,
                                      u"tf_model"_s,      u"flax_model"_s,
                                      u"rust_model"_s,    u"diffusion_pytorch_model"_s,
                                      u"adapter_model"_s, u"diffusion_flax_model"_s};
    return kStems.contains(stem);
}

QString sameWeights(WeightFormat format)
{
    return TwinWords::tr("The same weights are there as %1").arg(WeightFiles::formatName(format));
}

} // namespace

TwinFiles::TwinFiles(const QList<RepoFile> &files)
{
    QHash<QString, QSet<int>> formats;
    for (const RepoFile &file : files) {
        m_isPipeline = m_isPipeline || file.path == "model_index.json"_L1;
        if (const WeightFormat format = WeightFiles::formatOf(file.path);
            format != WeightFormat::None)
            formats[WeightFiles::folderOf(file.path)].insert(static_cast<int>(format));
    }
    for (const auto &[folder, present] : std::as_const(formats).asKeyValueRange())
        for (const WeightFormat format : kKeptFirst)
            if (present.contains(static_cast<int>(format))) {
                m_folders[folder].kept = static_cast<int>(format);
                break;
            }
    for (const RepoFile &file : files) {
        const auto folder = m_folders.find(WeightFiles::folderOf(file.path));
        if (folder == m_folders.end()
            || folder->kept != static_cast<int>(WeightFiles::formatOf(file.path)))
            continue;
        const WeightFiles::Stem stem = WeightFiles::stemOf(file.path);
        folder->stems.insert(stem.base);
        if (stem.variant.isEmpty())
            folder->plain.insert(stem.base);
    }
}

QString TwinFiles::reason(const QString &path) const
{
    if (const WeightFiles::Export part = WeightFiles::exportOf(path); !part.folder.isEmpty()) {
        const auto model = m_folders.constFind(part.parent);
        return model == m_folders.cend() ? QString()
                                         : sameWeights(static_cast<WeightFormat>(model->kept));
    }
    // Core ML packages lie in folders of any name.
    const QString folder = WeightFiles::formatOf(path) == WeightFormat::CoreMl
        ? QString()
        : WeightFiles::folderOf(path);
    const auto beside = m_folders.constFind(folder);
    return beside == m_folders.cend() ? QString() : inFolder(*beside, path);
}

QString TwinFiles::inFolder(const Folder &folder, const QString &path) const
{
    const WeightFormat format = WeightFiles::formatOf(path);
    const auto kept = static_cast<WeightFormat>(folder.kept);
    if (format == WeightFormat::None)
        return {};
    const WeightFiles::Stem stem = WeightFiles::stemOf(path);
    if (m_isPipeline && !path.contains(u'/')
        && (format == WeightFormat::Safetensors || format == WeightFormat::PyTorch))
        return TwinWords::tr("The whole pipeline in one file; its parts are in the folders");
    if (format != kept && format != WeightFormat::PyTorch)
        return sameWeights(kept);
    if (format != kept) {
        const bool canonical
            = isCanonicalStem(stem.base) && std::ranges::any_of(folder.stems, isCanonicalStem);
        return canonical || folder.stems.contains(stem.base) ? sameWeights(kept) : QString();
    }
    if (stem.base.startsWith("consolidated"_L1) && folder.plain.contains(u"model"_s))
        return TwinWords::tr("The same weights once more, in the layout of their authors");
    if (stem.variant.isEmpty() || !folder.plain.contains(stem.base))
        return {};
    return stem.variant.endsWith("ema"_L1) ? TwinWords::tr("A variant to go on training with")
                                           : TwinWords::tr("The same weights at another precision");
}

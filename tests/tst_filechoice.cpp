// Presets of files: what each takes of real repositories, and that its patterns say just
// that.
#include "app/hub/datasetsplits.h"
#include "app/hub/filepresets.h"
#include "app/hub/patternset.h"
#include "app/hub/weightfiles.h"
#include "app/text/wildcard.h"
#include "tests/support/fixtures.h"
#include "tests/support/worked.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

QList<RepoFile> filesOf(const QStringList &paths)
{
    QList<RepoFile> files;
    for (const QString &path : paths)
        files << RepoFile{.path = path, .size = 100};
    return files;
}

QList<RepoFile> recordedFiles(const QString &file)
{
    const QJsonObject o = QJsonDocument::fromJson(fileBytes(file)).object();
    const QJsonObject body = o.contains("body"_L1) ? o["body"_L1].toObject() : o;
    QStringList paths;
    for (const QJsonValue entry : body["siblings"_L1].toArray())
        paths << entry["rfilename"_L1].toString();
    return filesOf(paths);
}

QStringList takenBy(const FilePreset &preset, const QList<RepoFile> &files)
{
    QStringList paths;
    for (const RepoFile &file : files)
        paths << file.path;
    return PathFilter{.allow = preset.allow.isEmpty() ? std::nullopt : std::optional(preset.allow),
                      .ignore = preset.ignore}
        .kept(paths);
}

std::optional<FilePreset> named(const QList<FilePreset> &presets, const QString &title)
{
    for (const FilePreset &preset : presets)
        if (preset.title == title)
            return preset;
    return {};
}

QStringList titlesOf(const QList<FilePreset> &presets)
{
    QStringList titles;
    for (const FilePreset &preset : presets)
        titles << preset.title;
    return titles;
}

} // namespace

class tst_FileChoice final : public QObject
{
    Q_OBJECT

private slots:
    void recordedRepositories_data();
    void recordedRepositories();
    void patternsSayWhatIsTaken();
    void quantisations();
    void quantisationOfName_data();
    void quantisationOfName();
    void datasets();
    void recordedDatasets();
    void nothingIsATwinOfNothing_data();
    void nothingIsATwinOfNothing();
    void oddNames();
    void manyFiles();
};

void tst_FileChoice::recordedRepositories_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("preset");
    QTest::addColumn<QStringList>("left"); // out
    QTest::newRow("bert: every format there is")
        << u"google-bert_bert-base-uncased"_s << u"Only safetensors"_s
        << QStringList{
               u"coreml/fill-mask/float32_model.mlpackage/Data/com.apple.CoreML/model.mlmodel"_s,
               u"coreml/fill-mask/float32_model.mlpackage/Data/com.apple.CoreML/weights/weight.bin"_s,
               u"coreml/fill-mask/float32_model.mlpackage/Manifest.json"_s,
               u"flax_model.msgpack"_s,
               u"model.onnx"_s,
               u"pytorch_model.bin"_s,
               u"rust_model.ot"_s,
               u"tf_model.h5"_s};
    QTest::newRow("zephyr: shards and their index")
        << u"HuggingFaceH4_zephyr-7b-beta"_s << u"Only safetensors"_s
        << QStringList{u"pytorch_model-00001-of-00008.bin"_s, u"pytorch_model-00002-of-00008.bin"_s,
                       u"pytorch_model-00003-of-00008.bin"_s, u"pytorch_model-00004-of-00008.bin"_s,
                       u"pytorch_model-00005-of-00008.bin"_s, u"pytorch_model-00006-of-00008.bin"_s,
                       u"pytorch_model-00007-of-00008.bin"_s, u"pytorch_model-00008-of-00008.bin"_s,
                       u"pytorch_model.bin.index.json"_s};
    QTest::newRow("llama: the authors' own layout")
        << u"meta-llama_Llama-3.1-8B-Instruct"_s << u"Only safetensors"_s
        << QStringList{u"original/consolidated.00.pth"_s, u"original/params.json"_s,
                       u"original/tokenizer.model"_s};
    QTest::newRow("stable diffusion: variants and single files")
        << u"stabilityai_stable-diffusion-2-1"_s << u"Only safetensors"_s
        << QStringList{u"text_encoder/model.fp16.safetensors"_s,
                       u"text_encoder/pytorch_model.bin"_s,
                       u"text_encoder/pytorch_model.fp16.bin"_s,
                       u"unet/diffusion_pytorch_model.bin"_s,
                       u"unet/diffusion_pytorch_model.fp16.bin"_s,
                       u"unet/diffusion_pytorch_model.fp16.safetensors"_s,
                       u"v2-1_768-ema-pruned.ckpt"_s,
                       u"v2-1_768-ema-pruned.safetensors"_s,
                       u"v2-1_768-nonema-pruned.ckpt"_s,
                       u"v2-1_768-nonema-pruned.safetensors"_s,
                       u"vae/diffusion_pytorch_model.bin"_s,
                       u"vae/diffusion_pytorch_model.fp16.bin"_s,
                       u"vae/diffusion_pytorch_model.fp16.safetensors"_s};
    QTest::newRow("no safetensors: PyTorch stays")
        << u"Salesforce_blip-image-captioning-base"_s << u"No twin formats"_s
        << QStringList{u"tf_model.h5"_s};
    QTest::newRow("training state is no weights")
        << u"alefiury_wav2vec2-large-xlsr-53-gender-recognition-librispeech"_s
        << u"No twin formats"_s << QStringList{u"pytorch_model.bin"_s};
    QTest::newRow("only what loads")
        << u"alefiury_wav2vec2-large-xlsr-53-gender-recognition-librispeech"_s
        << u"Only safetensors"_s
        << QStringList{u".gitignore"_s, u"pytorch_model.bin"_s, u"training_args.bin"_s};
    QTest::newRow("configuration and tokenizer")
        << u"facebook_bart-base"_s << u"Only configuration and tokenizer"_s
        << QStringList{u"flax_model.msgpack"_s, u"model.safetensors"_s, u"pytorch_model.bin"_s,
                       u"tf_model.h5"_s};
}

void tst_FileChoice::recordedRepositories()
{
    const QString folder = fixtureFolder(u"api/hub-recorded"_s);
    if (folder.isEmpty())
        QSKIP("shared/fixtures is not beside the source tree");
    QFETCH(const QString, file);
    QFETCH(const QString, preset);
    QFETCH(const QStringList, left);
    const auto files = recordedFiles(folder + u"/GET_models_"_s + file + u".200.json"_s);
    QVERIFY(files.size() > 4);
    const auto found = named(filePresets(RepoKind::Model, files), preset);
    QVERIFY(found);
    const QStringList taken = takenBy(*found, files);
    QStringList out;
    for (const RepoFile &entry : files)
        if (!taken.contains(entry.path))
            out << entry.path;
    QCOMPARE(out, left);
}

// Of every recorded repository: patterns, counts and reasons agree.
void tst_FileChoice::patternsSayWhatIsTaken()
{
    const QString folder = fixtureFolder(u"api/hub-recorded"_s);
    if (folder.isEmpty())
        QSKIP("shared/fixtures is not beside the source tree");
    int repos = 0;
    for (const QFileInfo &info : QDir(folder).entryInfoList({u"GET_*.200.json"_s})) {
        const auto files = recordedFiles(info.filePath());
        if (files.isEmpty())
            continue;
        ++repos;
        const auto presets = filePresets(RepoKind::Model, files);
        QCOMPARE(presets.first().title, u"Everything"_s);
        for (const FilePreset &preset : presets) {
            const QStringList taken = takenBy(preset, files);
            QCOMPARE(taken.size(), preset.files);
            QCOMPARE(qint64(taken.size()) * 100, preset.bytes);
            QVERIFY(!preset.about.isEmpty());
            QVERIFY(preset.title == "Everything"_L1 || preset.files < files.size());
            QVERIFY2(preset.ignore.size() <= 12, qPrintable(info.fileName() + preset.title));
            for (const QString &pattern : preset.ignore)
                QVERIFY(!preset.reasons.value(pattern).isEmpty());
            QVERIFY(preset.allow.isEmpty() || !preset.rest.isEmpty());
        }
    }
    QVERIFY(repos > 30);
}

void tst_FileChoice::quantisations()
{
    const auto files = filesOf(
        {u".gitattributes"_s, u"README.md"_s, u"imatrix.dat"_s,
         u"BF16/big-BF16-00001-of-00002.gguf"_s, u"BF16/big-BF16-00002-of-00002.gguf"_s,
         u"big-IQ4_XS.gguf"_s, u"big-Q4_K_M.gguf"_s, u"big-Q4_K_S.gguf"_s, u"big-UD-Q4_K_XL.gguf"_s,
         u"mmproj-BF16.gguf"_s, u"mmproj-F16.gguf"_s, u"mmproj-F32.gguf"_s});
    const auto presets = filePresets(RepoKind::Model, files);
    QCOMPARE(titlesOf(presets),
             (QStringList{u"Everything"_s, u"GGUF BF16"_s, u"GGUF IQ4_XS"_s, u"GGUF Q4_K_M"_s,
                          u"GGUF Q4_K_S"_s, u"GGUF UD-Q4_K_XL"_s,
                          u"Only configuration and tokenizer"_s}));
    QCOMPARE(takenBy(presets.at(1), files),
             (QStringList{u"BF16/big-BF16-00001-of-00002.gguf"_s,
                          u"BF16/big-BF16-00002-of-00002.gguf"_s, u"mmproj-F16.gguf"_s}));
    QCOMPARE(takenBy(presets.at(3), files),
             (QStringList{u"big-Q4_K_M.gguf"_s, u"mmproj-F16.gguf"_s}));
    QCOMPARE(takenBy(presets.at(5), files),
             (QStringList{u"big-UD-Q4_K_XL.gguf"_s, u"mmproj-F16.gguf"_s}));
    QVERIFY(presets.at(1).about.startsWith("All 2 files"_L1));
    QVERIFY(presets.at(1).about.contains("projector"_L1));
}

void tst_FileChoice::quantisationOfName_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("quantisation");
    QTest::newRow("usual") << u"x-7b-Q4_K_M.gguf"_s << u"Q4_K_M"_s;
    QTest::newRow("part") << u"q/x.IQ2_XXS-00001-of-00002.gguf"_s << u"IQ2_XXS"_s;
    QTest::newRow("old split") << u"x.Q8_0.gguf-split-b"_s << u"Q8_0"_s;
    QTest::newRow("lower case") << u"ggml-model-q4_0.gguf"_s << u"q4_0"_s;
    QTest::newRow("only that") << u"Q4_K_M.gguf"_s << u"Q4_K_M"_s;
    QTest::newRow("none") << u"x-7b.gguf"_s << QString();
    QTest::newRow("projector") << u"mmproj-model-f16.gguf"_s << QString();
    QTest::newRow("another file") << u"x-Q4_K_M.json"_s << QString();
}

void tst_FileChoice::quantisationOfName()
{
    QFETCH(const QString, path);
    QTEST(WeightFiles::quantisationOf(path), "quantisation");
}

void tst_FileChoice::datasets()
{
    const auto files
        = filesOf({u"README.md"_s, u"de/test-00000-of-00001.parquet"_s,
                   u"de/train-00000-of-00002.parquet"_s, u"de/train-00001-of-00002.parquet"_s,
                   u"en/train-00000-of-00001-0123456789abcdef.parquet"_s, u"raw/en.csv"_s});
    const auto presets = filePresets(RepoKind::Dataset, files);
    QCOMPARE(titlesOf(presets),
             (QStringList{u"Everything"_s, u"Only Parquet files"_s, u"Subset de"_s,
                          u"Split test of de"_s, u"Split train of de"_s, u"Subset en"_s}));
    QCOMPARE(takenBy(presets.at(2), files).size(), 4);
    QCOMPARE(takenBy(presets.at(4), files),
             (QStringList{u"README.md"_s, u"de/train-00000-of-00002.parquet"_s,
                          u"de/train-00001-of-00002.parquet"_s}));
    const auto single = filesOf({u"README.md"_s, u"data/test-00000-of-00001.parquet"_s,
                                 u"data/train-00000-of-00001.parquet"_s});
    QCOMPARE(titlesOf(filePresets(RepoKind::Dataset, single)),
             (QStringList{u"Everything"_s, u"Split test"_s, u"Split train"_s}));
}

// What the Hub itself made of data sets.
void tst_FileChoice::recordedDatasets()
{
    const QString folder = fixtureFolder(u"api/dataset-viewer"_s);
    if (folder.isEmpty())
        QSKIP("shared/fixtures is not beside the source tree");
    const auto partsOf = [&folder](const QString &name) {
        const auto o = QJsonDocument::fromJson(fileBytes(folder + u'/' + name)).object();
        QStringList paths;
        for (const QJsonValue file : o["parquet_files"_L1].toArray())
            paths << file["url"_L1].toString().section(u"%2Fparquet/"_s, 1);
        QStringList said;
        for (const DatasetPart &part : datasetParts(filesOf(paths)))
            said << part.config + u':' + part.split;
        return said;
    };
    QCOMPARE(partsOf(u"parquet.200.ibm_duorc.json"_s),
             (QStringList{u"ParaphraseRC:"_s, u"ParaphraseRC:test"_s, u"ParaphraseRC:train"_s,
                          u"ParaphraseRC:validation"_s, u"SelfRC:"_s, u"SelfRC:test"_s,
                          u"SelfRC:train"_s, u"SelfRC:validation"_s}));
    QCOMPARE(partsOf(u"parquet.200.partial_parquet_export.json"_s),
             (QStringList{u"en:train"_s, u"en:validation"_s}));
}

void tst_FileChoice::nothingIsATwinOfNothing_data()
{
    QTest::addColumn<QStringList>("paths");
    QTest::newRow("another model beside")
        << QStringList{u"lora.safetensors"_s, u"detector.pt"_s, u"config.json"_s};
    QTest::newRow("safetensors in another folder")
        << QStringList{u"pytorch_model.bin"_s, u"adapter/adapter_model.safetensors"_s};
    QTest::newRow("only ONNX") << QStringList{u"onnx/model.onnx"_s, u"config.json"_s};
    QTest::newRow("only a variant")
        << QStringList{u"unet/model.fp16.safetensors"_s, u"config.json"_s};
}

void tst_FileChoice::nothingIsATwinOfNothing()
{
    QFETCH(const QStringList, paths);
    for (const FilePreset &preset : filePresets(RepoKind::Model, filesOf(paths)))
        for (const QString &why : preset.reasons)
            QVERIFY2(!why.contains(u"same weights"_s), qPrintable(preset.title));
}

// Patterns are patterns: names that look like them must stand for themselves.
void tst_FileChoice::oddNames()
{
    const auto set = patternsFor({{u"a[1].bin"_s, {}}, {u"b*"_s, {}}, {u"dir?/x"_s, {}}},
                                 {u"a1.bin"_s, u"bc"_s, u"dirs/x"_s});
    QVERIFY(set);
    QCOMPARE(set->patterns, (QStringList{u"a[[]1].bin"_s, u"b[*]"_s, u"dir[?]/*"_s}));
    QVERIFY(Wildcard(set->patterns.at(0)).matches(u"a[1].bin"));
    QCOMPARE(filePresets(RepoKind::Model, {}).size(), 1);
}

void tst_FileChoice::manyFiles()
{
    QStringList paths{u"README.md"_s};
    for (int i = 0; i < 50'000; ++i)
        paths << u"shard%1/part%2.%3"_s.arg(i % 200).arg(i).arg(i % 3 == 0       ? u"safetensors"_s
                                                                    : i % 3 == 1 ? u"bin"_s
                                                                                 : u"json"_s);
    const Worked worked;
    const auto presets = filePresets(RepoKind::Model, filesOf(paths));
    QVERIFY(presets.size() > 1);
    QCOMPARE_LT(worked.ms(), 2'000 * kSlowness);
}

QTEST_GUILESS_MAIN(tst_FileChoice)
#include "tst_filechoice.moc"

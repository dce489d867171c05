#include "app/hub/cardfields.h"

#include "app/text/licence.h"
#include "app/text/repopath.h"
#include "app/text/safetext.h"

#include <QCoreApplication>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostShortDescription = 60; // hub-api 8.1

QString fieldTr(const char *text)
{
    return QCoreApplication::translate("CardFields", text);
}

// Source: the Hub's pipeline_tag tags (hub-api 4.5), those that can be asked of a model.
const QStringList &knownTasks()
{
    static const QStringList tasks{u"any-to-any"_s,
                                   u"audio-classification"_s,
                                   u"audio-text-to-text"_s,
                                   u"audio-to-audio"_s,
                                   u"automatic-speech-recognition"_s,
                                   u"depth-estimation"_s,
                                   u"document-question-answering"_s,
                                   u"feature-extraction"_s,
                                   u"fill-mask"_s,
                                   u"graph-ml"_s,
                                   u"image-classification"_s,
                                   u"image-feature-extraction"_s,
                                   u"image-segmentation"_s,
                                   u"image-text-to-text"_s,
                                   u"image-to-3d"_s,
                                   u"image-to-image"_s,
                                   u"image-to-text"_s,
                                   u"image-to-video"_s,
                                   u"keypoint-detection"_s,
                                   u"mask-generation"_s,
                                   u"multiple-choice"_s,
                                   u"object-detection"_s,
                                   u"other"_s,
                                   u"question-answering"_s,
                                   u"reinforcement-learning"_s,
                                   u"robotics"_s,
                                   u"sentence-similarity"_s,
                                   u"summarization"_s,
                                   u"table-question-answering"_s,
                                   u"table-to-text"_s,
                                   u"tabular-classification"_s,
                                   u"tabular-regression"_s,
                                   u"tabular-to-text"_s,
                                   u"text-classification"_s,
                                   u"text-generation"_s,
                                   u"text-ranking"_s,
                                   u"text-retrieval"_s,
                                   u"text-to-3d"_s,
                                   u"text-to-audio"_s,
                                   u"text-to-image"_s,
                                   u"text-to-speech"_s,
                                   u"text-to-video"_s,
                                   u"text2text-generation"_s,
                                   u"time-series-forecasting"_s,
                                   u"token-classification"_s,
                                   u"translation"_s,
                                   u"unconditional-image-generation"_s,
                                   u"video-classification"_s,
                                   u"video-text-to-text"_s,
                                   u"visual-document-retrieval"_s,
                                   u"visual-question-answering"_s,
                                   u"voice-activity-detection"_s,
                                   u"zero-shot-classification"_s,
                                   u"zero-shot-image-classification"_s,
                                   u"zero-shot-object-detection"_s};
    return tasks;
}

const QStringList &spaceColours()
{
    static const QStringList colours{u"red"_s,    u"yellow"_s, u"green"_s, u"blue"_s,
                                     u"indigo"_s, u"purple"_s, u"pink"_s,  u"gray"_s};
    return colours;
}

const QStringList &spaceSdks()
{
    static const QStringList sdks{u"gradio"_s, u"docker"_s, u"static"_s};
    return sdks;
}

QStringList knownSizes()
{
    return {u"n<1K"_s,       u"1K<n<10K"_s,   u"10K<n<100K"_s, u"100K<n<1M"_s,
            u"1M<n<10M"_s,   u"10M<n<100M"_s, u"100M<n<1B"_s,  u"1B<n<10B"_s,
            u"10B<n<100B"_s, u"100B<n<1T"_s,  u"n>1T"_s};
}

QList<CardField> licenceFields()
{
    return {{u"license"_s, CardField::Kind::Choice, knownLicences()},
            {u"license_name"_s},
            {u"license_link"_s}};
}

QList<CardField> modelFields()
{
    using enum CardField::Kind;
    return licenceFields()
        + QList<CardField>{
            {u"pipeline_tag"_s, Choice, knownTasks()},
            {u"library_name"_s,
             Choice,
             {u"transformers"_s, u"diffusers"_s, u"peft"_s, u"sentence-transformers"_s, u"timm"_s,
              u"adapter-transformers"_s, u"gguf"_s, u"keras"_s, u"mlx"_s, u"onnx"_s, u"open_clip"_s,
              u"setfit"_s, u"spacy"_s, u"stable-baselines3"_s, u"vllm"_s}},
            {u"language"_s, List},
            {u"base_model"_s, List},
            {u"datasets"_s, List},
            {u"metrics"_s, List},
            {u"tags"_s, List}};
}

QList<CardField> datasetFields()
{
    using enum CardField::Kind;
    return QList<CardField>{{u"pretty_name"_s}} + licenceFields()
        + QList<CardField>{{u"language"_s, List},
                           {u"size_categories"_s, List, knownSizes()},
                           {u"task_categories"_s, List, knownTasks()},
                           {u"source_datasets"_s, List},
                           {u"tags"_s, List, {}, true}};
}

QList<CardField> spaceFields()
{
    using enum CardField::Kind;
    return QList<CardField>{{u"title"_s},
                            {u"emoji"_s},
                            {u"colorFrom"_s, Choice, spaceColours()},
                            {u"colorTo"_s, Choice, spaceColours()},
                            {u"sdk"_s, Choice, spaceSdks()},
                            {u"sdk_version"_s},
                            {u"app_file"_s},
                            {u"short_description"_s},
                            {u"pinned"_s, Truth, {}, true}}
    + licenceFields()
        + QList<CardField>{{u"models"_s, List}, {u"datasets"_s, List}, {u"tags"_s, List}};
}

QString repoProblem(RepoKind kind, const QString &value)
{
    if (RepoId::parse(kind, value))
        return {};
    return fieldTr(QT_TRANSLATE_NOOP("CardFields", "“%1” is not the name of a repository."))
        .arg(SafeText::line(value));
}

QString choiceProblem(const QStringList &known, const QString &value)
{
    if (known.contains(value))
        return {};
    return fieldTr(QT_TRANSLATE_NOOP("CardFields", "“%1” is none of those that the Hub knows."))
        .arg(SafeText::line(value));
}

QString languageProblem(const QString &value)
{
    static const QRegularExpression code(
        u"^(?:[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*|multilingual|code)$"_s);
    if (code.match(value).hasMatch())
        return {};
    return fieldTr(QT_TRANSLATE_NOOP("CardFields",
                                     "“%1” is not the code of a language, such as en or deu."))
        .arg(SafeText::line(value));
}

QString emojiProblem(const QString &value)
{
    // One sign of several code points at most; letters and digits are none.
    const bool isOne = value.size() <= 16 && value.front().unicode() > 0xa8;
    return isOne ? QString() : fieldTr(QT_TRANSLATE_NOOP("CardFields", "This takes one emoji."));
}

QString lengthProblem(const QString &value)
{
    if (value.size() <= kMostShortDescription)
        return {};
    return fieldTr(QT_TRANSLATE_NOOP("CardFields", "The Hub takes at most %1 characters here."))
        .arg(kMostShortDescription);
}

} // namespace

CardMeta::As CardField::as() const
{
    switch (kind) {
    case Kind::Line:
    case Kind::Choice: return CardMeta::As::Text;
    case Kind::Truth: return CardMeta::As::Literal;
    case Kind::List: return CardMeta::As::List;
    }
    Q_UNREACHABLE_RETURN({});
}

QList<CardField> cardFields(RepoKind kind)
{
    switch (kind) {
    case RepoKind::Model: return modelFields();
    case RepoKind::Dataset: return datasetFields();
    case RepoKind::Space: return spaceFields();
    }
    Q_UNREACHABLE_RETURN({});
}

QStringList cardKeyOrder(RepoKind kind)
{
    QStringList keys;
    for (const CardField &field : cardFields(kind))
        keys << field.key;
    return keys << u"model-index"_s;
}

QString cardValueProblem(const QString &key, const QString &value)
{
    if (value.isEmpty())
        return {};
    if (key == "license"_L1)
        return choiceProblem(knownLicences(), value);
    if (key == "pipeline_tag"_L1 || key == "task_categories"_L1)
        return choiceProblem(knownTasks(), value);
    if (key == "size_categories"_L1)
        return choiceProblem(knownSizes(), value);
    if (key == "colorFrom"_L1 || key == "colorTo"_L1)
        return choiceProblem(spaceColours(), value);
    if (key == "sdk"_L1)
        return choiceProblem(spaceSdks(), value);
    if (key == "language"_L1)
        return languageProblem(value);
    if (key == "base_model"_L1 || key == "models"_L1)
        return repoProblem(RepoKind::Model, value);
    if (key == "datasets"_L1)
        return repoProblem(RepoKind::Dataset, value);
    if (key == "emoji"_L1)
        return emojiProblem(value);
    if (key == "short_description"_L1)
        return lengthProblem(value);
    if (key == "app_file"_L1 && !RepoPath::parse(value))
        return fieldTr(QT_TRANSLATE_NOOP("CardFields", "This is not a path in the repository."));
    return {};
}

QString cardKeyProblem(const CardMeta &meta, const QString &key)
{
    for (const QString &value : meta.values(key)) {
        if (const QString problem = cardValueProblem(key, value); !problem.isEmpty())
            return problem;
        if (key == "language"_L1 && meta.needsQuotes(key, value))
            return fieldTr(QT_TRANSLATE_NOOP("CardFields",
                                             "“%1” without quotes is no text to Python. Take it "
                                             "out and add it again."))
                .arg(value);
    }
    const bool isOther = meta.values(u"license") == QStringList{u"other"_s};
    if (isOther && (key == "license_name"_L1 || key == "license_link"_L1)
        && meta.values(key).value(0).isEmpty())
        return fieldTr(
            QT_TRANSLATE_NOOP("CardFields", "The licence “other” needs its name and its link."));
    return {};
}

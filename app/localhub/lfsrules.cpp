// Which files git keeps itself and which go to large file storage.
#include "app/localhub/localstore.h"

#include <QHash>
#include <QRegularExpression>
#include <QStringDecoder>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kLfsThreshold = 10'000'000; // bytes; hub-api 12.2

// What a new repository's .gitattributes holds.
constexpr const char *kLfsPatterns[] = {
    "*.7z",          "*.arrow",
    "*.bin",         "*.bz2",
    "*.ckpt",        "*.ftz",
    "*.gz",          "*.h5",
    "*.joblib",      "*.lfs.*",
    "*.mlmodel",     "*.model",
    "*.msgpack",     "*.npy",
    "*.npz",         "*.onnx",
    "*.ot",          "*.parquet",
    "*.pb",          "*.pickle",
    "*.pkl",         "*.pt",
    "*.pth",         "*.rar",
    "*.safetensors", "saved_model/**/*",
    "*.tar.*",       "*.tar",
    "*.tflite",      "*.tgz",
    "*.wasm",        "*.xz",
    "*.zip",         "*.zst",
    "*tfevents*",    "*.gguf",
};

bool matchesPattern(const QString &pattern, const QString &path)
{
    const QString name = path.section(u'/', -1);
    const QStringView rest = QStringView(pattern).mid(1);
    if (pattern.startsWith(u'*') && !rest.contains(u'*') && !rest.contains(u'/'))
        return name.endsWith(rest); // nearly all of them, and much faster
    thread_local QHash<QString, QRegularExpression> compiled;
    QRegularExpression &expression = compiled[pattern];
    if (expression.pattern().isEmpty()) {
        expression.setPattern(QRegularExpression::wildcardToRegularExpression(
            pattern, QRegularExpression::NonPathWildcardConversion));
    }
    return expression.match(pattern.contains(u'/') ? path : name).hasMatch();
}

QStringList lfsPatternsIn(const QByteArray &gitattributes)
{
    QStringList patterns;
    for (const QByteArray &line : gitattributes.split('\n')) {
        const QList<QByteArray> words = line.simplified().split(' ');
        if (words.contains("filter=lfs"))
            patterns << QString::fromUtf8(words[0]);
    }
    return patterns;
}

bool looksBinary(const QByteArray &sample)
{
    if (sample.contains('\0'))
        return true;
    // A character cut off by the end of the sample is no error for a stateful decoder.
    QStringDecoder decoder(QStringDecoder::Utf8);
    const QString text = decoder.decode(sample);
    return decoder.hasError() || text.contains(QChar::ReplacementCharacter);
}

} // namespace

bool matchesLfsAttributes(const QByteArray &gitattributes, const QString &path)
{
    // One call asks about many paths.
    constexpr qsizetype kParsed = 16;
    thread_local QHash<QByteArray, QStringList> parsed;
    auto patterns = parsed.find(gitattributes);
    if (patterns == parsed.end()) {
        if (parsed.size() >= kParsed)
            parsed.clear();
        patterns = parsed.insert(gitattributes, lfsPatternsIn(gitattributes));
    }
    return std::ranges::any_of(
        *patterns, [&path](const QString &pattern) { return matchesPattern(pattern, path); });
}

QByteArray defaultGitattributes()
{
    QByteArray out;
    for (const char *pattern : kLfsPatterns)
        out += QByteArray(pattern) + " filter=lfs diff=lfs merge=lfs -text\n";
    return out;
}

bool isLfsByRule(const QString &path, qint64 size, const QByteArray &sample)
{
    if (size == 0)
        return false;
    static const QByteArray rules = defaultGitattributes();
    return size > kLfsThreshold || looksBinary(sample) || matchesLfsAttributes(rules, path);
}

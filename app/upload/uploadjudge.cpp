#include "app/upload/uploadjudge.h"

#include "app/hub/weightfiles.h"
#include "app/text/frontmatter.h"

#include <algorithm>

using namespace Qt::StringLiterals;
using WeightFiles::WeightFormat;

namespace {

// The Hub's published limits; hub-api 12.5.
constexpr qint64 kMostFileBytes = 500'000'000'000;
constexpr qint64 kAdvisedFileBytes = 200'000'000'000;
constexpr qsizetype kMostEntries = 10'000; // in a folder
constexpr qsizetype kManyFiles = 100'000; // in a repository

// Files with the same weights have the same one.
QString weightsKey(const QString &path)
{
    QString base = WeightFiles::stemOf(path).base;
    if (base == "pytorch_model"_L1) // what the libraries call the model of a folder
        base = u"model"_s;
    return WeightFiles::folderOf(path) + u'/' + base;
}

} // namespace

void UploadJudge::warnOfAll()
{
    for (qsizetype i = 0; i < m_given.files.size(); ++i)
        if (m_plan.m_rows.at(i).isSent())
            warnOfFile(i);
    warnOfNames();
    warnOfPickles();
    warnOfNumbers();
    if (m_plan.m_commits > 0)
        warnOfCard();
    std::ranges::stable_sort(m_plan.m_warnings, {}, &UploadWarning::kind);
}

void UploadJudge::warnOfFile(qsizetype file)
{
    const UploadFile &it = m_given.files.at(file);
    const QString &path = it.path.text();
    for (const Secrets::Found &found : m_given.secrets.value(file))
        warn({Kind::SecretInside, path, found.line, Secrets::words(found.kind)});
    if (Secrets::isSecretName(path))
        warn({.kind = Kind::SecretName, .path = path});
    if (it.size > kAdvisedFileBytes)
        warn({.kind = it.size > kMostFileBytes ? Kind::TooLarge : Kind::VeryLarge, .path = path});
    if (path != path.normalized(QString::NormalizationForm_C))
        warn({.kind = Kind::Decomposed, .path = path});
}

void UploadJudge::warnOfNames()
{
    QHash<QString, QString> seen; // what the file system of another computer makes of them
    const auto key = [](const QString &path) {
        return path.normalized(QString::NormalizationForm_C).toCaseFolded();
    };
    QStringList sent;
    for (qsizetype i = 0; i < m_given.files.size(); ++i)
        if (m_plan.m_rows.at(i).isSent())
            sent << m_given.files.at(i).path.text();
    for (const QString &path : m_after - QSet(sent.cbegin(), sent.cend()))
        seen.insert(key(path), path);
    for (const QString &path : std::as_const(sent)) {
        QString &first = seen[key(path)];
        if (first.isEmpty())
            first = path;
        else
            warn({.kind = Kind::CaseOnly, .path = path, .other = first});
    }
}

void UploadJudge::warnOfPickles()
{
    QHash<QString, QString> safe;
    for (const QString &path : std::as_const(m_after))
        if (path.endsWith(".safetensors"_L1))
            safe.insert(weightsKey(path), path);
    for (qsizetype i = 0; i < m_given.files.size(); ++i) {
        const QString &path = m_given.files.at(i).path.text();
        if (!m_plan.m_rows.at(i).isSent() || path.endsWith(".json"_L1)
            || WeightFiles::formatOf(path) != WeightFormat::PyTorch)
            continue;
        if (const auto twin = safe.constFind(weightsKey(path)); twin != safe.cend())
            warn({.kind = Kind::Pickle, .path = path, .other = *twin});
    }
}

void UploadJudge::warnOfNumbers()
{
    QSet<QString> told;
    bool addsFiles = false;
    for (qsizetype i = 0; i < m_given.files.size(); ++i) {
        if (m_plan.m_rows.at(i).verdict != Verdict::New)
            continue;
        addsFiles = true;
        const QString folder = WeightFiles::folderOf(m_given.files.at(i).path.text());
        if (m_entries.value(folder) > kMostEntries && !told.contains(folder)) {
            told.insert(folder);
            warn({.kind = Kind::FullFolder, .path = folder});
        }
    }
    if (addsFiles && m_after.size() >= kManyFiles)
        warn({.kind = Kind::ManyFiles});
}

void UploadJudge::warnOfCard()
{
    const QString path = u"README.md"_s;
    if (!m_after.contains(path))
        return warn({.kind = Kind::NoCard});
    QString licence = m_given.licence;
    if (m_taken.contains(path)) {
        const QString text = QString::fromUtf8(m_given.card);
        const FrontMatter front = readFrontMatter(splitCard(text).yaml);
        if (front.state == FrontMatter::State::Problem)
            return warn({.kind = Kind::BrokenCard, .path = path, .other = front.problem});
        licence = front.values(u"license").value(0);
    }
    if (licence.isEmpty() && m_given.kind != RepoKind::Space)
        warn({.kind = Kind::NoLicence, .path = path});
}

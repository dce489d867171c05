#include "ui/search/reporowtext.h"

#include "app/text/format.h"
#include "app/text/safetext.h"
#include "ui/repo/stagelook.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace {

struct RepoRowWords
{
    Q_DECLARE_TR_FUNCTIONS(RepoRow)
};

QString shortRowText(const QString &text)
{
    constexpr qsizetype kLongest = 80; // characters; longer than any task, library or SDK
    return SafeText::line(QStringView(text).left(kLongest)).trimmed();
}

QString capitalised(QString text)
{
    if (!text.isEmpty())
        text[0] = text.at(0).toUpper();
    return text;
}

// One word for a row; the repository's page tells what else goes on ("RUNNING_BUILDING").
QString rowStage(const QString &id)
{
    const bool runs = id.startsWith("RUNNING"_L1);
    return id.isEmpty() ? QString() : StageLook::of(runs ? u"RUNNING"_s : id).word;
}

} // namespace

// As the Hub labels its tasks: "Text Generation", "Text-to-Image", "Zero-Shot Classification".
QString reporow::task(const QString &id)
{
    QStringList words = shortRowText(id).split(u'-', Qt::SkipEmptyParts);
    const bool conversion = words.contains("to"_L1);
    for (QString &word : words)
        if (word != "to"_L1)
            word = capitalised(word);
    return words.join(conversion ? u'-' : u' ').replace("Zero Shot"_L1, "Zero-Shot"_L1);
}

QString reporow::meta(const RepoSummary &repo)
{
    QStringList parts;
    if (repo.id.kind() == RepoKind::Space)
        parts << capitalised(shortRowText(repo.sdk)) << rowStage(repo.stage);
    else if (!repo.task.isEmpty())
        parts << task(repo.task);
    else
        parts << shortRowText(repo.library);
    parts << Format::count(repo.parameters);
    if (const QString when = Format::ago(repo.updatedAt); !when.isEmpty())
        parts << RepoRowWords::tr("updated %1").arg(when);
    parts.removeAll(QString());
    return parts.join(u" · "_s);
}

QString reporow::tile(const RepoSummary &repo)
{
    const QString emoji = shortRowText(repo.emoji);
    return emoji.isEmpty() ? repo.id.id() : emoji;
}

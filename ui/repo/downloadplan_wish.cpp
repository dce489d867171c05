// What a download plan asks for: which files, and where they go.
#include "app/text/safetext.h"
#include "ui/repo/downloadplan.h"
#include "ui/widgets/filequestion.h"
#include "ui/widgets/plaintip.h"

#include <QComboBox>
#include <QDir>
#include <QPlainTextEdit>

namespace {

constexpr int kPlanIntoCache = 0; // indices of the choices
constexpr int kPlanIntoFolder = 1;

} // namespace

QStringList DownloadPlan::patterns(const QPlainTextEdit &field) const
{
    QStringList list;
    for (const QString &line : field.toPlainText().split(u'\n'))
        if (const QString pattern = line.trimmed(); !pattern.isEmpty())
            list << pattern;
    return list;
}

// Patterns as long as they say it all, so that the wish reads as it was made.
FetchWish DownloadPlan::wish() const
{
    FetchWish wish{.repo = m_maker.place().repo(),
                   .revision = m_maker.place().revision,
                   .paths = {},
                   .allow = {},
                   .ignore = {},
                   .folder = m_maker.folder()};
    const FilePlan::Choice &choice = m_maker.choice();
    if (choice.byHand.isEmpty()) {
        wish.allow = choice.allow;
        wish.ignore = choice.ignore;
    } else {
        wish.paths = m_maker.plan().takenPaths(*m_maker.folders());
    }
    return wish;
}

DownloadRequest DownloadPlan::request() const
{
    const FetchWish now = wish();
    DownloadRequest request{.repo = now.repo,
                            .revision = now.revision,
                            .paths = now.paths,
                            .allow = now.allow,
                            .ignore = now.ignore,
                            .folder = now.folder};
    request.learnSize(m_maker.place().info.files);
    return request;
}

QString DownloadPlan::command() const
{
    return hfCommandOf(wish());
}

void DownloadPlan::chooseTarget(int index)
{
    if (index == kPlanIntoFolder)
        chooseFolder();
    else
        setFolder({});
}

// The choice shows a folder only once there is one.
void DownloadPlan::chooseFolder()
{
    m_into->setCurrentIndex(m_maker.folder().isEmpty() ? kPlanIntoCache : kPlanIntoFolder);
    askForFolder(this, tr("Download the files to a folder"),
                 [this](const QString &folder) { setFolder(folder); });
}

void DownloadPlan::setFolder(const QString &folder)
{
    m_maker.setFolder(folder);
    const QString name = QDir(folder).dirName(); // empty for the root
    m_into->setItemText(kPlanIntoFolder,
                        folder.isEmpty() ? tr("A folder…")
                                         : SafeText::line(name.isEmpty() ? folder : name));
    setPlainTip(m_into, SafeText::line(folder));
    m_into->setCurrentIndex(folder.isEmpty() ? kPlanIntoCache : kPlanIntoFolder);
}

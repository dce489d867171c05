#include "app/session/firstpages.h"

#include "app/hub/parse.h"
#include "app/hub/repopagejson.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>
#include <QSaveFile>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostFirstPages = 60; // files; some 30 kB each
constexpr qint64 kLargestFirstPage = 4 << 20; // bytes; a file that is larger is none of ours

std::optional<FirstPages::Page> readFirstPage(RepoKind kind, const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly) || file.size() > kLargestFirstPage)
        return {};
    auto page = parseRepoPage(kind, {.bytes = file.readAll()});
    if (!page || page->repos.isEmpty())
        return {};
    return FirstPages::Page{.page = *std::move(page),
                            .at = QFileInfo(path).lastModified(QTimeZone::UTC)};
}

void dropFirstPages(const QString &folder, qsizetype kept)
{
    const QFileInfoList files
        = QDir(folder).entryInfoList({u"*.json"_s}, QDir::Files, QDir::Time); // newest first
    for (const QFileInfo &old : files.sliced(std::min(files.size(), kept)))
        QFile::remove(old.filePath());
}

// Names of private repositories stand in it: nobody else's business.
void writeFirstPage(const QString &folder, const QString &path, const RepoPage &page)
{
    if (!QDir().mkpath(folder))
        return;
    QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly) && file.write(repoPageJson(page)) >= 0 && file.commit())
        dropFirstPages(folder, kMostFirstPages);
}

} // namespace

FirstPages::FirstPages(QString folder)
    : m_folder(std::move(folder))
{ }

QString FirstPages::fileOf(const QString &search) const
{
    const QByteArray name = QCryptographicHash::hash(search.toUtf8(), QCryptographicHash::Sha256);
    return m_folder + u'/' + QString::fromLatin1(name.toHex()) + u".json"_s;
}

QFuture<std::optional<FirstPages::Page>> FirstPages::find(RepoKind kind,
                                                          const QString &search) const
{
    if (m_folder.isEmpty())
        return QtFuture::makeReadyValueFuture(std::optional<Page>());
    return QtConcurrent::run(readFirstPage, kind, fileOf(search));
}

void FirstPages::keep(const QString &search, const RepoPage &page) const
{
    if (!m_folder.isEmpty())
        static_cast<void>(QtConcurrent::run(writeFirstPage, m_folder, fileOf(search), page));
}

void FirstPages::clear() const
{
    if (!m_folder.isEmpty())
        static_cast<void>(QtConcurrent::run(dropFirstPages, m_folder, 0));
}

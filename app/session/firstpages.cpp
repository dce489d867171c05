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
constexpr qsizetype kAccountName = 16; // bytes of the digest
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

void dropOtherAccounts(const QString &folder, const QString &own)
{
    dropFirstPages(folder, 0); // where they lay before accounts had folders
    const QDir all(folder);
    for (const QString &name : all.entryList(QDir::Dirs | QDir::NoSymLinks | QDir::NoDotAndDotDot))
        if (name != own) {
            dropFirstPages(all.filePath(name), 0);
            all.rmdir(name);
        }
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
{
    m_disk.setMaxThreadCount(1);
}

// Nobody can tell the token from its digest, and no account's folder is found with another's.
QString FirstPages::accountName(const QUrl &endpoint, const QByteArray &token)
{
    const QByteArray account
        = QCryptographicHash::hash(endpoint.toEncoded() + '\n' + token, QCryptographicHash::Sha256);
    return QString::fromLatin1(account.first(kAccountName).toHex());
}

void FirstPages::setAccount(const QUrl &endpoint, const QByteArray &token)
{
    if (m_folder.isEmpty())
        return;
    const QString name = accountName(endpoint, token);
    m_own = m_folder + u'/' + name;
    static_cast<void>(QtConcurrent::run(&m_disk, dropOtherAccounts, m_folder, name));
}

QString FirstPages::fileOf(const QString &search) const
{
    const QByteArray name = QCryptographicHash::hash(search.toUtf8(), QCryptographicHash::Sha256);
    return m_own + u'/' + QString::fromLatin1(name.toHex()) + u".json"_s;
}

QFuture<std::optional<FirstPages::Page>> FirstPages::find(RepoKind kind,
                                                          const QString &search) const
{
    if (m_own.isEmpty())
        return QtFuture::makeReadyValueFuture(std::optional<Page>());
    return QtConcurrent::run(&m_disk, readFirstPage, kind, fileOf(search));
}

void FirstPages::keep(const QString &search, const RepoPage &page) const
{
    if (!m_own.isEmpty())
        static_cast<void>(QtConcurrent::run(&m_disk, writeFirstPage, m_own, fileOf(search), page));
}

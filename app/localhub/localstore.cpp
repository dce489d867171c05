#include "app/localhub/localstore.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>

#include <filesystem>

using namespace Qt::StringLiterals;

namespace {

QString storeKey(const RepoId &repo)
{
    return apiSegment(repo.kind()) + u'/' + repo.id();
}

QJsonObject readObject(const QString &path)
{
    QFile f(path);
    if (!f.open(QIODevice::ReadOnly))
        return {};
    return QJsonDocument::fromJson(f.readAll()).object();
}

std::optional<RepoKind> kindOf(QStringView segment)
{
    for (const RepoKind kind : {RepoKind::Model, RepoKind::Dataset, RepoKind::Space}) {
        if (apiSegment(kind) == segment)
            return kind;
    }
    return {};
}

} // namespace

bool writeWhole(const QString &path, const QByteArray &bytes)
{
    // Not QSaveFile: it waits for the disk each time, seconds in all for the demo's Hub.
    QFile f(path + u".new"_s);
    if (!f.open(QIODevice::WriteOnly) || f.write(bytes) != bytes.size() || !f.flush())
        return false;
    f.close();
    std::error_code failed;
    std::filesystem::rename(f.filesystemFileName(), QFileInfo(path).filesystemFilePath(), failed);
    return !failed;
}

QDateTime orNow(const QDateTime &date)
{
    return (date.isValid() ? date : QDateTime::currentDateTimeUtc()).toUTC();
}

LocalStore::LocalStore(QString folder)
    : m_folder(std::move(folder))
{ }

bool LocalStore::open(QString *error)
{
    const auto guard = lock();
    for (const auto &sub : {"objects"_L1, "repos"_L1, "incoming"_L1}) {
        if (!QDir().mkpath(m_folder + u'/' + sub)) {
            if (error)
                *error = u"The folder %1 cannot be made. Choose another one."_s.arg(m_folder);
            return false;
        }
    }
    const QDir incoming(m_folder + u"/incoming"_s); // uploads that a stop interrupted
    for (const QString &name : incoming.entryList(QDir::Files))
        QFile::remove(incoming.filePath(name));
    m_people = People::fromJson(readObject(m_folder + u"/people.json"_s));
    const QJsonObject redirects = readObject(m_folder + u"/redirects.json"_s);
    for (auto it = redirects.begin(); it != redirects.end(); ++it)
        m_redirects[it.key()] = it.value().toString();
    const QDir repoRoot(m_folder + u"/repos"_s);
    for (const QString &name : repoRoot.entryList(QDir::Dirs | QDir::NoDotAndDotDot))
        loadRepo(repoRoot.filePath(name));
    return true;
}

void LocalStore::loadRepo(const QString &folder)
{
    const QJsonObject json = readObject(folder + u"/repo.json"_s);
    const auto kind = kindOf(json["kind"_L1].toString());
    const auto id = kind ? RepoId::parse(*kind, json["id"_L1].toString()) : std::nullopt;
    if (!id)
        return;
    auto repo = std::make_unique<LocalRepo>(*id);
    repo->readJson(json);
    const QDir commitFolder(folder + u"/commits"_s);
    for (const QString &name : commitFolder.entryList({u"*.json"_s}, QDir::Files)) {
        LocalCommit commit
            = commitFromJson(readObject(commitFolder.filePath(name)), m_folder + u"/objects"_s);
        for (const StoredFile &file : std::as_const(commit.adds))
            rememberSynthetic(file);
        const QByteArray commitId = commit.id;
        repo->commits.emplace(commitId, std::move(commit));
    }
    m_repos[storeKey(*id)] = std::move(repo);
}

QString LocalStore::repoFolder(const RepoId &repo) const
{
    return m_folder + u"/repos/"_s + storeKey(repo).replace(u'/', u"--"_s);
}

void LocalStore::save(const LocalRepo &repo) const
{
    const QString folder = repoFolder(repo.id);
    QDir().mkpath(folder + u"/commits"_s);
    writeWhole(folder + u"/repo.json"_s,
               QJsonDocument(repo.toJson()).toJson(QJsonDocument::Compact));
}

void LocalStore::savePeople() const
{
    QByteArray lines;
    for (const LocalToken &t : m_people.tokens)
        lines += t.token + ' ' + t.user.toUtf8() + ' ' + t.role.toUtf8() + '\n';
    const QString people = m_folder + u"/people.json"_s;
    const QString tokens = m_folder + u"/tokens"_s;
    writeWhole(people, QJsonDocument(m_people.toJson()).toJson());
    writeWhole(tokens, lines);
    for (const QString &file : {people, tokens}) // both hold tokens
        QFile::setPermissions(file, QFile::ReadOwner | QFile::WriteOwner);
}

void LocalStore::saveRedirects() const
{
    QJsonObject json;
    for (const auto &[from, to] : m_redirects.asKeyValueRange())
        json[from] = to;
    writeWhole(m_folder + u"/redirects.json"_s, QJsonDocument(json).toJson());
}

void LocalStore::addUser(const LocalUser &user)
{
    const auto guard = lock();
    m_people.users[user.name] = user;
    savePeople();
}

void LocalStore::addToken(const LocalToken &token)
{
    const auto guard = lock();
    m_people.tokens[token.token] = token;
    savePeople();
}

void LocalStore::addOrganisation(const QString &name, const QString &fullName)
{
    const auto guard = lock();
    m_people.organisations[name] = fullName;
    savePeople();
}

bool LocalStore::createRepo(const RepoId &id, RepoSetup setup)
{
    const auto guard = lock();
    auto &slot = m_repos[storeKey(id)];
    if (slot)
        return false;
    setup.createdAt = orNow(setup.createdAt);
    if (!setup.lastModified.isValid())
        setup.lastModified = setup.createdAt;
    slot = std::make_unique<LocalRepo>(id);
    slot->setup = std::move(setup);
    if (m_redirects.remove(storeKey(id)) > 0)
        saveRedirects();
    save(*slot);
    return true;
}

void LocalStore::editRepo(const RepoId &id, const std::function<void(RepoSetup &)> &edit)
{
    const auto guard = lock();
    if (LocalRepo *repo = find(id)) {
        edit(repo->setup);
        save(*repo);
    }
}

bool LocalStore::deleteRepo(const RepoId &id)
{
    const auto guard = lock();
    if (m_repos.erase(storeKey(id)) == 0)
        return false;
    // Links are removed, never followed: QDir would empty what a linked folder leads to.
    std::error_code error;
    std::filesystem::remove_all(QFile::encodeName(repoFolder(id)).toStdString(), error);
    return !error;
}

bool LocalStore::moveRepo(const RepoId &from, const RepoId &to)
{
    const auto guard = lock();
    const auto it = m_repos.find(storeKey(from));
    if (it == m_repos.end() || m_repos.contains(storeKey(to)) || from.kind() != to.kind())
        return false;
    std::unique_ptr<LocalRepo> repo = std::move(it->second);
    m_repos.erase(it);
    repo->id = to;
    if (!QDir().rename(repoFolder(from), repoFolder(to)))
        return false;
    save(*repo);
    m_repos[storeKey(to)] = std::move(repo);
    addRedirect(from, to);
    return true;
}

void LocalStore::addRedirect(const RepoId &from, const RepoId &to)
{
    const auto guard = lock();
    m_redirects[storeKey(from)] = to.id();
    m_redirects.remove(storeKey(to));
    saveRedirects();
}

void LocalStore::setAccess(const RepoId &id, const QString &user, const QString &state)
{
    const auto guard = lock();
    if (LocalRepo *repo = find(id)) {
        if (state.isEmpty())
            repo->access.remove(user);
        else
            repo->access[user] = state;
        save(*repo);
    }
}

void LocalStore::setMultipart(Multipart limits)
{
    const auto guard = lock();
    m_multipart = limits;
}

void LocalStore::setNewAreXet(bool are)
{
    const auto guard = lock();
    m_newAreXet = are;
}

bool LocalStore::newAreXet() const
{
    const auto guard = lock();
    return m_newAreXet;
}

LocalStore::Multipart LocalStore::multipart() const
{
    const auto guard = lock();
    return m_multipart;
}

LocalRepo *LocalStore::find(const RepoId &repo)
{
    const auto it = m_repos.find(storeKey(repo));
    return it == m_repos.end() ? nullptr : it->second.get();
}

const LocalRepo *LocalStore::find(const RepoId &repo) const
{
    const auto it = m_repos.find(storeKey(repo));
    return it == m_repos.end() ? nullptr : it->second.get();
}

QList<const LocalRepo *> LocalStore::repos(RepoKind kind) const
{
    QList<const LocalRepo *> out;
    for (const auto &[key, repo] : m_repos) {
        if (repo->id.kind() == kind)
            out.append(repo.get());
    }
    return out;
}

std::optional<RepoId> LocalStore::redirect(const RepoId &from) const
{
    std::optional<RepoId> at = from;
    for (qsizetype hops = m_redirects.size(); at && hops >= 0 && !find(*at); --hops)
        at = RepoId::parse(from.kind(), m_redirects.value(storeKey(*at)));
    return at && find(*at) ? at : std::nullopt;
}

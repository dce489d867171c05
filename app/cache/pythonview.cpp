#include "app/cache/pythonview.h"

#include <QHash>
#include <QSet>

#include <algorithm>

namespace {

using Kind = CacheProblem::Kind;
using Client = PythonView::Client;

QByteArray prefixOf(const CacheRepo &repo)
{
    return repo.folder.first(qMax<qsizetype>(0, repo.folder.indexOf("--")));
}

QByteArray typeOf(const CacheRepo &repo) // the old client does not look at the letter it cuts off
{
    return prefixOf(repo).chopped(qMin<qsizetype>(1, prefixOf(repo).size()));
}

bool isKnownType(const CacheRepo &repo, Client client)
{
    const QByteArray type = typeOf(repo);
    const bool isOld = type == "model" || type == "dataset" || type == "space";
    return client == Client::Old ? isOld
                                 : (isOld || type == "kernel") && prefixOf(repo) == type + 's';
}

// Absolute paths of contents as each client names them.
class Paths final
{
public:
    Paths(const CacheRepo &repo, QByteArray root, Client client)
        : m_repo(repo)
        , m_root(std::move(root))
        , m_client(client)
    { }

    QByteArray of(const CacheBlob &blob) const
    {
        using Blob = CacheBlob::Kind;
        const bool resolves = m_client == Client::Old;
        if (resolves && !blob.target.isEmpty())
            return blob.target.startsWith('/') ? blob.target : m_root + '/' + blob.target;
        switch (blob.kind) {
        case Blob::Elsewhere: return blob.name;
        case Blob::InSnapshot: return inRepo(blob.name);
        case Blob::Content:
        case Blob::Shared:
        case Blob::Lost:
        case Blob::Unfinished:
        case Blob::Other: break;
        }
        return inRepo("blobs/" + blob.name);
    }

private:
    // Where folders that are links lead, for the client that asks.
    QByteArray inRepo(const QByteArray &below) const
    {
        const QByteArray path = m_repo.folder + '/' + below;
        const CacheProblem *longest = nullptr;
        for (const CacheProblem &problem : m_repo.problems)
            if (problem.kind == Kind::FolderIsLink && path.startsWith(problem.path + '/')
                && (!longest || problem.path.size() > longest->path.size()))
                longest = &problem;
        return longest && m_client == Client::Old
            ? longest->detail + path.sliced(longest->path.size())
            : m_root + '/' + path;
    }

    const CacheRepo &m_repo;
    const QByteArray m_root;
    const Client m_client;
};

} // namespace

std::optional<Kind> pythonWarning(const CacheRepo &repo, Client client)
{
    for (const CacheProblem &problem : repo.problems) {
        const bool isRepo = problem.path == repo.folder;
        if (problem.kind == Kind::Unreadable && isRepo)
            return Kind::NoSnapshots;
        if (problem.kind == Kind::NotAFolder || problem.kind == Kind::NotARepo)
            return problem.kind;
    }
    if (!isKnownType(repo, client))
        return Kind::UnknownType;
    for (const CacheProblem &problem : repo.problems)
        if (problem.kind > Kind::UnknownType && problem.kind <= Kind::DanglingRef)
            return problem.kind;
    return {};
}

std::expected<PythonView::Repo, Kind> pythonRepo(const CacheRepo &repo, const QByteArray &rootPath,
                                                 Client client)
{
    if (const auto warning = pythonWarning(repo, client))
        return std::unexpected(*warning);
    PythonView::Repo answer{.folder = repo.folder,
                            .id
                            = repo.folder.sliced(repo.folder.indexOf("--") + 2).replace("--", "/"),
                            .type = typeOf(repo),
                            .revisions = {}};
    const Paths paths(repo, rootPath, client);
    QHash<QByteArray, const CacheBlob *> ofRepo;
    for (const CacheRevision &revision : repo.revisions) {
        PythonView::Revision out{.commit = revision.commit, .refs = revision.refs, .files = {}};
        QSet<QByteArray> ofRevision;
        for (const CacheEntry &file : revision.files) {
            const CacheBlob &blob = repo.blobs.at(file.blob);
            const QByteArray path = paths.of(blob);
            out.files.emplace_back(file.path, path, blob.size, blob.accessedNs, blob.modifiedNs);
            out.modifiedNs = qMax(out.modifiedNs, blob.modifiedNs);
            if (!ofRevision.contains(path))
                out.size += blob.size;
            ofRevision << path;
            ofRepo.insert(path, &blob);
        }
        if (out.files.isEmpty())
            out.modifiedNs = revision.modifiedNs;
        answer.revisions << out;
    }
    for (const CacheBlob *blob : std::as_const(ofRepo)) {
        answer.size += blob->size;
        answer.accessedNs = qMax(answer.accessedNs, blob->accessedNs);
        answer.modifiedNs = qMax(answer.modifiedNs, blob->modifiedNs);
    }
    answer.files = ofRepo.size();
    if (ofRepo.isEmpty()) {
        answer.accessedNs = repo.accessedNs;
        answer.modifiedNs = repo.modifiedNs;
    }
    return answer;
}

PythonView PythonView::of(const CacheScan &scan, const QByteArray &rootPath, Client client)
{
    PythonView view;
    QHash<QByteArray, qint64> contents; // by path
    QSet<QByteArray> shared; // links to the store, of all repositories
    for (const CacheRepoPtr &repo : scan.repos) {
        if (auto answer = pythonRepo(*repo, rootPath, client)) {
            for (const Revision &revision : std::as_const(answer->revisions))
                for (const File &file : revision.files)
                    contents.insert(file.blobPath, file.size);
            if (client == Client::Old)
                view.size += answer->size;
            view.repos << std::move(*answer);
        } else {
            view.warnings.emplace_back(repo->folder, answer.error());
        }
        for (const CacheBlob &blob : repo->blobs) {
            const QByteArray path = rootPath + '/' + repo->folder + "/blobs/" + blob.name;
            // A line of the store's notes could not name the others.
            if (blob.kind == CacheBlob::Kind::Shared && !path.contains('\n')
                && !path.contains('\r'))
                shared << path;
            if (blob.kind == CacheBlob::Kind::Unfinished && blob.name.endsWith(".incomplete"))
                view.unfinished.emplace_back(path, blob.size);
        }
    }
    if (client == Client::Old) {
        view.unfinished.clear();
        if (scan.hasStore)
            view.warnings.emplace_back("blobs", Kind::NotARepo);
        return view;
    }
    for (const auto &[path, size] : contents.asKeyValueRange())
        if (!scan.hasStore || !shared.contains(path))
            view.size += size;
    for (const SharedBlob &blob : scan.shared)
        if (!contents.contains(rootPath + "/blobs/" + blob.hash.first(2) + '/' + blob.hash))
            view.size += blob.size;
    std::ranges::sort(view.unfinished);
    return view;
}

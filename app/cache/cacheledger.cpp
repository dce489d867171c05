#include "app/cache/cacheledger.h"

#include <QDateTime>
#include <QSet>

using namespace Qt::StringLiterals;

namespace {

using Place = CacheLedger::Place;

Place placeOf(const QByteArray &repoFolder)
{
    const bool isSecret = repoFolder == "token" || repoFolder.startsWith("stored_tokens");
    return isSecret                           ? Place::Tokens
        : repoFolder.startsWith("models--")   ? Place::Models
        : repoFolder.startsWith("datasets--") ? Place::Datasets
        : repoFolder.startsWith("spaces--")   ? Place::Spaces
                                              : Place::Other;
}

class Sum final
{
public:
    void add(Place place, const CacheWalk::DiskUse &use)
    {
        add(place, use.bytes);
        for (const CacheWalk::ManyNamed &file : use.manyNamed)
            addOnce(place, file.device, file.inode, file.allocated);
    }
    void addOnce(Place place, quint64 device, quint64 inode, qint64 bytes)
    {
        const auto before = m_seen.size();
        m_seen.insert({device, inode});
        if (m_seen.size() > before)
            add(place, bytes);
    }
    void add(Place place, qint64 bytes) { m_ledger.bytes[size_t(place)] += bytes; }
    CacheLedger &ledger() { return m_ledger; }

private:
    CacheLedger m_ledger;
    QSet<std::pair<quint64, quint64>> m_seen;
};

void addBlob(Sum &sum, Place place, const CacheBlob &blob)
{
    using Kind = CacheBlob::Kind;
    const Place where = blob.kind == Kind::Unfinished ? Place::Unfinished : place;
    if (blob.kind == Kind::Shared || blob.names > 1)
        sum.addOnce(where, blob.device, blob.inode, blob.allocated);
    else
        sum.add(where, blob.allocated);
}

} // namespace

QList<OtherStore> otherStoresOf(const QProcessEnvironment &variables, const QString &homeFolder)
{
    using Program = OtherStore::Program;
    const auto at = [](Program program, const QString &folder) {
        return OtherStore{.program = program, .folder = folder};
    };
    const QString cache = variables.value(u"XDG_CACHE_HOME"_s, homeFolder + "/.cache"_L1);
    return {
        at(Program::LmStudio, homeFolder + "/.lmstudio/models"_L1),
        at(Program::LmStudio, homeFolder + "/.cache/lm-studio/models"_L1), // until 2024
        at(Program::Ollama, variables.value(u"OLLAMA_MODELS"_s, homeFolder + "/.ollama/models"_L1)),
        at(Program::Ollama, u"/usr/share/ollama/.ollama/models"_s), // as a service
        at(Program::LlamaCpp, variables.value(u"LLAMA_CACHE"_s, cache + "/llama.cpp"_L1))};
}

CacheLedger ledgerOf(const CacheParts &parts)
{
    Sum sum;
    QSet<std::pair<quint64, quint64>> folders; // a repository may have a link beside it
    for (const CacheWalk::Reading &reading : parts.repos) {
        const std::pair number(reading.repo->device, reading.repo->inode);
        if (number.second != 0 && folders.contains(number))
            continue;
        folders << number;
        const Place place = placeOf(reading.repo->folder);
        sum.add(place, reading.notes);
        for (const CacheBlob &blob : reading.repo->blobs)
            addBlob(sum, place, blob);
    }
    for (const SharedBlob &blob : parts.store.blobs)
        sum.addOnce(Place::SharedStore, blob.device, blob.inode, blob.allocated);
    sum.add(Place::SharedStore, parts.store.notes);
    for (size_t i = 0; i < parts.others.size(); ++i)
        sum.add(Place(i), parts.others[i]);
    CacheLedger ledger = sum.ledger();
    ledger.free = parts.free;
    ledger.disk = parts.disk;
    return ledger;
}

CacheScan scanOf(const CacheParts &parts)
{
    CacheScan scan{.root = parts.root, .repos = {}, .shared = parts.store.blobs};
    scan.repos.reserve(parts.repos.size());
    for (const CacheWalk::Reading &reading : parts.repos)
        scan.repos << reading.repo;
    scan.hasStore = parts.hasStore;
    scan.ledger = ledgerOf(parts);
    scan.otherStores = parts.otherStores;
    scan.takenAtMs = QDateTime::currentMSecsSinceEpoch();
    return scan;
}

#pragma once

#include "app/cache/cachewalk.h"

#include <QMap>
#include <QProcessEnvironment>

struct CachePlaces
{
    QString root; // the cache; all absolute
    QString home; // HF_HOME
    QString xet;
    QString assets;
    QList<OtherStore> otherStores; // where they would be; see otherStoresOf()

    bool operator==(const CachePlaces &) const = default;
};

// What a scan is made of, so that one repository of it can be read again.
struct CacheParts
{
    QString root;
    bool hasStore = false;
    QMap<QByteArray, CacheWalk::Reading> repos; // by folder
    CacheWalk::StoreReading store;
    std::array<CacheWalk::DiskUse, CacheLedger::kPlaces> others; // all but those
    QList<OtherStore> otherStores;
    qint64 free = 0;
    qint64 disk = 0;
};

// Where LM Studio, Ollama and llama.cpp keep models for a user with these variables. Pure.
QList<OtherStore> otherStoresOf(const QProcessEnvironment &variables, const QString &homeFolder);
// Those that are there, with their bytes.
QList<OtherStore> readOtherStores(const QList<OtherStore> &stores, const std::atomic_bool &stopped);

// Bytes of what is no repository and not the shared store: the rest of the root, and the other
// places, each folder once. Own threads only, as it reads all of them.
std::array<CacheWalk::DiskUse, CacheLedger::kPlaces>
readOtherPlaces(const CachePlaces &places, const CacheWalk::Root *root,
                const std::atomic_bool &stopped);

// Pure. A file with several names counts where it is met first.
CacheLedger ledgerOf(const CacheParts &parts);
CacheScan scanOf(const CacheParts &parts);

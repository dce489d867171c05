#pragma once

#include "app/hub/repoid.h"

#include <QList>

// What somebody who needs room on a cache's disk could remove.
struct Cleanable
{
    struct Repo
    {
        RepoId repo;
        qint64 bytes = 0;
    };

    QList<Repo> largest; // repositories; three at most, the largest first
    qint64 unfinished = 0; // bytes of partial files that nothing was added to for a day
    quint64 device = 0; // of the disk; 0: there is no cache

    static Cleanable in(const QString &root); // reads sizes only; takes as long as the disk does
    QString sentence() const; // empty: there is nothing worth a word
};

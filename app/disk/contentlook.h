#pragma once

#include "app/disk/destination.h"

#include <QBitArray>

// What a download would find where it goes, asked of the disk as the download itself asks it.
struct ContentLook
{
    QBitArray here; // by file: nothing of it will be fetched
    QBitArray placed; // by file: it is where it goes, under its name
    std::optional<DiskRoom> room; // none: the disk does not say
};

// Makes nothing, not even a folder. Pool threads; takes as long as the disk does.
ContentLook lookForContent(const Destination &destination, const RepoId &repo,
                           const QString &commit, const QList<RepoFile> &files);

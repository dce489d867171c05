#pragma once

#include "ui/repo/filelisting.h"

// Ready choices for a download by pattern, from what a repository really has.
struct PatternPreset
{
    QString title; // translated
    QStringList allow;
    QStringList ignore;

    bool operator==(const PatternPreset &) const = default;
};

// "Everything" first; only those that take something, and less than everything.
QList<PatternPreset> patternPresets(const FileListing &listing);
// "Q4_K_M" of "x-Q4_K_M.gguf" and of "x.Q4_K_M-00001-of-00002.gguf"; empty when there is none.
QString quantisationOf(const QString &path);

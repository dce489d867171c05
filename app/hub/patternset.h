#pragma once

#include <QHash>
#include <QStringList>

#include <optional>

// Few patterns (hub-api 30) that match all of wanted and none of others: by extension where that is
// enough, else by folder, else name by name. Each with the group that it was made for, so that a
// reason can stand beside it. None: more than a person would look through. Pure; any thread.
struct WantedPath
{
    QString path;
    QString group;
};
struct PatternSet
{
    QStringList patterns;
    QHash<QString, QString> groups; // by pattern
};
std::optional<PatternSet> patternsFor(const QList<WantedPath> &wanted, const QStringList &others);

// The pattern that matches exactly this path.
QString literalPattern(const QString &path);

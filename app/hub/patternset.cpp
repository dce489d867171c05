#include "app/hub/patternset.h"

#include "app/hub/weightfiles.h"
#include "app/text/wildcard.h"

#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostPatterns = 60; // fit into a field that is still read

// From the widest to the one that only fits this path.
QStringList candidatesFor(const QString &path)
{
    static const QRegularExpression part(u"\\d{5}-of-\\d{5}"_s);
    const QString folder = WeightFiles::folderOf(path);
    const QString inFolder = folder.isEmpty() ? QString() : literalPattern(folder) + u'/';
    const QString name = WeightFiles::nameOf(path);
    QStringList suffixes; // ".json", ".index.json", ".bin.index.json"
    for (auto dot = name.lastIndexOf(u'.'); dot > 0; dot = name.lastIndexOf(u'.', dot - 1))
        suffixes << literalPattern(name.sliced(dot));
    QStringList list;
    for (const QString &suffix : std::as_const(suffixes))
        list << u'*' + suffix;
    for (auto slash = path.indexOf(u'/'); slash > 0; slash = path.indexOf(u'/', slash + 1))
        list << literalPattern(path.first(slash)) + u"/*"_s;
    if (!folder.isEmpty())
        for (const QString &suffix : std::as_const(suffixes))
            list << inFolder + u'*' + suffix;
    QString shards = literalPattern(name);
    if (shards.contains(part))
        list << inFolder + shards.replace(part, u"*-of-*"_s);
    const auto end = std::ranges::find_if(name, [](QChar c) { return !c.isLetter() && c != u'_'; });
    if (const auto word = end - name.cbegin(); word > 2 && !suffixes.isEmpty())
        list << inFolder + name.first(word) + u'*' + suffixes.first();
    return list << literalPattern(path);
}

} // namespace

QString literalPattern(const QString &path)
{
    QString pattern;
    for (const QChar c : path)
        pattern += c == u'*' || c == u'?' || c == u'[' ? u'[' + QString(c) + u']' : QString(c);
    return pattern;
}

std::optional<PatternSet> patternsFor(const QList<WantedPath> &wanted, const QStringList &others)
{
    PatternSet set;
    QList<Wildcard> chosen;
    QHash<QString, bool> fits;
    const auto fitsOnlyWanted = [&](const QString &pattern) {
        const auto known = fits.constFind(pattern);
        if (known != fits.cend())
            return *known;
        const Wildcard wildcard(pattern);
        const bool alone = std::ranges::none_of(
            others, [&wildcard](const QString &path) { return wildcard.matches(path); });
        return *fits.insert(pattern, alone);
    };
    for (const WantedPath &want : wanted) {
        if (std::ranges::any_of(chosen, [&](const Wildcard &w) { return w.matches(want.path); }))
            continue;
        for (const QString &pattern : candidatesFor(want.path)) {
            if (!fitsOnlyWanted(pattern))
                continue;
            set.patterns << pattern;
            set.groups.insert(pattern, want.group);
            chosen << Wildcard(pattern);
            break;
        }
        if (set.patterns.size() > kMostPatterns)
            return {};
    }
    return set;
}

#pragma once

#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

// One pattern as Python's fnmatchcase reads it: "*" is any text, slashes too, "?" one character,
// "[a-z]" and "[!a-z]" sets. Matching takes at most pattern times text steps, whatever the pattern.
// Source: hub-api 30.
class Wildcard final
{
public:
    // Backslashes count as slashes, and a trailing slash means all that is below.
    explicit Wildcard(QStringView pattern);

    bool matches(QStringView path) const { return matches(prepared(path)); }
    // A path that many patterns are tried on is taken apart once.
    static QList<uint> prepared(QStringView path);
    bool matches(const QList<uint> &path) const;

private:
    struct Step
    {
        enum class Kind { Text, One, Any, Set };

        Kind kind = Kind::Text;
        char32_t character = 0;
        bool negated = false;
        QList<std::pair<char32_t, char32_t>> ranges;

        bool takes(char32_t c) const;
    };

    qsizetype readSet(const QList<uint> &pattern, qsizetype at);

    QList<Step> m_steps;
};

// Patterns of which the first that matches counts, and which are known not to match anything.
class PatternList final
{
public:
    explicit PatternList(const QStringList &patterns);

    bool isEmpty() const { return m_entries.isEmpty(); }
    qsizetype firstMatch(const QList<uint> &path); // prepared; -1: none
    QStringList idle() const; // that matched nothing so far: probably typing errors

private:
    struct Entry
    {
        QString text;
        Wildcard wildcard;
        bool hasMatched = false;
    };

    QList<Entry> m_entries;
};

// Which paths of a repository are wanted. No allow list: all; an empty one: none.
struct PathFilter
{
    std::optional<QStringList> allow;
    QStringList ignore;

    QStringList kept(const QStringList &paths) const;
};

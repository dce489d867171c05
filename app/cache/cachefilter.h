#pragma once

#include "app/cache/cachescan.h"

#include <QCoreApplication>
#include <QStringList>

#include <expected>

// What to show of a cache, in the words of "hf cache ls --filter": "size>1GB", "accessed>30d",
// "modified<2w", "type=model", "refs=main"; any other word must be a part of the name. All must
// hold. Ages are those of the last look: "accessed>30d" was read longer ago. Source: hub-api 26.2.
class CacheFilter final
{
    Q_DECLARE_TR_FUNCTIONS(CacheFilter)

public:
    CacheFilter() = default;
    // Else a sentence on what cannot be read.
    static std::expected<CacheFilter, QString> parse(const QString &text);

    bool isEmpty() const { return m_terms.isEmpty() && m_words.isEmpty(); }
    bool hasWords() const { return !m_words.isEmpty(); }
    CacheFilter withoutWords() const;
    bool matches(const CacheRepo &repo, qint64 nowMs) const;
    bool matches(const CacheRepo &repo, const CacheRevision &revision, qint64 nowMs) const;
    // Of a file by its words alone; the terms are the repository's.
    bool matchesName(const QByteArray &path) const;

private:
    enum class Key { Size, Accessed, Modified, Type, Refs };
    enum class Is { Equal, Other, More, Less, AtLeast, AtMost };
    struct Term
    {
        Key key = Key::Size;
        Is is = Is::Equal;
        qint64 number = 0; // bytes or seconds
        QString text;
    };
    struct Facts;

    static std::expected<Term, QString> term(const QString &key, const QString &op,
                                             const QString &value);
    static bool holds(qint64 have, Is is, qint64 want);
    bool match(const Facts &facts, qint64 nowMs) const;

    QList<Term> m_terms;
    QStringList m_words;
};

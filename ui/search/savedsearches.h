#pragma once

#include "ui/search/searchchoice.h"

// The named searches of all kinds, as Settings keeps them: one versioned JSON document. Entries
// that cannot be read are left out; a document of a newer version is not touched.
class SavedSearches final
{
public:
    struct Entry
    {
        QString name; // unique among those of its kind
        SearchChoice choice;

        bool operator==(const Entry &) const = default;
    };

    static constexpr qsizetype kMost = 500; // a menu longer than this helps nobody

    static SavedSearches fromJson(const QByteArray &json);
    QByteArray toJson() const;

    // Written by a newer version: it may be read, not changed.
    bool isReadOnly() const { return m_readOnly; }

    QList<Entry> ofKind(RepoKind kind) const;
    bool contains(RepoKind kind, const QString &name) const; // as save() would cut the name
    bool isFull() const; // of kMost, all kinds together: save() only replaces
    // Replaces the one with the same name. The name is trimmed and cut to 80 characters; false: it
    // is empty, or no more can be kept.
    bool save(const QString &name, const SearchChoice &choice);
    bool rename(RepoKind kind, const QString &from, const QString &to); // false: empty or taken
    void remove(RepoKind kind, const QString &name);

    bool operator==(const SavedSearches &) const = default;

private:
    QList<Entry> m_entries;
    bool m_readOnly = false;
};

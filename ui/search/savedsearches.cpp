#include "ui/search/savedsearches.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

constexpr int kSavedSearchesVersion = 1;

QString savedSearchName(const QString &text)
{
    constexpr qsizetype kLongestName = 80; // characters, so that a menu stays on the screen
    return text.simplified().left(kLongestName).trimmed();
}

} // namespace

SavedSearches SavedSearches::fromJson(const QByteArray &json)
{
    SavedSearches saved;
    const QJsonObject root = QJsonDocument::fromJson(json).object();
    saved.m_readOnly
        = root.value("version"_L1).toInt(kSavedSearchesVersion) > kSavedSearchesVersion;
    for (const QJsonValue &value : root.value("searches"_L1).toArray()) {
        const QString name = savedSearchName(value["name"_L1].toString());
        const auto choice = SearchChoice::fromJson(value["choice"_L1].toObject());
        if (choice && !name.isEmpty() && !saved.contains(choice->kind, name) && !saved.isFull())
            saved.m_entries << Entry{name, *choice};
    }
    return saved;
}

QByteArray SavedSearches::toJson() const
{
    QJsonArray searches;
    for (const Entry &entry : m_entries)
        searches << QJsonObject{{u"name"_s, entry.name}, {u"choice"_s, entry.choice.toJson()}};
    return QJsonDocument(
               QJsonObject{{u"version"_s, kSavedSearchesVersion}, {u"searches"_s, searches}})
        .toJson(QJsonDocument::Compact);
}

QList<SavedSearches::Entry> SavedSearches::ofKind(RepoKind kind) const
{
    QList<Entry> some;
    std::ranges::copy_if(m_entries, std::back_inserter(some),
                         [kind](const Entry &entry) { return entry.choice.kind == kind; });
    return some;
}

bool SavedSearches::contains(RepoKind kind, const QString &name) const
{
    return std::ranges::any_of(m_entries,
                               [kind, wanted = savedSearchName(name)](const Entry &entry) {
                                   return entry.choice.kind == kind && entry.name == wanted;
                               });
}

bool SavedSearches::isFull() const
{
    return m_entries.size() >= kMost;
}

bool SavedSearches::save(const QString &name, const SearchChoice &choice)
{
    const QString wanted = savedSearchName(name);
    if (wanted.isEmpty())
        return false;
    for (Entry &entry : m_entries) {
        if (entry.choice.kind == choice.kind && entry.name == wanted) {
            entry.choice = choice;
            return true;
        }
    }
    if (isFull()) // the next start would leave it out
        return false;
    m_entries << Entry{wanted, choice};
    return true;
}

bool SavedSearches::rename(RepoKind kind, const QString &from, const QString &to)
{
    const QString wanted = savedSearchName(to);
    if (wanted.isEmpty() || (wanted != from && contains(kind, wanted)))
        return false;
    for (Entry &entry : m_entries)
        if (entry.choice.kind == kind && entry.name == from)
            entry.name = wanted;
    return true;
}

void SavedSearches::remove(RepoKind kind, const QString &name)
{
    m_entries.removeIf(
        [&](const Entry &entry) { return entry.choice.kind == kind && entry.name == name; });
}

#pragma once

#include <QHashFunctions>
#include <QString>

#include <optional>

enum class RepoKind { Model, Dataset, Space };

// "models", "datasets", "spaces": the segment after /api/.
QString apiSegment(RepoKind kind);
std::optional<RepoKind> kindNamed(QStringView apiSegment);
// "", "datasets/", "spaces/": what stands before the id in web and resolve addresses.
QString webPrefix(RepoKind kind);
// "models", "datasets", "spaces": what a cache folder's name begins with, before "--".
QString cacheFolderPrefix(RepoKind kind);

// The name of a repository: "owner/name", or a single legacy name such as "gpt2".
// Valid by construction; source of the grammar: hub-api 1.2.
class RepoId final
{
public:
    static std::optional<RepoId> parse(RepoKind kind, QStringView id);

    RepoKind kind() const { return m_kind; }
    QString id() const { return m_owner.isEmpty() ? m_name : m_owner + u'/' + m_name; }
    const QString &owner() const { return m_owner; } // empty for legacy names
    const QString &name() const { return m_name; }

    bool operator==(const RepoId &) const = default;
    friend size_t qHash(const RepoId &r, size_t seed = 0)
    {
        return qHashMulti(seed, int(r.m_kind), r.m_owner, r.m_name);
    }

private:
    RepoId() = default;

    RepoKind m_kind = RepoKind::Model;
    QString m_owner;
    QString m_name;
};

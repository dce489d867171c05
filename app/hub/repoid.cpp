#include "app/hub/repoid.h"

using namespace Qt::StringLiterals;

namespace {

bool isIdCharacter(QChar c)
{
    return c.isLetterOrNumber() || c == u'_' || c == u'.' || c == u'-';
}

bool isIdPart(QStringView part)
{
    constexpr qsizetype kMaxName = 96; // hub-api 1.2
    if (part.isEmpty() || part.size() > kMaxName)
        return false;
    for (const QChar c : part)
        if (!isIdCharacter(c))
            return false;
    const auto bad = [](QChar c) { return c == u'-' || c == u'.'; };
    return !bad(part.front()) && !bad(part.back()) && !part.contains("--"_L1)
        && !part.contains(".."_L1) && !part.endsWith(".git"_L1);
}

} // namespace

QString apiSegment(RepoKind kind)
{
    switch (kind) {
    case RepoKind::Model: return u"models"_s;
    case RepoKind::Dataset: return u"datasets"_s;
    case RepoKind::Space: return u"spaces"_s;
    }
    Q_UNREACHABLE();
}

std::optional<RepoKind> kindNamed(QStringView segment)
{
    for (const RepoKind kind : {RepoKind::Model, RepoKind::Dataset, RepoKind::Space})
        if (apiSegment(kind) == segment)
            return kind;
    return {};
}

QString webPrefix(RepoKind kind)
{
    return kind == RepoKind::Model ? QString() : apiSegment(kind) + u'/';
}

QString cacheFolderPrefix(RepoKind kind)
{
    return apiSegment(kind);
}

std::optional<RepoId> RepoId::parse(RepoKind kind, QStringView id)
{
    const auto slash = id.indexOf(u'/');
    const QStringView owner = slash < 0 ? QStringView() : id.first(slash);
    const QStringView name = slash < 0 ? id : id.sliced(slash + 1);
    if ((slash >= 0 && !isIdPart(owner)) || !isIdPart(name))
        return {};
    RepoId repo;
    repo.m_kind = kind;
    repo.m_owner = owner.toString();
    repo.m_name = name.toString();
    return repo;
}

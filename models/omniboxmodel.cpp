#include "models/omniboxmodel.h"

#include "app/text/safetext.h"

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kHitsOfAKind = 4; // shown; the Hub sends more

void appendHits(QList<Suggestion> &rows, const QList<QuickHit> &hits, const HubAddress *jump)
{
    for (const QuickHit &hit : hits.first(std::min(hits.size(), kHitsOfAKind))) {
        if (jump && jump->repo == hit.id)
            continue;
        rows.append(
            {Suggestion::Type::Hit,
             HubAddress{.repo = hit.id, .revision = {}, .section = {}, .path = {}, .discussion = 0},
             hit.id.kind(),
             {}});
    }
}

bool hasScheme(const QString &text)
{
    return text.contains("://"_L1);
}

// "owner / name › folder/file @ revision": all that the address says.
QString addressText(const HubAddress &address)
{
    QString text = SafeText::repoName(address.repo.owner(), address.repo.name());
    if (!address.path.isEmpty())
        text += u" › "_s + SafeText::path(address.path);
    if (address.discussion > 0)
        text += u" › #%1"_s.arg(address.discussion);
    if (address.revision != Revision())
        text += u" @ "_s + SafeText::isolated(address.revision.name());
    return text;
}

QString searchText(RepoKind kind, const QString &text)
{
    switch (kind) {
    case RepoKind::Model: return OmniboxModel::tr("Search models for “%1”").arg(text);
    case RepoKind::Dataset: return OmniboxModel::tr("Search datasets for “%1”").arg(text);
    case RepoKind::Space: return OmniboxModel::tr("Search Spaces for “%1”").arg(text);
    }
    Q_UNREACHABLE_RETURN({});
}

} // namespace

QList<Suggestion> suggestionsFor(const QString &text, const Suggestion &usual,
                                 const std::optional<HubAddress> &address, const QuickHits &hits)
{
    const QString wanted = text.trimmed();
    if (wanted.isEmpty())
        return {};
    if (!address && hasScheme(wanted))
        return {{Suggestion::Type::NoAddress, {}, RepoKind::Model, {}}};
    QList<Suggestion> rows{usual};
    const auto append = [&rows](const Suggestion &row) {
        if (!rows.contains(row))
            rows.append(row);
    };
    if (address)
        append({Suggestion::Type::Jump, address, address->repo.kind(), {}});
    for (const QList<QuickHit> *list : {&hits.models, &hits.datasets, &hits.spaces})
        appendHits(rows, *list, address ? &*address : nullptr);
    if (!hasScheme(wanted)) { // nobody searches for an address
        for (const RepoKind kind : {RepoKind::Model, RepoKind::Dataset, RepoKind::Space})
            append({Suggestion::Type::Search, {}, kind, wanted});
    }
    return rows;
}

void OmniboxModel::setSuggestions(const QList<Suggestion> &suggestions)
{
    if (suggestions == m_rows)
        return;
    beginResetModel();
    m_rows = suggestions;
    endResetModel();
}

int OmniboxModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant OmniboxModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Suggestion &row = m_rows.at(index.row());
    switch (role) {
    case SuggestionRole: return QVariant::fromValue(&row);
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        if (row.address)
            return addressText(*row.address);
        if (row.type == Suggestion::Type::NoAddress && !row.text.isEmpty())
            return row.text;
        return row.type == Suggestion::Type::NoAddress
            ? tr("No address on this Hub. Use owner/name, hf:// or a web address.")
            : searchText(row.kind, SafeText::path(row.text)); // an id keeps its order
    default: return {};
    }
}

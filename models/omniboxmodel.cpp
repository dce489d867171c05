#include "models/omniboxmodel.h"

#include "app/text/safetext.h"

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

} // namespace

QList<Suggestion> suggestionsFor(const QString &text, const std::optional<HubAddress> &address,
                                 const QuickHits &hits)
{
    const QString wanted = text.trimmed();
    if (wanted.isEmpty())
        return {};
    QList<Suggestion> rows;
    if (address)
        rows.append({Suggestion::Type::Jump, address, address->repo.kind(), {}});
    for (const QList<QuickHit> *list : {&hits.models, &hits.datasets, &hits.spaces})
        appendHits(rows, *list, address ? &*address : nullptr);
    // Nobody searches for an address with a scheme.
    if (!address || !wanted.contains(QLatin1StringView("://"))) {
        for (const RepoKind kind : {RepoKind::Model, RepoKind::Dataset, RepoKind::Space})
            rows.append({Suggestion::Type::Search, {}, kind, wanted});
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
            return SafeText::repoName(row.address->repo.owner(), row.address->repo.name());
        switch (row.kind) {
        case RepoKind::Model: return tr("Search models for “%1”").arg(SafeText::line(row.text));
        case RepoKind::Dataset: return tr("Search datasets for “%1”").arg(SafeText::line(row.text));
        case RepoKind::Space: return tr("Search Spaces for “%1”").arg(SafeText::line(row.text));
        }
        Q_UNREACHABLE_RETURN({});
    default: return {};
    }
}

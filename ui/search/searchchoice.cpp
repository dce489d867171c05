#include "ui/search/searchchoice.h"

#include <QJsonArray>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

// A repository has one of these, so two of them together would find nothing.
bool isExclusiveFacet(const QString &type)
{
    return type == "pipeline_tag"_L1 || type == "license"_L1 || type == "sdk"_L1
        || type == "size_categories"_L1;
}

QString parametersArgument(int fewest, int most)
{
    QStringList halves;
    if (fewest > 0)
        halves << u"min:%1B"_s.arg(SearchChoice::kStops.at(size_t(fewest)));
    if (most < SearchChoice::kLastStop)
        halves << u"max:%1B"_s.arg(SearchChoice::kStops.at(size_t(most)));
    return halves.join(u',');
}

QString facetLabel(const Facet &facet)
{
    return facet.label.isEmpty() ? facet.id : facet.label;
}

bool isKnownSort(const QString &sort)
{
    return sort == "trendingScore"_L1 || sort == "downloads"_L1 || sort == "likes"_L1
        || sort == "createdAt"_L1 || sort == "lastModified"_L1;
}

} // namespace

RepoQuery SearchChoice::query() const
{
    RepoQuery query{.kind = kind, .gated = gated, .warmInference = warmInference, .sort = sort};
    const QString wanted = text.trimmed();
    if (wanted.size() > 1 && wanted.endsWith(u'/'))
        query.author = wanted.chopped(1);
    else
        query.text = wanted;
    for (const Facet &facet : facets) {
        if (kind == RepoKind::Model && facet.type == "pipeline_tag"_L1)
            query.task = facet.id;
        else
            query.filters << facet.id;
    }
    if (kind == RepoKind::Model)
        query.parameters = parametersArgument(fewest, most);
    return query;
}

bool SearchChoice::has(const Facet &facet) const
{
    return std::ranges::any_of(
        facets, [&](const Facet &f) { return f.id == facet.id && f.type == facet.type; });
}

void SearchChoice::toggle(const Facet &facet)
{
    const bool wasChosen = has(facet);
    facets.removeIf([&](const Facet &f) {
        return f.type == facet.type && (f.id == facet.id || isExclusiveFacet(f.type));
    });
    if (!wasChosen)
        facets << facet;
}

QList<SearchChoice::Chip> SearchChoice::chips() const
{
    QList<Chip> chips;
    const auto add = [&](const QString &label, auto remove) {
        Chip chip{label, *this};
        remove(chip.without);
        chips << chip;
    };
    if (gated)
        add(*gated ? tr("Gated only") : tr("Not gated"), [](SearchChoice &c) { c.gated.reset(); });
    if (warmInference)
        add(tr("Warm inference"), [](SearchChoice &c) { c.warmInference = false; });
    if (fewest > 0 || most < kLastStop)
        add(parametersLabel(fewest, most), [](SearchChoice &c) {
            c.fewest = 0;
            c.most = kLastStop;
        });
    for (const Facet &facet : facets)
        add(facetLabel(facet), [&](SearchChoice &c) { c.toggle(facet); });
    return chips;
}

SearchChoice SearchChoice::cleared() const
{
    return {.kind = kind, .sort = sort};
}

std::optional<SearchChoice::Chip> SearchChoice::lastFilter() const
{
    if (const QList<Chip> all = chips(); !all.isEmpty())
        return all.last();
    if (text.isEmpty())
        return {};
    Chip chip{text, *this};
    chip.without.text.clear();
    return chip;
}

QString SearchChoice::parametersLabel(int fewest, int most)
{
    const int low = kStops.at(size_t(fewest));
    const int high = kStops.at(size_t(most));
    if (fewest > 0 && most < kLastStop)
        return low == high ? tr("%1B").arg(low) : tr("%1B to %2B").arg(low).arg(high);
    if (fewest > 0)
        return tr("over %1B").arg(low);
    return most < kLastStop ? tr("up to %1B").arg(high) : tr("any size");
}

QJsonObject SearchChoice::toJson() const
{
    QJsonArray chosen;
    for (const Facet &facet : facets)
        chosen << QJsonObject{
            {u"id"_s, facet.id}, {u"label"_s, facet.label}, {u"type"_s, facet.type}};
    QJsonObject object{
        {u"kind"_s, apiSegment(kind)}, {u"text"_s, text}, {u"facets"_s, chosen}, {u"sort"_s, sort}};
    // The sizes themselves and not the stops, which may change.
    if (fewest > 0)
        object.insert(u"fewest"_s, kStops.at(size_t(fewest)));
    if (most < kLastStop)
        object.insert(u"most"_s, kStops.at(size_t(most)));
    if (gated)
        object.insert(u"gated"_s, *gated);
    if (warmInference)
        object.insert(u"warm"_s, true);
    return object;
}

std::optional<SearchChoice> SearchChoice::fromJson(const QJsonObject &object)
{
    SearchChoice choice;
    const QString kind = object.value("kind"_L1).toString();
    if (kind == "datasets"_L1)
        choice.kind = RepoKind::Dataset;
    else if (kind == "spaces"_L1)
        choice.kind = RepoKind::Space;
    else if (kind != "models"_L1)
        return {};
    choice.text = object.value("text"_L1).toString();
    for (const QJsonValue &value : object.value("facets"_L1).toArray()) {
        const Facet facet{.id = value["id"_L1].toString(),
                          .label = value["label"_L1].toString(),
                          .type = value["type"_L1].toString()};
        if (!facet.id.isEmpty() && !choice.has(facet))
            choice.toggle(facet);
    }
    const auto stop = [](int billions, int otherwise) {
        const auto it = std::ranges::find(kStops.begin() + 1, kStops.end() - 1, billions);
        return it == kStops.end() - 1 ? otherwise : static_cast<int>(it - kStops.begin());
    };
    choice.fewest = stop(object.value("fewest"_L1).toInt(), 0);
    choice.most = qMax(choice.fewest, stop(object.value("most"_L1).toInt(), kLastStop));
    if (const QJsonValue gated = object.value("gated"_L1); gated.isBool())
        choice.gated = gated.toBool();
    choice.warmInference = object.value("warm"_L1).toBool();
    if (const QString sort = object.value("sort"_L1).toString(); isKnownSort(sort))
        choice.sort = sort;
    return choice;
}

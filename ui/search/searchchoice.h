#pragma once

#include "app/hub/types.h"

#include <QCoreApplication>
#include <QJsonObject>

#include <array>
#include <optional>

// What a person chose in a search pane, as one value. The query for the Hub, the chips above the
// list and saved searches are all made from it, so they cannot disagree.
struct SearchChoice
{
    Q_DECLARE_TR_FUNCTIONS(SearchChoice)

public:
    // Stops of the parameter slider in units of 10^9; the first and last stop mean "no limit".
    // Whole billions because that is the form the Hub documents ("min:6B,max:128B", hub-api 4.1).
    static constexpr std::array<int, 13> kStops{0, 1, 3, 6, 9, 12, 24, 32, 64, 128, 256, 500, 0};
    static constexpr int kLastStop = static_cast<int>(kStops.size()) - 1;

    struct Chip;

    RepoKind kind = RepoKind::Model;
    QString text; // part of a name, or "owner/" for everything of that owner
    QList<Facet> facets; // in the order they were chosen
    int fewest = 0; // stops, fewest <= most
    int most = kLastStop;
    std::optional<bool> gated;
    bool warmInference = false;
    QString sort = QStringLiteral("trendingScore");

    RepoQuery query() const;

    bool has(const Facet &facet) const;
    // Takes the facet out when it is chosen; otherwise adds it, instead of the other one where the
    // Hub takes only one of its type.
    void toggle(const Facet &facet);

    QList<Chip> chips() const; // everything but the text, each with what remains without it
    SearchChoice cleared() const; // without text and filters; kind and sort stay
    // The chip that was chosen last, or the text; nothing when there is no filter at all.
    std::optional<Chip> lastFilter() const;

    static QString parametersLabel(int fewest, int most); // "1B to 12B"

    QJsonObject toJson() const;
    static std::optional<SearchChoice> fromJson(const QJsonObject &object);

    bool operator==(const SearchChoice &) const = default;
};

struct SearchChoice::Chip
{
    QString label; // one line without control characters
    SearchChoice without;
};

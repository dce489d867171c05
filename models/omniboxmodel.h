#pragma once

#include "app/hub/hubaddress.h"
#include "app/hub/types.h"

#include <QAbstractListModel>

// One line of what the omnibox offers for the text in it.
struct Suggestion
{
    enum class Type { Jump, Hit, Search, NoAddress };

    Type type = Type::Search;
    std::optional<HubAddress> address; // Jump and Hit
    RepoKind kind = RepoKind::Model;
    QString text; // Search: what to search for; NoAddress: the sentence, empty for the usual one

    bool operator==(const Suggestion &) const = default;
};

// First the usual row: what Enter does unless another one is picked. Then a jump when the text is
// an address, what the Hub's quick search found, and last the other searches. A text with a scheme
// that is no address of this Hub is none of these: the one row says so.
QList<Suggestion> suggestionsFor(const QString &text, const Suggestion &usual,
                                 const std::optional<HubAddress> &address, const QuickHits &hits);

class OmniboxModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role {
        SuggestionRole = Qt::UserRole
    }; // const Suggestion *, valid until the model changes

    using QAbstractListModel::QAbstractListModel;

    void setSuggestions(const QList<Suggestion> &suggestions);
    const Suggestion &at(int row) const { return m_rows.at(row); }
    int rowOf(const Suggestion &suggestion) const { return int(m_rows.indexOf(suggestion)); }

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    QList<Suggestion> m_rows;
};

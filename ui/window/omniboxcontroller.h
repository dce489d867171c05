#pragma once

#include "app/net/hubclient.h"
#include "models/omniboxmodel.h"

#include <QObject>
#include <QTimer>

// What the omnibox offers. The Hub is asked when typing pauses; an answer to an earlier text is
// never shown, because a new text drops the request of the old one.
class OmniboxController final : public QObject
{
    Q_OBJECT

public:
    explicit OmniboxController(HubClient &hub, QObject *parent = nullptr);

    OmniboxModel *model() { return &m_model; }
    void setSearchKind(RepoKind kind) { m_kind = kind; } // from the next text on
    void setText(const QString &text);
    void forget(); // what was found, and what is on its way
    // The row that is marked for a text unless another one is picked: the address, or the search.
    Suggestion choiceFor(const QString &text) const;

private:
    QList<Suggestion> suggestions(const QuickHits &hits) const;
    void ask();
    void askFor(const HubAddress &address); // whether this Hub has the repository, too

    HubClient &m_hub;
    OmniboxModel m_model;
    QString m_text;
    RepoKind m_kind = RepoKind::Model; // what is searched unless said otherwise
    std::optional<HubAddress> m_found; // what askFor() found for this text
    QTimer m_pause;
    RequestHandle m_pending;
};

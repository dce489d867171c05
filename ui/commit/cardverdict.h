#pragma once

#include "app/net/hubclient.h"

#include "ui/theme/tokens.h"

#include <QWidget>

class QLabel;

// What the Hub says of the metadata of a card: its own words. It is asked of one text at a time
// and holds nothing up.
class CardVerdict final : public QWidget
{
    Q_OBJECT

public:
    explicit CardVerdict(HubClient &hub, QWidget *parent = nullptr);

    void ask(RepoKind kind, const QString &card);
    void forget(); // what was said holds no more

signals:
    void said(); // its height is another one now

private:
    void say(const Result<CardCheck> &check);
    void say(const QString &words, Tone tone);

    HubClient &m_hub;
    RequestHandle m_request;
    QLabel *m_words;
};

#pragma once

#include <QHash>
#include <QList>
#include <QSet>
#include <QString>

// A heading of a card, for the list "On this page".
struct CardHeading
{
    int level = 1; // 1 to 6
    QString text;
    QString anchor; // unique within the card
    bool operator==(const CardHeading &) const = default;
};

// Collects headings while a card is written and gives each an anchor of its own: the one it came
// with, or GitHub's spelling of its text, numbered when it is taken.
class CardOutline final
{
public:
    struct Mark
    {
        qsizetype at; // as given to open()
        QString anchor;
    };

    void open(qsizetype at, const QString &givenId);
    void addText(const QString &text); // ignored while no heading is open
    Mark close(int level);
    QList<CardHeading> take() { return std::move(m_headings); }

private:
    QList<CardHeading> m_headings;
    QSet<QString> m_anchors;
    QHash<QString, int> m_repeats;
    QString m_text, m_id;
    qsizetype m_at = -1;
};

#pragma once

#include "app/hub/repoid.h"
#include "app/text/cardmeta.h"

// One key of a card's front matter that a form can edit.
struct CardField
{
    enum class Kind {
        Line, // any text of one line
        Choice, // one of some, or another text
        Truth, // true or false
        List,
    };

    QString key;
    Kind kind = Kind::Line;
    QStringList choices = {}; // what is known; others are possible
    bool isWide = false; // takes a line of the form for itself

    CardMeta::As as() const;
};

// What the cards of such repositories have, in the order in which it is asked for and written
// (hub-api 31). Pure.
QList<CardField> cardFields(RepoKind kind);
QStringList cardKeyOrder(RepoKind kind); // for CardMeta

// What the Hub would object to in one value of that key, a translated sentence; empty: nothing that
// is known here.
QString cardValueProblem(const QString &key, const QString &value);
// The same for all that is there under the key, and for what is missing beside it.
QString cardKeyProblem(const CardMeta &meta, const QString &key);

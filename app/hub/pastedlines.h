#pragma once

#include "app/hub/fetchwish.h"

#include <QList>
#include <QUrl>

// One line of what somebody pasted, and what it asks for. FetchWish::paths may still name a folder:
// only the repository's listing can tell.
struct PastedLine
{
    int number = 0; // from 1; that of the first one when it is continued
    QString text; // as it stood there, without tokens
    std::optional<FetchWish> wish;
    QString problem; // without a wish: why, one translated sentence
    int sameAs = 0; // without a wish: number of the line above that asks for the same; 0: none

    bool operator==(const PastedLine &) const = default;
};

// Ids, hf:// and web addresses, and command lines of the Python client ("hf download ..."), one a
// line; bullets, quotes, prompts and comments around them are understood, empty lines left out. At
// most a thousand are read. Pure; source of the options: the client's own help.
QList<PastedLine> pastedLines(const QString &text, const QUrl &endpoint);

#pragma once

#include <QString>

// What becomes of an element of somebody else's HTML (reliability M06). The list is an allow list:
// an element that is not in it is shown as the text it was written as, which also keeps `<mask>`
// and other tokens of a vocabulary readable.
struct ElementRule
{
    enum class Fate {
        Unknown, // shown as text
        Inline,
        Block,
        Void, // kept, has no content
        Unwrapped, // tag goes, content stays
        Dropped, // tag and content go
        DroppedVoid, // tag goes, there is no content
    };

    Fate fate = Fate::Unknown;
    QString becomes; // the element written instead
};

ElementRule ruleFor(const QString &element); // lower case

bool isOneOf(QStringView name, QStringView list); // list: words with one space between
bool isHtmlHeading(QStringView name); // h1 to h6
bool isAlertKind(QStringView name); // GitHub's five
// Elements with a flow of their own: a closing tag inside never closes what is outside.
bool isHtmlScope(QStringView name);

bool looksLikeFormula(const QString &text); // of what stands between two `$`

// An address a card may name: http, https, mailto or relative, without control characters. Empty
// when it is refused. `//host/x` becomes https.
QString safeLink(const QString &href);
// The same without mailto.
QString safeImage(const QString &src);

// A size attribute as written out again: 1 to 4000 pixels, "1%" to "100%", or empty.
QString safeLength(const QString &value);
// 1 to limit, 1 when it is no number.
int safeCount(const QString &value, int limit);
// "left", "right", "center" or empty.
QString safeAlign(const QString &value);
// A language of a code block: lower case, at most 24 of a-z 0-9 + # - _ . or empty.
QString safeLanguage(QStringView value);
// GitHub's anchor for a heading.
QString headingAnchor(QStringView heading);
// An anchor's name without what could be markup, at most 100 characters.
QString safeAnchor(QStringView name);

// Visible text only: no control characters but tab and newline, no bidi overrides, at most eight
// combining marks in a row (M11), those at the end of what stands before it included.
QString visibleText(QStringView text, QStringView before = {});

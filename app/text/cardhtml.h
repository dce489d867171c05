#pragma once

#include "app/text/cardoutline.h"

struct SafeHtml
{
    QString html;
    QList<CardHeading> outline;
    bool truncated = false; // a limit was reached; the rest is missing
};

// Somebody else's HTML as well-formed HTML of a small set of elements and attributes (reliability
// M05 to M07): every element closed in order, rows in tables, items in lists, addresses http,
// https, mailto or relative, no style, script or form. Bounded in depth, blocks and length, linear
// in time, and what comes out comes out of it again unchanged. Any thread.
SafeHtml sanitizeHtml(QStringView html);

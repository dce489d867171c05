#pragma once

#include "app/hub/types.h"
#include "ui/theme/tokens.h"

// How a discussion's status and a thread's events are said, in words and by an icon.
struct DiscussionLook
{
    QString word; // "Open", "Merged"
    QString icon;
    Tone tone;

    static DiscussionLook of(const Discussion &discussion);
};

struct EventLook
{
    QString icon;
    Tone tone;
    QString sentence; // after the author's name: "added a commit"; for any type, known or not
    QString detail; // after it, perhaps in mono: a commit's id and subject

    static EventLook of(const DiscussionEvent &event);
};

// "deleted" for an account that is gone.
QString shownAuthor(const QString &author);

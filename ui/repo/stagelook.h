#pragma once

#include "ui/theme/tokens.h"

#include <QString>

// How the stage of a Space is said: never by colour alone. Stages this program does not know keep
// their own word. Source: hub-api 14.1.
struct StageLook
{
    QString word;
    QString icon;
    Tone tone;

    static StageLook of(const QString &stage);
};

#pragma once

#include "app/transfer/transferstatus.h"
#include "ui/theme/tokens.h"

#include <QString>

// How a state looks: icon, the colour of its bar, and the colour of its word. Only stalled,
// waiting and failed colour their text; the icon or word always goes with the colour.
struct TransferLook
{
    QString icon;
    Tone bar = &Tokens::accent;
    Tone text = &Tokens::text;

    static TransferLook of(TransferState state);
};

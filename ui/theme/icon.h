#pragma once

#include "ui/theme/tokens.h"

#include <QIcon>

// An icon of our own set (resources/icons/NAME.svg, 24x24, one stroke) in a token's colour. It is
// drawn from the vector at every size and follows the application's palette by itself.
QIcon icon(const QString &name, Tone tone = &Tokens::secondary);

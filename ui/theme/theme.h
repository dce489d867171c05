#pragma once

#include "app/settings/settings.h"
#include "ui/theme/tokens.h"

class QApplication;
class QLabel;
class QWidget;

// Style, fonts and palette of the whole program; may be called again at any time.
void applyTheme(QApplication &app, Settings::Theme theme);

// Applies the theme now and whenever the setting or the desktop's colour scheme changes.
void followTheme(QApplication &app, const Settings &settings);

// Draws a label's text in a token's colour and keeps to it when the theme changes. For the common
// ones palette roles do without it: PlaceholderText is secondary, Link accent, BrightText danger.
void setTone(QLabel *label, Tone tone);

#pragma once

#include <QString>

// Foreign text made fit to be shown, logged and copied: of every address in it the user name,
// password, query and fragment are left out (signed addresses are keys), and of every token all but
// its first letters.
QString redacted(const QString &text);

#pragma once

#include <QStringList>

// What a licence is called among people: "Apache 2.0" for "apache-2.0". An id that is not known
// stays as it is, cleaned for one line. Source of the ids: hub-api 4.5, tags of type "license".
QString licenceName(QStringView id);

// The ids that the Hub takes, in order; "other" is one of them, for a licence with its own name.
QStringList knownLicences();

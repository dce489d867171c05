#pragma once

#include <QString>

// What a licence is called among people: "Apache 2.0" for "apache-2.0". An id that is not known
// stays as it is, cleaned for one line. Source of the ids: hub-api 4.5, tags of type "license".
QString licenceName(QStringView id);

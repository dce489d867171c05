#pragma once

#include <QString>

// Without the marks that keep names apart.
inline QString plain(QString text)
{
    return text.remove(QChar(0x2068)).remove(QChar(0x2069));
}

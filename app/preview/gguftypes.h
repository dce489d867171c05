#pragma once

#include <QString>

// Names and sizes of the number formats that GGUF files use. Source: hub-api 33.

struct GgufType
{
    QString name; // "Q4_K"; "type 77" for one that is not known
    qint64 block = 0; // elements in a block; 0: not known
    qint64 blockBytes = 0;
};
GgufType ggufType(quint32 type);

// "Q4_K_M" for general.file_type 15; empty for one that is not known.
QString ggufFileType(qint64 type);

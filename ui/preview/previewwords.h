#pragma once

#include "app/preview/filekind.h"
#include "ui/preview/previewfile.h"

// Icons and words of the preview's header.
QString kindIconName(FileKind kind);
// "1 tensor", "69 tensors": many has a %1 where the number goes.
QString counted(qint64 number, const QString &one, const QString &many);
QString viewName(PreviewView view); // "Table"
QString storageName(const TreeEntry &entry); // "Xet"
// What to know about a kind whose bytes are all that is shown; empty for others.
QString kindAdvice(FileKind kind);

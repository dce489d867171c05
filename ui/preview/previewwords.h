#pragma once

#include "app/preview/filekind.h"
#include "ui/preview/previewfile.h"

// Icons and words of the preview's header.
QString kindIconName(FileKind kind);
QString viewName(PreviewView view); // "Table"
QString storageName(const TreeEntry &entry); // "Xet"
// What to know about a kind whose bytes are all that is shown; empty for others.
QString kindAdvice(FileKind kind);

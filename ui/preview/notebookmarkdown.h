#pragma once

#include "app/preview/notebook.h"

// A notebook as one Markdown text for the widget that renders foreign text: code and outputs as
// fenced blocks, pictures by an address that notebookImage() understands. A cell cannot reach into
// the next one: what it opens is closed at its end. Pure.
QString notebookMarkdown(const Notebook &notebook);

// The encoded picture behind an address of notebookMarkdown(); empty for any other address.
QByteArray notebookImage(const Notebook &notebook, const QString &address);

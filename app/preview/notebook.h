#pragma once

#include "app/net/huberror.h"

#include <QByteArray>
#include <QList>
#include <QString>

// A Jupyter notebook as it is shown: its cells with their texts and pictures. Nothing is run, and
// of an output's forms only text and pictures are taken, never markup or scripts.

struct NotebookOutput
{
    enum class Kind { Text, Error, Image };

    Kind kind = Kind::Text;
    QString text; // without terminal colours
    QByteArray image; // encoded, PNG or JPEG by its declared type; untrusted

    bool operator==(const NotebookOutput &) const = default;
};

struct NotebookCell
{
    enum class Kind { Markdown, Code, Raw };

    Kind kind = Kind::Raw;
    QString source;
    qint64 executionCount = -1; // -1: not run
    QList<NotebookOutput> outputs;

    bool operator==(const NotebookCell &) const = default;
};

struct Notebook
{
    QString language; // "python"
    QList<NotebookCell> cells;
    bool cut = false; // cells or outputs were left out
};

constexpr qint64 kNotebookBytes = qint64(16) << 20; // larger ones are shown as text

// bytes: the whole file, at most kNotebookBytes. Formats 3 and 4. Pure.
Result<Notebook> readNotebook(const QByteArray &bytes);

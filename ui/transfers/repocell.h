#pragma once

#include "app/hub/repoid.h"
#include "app/transfer/transferstatus.h"

#include <QStyleOptionViewItem>

class QPainter;

// Cells that the queue and the history have in common.

// A repository in a tall row: its kind, its name, and a line below.
void paintRepoCell(QPainter &painter, const QStyleOptionViewItem &option, const RepoId &repo,
                   const QString &below);
// A file, cut in its folders first.
void paintPathCell(QPainter &painter, const QStyleOptionViewItem &option, const QString &path);
// An icon and a text, of which the first characters are the state's word. isGroup: it stands out.
void paintStateCell(QPainter &painter, const QStyleOptionViewItem &option, TransferState state,
                    const QString &text, qsizetype word, bool isGroup);
// A number or a time.
void paintFigureCell(QPainter &painter, const QStyleOptionViewItem &option, const QString &text,
                     bool isGroup);
int figureCellWidth(const QFont &font, const QString &text); // that shows all of it

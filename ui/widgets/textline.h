#pragma once

#include <QByteArrayView>
#include <QList>
#include <QString>

// A piece of a file as it is drawn: one UTF-16 unit for every thing that can be pointed at, and
// where its bytes begin. Control characters and bidi controls become visible signs (P20, M10), each
// byte that is no UTF-8 becomes U+FFFD.
struct ShownText
{
    QString text;
    QList<int> bytes; // of every unit, and of the end: size() + 1 entries
    QList<int> signs; // units that stand for something invisible

    int unitAt(int byte) const; // the unit that holds a byte, clamped
};

ShownText shownText(QByteArrayView bytes);

// Start of the character that holds bytes[at], so that a piece never begins inside one.
qsizetype characterStart(QByteArrayView bytes, qsizetype at);

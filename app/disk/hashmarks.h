#pragma once

#include <QByteArrayList>

// What the hash of a content had come to at every so many bytes of it: a later look at the same
// bytes tells by them which ones changed on the disk. Shortened, for the whole hash decides.
struct HashMarks
{
    qint64 step = 0; // bytes; 0: no marks
    QByteArrayList digests; // hex; the first is of step bytes, the second of twice as many, ...

    bool operator==(const HashMarks &) const = default;
};

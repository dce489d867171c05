#pragma once

#include "app/net/huberror.h"

#include <QImage>

// A picture from the Hub, decoded under limits.
struct PreviewImage
{
    QImage image; // perhaps smaller than the original
    QSize fullSize; // as the file says, rotated as it says
    QByteArray format; // "png"
    bool animated = false; // image is the first frame
};

constexpr qint64 kImageBytes = qint64(32) << 20; // larger files are not decoded

// Only PNG, JPEG, GIF, WebP and BMP, told by the bytes and not by a name; the size is read and
// judged before any pixel. Runs on the pool. Source of the rules: reliability P09, P10.
Result<PreviewImage> decodeImage(const QByteArray &bytes);

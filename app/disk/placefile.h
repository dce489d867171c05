#pragma once

#include "app/disk/destination.h"

#include <functional>

// A file of the user's own becomes a file of the Hub that was not downloaded: only when it hashes
// to what the Hub says, and the same way as a download gets its name. The source stays as it is.
struct PlaceTask
{
    FileSpec file; // with blob and size
    Revision revision; // that leads to it from now on
    QString source; // absolute
};

// Bytes read so far, of twice the size: it is read to be hashed, and again to be copied and hashed.
// False: stop.
using PlaceProgress = std::function<bool(qint64 bytes)>;

// Where it is now. Nothing is changed by a file that turns out to be another one, or when stopped
// (HubError::Kind::Cancelled). Pool threads; takes as long as the disk does.
Result<QString> placeFile(const Destination &destination, const PlaceTask &task,
                          const PlaceProgress &goOn);

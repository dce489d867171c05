#pragma once

#include "app/localhub/localhub.h"

// What the Hub and the hosts that it redirects to were asked, and the bytes of all their bodies.
struct Traffic
{
    qsizetype requests = 0;
    qint64 bytes = 0;
};

inline Traffic trafficOf(const LocalHub &hub)
{
    Traffic sum;
    for (const char *origin : {"hub", "cdn", "mirror", "evil"})
        for (const SeenRequest &request : hub.requests(origin)) {
            ++sum.requests;
            sum.bytes += request.answered;
        }
    return sum;
}

#include "app/text/card.h"

#include <cstdlib>

// Any bytes as a README.md: nothing may crash or hang, and what comes out is already safe, so that
// going over it again changes nothing.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const Card card = readCard(QByteArray(reinterpret_cast<const char *>(data), qsizetype(size)));
    if (!card.truncated && sanitizeHtml(card.html).html != card.html)
        std::abort();
    return 0;
}

#include "app/preview/tensors.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    (void)readGgufHeader(bytes, bytes.size());
    const HeaderStep step = readGgufHeader(bytes, -1);
    // A reader that wants no more than it has would be asked for ever.
    if (step && std::holds_alternative<WantsPrefix>(*step)
        && std::get<WantsPrefix>(*step).bytes <= bytes.size())
        std::abort();
    return 0;
}

#include "app/preview/notebook.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    (void)readNotebook(QByteArray(reinterpret_cast<const char *>(data), qsizetype(size)));
    return 0;
}

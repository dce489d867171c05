#include "app/text/card.h"

#include <cstdio>
#include <cstdlib>

// Any bytes as a README.md: nothing may crash or hang, and what comes out is already safe, so that
// going over it again changes nothing.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const Card card = readCard(QByteArray(reinterpret_cast<const char *>(data), qsizetype(size)));
    if (card.truncated)
        return 0;
    const QString again = sanitizeHtml(card.html).html;
    if (again == card.html)
        return 0;
    const QByteArray once = card.html.toUtf8();
    const QByteArray twice = again.toUtf8();
    std::fprintf(stderr, "once:  %s\ntwice: %s\n", once.constData(), twice.constData());
    std::abort();
}

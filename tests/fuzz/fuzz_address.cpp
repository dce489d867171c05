#include "app/hub/hubaddress.h"
#include "app/text/safetext.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QString text = QString::fromUtf8(reinterpret_cast<const char *>(data), qsizetype(size));
    const QUrl endpoint(QStringLiteral("https://hub.example"));
    const auto address = HubAddress::parse(text, endpoint);
    // What was read is written in a form that reads back the same.
    if (address
        && HubAddress::parse(address->webUrl(endpoint).toString(QUrl::FullyEncoded), endpoint)
            != address)
        std::abort();
    (void)RepoId::parse(RepoKind::Model, text);
    (void)Revision::parse(text);
    (void)SafeText::line(text);
    (void)SafeText::path(text);
    return 0;
}

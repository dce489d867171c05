#include "app/hub/hubaddress.h"
#include "app/text/safetext.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QString text = QString::fromUtf8(reinterpret_cast<const char *>(data), qsizetype(size));
    const QUrl endpoint(QStringLiteral("https://hub.example"));
    const auto address = HubAddress::parse(text, endpoint);
    // Not that it reads back the same: a repository called "tree" has no web address of its own.
    if (address && !address->webUrl(endpoint).isValid())
        std::abort();
    (void)RepoId::parse(RepoKind::Model, text);
    (void)Revision::parse(text);
    (void)SafeText::line(text);
    (void)SafeText::path(text);
    return 0;
}

#include "app/upload/sourcehash.h"

#include "app/disk/contenthash.h"
#include "app/upload/uploadsource_linux.h"

#include <cerrno>

static_assert(SourceHash::kBuffer >= Secrets::kMostText); // such a file is in it as a whole

DiskResult<SourceHash> SourceHash::of(UploadFile file, QByteArray &buffer,
                                      const std::function<bool(qint64 bytes)> &read)
{
    constexpr qint64 kSampleBytes = 512; // what the Hub judges by; hub-api 12.2
    const auto opened = openSource(file.local);
    const auto before = opened ? statOf(*opened) : std::unexpected(opened.error());
    if (!before)
        return std::unexpected(before.error());
    setFacts(file, *before);
    waitWhileYoung(file.changedNs); // or a change right after this could not be told
    ContentHash sha256(QByteArray(64, '0'), file.size);
    ContentHash git(QByteArray(40, '0'), file.size);
    SourceHash hashed{.file = file, .secrets = {}};
    buffer.resize(kBuffer);
    for (qint64 at = 0; at < file.size;) {
        const qint64 wanted = std::min(kBuffer, file.size - at);
        const auto n = readAt(*opened, buffer.data(), wanted, at);
        if (!n)
            return std::unexpected(n.error());
        if (*n < wanted)
            return std::unexpected(EAGAIN); // somebody cut it
        const auto bytes = QByteArrayView(buffer).first(wanted);
        sha256.add(bytes);
        if (file.size <= kMostGitContent)
            git.add(bytes);
        if (at == 0)
            hashed.file.sample = bytes.first(std::min(kSampleBytes, wanted)).toByteArray();
        if (file.size <= Secrets::kMostText)
            hashed.secrets = Secrets::in(bytes);
        at += wanted;
        if (!read(wanted))
            return std::unexpected(ECANCELED);
    }
    const auto after = statOf(*opened);
    if (!after)
        return std::unexpected(after.error());
    if (!hasFacts(file, *after))
        return std::unexpected(EAGAIN);
    hashed.file.sha256 = sha256.result();
    hashed.file.gitOid = file.size <= kMostGitContent ? git.result() : QByteArray();
    return hashed;
}

DiskResult<SourceHash> SourceHash::of(const UploadFile &file)
{
    QByteArray buffer;
    return of(file, buffer, [](qint64) { return true; });
}

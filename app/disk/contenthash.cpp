#include "app/disk/contenthash.h"

#include <openssl/evp.h>

#include <cerrno>

// QCryptographicHash is eight times slower than OpenSSL at SHA-256 on this much data.
struct ContentHash::Context
{
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> evp{EVP_MD_CTX_new(), EVP_MD_CTX_free};
};

ContentHash::ContentHash()
    : d(std::make_unique<Context>())
{ }

std::unique_ptr<ContentHash> ContentHash::copy() const
{
    auto hash = std::unique_ptr<ContentHash>(new ContentHash);
    EVP_MD_CTX_copy_ex(hash->d->evp.get(), d->evp.get());
    return hash;
}

ContentHash::ContentHash(const QByteArray &expected, qint64 size)
    : d(std::make_unique<Context>())
{
    const bool isGit = expected.size() == 40;
    EVP_DigestInit_ex(d->evp.get(), isGit ? EVP_sha1() : EVP_sha256(), nullptr);
    if (isGit)
        add(QByteArray("blob " + QByteArray::number(size) + '\0'));
}

ContentHash::~ContentHash() = default;

void ContentHash::add(QByteArrayView bytes)
{
    EVP_DigestUpdate(d->evp.get(), bytes.data(), static_cast<size_t>(bytes.size()));
}

DiskResult<void> ContentHash::addRange(const FileDescriptor &file, qint64 from, qint64 to)
{
    constexpr qint64 kBuffer = 1 << 20; // bytes; larger ones leave the second-level cache
    QByteArray buffer(qMin(kBuffer, to - from), Qt::Uninitialized);
    while (from < to) {
        const qint64 wanted = qMin<qint64>(buffer.size(), to - from);
        const auto n = readAt(file, buffer.data(), wanted, from);
        if (!n)
            return std::unexpected(n.error());
        if (*n != wanted)
            return std::unexpected(EIO); // somebody cut the file
        add(QByteArrayView(buffer).first(wanted));
        from += wanted;
    }
    return {};
}

QByteArray ContentHash::result()
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    EVP_DigestFinal_ex(d->evp.get(), digest, &size);
    return QByteArray(reinterpret_cast<const char *>(digest), size).toHex();
}

QByteArray ContentHash::ofGit(QByteArrayView content)
{
    ContentHash hash(QByteArray(40, '0'), content.size());
    hash.add(content);
    return hash.result();
}

DiskResult<QByteArray> ContentHash::ofFile(const FileDescriptor &file, const QByteArray &expected,
                                           qint64 size)
{
    ContentHash hash(expected, size);
    return hash.addRange(file, 0, size).transform([&hash] { return hash.result(); });
}

#include "ui/repo/hubimages.h"

#include "app/hub/hubaddress.h"
#include "app/net/origin.h"
#include "app/preview/filekind.h"

#include <QBuffer>
#include <QImageReader>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMaxImageBytes = qint64(16) << 20;
constexpr qint64 kMaxImagePixels = 50'000'000; // 200 MB decoded
constexpr int kWidestImage = 2 * 780; // the text column at 200 %

struct DecodedImage
{
    QImage image;
    QString reason;
};

} // namespace

HubImages::HubImages(HubClient &hub, QObject *parent)
    : QObject(parent)
    , m_hub(hub)
{ }

void HubImages::setBase(const RepoPlace &place, const QString &folder)
{
    m_place = place;
    m_folder = folder;
    ++m_generation;
    m_pending.clear();
}

void HubImages::want(const QString &address)
{
    get(address, false);
}

void HubImages::load(const QString &address)
{
    get(address, true);
}

QUrl HubImages::resolved(const QString &address) const
{
    const QUrl url(address, QUrl::StrictMode);
    if (!url.isRelative() || !m_place)
        return url;
    const auto file = [this](const QString &path) {
        return m_hub.resolveUrl(m_place->repo(), m_place->pinned(), path);
    };
    const QUrl there = file(m_folder + u"README.md"_s).resolved(url);
    // "/x" and "//host/x" are addresses of their own; the rest is a file of the repository.
    const bool isFile = url.authority().isEmpty() && !url.path().startsWith(u'/');
    const QString root = file({}).path(QUrl::FullyEncoded);
    return !isFile || there.path(QUrl::FullyEncoded).startsWith(root) ? there : QUrl();
}

void HubImages::get(const QString &address, bool anyHost)
{
    const QUrl url = resolved(address);
    const bool own = sameOrigin(url, m_hub.endpoint());
    if (!url.isValid() || (url.scheme() != "https"_L1 && !own) || !url.userInfo().isEmpty()) {
        emit failed(address, tr("This address is not one for a picture."));
        return;
    }
    if (!own && !anyHost) {
        emit blocked(address);
        return;
    }
    const auto taken = [this, address](const Result<Body> &body) { take(address, body); };
    const auto place = own ? HubAddress::parse(url.toString(QUrl::FullyEncoded), m_hub.endpoint())
                           : std::nullopt;
    m_pending[address] = place && !place->path.isEmpty()
        ? m_hub.readFile(place->repo, place->revision, place->path, 0, kMaxImageBytes, taken)
        : m_hub.fetch(url, kMaxImageBytes, taken);
}

void HubImages::take(const QString &address, const Result<Body> &body)
{
    m_pending.erase(address);
    if (!body) {
        emit failed(address, body.error().message);
        return;
    }
    QtConcurrent::run([bytes = body->bytes] {
        DecodedImage decoded;
        decoded.image = decode(bytes, &decoded.reason);
        return decoded;
    }).then(this, [this, address, generation = m_generation](const DecodedImage &decoded) {
        if (generation != m_generation)
            return;
        if (decoded.image.isNull())
            emit failed(address, decoded.reason);
        else
            emit ready(address, decoded.image);
    });
}

QImage HubImages::decode(const QByteArray &bytes, QString *reason)
{
    // SVG can name other files, and the rest of the plugins are seldom used and seldom looked at:
    // none of them gets to see the bytes.
    const QByteArray format = imageFormat(bytes);
    if (format.isEmpty()) {
        *reason = tr("Only PNG, JPEG, GIF, WebP and BMP pictures are shown.");
        return {};
    }
    QBuffer buffer;
    buffer.setData(bytes);
    buffer.open(QIODevice::ReadOnly);
    QImageReader reader(&buffer, format);
    reader.setAutoDetectImageFormat(false);
    reader.setAutoTransform(true);
    const QSize size = reader.size();
    if (!size.isValid() || qint64(size.width()) * size.height() > kMaxImagePixels) {
        *reason = tr("This picture is too large to be shown here.");
        return {};
    }
    if (size.width() > kWidestImage)
        reader.setScaledSize(
            {kWidestImage, std::max(1, int(qint64(size.height()) * kWidestImage / size.width()))});
    const QImage image = reader.read();
    if (image.isNull())
        *reason = tr("This picture cannot be read.");
    return image;
}

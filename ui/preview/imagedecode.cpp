#include "ui/preview/imagedecode.h"

#include "app/preview/filekind.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QImageReader>

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kImagePixels = 32'000'000; // 128 MB decoded, which is also Qt's own limit
constexpr qint64 kJpegPixels = 400'000'000; // decoded at a fraction of its size
constexpr int kReducedSide = 4'096;

struct ImageDecodeText
{
    Q_DECLARE_TR_FUNCTIONS(ImageDecode)
};

} // namespace

Result<PreviewImage> decodeImage(const QByteArray &bytes)
{
    const auto refused = [](const QString &message, const QString &detail = {}) {
        HubError error = HubError::badReply(detail);
        error.message = message;
        return std::unexpected(error);
    };
    const QByteArray format = imageFormat(bytes);
    if (format.isEmpty())
        return refused(ImageDecodeText::tr("This is not a PNG, JPEG, GIF, WebP or BMP picture."));
    QBuffer buffer;
    buffer.setData(bytes);
    buffer.open(QIODevice::ReadOnly);
    QImageReader reader(&buffer, format);
    reader.setAutoDetectImageFormat(false);
    reader.setAutoTransform(true);
    const QSize size = reader.size();
    const qint64 pixels = qint64(size.width()) * size.height();
    if (!size.isValid() || pixels <= 0)
        return refused(ImageDecodeText::tr("The picture is broken: its size cannot be read."),
                       reader.errorString());
    const bool reduce = pixels > kImagePixels && format == "jpeg" && pixels <= kJpegPixels;
    if (pixels > kImagePixels && !reduce)
        return refused(
            ImageDecodeText::tr(
                "The picture is too large to show here: %1 × %2 pixels. Download it to look at it.")
                .arg(size.width())
                .arg(size.height()));
    if (reduce)
        reader.setScaledSize(size.scaled(kReducedSide, kReducedSide, Qt::KeepAspectRatio));
    const bool turned = reader.transformation() & QImageIOHandler::TransformationRotate90;
    PreviewImage out{.fullSize = turned ? size.transposed() : size,
                     .format = format,
                     .animated = reader.supportsAnimation() && reader.imageCount() != 1};
    if (!reader.read(&out.image))
        return refused(ImageDecodeText::tr("The picture is broken and cannot be shown."),
                       reader.errorString());
    return out;
}

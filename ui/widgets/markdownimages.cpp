#include "ui/widgets/markdownimages.h"

#include "ui/theme/icon.h"
#include "ui/widgets/markdowndocument.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QTextDocument>
#include <QUrl>

#include <cmath>

using namespace Qt::StringLiterals;

namespace {

constexpr QSizeF kUnknownImage{380, 112}; // the mock-up's box
constexpr QSizeF kUnknownBadge{96, 20};
constexpr double kMaxImageHeight = 4000;

// Pixels of "120" or "50%" of the column; 0 when nothing was said.
double imageLength(const QString &written, double column)
{
    const bool percent = written.endsWith(u'%');
    const double number = (percent ? written.chopped(1) : written).toDouble();
    return percent ? column * number / 100 : number;
}

bool looksLikeBadge(const QString &name)
{
    return name.contains(u"shields.io") || name.contains(u"badge", Qt::CaseInsensitive);
}

} // namespace

MarkdownImages::MarkdownImages(QObject *parent)
    : QObject(parent)
{ }

void MarkdownImages::clear()
{
    m_entries.clear();
}

void MarkdownImages::setImage(const QString &name, const QImage &image)
{
    m_entries[name] = {image.isNull() ? State::Failed : State::Loaded, image, {}};
}

void MarkdownImages::setState(const QString &name, State state, const QString &reason)
{
    m_entries[name] = {state, {}, reason};
}

QSizeF MarkdownImages::wantedSize(const QTextFormat &format, const Entry &entry) const
{
    double width = imageLength(format.stringProperty(markdown::ImageWidth), m_column);
    double height = imageLength(format.stringProperty(markdown::ImageHeight), m_column);
    QSizeF natural = entry.state == State::Loaded ? entry.image.deviceIndependentSize()
        : looksLikeBadge(format.stringProperty(QTextFormat::ImageName)) ? kUnknownBadge
                                                                        : kUnknownImage;
    if (natural.isEmpty())
        natural = {1, 1};
    if (width > 0 && height <= 0)
        height = width * natural.height() / natural.width();
    else if (height > 0 && width <= 0)
        width = height * natural.width() / natural.height();
    return width > 0 && height > 0 ? QSizeF(width, height) : natural;
}

QSizeF MarkdownImages::intrinsicSize(QTextDocument *, int, const QTextFormat &format)
{
    const Entry entry = m_entries.value(format.stringProperty(QTextFormat::ImageName));
    const QSizeF size = wantedSize(format, entry);
    const int share = format.intProperty(markdown::ImageShare);
    const int column = m_column - format.intProperty(markdown::ImageIndent);
    const double most = column * (share > 0 ? share : 100) / 100.0 - (share < 100 ? 16 : 0);
    const double scale
        = qMin(1.0, qMin(qMax(16.0, most) / size.width(), kMaxImageHeight / size.height()));
    // A fraction of a pixel too much makes all of the text scroll sideways.
    return QSizeF(std::floor(size.width() * scale), std::floor(size.height() * scale))
        .expandedTo({1, 1});
}

void MarkdownImages::drawObject(QPainter *painter, const QRectF &rect, QTextDocument *, int,
                                const QTextFormat &format)
{
    const QString name = format.stringProperty(QTextFormat::ImageName);
    Entry &entry = m_entries[name];
    if (entry.state == State::New) {
        entry.state = State::Asked;
        emit wanted(name);
    }
    painter->save();
    if (entry.state == State::Loaded) {
        painter->setRenderHint(QPainter::SmoothPixmapTransform);
        painter->drawImage(rect, entry.image);
    } else {
        drawBox(*painter, rect, format, entry);
    }
    painter->restore();
}

void MarkdownImages::drawBox(QPainter &painter, const QRectF &rect, const QTextFormat &format,
                             const Entry &entry) const
{
    const bool dashed = entry.state == State::Blocked || entry.state == State::Failed;
    const bool roomy = rect.height() >= 64 && rect.width() >= 160;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(dashed ? QPen(m_tokens.strongBorder, 1, Qt::DashLine) : QPen(Qt::NoPen));
    painter.setBrush(dashed ? QBrush(Qt::NoBrush) : QBrush(m_tokens.sunken));
    const double radius = qMin(double(metrics::kRadius), rect.height() / 4);
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);

    const QUrl url(format.stringProperty(QTextFormat::ImageName));
    const QString alt = format.stringProperty(markdown::ImageAlt);
    const QString file = url.fileName();
    QString line = alt.isEmpty() ? file : alt;
    if (roomy && entry.state == State::Blocked && !url.host().isEmpty())
        line = tr("Image from %1 not loaded").arg(url.host());
    else if (roomy && entry.state == State::Failed)
        line = entry.reason.isEmpty() ? tr("The image could not be loaded") : entry.reason;
    QFont font = painter.font();
    font.setPointSizeF(font.pointSizeF() * 0.9);
    painter.setFont(font);
    painter.setPen(m_tokens.secondary);
    const QFontMetricsF measure(font);
    const bool button = roomy && dashed;
    if (roomy && !dashed) {
        const QRect sign(qRound(rect.center().x()) - 12, qRound(rect.center().y()) - 26, 24, 24);
        paintIcon(painter, sign, u"image"_s, &Tokens::secondary, m_tokens.palette());
    }
    const QRectF words
        = rect.adjusted(8, roomy && !dashed ? 28 : 0, -8, button ? -rect.height() * 0.4 : 0);
    painter.drawText(words, Qt::AlignCenter | Qt::TextSingleLine,
                     measure.elidedText(line, Qt::ElideRight, words.width()));
    if (!button)
        return;
    const QString load = entry.state == State::Blocked ? tr("Load") : tr("Try again");
    const QSizeF size(measure.horizontalAdvance(load) + 24, 28);
    const QRectF frame(
        QPointF(rect.center().x() - size.width() / 2, rect.top() + rect.height() * 0.54), size);
    painter.setPen(m_tokens.strongBorder);
    painter.setBrush(m_tokens.surface);
    painter.drawRoundedRect(frame, metrics::kRadius, metrics::kRadius);
    painter.setPen(m_tokens.text);
    painter.drawText(frame, Qt::AlignCenter | Qt::TextSingleLine, load);
}

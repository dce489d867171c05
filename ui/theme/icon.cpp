#include "ui/theme/icon.h"

#include <QDir>
#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

using namespace Qt::StringLiterals;

namespace {

QByteArray iconSource(const QString &name)
{
    QFile file(u":/icons/%1.svg"_s.arg(name));
    if (file.open(QIODevice::ReadOnly))
        return file.readAll();
    qWarning("no icon is called %s", qPrintable(name));
    return {};
}

QPixmap renderedIcon(const QString &name, const QColor &colour, const QSize &pixels)
{
    const QString key = u"icon:%1:%2:%3x%4"_s.arg(name, colour.name(QColor::HexArgb))
                            .arg(pixels.width())
                            .arg(pixels.height());
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap))
        return pixmap;
    pixmap = QPixmap(pixels);
    pixmap.fill(Qt::transparent);
    QByteArray svg = iconSource(name);
    svg.replace("currentColor", colour.name().toLatin1());
    QSvgRenderer renderer(svg);
    renderer.setAspectRatioMode(Qt::KeepAspectRatio);
    QPainter painter(&pixmap);
    painter.setOpacity(colour.alphaF());
    renderer.render(&painter, QRectF(QPointF(), pixels));
    painter.end();
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

void drawRendered(QPainter &painter, const QRect &rect, const QString &name, const QColor &colour)
{
    const qreal ratio = painter.device()->devicePixelRatio();
    const int side = std::min(rect.width(), rect.height());
    QPixmap pixmap = renderedIcon(name, colour, QSize(side, side) * ratio);
    pixmap.setDevicePixelRatio(ratio);
    painter.drawPixmap(rect.x() + (rect.width() - side) / 2, rect.y() + (rect.height() - side) / 2,
                       pixmap);
}

class TokenIconEngine final : public QIconEngine
{
public:
    TokenIconEngine(QString name, Tone tone)
        : m_name(std::move(name))
        , m_tone(tone)
    { }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override
    {
        drawRendered(*painter, rect, m_name, colour(mode, state));
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        return renderedIcon(m_name, colour(mode, state), size);
    }

    // size in device independent pixels (measured with 6.8)
    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State state,
                         qreal scale) override
    {
        QPixmap pixmap = renderedIcon(m_name, colour(mode, state), (QSizeF(size) * scale).toSize());
        pixmap.setDevicePixelRatio(scale);
        return pixmap;
    }

    QString key() const override { return u"hubnaut"_s; }
    QString iconName() override { return m_name; }
    bool isNull() override { return false; }
    QIconEngine *clone() const override { return new TokenIconEngine(*this); }

private:
    QColor colour(QIcon::Mode mode, QIcon::State state) const
    {
        const QPalette palette = QGuiApplication::palette();
        const Tokens &tokens = Tokens::of(palette);
        if (mode == QIcon::Disabled)
            return tokens.disabled;
        return state == QIcon::On ? tokens.accent : tokens.*m_tone;
    }

    QString m_name;
    Tone m_tone;
};

} // namespace

QIcon icon(const QString &name, Tone tone)
{
    return QIcon(new TokenIconEngine(name, tone));
}

void paintIcon(QPainter &painter, const QRect &rect, const QString &name, Tone tone,
               const QPalette &palette)
{
    drawRendered(painter, rect, name, Tokens::of(palette).*tone);
}

QStringList iconNames()
{
    QStringList names = QDir(u":/icons"_s).entryList({u"*.svg"_s}, QDir::Files, QDir::Name);
    for (QString &name : names)
        name.chop(4);
    return names;
}

QString kindIcon(RepoKind kind)
{
    switch (kind) {
    case RepoKind::Model: return u"cube"_s;
    case RepoKind::Dataset: return u"database"_s;
    case RepoKind::Space: return u"grid"_s;
    }
    Q_UNREACHABLE_RETURN({});
}

Tone kindTone(RepoKind kind)
{
    switch (kind) {
    case RepoKind::Model: return &Tokens::model;
    case RepoKind::Dataset: return &Tokens::dataset;
    case RepoKind::Space: return &Tokens::space;
    }
    Q_UNREACHABLE_RETURN(&Tokens::secondary);
}

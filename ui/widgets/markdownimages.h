#pragma once

#include "ui/theme/tokens.h"

#include <QHash>
#include <QImage>
#include <QObject>
#include <QTextFormat>
#include <QTextObjectInterface>

// Draws the images of a Markdown document: what was handed in, or a box that says what is missing.
// It reads and fetches nothing; the first time an image is drawn it asks for it.
class MarkdownImages final : public QObject, public QTextObjectInterface
{
    Q_OBJECT
    Q_INTERFACES(QTextObjectInterface)

public:
    enum class State { New, Asked, Loaded, Blocked, Failed };

    explicit MarkdownImages(QObject *parent);

    void clear(); // forgets which were asked for, keeps nothing
    void setTokens(const Tokens &tokens) { m_tokens = tokens; }
    void setColumn(int pixels) { m_column = pixels; } // width of the text column
    void setImage(const QString &name, const QImage &image);
    void setState(const QString &name, State state, const QString &reason = {});
    State state(const QString &name) const { return m_entries.value(name).state; }

    QSizeF intrinsicSize(QTextDocument *document, int position, const QTextFormat &format) override;
    void drawObject(QPainter *painter, const QRectF &rect, QTextDocument *document, int position,
                    const QTextFormat &format) override;

signals:
    void wanted(const QString &name);

private:
    struct Entry
    {
        State state = State::New;
        QImage image;
        QString reason;
    };

    QSizeF wantedSize(const QTextFormat &format, const Entry &entry) const;
    void drawBox(QPainter &painter, const QRectF &rect, const QTextFormat &format,
                 const Entry &entry) const;

    QHash<QString, Entry> m_entries; // by the address as the card wrote it
    Tokens m_tokens = Tokens::light();
    int m_column = metrics::kCardColumn;
};

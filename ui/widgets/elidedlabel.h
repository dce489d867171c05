#pragma once

#include "ui/theme/tokens.h"

#include <QWidget>

// whole where it fits; else only last, its distinguishing end (a repository without its owner, a
// file without its folders), cut in the middle.
QString elidedName(const QFontMetrics &face, const QString &whole, const QString &last, int width);

// One line of plain text that gives way: elided where told, the whole text as (escaped) tooltip
// while it is cut. Takes its size from the font and the text.
class ElidedLabel final : public QWidget
{
    Q_OBJECT

public:
    explicit ElidedLabel(const QString &text = {}, Qt::TextElideMode mode = Qt::ElideRight,
                         QWidget *parent = nullptr);

    QString text() const { return m_text; }
    // name: a part of the text that is cut before anything else is.
    void setText(const QString &text, const QString &name = {});
    // What the text is the value of: the accessible name becomes "caption: text".
    void setCaption(const QString &caption);
    QString shownText() const; // what of it is painted
    void setTone(Tone tone);
    void setAlignment(Qt::Alignment alignment);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;

private:
    void nameItself();

    QString m_text;
    QString m_caption;
    QString m_name;
    Qt::TextElideMode m_mode;
    Qt::Alignment m_alignment = Qt::AlignLeft;
    Tone m_tone = &Tokens::text;
};
